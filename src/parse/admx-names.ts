/**
 * Administrative-template policies by the display names that GPO and RSoP reports show, in Japanese and English, with
 * the registry values they write. Those reports carry no registry path, so that this is the one place where display
 * names are matched. Names and values: Microsoft's ADMX and ADML files (en-US, ja-JP); MS Security Guide templates
 * (SecGuide.admx) exist in English only and show their English names everywhere.
 */
import type { Half } from './report-draft.ts';

/** What a state of a policy writes. */
export type AdmxData =
  | { readonly op: 'dword'; readonly data: number }
  | { readonly op: 'sz'; readonly data: string }
  | { readonly op: 'delete' }
  /** The text box of that number, from 0. */
  | { readonly op: 'text'; readonly box: number }
  /** Decided by a choice the report shows only as words of the display language. */
  | { readonly op: 'choice' }
  /** One value for each row of the list: its name, or else its data, as name. */
  | { readonly op: 'list' };

export interface AdmxValue {
  readonly key: string;
  readonly name: string;
  readonly enabled: AdmxData | null;
  readonly disabled: AdmxData | null;
}

export interface AdmxPolicy {
  readonly en: string;
  readonly ja: string;
  readonly halves: readonly Half[];
  /** Last parts of the category, where several policies bear one name. */
  readonly under?: { readonly en: string; readonly ja: string };
  readonly values: readonly AdmxValue[];
}

const dword = (data: number): AdmxData => ({ op: 'dword', data });
const sz = (data: string): AdmxData => ({ op: 'sz', data });
const DELETE: AdmxData = { op: 'delete' };
const CHOICE: AdmxData = { op: 'choice' };
const LIST: AdmxData = { op: 'list' };
const text = (box: number): AdmxData => ({ op: 'text', box });

const value = (
  key: string,
  name: string,
  enabled: AdmxData | null,
  disabled: AdmxData | null,
): AdmxValue => ({ key, name, enabled, disabled });

const onOff = (key: string, name: string): AdmxValue => value(key, name, dword(1), dword(0));

const COMPUTER: readonly Half[] = ['computer'];
const USER: readonly Half[] = ['user'];
const BOTH: readonly Half[] = ['computer', 'user'];

const POLICIES = 'SOFTWARE\\Policies\\Microsoft';
const CREDENTIALS = `${POLICIES}\\Windows\\CredentialsDelegation`;
const DEVICE_GUARD = `${POLICIES}\\Windows\\DeviceGuard`;
const TERMINAL = `${POLICIES}\\Windows NT\\Terminal Services`;
const UPDATE = `${POLICIES}\\Windows\\WindowsUpdate`;
const WINRM = `${POLICIES}\\Windows\\WinRM\\Service`;
const POWERSHELL = `${POLICIES}\\Windows\\PowerShell`;
const IE = `${POLICIES}\\Internet Explorer`;
const FIREWALL = `${POLICIES}\\WindowsFirewall`;
const LANMAN = 'SYSTEM\\CurrentControlSet\\Services\\LanmanServer\\Parameters';
const LSA = 'SYSTEM\\CurrentControlSet\\Control\\Lsa';
const SYSTEM_POLICIES = 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System';

const WINRM_SERVICE = { en: 'WinRM Service', ja: 'WinRM サービス' };

const SHARING: readonly AdmxPolicy[] = [
  {
    en: 'Prevent users from sharing files within their profile.',
    ja: 'ユーザーがプロファイル内のファイルを共有できないようにします。',
    halves: USER,
    values: [
      value(
        'Software\\Microsoft\\Windows\\CurrentVersion\\Policies\\Explorer',
        'NoInplaceSharing',
        dword(1),
        DELETE,
      ),
    ],
  },
  {
    en: 'Enable insecure guest logons',
    ja: '安全でないゲスト ログオンを有効にする',
    halves: COMPUTER,
    values: [onOff(`${POLICIES}\\Windows\\LanmanWorkstation`, 'AllowInsecureGuestAuth')],
  },
  {
    en: 'Configure SMB v1 server',
    ja: 'Configure SMB v1 server',
    halves: COMPUTER,
    values: [onOff(LANMAN, 'SMB1')],
  },
];

const CREDENTIAL_POLICIES: readonly AdmxPolicy[] = [
  {
    en: 'Turn On Virtualization Based Security',
    ja: '仮想化ベースのセキュリティを有効にする',
    halves: COMPUTER,
    values: [
      onOff(DEVICE_GUARD, 'EnableVirtualizationBasedSecurity'),
      value(DEVICE_GUARD, 'LsaCfgFlags', CHOICE, CHOICE),
      value(DEVICE_GUARD, 'RequirePlatformSecurityFeatures', CHOICE, CHOICE),
      value(DEVICE_GUARD, 'HypervisorEnforcedCodeIntegrity', CHOICE, CHOICE),
    ],
  },
  {
    en: 'Configures LSASS to run as a protected process',
    ja: 'LSASS を保護されたプロセスとして実行するように構成する',
    halves: COMPUTER,
    values: [value(LSA, 'RunAsPPL', CHOICE, CHOICE)],
  },
  {
    en: 'Remote host allows delegation of non-exportable credentials',
    ja: 'リモート ホストでエクスポート不可の資格情報の委任を許可する',
    halves: COMPUTER,
    values: [onOff(CREDENTIALS, 'AllowProtectedCreds')],
  },
  {
    en: 'Restrict delegation of credentials to remote servers',
    ja: 'リモート サーバーへの資格情報の委任を制限する',
    halves: COMPUTER,
    values: [
      onOff(CREDENTIALS, 'RestrictedRemoteAdministration'),
      value(CREDENTIALS, 'RestrictedRemoteAdministrationType', CHOICE, CHOICE),
    ],
  },
  {
    en: 'Do not allow passwords to be saved',
    ja: 'パスワードの保存を許可しない',
    halves: BOTH,
    values: [onOff(TERMINAL, 'DisablePasswordSaving')],
  },
  {
    en: 'Always prompt for password upon connection',
    ja: '接続するたびにパスワードを要求する',
    halves: COMPUTER,
    values: [onOff(TERMINAL, 'fPromptForPassword')],
  },
  {
    en: 'WDigest Authentication (disabling may require KB2871997)',
    ja: 'WDigest Authentication (disabling may require KB2871997)',
    halves: COMPUTER,
    values: [onOff('SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\WDigest', 'UseLogonCredential')],
  },
  {
    en: 'Apply UAC restrictions to local accounts on network logons',
    ja: 'Apply UAC restrictions to local accounts on network logons',
    halves: COMPUTER,
    values: [value(SYSTEM_POLICIES, 'LocalAccountTokenFilterPolicy', dword(0), dword(1))],
  },
];

const PROXY_AND_UPDATE: readonly AdmxPolicy[] = [
  {
    en: 'Make proxy settings per-machine (rather than per-user)',
    ja: 'コンピューター別にプロキシを設定する (ユーザー別ではなく)',
    halves: COMPUTER,
    values: [
      value(
        `${POLICIES}\\Windows\\CurrentVersion\\Internet Settings`,
        'ProxySettingsPerUser',
        dword(0),
        CHOICE,
      ),
    ],
  },
  {
    en: 'Prevent changing proxy settings',
    ja: 'プロキシの設定を変更できないようにする',
    halves: BOTH,
    values: [value(`${IE}\\Control Panel`, 'Proxy', dword(1), DELETE)],
  },
  {
    en: 'Specify intranet Microsoft update service location',
    ja: 'イントラネットの Microsoft 更新サービスの場所を指定する',
    halves: COMPUTER,
    values: [
      value(UPDATE, 'WUServer', text(0), DELETE),
      value(UPDATE, 'WUStatusServer', text(1), DELETE),
      onOff(`${UPDATE}\\AU`, 'UseWUServer'),
    ],
  },
  {
    en: 'Do not connect to any Windows Update Internet locations',
    ja: 'インターネット上の Windows Update に接続しない',
    halves: COMPUTER,
    values: [onOff(UPDATE, 'DoNotConnectToWindowsUpdateInternetLocations')],
  },
];

const BROWSER: readonly AdmxPolicy[] = [
  {
    en: 'Configure Password Manager',
    ja: 'パスワード マネージャーの構成',
    halves: BOTH,
    values: [value(`${POLICIES}\\MicrosoftEdge\\Main`, 'FormSuggest Passwords', sz('yes'), sz('no'))],
  },
  {
    en: 'Turn on the auto-complete feature for user names and passwords on forms',
    ja: 'フォームのユーザー名とパスワードのオートコンプリート機能を有効にする',
    halves: USER,
    values: [
      value(`${IE}\\Main`, 'FormSuggest Passwords', sz('yes'), sz('no')),
      value(`${IE}\\Control Panel`, 'FormSuggest Passwords', dword(1), dword(1)),
    ],
  },
  {
    en: 'Disable AutoComplete for forms',
    ja: 'フォームへのオートコンプリートの使用を許可しない',
    halves: USER,
    values: [
      value(`${IE}\\Main`, 'Use FormSuggest', sz('no'), CHOICE),
      value(`${IE}\\Control Panel`, 'FormSuggest', dword(1), CHOICE),
    ],
  },
];

const REMOTE: readonly AdmxPolicy[] = [
  {
    en: 'Allow remote server management through WinRM',
    ja: 'WinRM によるリモート サーバー管理を許可する',
    halves: COMPUTER,
    values: [
      onOff(WINRM, 'AllowAutoConfig'),
      value(WINRM, 'IPv4Filter', text(0), DELETE),
      value(WINRM, 'IPv6Filter', text(1), DELETE),
    ],
  },
  {
    en: 'Allow Basic authentication',
    ja: '基本認証を許可する',
    halves: COMPUTER,
    under: WINRM_SERVICE,
    values: [onOff(WINRM, 'AllowBasic')],
  },
  {
    en: 'Allow unencrypted traffic',
    ja: '暗号化されていないトラフィックを許可する',
    halves: COMPUTER,
    under: WINRM_SERVICE,
    values: [onOff(WINRM, 'AllowUnencryptedTraffic')],
  },
  {
    en: 'Restrict Unauthenticated RPC clients',
    ja: '認証されていない RPC クライアントを制限する',
    halves: COMPUTER,
    values: [value(`${POLICIES}\\Windows NT\\Rpc`, 'RestrictRemoteClients', CHOICE, CHOICE)],
  },
  {
    en: 'Turn off multicast name resolution',
    ja: 'マルチキャスト名前解決をオフにする',
    halves: COMPUTER,
    values: [value(`${POLICIES}\\Windows NT\\DNSClient`, 'EnableMulticast', dword(0), dword(1))],
  },
];

const LOGGING: readonly AdmxPolicy[] = [
  {
    en: 'Turn on PowerShell Script Block Logging',
    ja: 'PowerShell スクリプト ブロックのログ記録を有効にする',
    halves: BOTH,
    values: [onOff(`${POWERSHELL}\\ScriptBlockLogging`, 'EnableScriptBlockLogging')],
  },
  {
    en: 'Turn on Module Logging',
    ja: 'モジュール ログを有効にする',
    halves: BOTH,
    values: [
      onOff(`${POWERSHELL}\\ModuleLogging`, 'EnableModuleLogging'),
      value(`${POWERSHELL}\\ModuleLogging\\ModuleNames`, '', LIST, null),
    ],
  },
  {
    en: 'Include command line in process creation events',
    ja: 'プロセス作成イベントにコマンド ラインを含める',
    halves: COMPUTER,
    values: [onOff(`${SYSTEM_POLICIES}\\Audit`, 'ProcessCreationIncludeCmdLine_Enabled')],
  },
];

/** Exceptions of the first Windows Firewall, which are allow rules still. */
const fileAndPrint = (profile: string, en: string, ja: string): AdmxPolicy => ({
  en: 'Allow inbound file and printer sharing exception',
  ja: '着信ファイルとプリンターの共有の例外を許可する',
  halves: COMPUTER,
  under: { en, ja },
  values: [
    onOff(`${FIREWALL}\\${profile}\\Services\\FileAndPrint`, 'Enabled'),
    value(`${FIREWALL}\\${profile}\\Services\\FileAndPrint`, 'RemoteAddresses', text(0), DELETE),
  ],
});

const ALL: readonly AdmxPolicy[] = [
  ...SHARING,
  ...CREDENTIAL_POLICIES,
  ...PROXY_AND_UPDATE,
  ...BROWSER,
  ...REMOTE,
  ...LOGGING,
  fileAndPrint('DomainProfile', 'Domain Profile', 'ドメイン プロファイル'),
  fileAndPrint('StandardProfile', 'Standard Profile', '標準プロファイル'),
];

/** Newer reports put the product's name before the names of the old firewall's policies. */
const FIREWALL_PREFIX = /^windows (defender )?(firewall|ファイアウォール): */;

const plain = (name: string): string => name.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();

const folded = (name: string): string => plain(name).replace(FIREWALL_PREFIX, '');

const BY_NAME: ReadonlyMap<string, readonly AdmxPolicy[]> = (() => {
  const map = new Map<string, AdmxPolicy[]>();
  for (const policy of ALL) {
    for (const name of new Set([folded(policy.en), folded(policy.ja)])) {
      map.set(name, [...(map.get(name) ?? []), policy]);
    }
  }
  return map;
})();

/** Whether a policy of that name is one of the old Windows Firewall's. */
export const isFirewallPolicy = (name: string): boolean => FIREWALL_PREFIX.test(plain(name));

/** The policies that bear this name in one of the languages, whatever their category. */
export const admxPolicies = (name: string): readonly AdmxPolicy[] => BY_NAME.get(folded(name)) ?? [];

/** Whether the last part of the category a report shows is the policy's. */
export function isUnder(policy: AdmxPolicy, category: string): boolean {
  if (!policy.under) return true;
  const last = plain(category.split('/').at(-1) ?? '');
  return last === plain(policy.under.en) || last === plain(policy.under.ja);
}
