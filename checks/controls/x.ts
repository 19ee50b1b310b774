/** Checks of this project that cut across the guide's sets. */
import { plain } from '../../src/check/setting.ts';
import type { Control } from '../../src/model/control.ts';

const POLICIES_SYSTEM = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System';
const LSA = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Lsa';
const EVENT_LOG = 'HKLM\\Software\\Policies\\Microsoft\\Windows\\EventLog';
const W32TIME = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\W32Time';
const SERVER_PARAMETERS = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\LanmanServer\\Parameters';

export const SET_X: readonly Control[] = [
  {
    id: 'X-1',
    set: 'X',
    label: '独自追加',
    title: { ja: 'ログの十分性', en: 'Log sufficiency' },
    titleIsOurs: true,
    objective: {
      ja: '監視の対策はログが残っていてこそ成り立つ。セキュリティ ログが短期間で上書きされない大きさと保存の方法を確かめる。',
      en: 'Every monitoring measure rests on logs that are still there. The Security log must be large enough and kept in a way that it is not soon overwritten.',
    },
    page: null,
    provenance: 'inferred',
    stage: 'lateral',
    severity: 'medium',
    roles: [
      'user-endpoint',
      'admin-workstation',
      'dc',
      'file-server',
      'member-server',
      'distribution-server',
      'decoy',
    ],
    unread: [
      {
        part: 'X-1.8',
        what: {
          ja: 'プロキシ、ファイアウォール、DC のログが 1 年以上残ること。収集先の設定が要る',
          en: 'logs of proxy, firewall and DCs are kept for a year or more: needs the configuration of the collector',
        },
      },
      {
        part: 'X-1.9',
        what: {
          ja: '機器の時刻が 5 分以内でそろっていること。時刻同期の状態の出力が要る',
          en: 'clocks agree within 5 minutes: needs the state of time synchronisation',
        },
      },
    ],
    settings: [
      plain(
        'HKLM\\Software\\Policies\\Microsoft\\Windows\\EventLog\\Security\\MaxSize (REG_DWORD) >= 196608',
      ),
      {
        ja: `${EVENT_LOG}\\Security\\Retention (REG_SZ) = "0" (上書き) なら EventForwarding\\SubscriptionManager で転送する`,
        en: `with ${EVENT_LOG}\\Security\\Retention (REG_SZ) = "0" (overwrite), forward by EventForwarding\\SubscriptionManager`,
      },
      {
        ja: `${EVENT_LOG}\\Security\\Retention (REG_SZ) = "1" (上書きしない) なら AutoBackupLogFiles (REG_SZ) = "1"`,
        en: `with ${EVENT_LOG}\\Security\\Retention (REG_SZ) = "1" (keep), AutoBackupLogFiles (REG_SZ) = "1"`,
      },
      {
        ja: `${W32TIME}\\Start が 4 でなく、Parameters\\Type (REG_SZ) が NT5DS、NTP、AllSync のいずれかで、TimeProviders\\NtpClient\\Enabled (REG_DWORD) = 1`,
        en: `${W32TIME}\\Start is not 4, Parameters\\Type (REG_SZ) is NT5DS, NTP or AllSync, and TimeProviders\\NtpClient\\Enabled (REG_DWORD) = 1`,
      },
    ],
    evidence: [
      {
        ja: 'ホストのレジストリ (イベント ログのポリシーとサービス、W32Time)',
        en: 'registry of the host (policies and service of the event log, W32Time)',
      },
    ],
    remediation: {
      ja: 'GPO「コンピューターの構成 > 管理用テンプレート > Windows コンポーネント > イベント ログ サービス > セキュリティ > ログ ファイルの最大サイズ (KB) を指定する」を 196608 以上 (DC とファイル サーバは 4 GB 以上を推奨) にし、ログを収集サーバへ転送して 1 年以上残す。時刻は W32Time で合わせる (Type=NT5DS)。',
      en: 'Set Computer Configuration > Administrative Templates > Windows Components > Event Log Service > Security > "Specify the maximum log file size (KB)" to 196608 or more (4 GB or more is advised for DCs and file servers), forward the logs and keep them for a year or more. Let W32Time keep the clocks right (Type=NT5DS).',
    },
    mappings: {
      nist80053: ['AU-4', 'AU-11', 'AU-8'],
      cisControlsV8: ['8.3', '8.4', '8.9', '8.10'],
      cisBenchmark: ['Security: Specify the maximum log file size (KB)'],
    },
  },
  {
    id: 'X-2',
    set: 'X',
    label: '独自追加',
    title: { ja: 'Pass-the-Hash の攻撃面', en: 'Pass-the-hash surface' },
    titleIsOurs: true,
    objective: {
      ja: '一台から盗んだハッシュで別の端末へログオンできる余地を、関係する設定をまとめて調べて示す。',
      en: 'The settings that let a hash stolen on one host log on to another are examined together, to show what is left open.',
    },
    page: null,
    provenance: 'inferred',
    stage: 'lateral',
    severity: 'high',
    roles: ['user-endpoint', 'admin-workstation'],
    unread: [],
    settings: [
      plain(`${POLICIES_SYSTEM}\\LocalAccountTokenFilterPolicy (REG_DWORD) = 0`),
      plain(`${POLICIES_SYSTEM}\\FilterAdministratorToken (REG_DWORD) = 1`),
      plain(`${POLICIES_SYSTEM}\\EnableLUA (REG_DWORD) = 1`),
      plain(`${LSA}\\LmCompatibilityLevel (REG_DWORD) = 5`),
      plain(`${LSA}\\RestrictRemoteSAM (REG_SZ) = O:BAG:BAD:(A;;RC;;;BA)`),
      plain(`${SERVER_PARAMETERS}\\RequireSecuritySignature (REG_DWORD) = 1`),
      plain(`${SERVER_PARAMETERS}\\SMB1 (REG_DWORD) = 0`),
      plain(
        'HKLM\\SYSTEM\\CurrentControlSet\\Services\\LanmanWorkstation\\Parameters\\RequireSecuritySignature (REG_DWORD) = 1',
      ),
      {
        ja: 'SeDenyNetworkLogonRight に S-1-5-113 か S-1-5-114 を含むこと',
        en: 'SeDenyNetworkLogonRight contains S-1-5-113 or S-1-5-114',
      },
    ],
    evidence: [
      { ja: '端末のレジストリ', en: 'registry of the endpoint' },
      plain('secedit /export /cfg secpol.inf'),
    ],
    remediation: {
      ja: 'LocalAccountTokenFilterPolicy を 0 (または削除)、FilterAdministratorToken=1、EnableLUA=1、LmCompatibilityLevel=5、SMB 署名を送受信とも必須、SMB1 を無効にする。SeDenyNetworkLogonRight に S-1-5-114 (ローカル アカウントかつ Administrators のメンバー) を加える。',
      en: 'Set LocalAccountTokenFilterPolicy to 0 or delete it, FilterAdministratorToken=1, EnableLUA=1, LmCompatibilityLevel=5, require SMB signing both ways and disable SMB1. Add S-1-5-114 (local account and member of Administrators) to SeDenyNetworkLogonRight.',
    },
    mappings: {
      attack: ['T1550.002', 'T1021.002'],
      mitigations: ['M1027', 'M1026'],
      nist80053: ['AC-3', 'IA-5', 'CM-6'],
      cisControlsV8: ['4.1', '5.4'],
      cisBenchmark: [
        'Apply UAC restrictions to local accounts on network logons',
        'Network security: LAN Manager authentication level',
        'Network access: Restrict clients allowed to make remote calls to SAM',
        'Microsoft network server: Digitally sign communications (always)',
      ],
    },
  },
  {
    id: 'X-4',
    set: 'X',
    label: '独自追加',
    title: { ja: 'プロキシの露出', en: 'Exposure of the proxy' },
    titleIsOurs: true,
    informs: true,
    objective: {
      ja: '侵入者に使われる余地をプロキシ自身が与えないようにする。際限なく続くセッション、だれでも見られる管理画面、外へ知らせる内部アドレスを調べる。',
      en: 'The proxy itself gives an intruder nothing to use: sessions without end, a management interface open to everybody, internal addresses told to the outside.',
    },
    page: null,
    provenance: 'inferred',
    stage: 'foothold',
    severity: 'low',
    roles: ['proxy'],
    unread: [],
    settings: [
      plain('client_lifetime 1 day'),
      plain('read_timeout 15 minutes'),
      plain('half_closed_clients off'),
      plain('http_access allow localhost manager'),
      plain('http_access deny manager'),
      plain('forwarded_for delete'),
    ],
    evidence: [
      {
        ja: 'プロキシの squid.conf と、それが include するファイル',
        en: 'squid.conf of the proxy with the files it includes',
      },
    ],
    remediation: {
      ja: 'client_lifetime、read_timeout、half_closed_clients を Squid の既定より緩めない。「http_access allow localhost manager」と「http_access deny manager」を先頭に置く。外へ直接出るプロキシでは「forwarded_for delete」とする。',
      en: 'Do not loosen client_lifetime, read_timeout and half_closed_clients beyond the defaults of Squid. Put "http_access allow localhost manager" and "http_access deny manager" first. On a proxy that goes out by itself set "forwarded_for delete".',
    },
    mappings: {
      attack: ['T1071.001', 'T1590.005'],
      nist80053: ['SC-10', 'AC-12', 'CM-7', 'SC-7'],
      cisControlsV8: ['4.1', '4.8'],
    },
  },
  {
    id: 'X-5',
    set: 'X',
    label: '独自追加',
    title: { ja: 'Kerberos の弱点', en: 'Weaknesses of Kerberos' },
    titleIsOurs: true,
    informs: true,
    objective: {
      ja: 'ドメインのアカウントの設定が、チケットの偽造、オフラインでの解読、他人へのなりすましに使えないことを確かめる。一台の端末の侵害から管理者の権限に届く近道になる。',
      en: 'No account of the domain is set so that tickets can be forged, cracked offline or borrowed in the name of others: short ways from one endpoint to the rights of an administrator.',
    },
    page: null,
    provenance: 'inferred',
    stage: 'lateral',
    severity: 'high',
    roles: ['domain'],
    unread: [],
    settings: [
      plain(
        'userAccountControl: DONT_REQ_PREAUTH (0x400000), PASSWD_NOTREQD (0x20), ENCRYPTED_TEXT_PWD_ALLOWED (0x80), USE_DES_KEY_ONLY (0x200000) = 0',
      ),
      {
        ja: 'TRUSTED_FOR_DELEGATION (0x80000) はドメイン コントローラーだけ。msDS-AllowedToDelegateTo にドメイン コントローラーがなく、ドメイン コントローラーに msDS-AllowedToActOnBehalfOfOtherIdentity がないこと',
        en: 'TRUSTED_FOR_DELEGATION (0x80000) on domain controllers alone; no domain controller in msDS-AllowedToDelegateTo, and no msDS-AllowedToActOnBehalfOfOtherIdentity on domain controllers',
      },
      {
        ja: '特権グループの構成員に servicePrincipalName がないこと。msDS-SupportedEncryptionTypes に AES (0x18) を含むこと',
        en: 'no servicePrincipalName on members of privileged groups; AES (0x18) in msDS-SupportedEncryptionTypes',
      },
      { ja: 'krbtgt の pwdLastSet が 180 日以内', en: 'pwdLastSet of krbtgt within 180 days' },
      plain('ms-DS-MachineAccountQuota = 0'),
    ],
    evidence: [
      {
        ja: 'AD のデータ (uchibori collect ad、LDIF、SharpHound)',
        en: 'Active Directory (uchibori collect ad, LDIF, SharpHound)',
      },
    ],
    remediation: {
      ja: '示されたアカウントのフラグを外す。サービスは gMSA に移し、特権グループから外す。委任は「指定したサービスへの委任」に限り、ドメイン コントローラーを宛先にしない。krbtgt のパスワードを間隔をおいて二度変える。ms-DS-MachineAccountQuota を 0 にし、コンピューターの追加は担当者に委任する。',
      en: 'Clear the flags of the accounts shown. Move services to gMSAs and out of privileged groups. Limit delegation to named services, none of them on a domain controller. Change the password of krbtgt twice, with an interval. Set ms-DS-MachineAccountQuota to 0 and delegate the right to join computers.',
    },
    mappings: {
      attack: ['T1558.001', 'T1558.003', 'T1558.004', 'T1134.001', 'T1550.003', 'T1136.002'],
      mitigations: ['M1015', 'M1026', 'M1027', 'M1041'],
      nist80053: ['IA-5', 'AC-6', 'SC-13', 'CM-6'],
      cisControlsV8: ['4.1', '5.2', '5.4'],
    },
  },
];
