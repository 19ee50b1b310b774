/** Set E: file sharing between endpoints is closed, and traps watch for theft (guide 2.3.5, pp. 75-80; the rest is lost). */
import { plain } from '../../src/check/setting.ts';
import type { Control } from '../../src/model/control.ts';

const SERVER_PARAMETERS = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\LanmanServer\\Parameters';

export const SET_E: readonly Control[] = [
  {
    id: 'E-7a',
    set: 'E',
    label: '断7 実装事項ア',
    title: { ja: 'ユーザ端末間のファイル共有を禁止する', en: 'No endpoint file sharing' },
    objective: {
      ja: '共有の要らない端末では共有機能を止め、利用者に共有を作らせず、隣の端末へのツールの複写を防ぐ。',
      en: 'On endpoints that need no sharing the function is stopped and users cannot create shares, so that tools cannot be copied to the neighbour.',
    },
    page: 77,
    provenance: 'guide',
    stage: 'lateral',
    severity: 'high',
    roles: ['user-endpoint'],
    combine: { all: ['E-7a.1', 'E-7a.2', { any: ['E-7a.3', 'E-7b', 'E-7c'] }] },
    partOf: 'E-7',
    unread: [],
    settings: [
      plain(
        'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Policies\\Explorer\\NoInplaceSharing (REG_DWORD) = 1',
      ),
      plain('HKLM\\SYSTEM\\CurrentControlSet\\Services\\LanmanServer\\Start (REG_DWORD) = 4'),
      plain(`${SERVER_PARAMETERS}\\SMB1 (REG_DWORD) = 0`),
      plain('HKLM\\Software\\Policies\\Microsoft\\Windows\\HomeGroup\\DisableHomeGroup (REG_DWORD) = 1'),
    ],
    evidence: [
      plain('net share'),
      plain('Get-CimInstance Win32_Share'),
      {
        ja: '端末のレジストリ (利用者全員のハイブを含む)',
        en: 'registry of the endpoint, with the hives of all its users',
      },
    ],
    remediation: {
      ja: '利用者が作った共有を消し (net share 共有名 /delete)、GPO「ユーザーの構成 > 管理用テンプレート > Windows コンポーネント > ネットワーク共有 > ユーザーがプロファイル内のファイルを共有できないようにします。」を有効にする (NoInplaceSharing=1)。ローカル管理者はこれを回避できるので、利用者を一般権限にし (F-6a)、管理共有の無効化 (E-7b) か送信元の限定 (E-7c) を併せて行う。',
      en: 'Delete shares made by users (net share NAME /delete) and enable "Prevent users from sharing files within their profile." under User Configuration > Administrative Templates > Windows Components > Network Sharing (NoInplaceSharing=1). A local administrator can get round it, so make users standard users (F-6a) and add E-7b or E-7c.',
    },
    mappings: {
      attack: ['T1021.002', 'T1570', 'T1135', 'T1080'],
      mitigations: ['M1042', 'M1035', 'M1037'],
      nist80053: ['CM-7', 'AC-3', 'AC-6'],
      cisControlsV8: ['4.8', '3.3'],
      cisBenchmark: ['Server (LanmanServer)', 'Prevent users from sharing files within their profile'],
    },
  },
  {
    id: 'E-7b',
    set: 'E',
    label: '断7 実装事項ア',
    title: { ja: '管理共有の無効化', en: 'Admin shares off' },
    titleIsOurs: true,
    objective: {
      ja: 'ユーザ端末から C$ や ADMIN$ などの管理共有をなくし、盗んだ管理者資格情報でのツールの複写と遠隔実行を防ぐ。変更後に net share で確かめるところまでを含む。',
      en: 'Administrative shares such as C$ and ADMIN$ are gone from user endpoints, so that stolen administrator credentials cannot be used to copy and run tools there. Verifying with net share is part of it.',
    },
    page: 77,
    provenance: 'guide',
    stage: 'lateral',
    severity: 'high',
    roles: ['user-endpoint'],
    partOf: 'E-7',
    unread: [],
    settings: [
      plain(`${SERVER_PARAMETERS}\\AutoShareWks (REG_DWORD) = 0`),
      {
        ja: `${SERVER_PARAMETERS}\\AutoShareServer (REG_DWORD) = 0 (サーバ OS の場合。クライアント OS では効かない)`,
        en: `${SERVER_PARAMETERS}\\AutoShareServer (REG_DWORD) = 0 (on a server OS; it has no effect on a client OS)`,
      },
    ],
    evidence: [
      {
        ja: '端末のレジストリ (LanmanServer\\Parameters)',
        en: 'registry of the endpoint (LanmanServer\\Parameters)',
      },
      { ja: 'net share の出力 (IPC$ だけが残る)', en: 'output of net share (only IPC$ remains)' },
    ],
    remediation: {
      ja: 'GPO の「コンピューターの構成 > 基本設定 > Windows の設定 > レジストリ」で AutoShareWks (REG_DWORD) = 0 を「更新」または「置換」で配る。端末を再起動し、net share に C$ などのドライブ共有と ADMIN$ が出ないことを確かめる。net share /delete だけでは再起動で戻る。',
      en: 'Distribute AutoShareWks (REG_DWORD) = 0 with the GPO preference Computer Configuration > Preferences > Windows Settings > Registry, action Update or Replace. Restart the endpoint and confirm that net share lists neither drive shares such as C$ nor ADMIN$. net share /delete alone is undone by the next restart.',
    },
    mappings: {
      attack: ['T1021.002', 'T1570', 'T1569.002'],
      mitigations: ['M1042', 'M1028'],
      nist80053: ['CM-7', 'CM-6'],
      cisControlsV8: ['4.8', '4.1'],
    },
  },
  {
    id: 'E-7c',
    set: 'E',
    label: '断7 実装事項ア',
    title: { ja: 'Windows ファイアウォールによる限定', en: 'SMB source restriction' },
    titleIsOurs: true,
    objective: {
      ja: '共有を残すなら、SMB / NetBIOS の受信を業務と運用に要る送信元だけに絞り、端末同士では届かないようにする。',
      en: 'Where sharing must stay, inbound SMB and NetBIOS is limited to the sources business and operations need, so that endpoints cannot reach each other.',
    },
    page: 80,
    provenance: 'guide',
    stage: 'lateral',
    severity: 'high',
    roles: ['user-endpoint'],
    partOf: 'E-7',
    unread: [],
    settings: [
      {
        ja: '受信規則: ブロック、TCP 139, 445 と UDP 137, 138、リモート IP = ユーザ セグメントすべて (ポート番号は原文で失われ、プロトコルから補った)',
        en: 'inbound rule: block, TCP 139, 445 and UDP 137, 138, remote IP = all user segments (the port numbers are lost in the source and supplied from the protocol)',
      },
      plain(
        'HKLM\\SOFTWARE\\Policies\\Microsoft\\WindowsFirewall\\{DomainProfile,PrivateProfile,PublicProfile}\\EnableFirewall (REG_DWORD) = 1, DefaultInboundAction (REG_DWORD) = 1',
      ),
      plain(
        'HKLM\\SOFTWARE\\Policies\\Microsoft\\WindowsFirewall\\{DomainProfile,PrivateProfile,PublicProfile}\\AllowLocalPolicyMerge (REG_DWORD) = 0',
      ),
    ],
    evidence: [
      {
        ja: '端末のファイアウォール規則とプロファイル設定 (実際に効いているもの)',
        en: 'firewall rules and profile settings in effect on the endpoint',
      },
      { ja: 'サイト ファイルの segments (role: user)', en: 'segments in the site file (role: user)' },
    ],
    remediation: {
      ja: 'GPO の「コンピューターの構成 > ポリシー > Windows の設定 > セキュリティの設定 > セキュリティが強化された Windows ファイアウォール > 受信の規則」に、TCP 139/445 と UDP 137/138 を、ユーザ セグメントすべてを送信元として、全プロファイルでブロックする規則を作る。IPv6 も含め、三つのプロファイルでファイアウォールを有効、受信を既定ブロック、ローカル規則の結合を「いいえ」にする。',
      en: 'Under Computer Configuration > Policies > Windows Settings > Security Settings > Windows Firewall with Advanced Security > Inbound Rules, block TCP 139/445 and UDP 137/138 from all user segments in all profiles. Include IPv6; in all three profiles turn the firewall on, block inbound by default and set local rule merging to No.',
    },
    mappings: {
      attack: ['T1021.002', 'T1021.003', 'T1570'],
      mitigations: ['M1037', 'M1030'],
      nist80053: ['SC-7', 'SC-7(12)', 'AC-4'],
      cisControlsV8: ['4.5', '13.4'],
      cisBenchmark: [
        'Windows Firewall: Domain, Private and Public: Firewall state',
        'Windows Firewall: Domain, Private and Public: Inbound connections',
      ],
    },
  },
  {
    id: 'E-7',
    set: 'E',
    label: '断7 実装事項ア',
    title: { ja: '断7 の総合判定', en: 'Combined verdict on endpoint file sharing' },
    titleIsOurs: true,
    objective: {
      ja: '共有の禁止 (E-7a) と管理共有の無効化 (E-7b) を両方満たすか、送信元の限定 (E-7c) を満たせば、端末間のファイル共有は塞がれたとみなす。',
      en: 'Sharing between endpoints counts as closed when E-7a and E-7b are both met, or E-7c is.',
    },
    page: null,
    provenance: 'inferred',
    stage: 'lateral',
    severity: 'high',
    roles: ['user-endpoint'],
    combine: { any: [{ all: ['E-7a', 'E-7b'] }, 'E-7c'] },
    unread: [],
    settings: [{ ja: 'E-7a、E-7b、E-7c の設定を参照', en: 'see the settings of E-7a, E-7b and E-7c' }],
    evidence: [{ ja: 'E-7a、E-7b、E-7c の証拠を参照', en: 'see the evidence of E-7a, E-7b and E-7c' }],
    remediation: {
      ja: '共有が要らない端末では E-7a と E-7b を、共有や遠隔管理を残す端末では E-7c を実施する。',
      en: 'Carry out E-7a and E-7b where no sharing is needed, and E-7c where sharing or remote management must stay.',
    },
    mappings: { attack: ['T1021.002', 'T1570'], nist80053: ['CM-7', 'SC-7'] },
  },
  {
    id: 'E-V5a',
    set: 'E',
    label: '視5',
    title: {
      ja: 'トラップアカウントによる認証ログの監視と分析',
      en: 'Trap accounts',
    },
    objective: {
      ja: '誰も正当には使わないアカウントを、侵入者が資格情報を集める場所に置く。それを使った認証は、それだけで侵入を意味する。',
      en: 'An account that nobody uses legitimately is placed where intruders gather credentials; any attempt to authenticate with it means an intrusion.',
    },
    page: 77,
    provenance: 'guide-title',
    stage: 'lateral',
    severity: 'medium',
    roles: ['user-endpoint', 'dc', 'domain'],
    unread: [
      {
        part: 'E-V5a.5',
        what: {
          ja: 'トラップの使用を知らせる警報。SIEM などの警報ルールの出力が要る',
          en: 'an alert on any use of the trap: needs the alert rules of the SIEM',
        },
      },
      {
        part: 'E-V5a.6',
        what: {
          ja: 'トラップを使った認証の有無。端末と DC のセキュリティ ログが要る',
          en: 'whether the trap was used: needs the Security logs of endpoints and DCs',
        },
      },
    ],
    settings: [
      {
        ja: 'トラップ アカウント: 有効、Administrators にもドメインの特権グループにも属さず adminCount が 1 でない、SeDeny* の五つの権利すべてに含まれる',
        en: 'trap account: enabled, neither in Administrators nor in a privileged group of the domain, adminCount not 1, in all five SeDeny* rights',
      },
      {
        ja: '監査 (成功と失敗): 資格情報の確認、Kerberos 認証サービス (DC)、ログオン、アカウント ロックアウト',
        en: 'audit, success and failure: Credential Validation, Kerberos Authentication Service (DC), Logon, Account Lockout',
      },
    ],
    evidence: [
      {
        ja: 'サイト ファイルの trapAccounts と records (trap-test)',
        en: 'trapAccounts and records (trap-test) in the site file',
      },
      { ja: 'ローカル ユーザーとグループの一覧', en: 'local users and groups' },
      {
        ja: 'AD のデータ (scope: domain のトラップ)',
        en: 'Active Directory, for traps of scope domain',
      },
      plain('secedit /export /cfg secpol.inf'),
      plain('auditpol /get /category:* /r'),
    ],
    remediation: {
      ja: '管理者らしい名前で権限を持たないローカル アカウントを端末に作り、サイト ファイルの trapAccounts に書く。SeDenyNetworkLogonRight、SeDenyRemoteInteractiveLogonRight、SeDenyBatchLogonRight、SeDenyServiceLogonRight、SeDenyInteractiveLogonRight に加え、資格情報の確認とログオンの監査を成功・失敗とも有効にする。使用時に即時の警報を出し、年に一度以上試験して records に type: trap-test として残す。',
      en: 'Create a powerless local account with an administrator-like name on endpoints and declare it under trapAccounts. Add it to SeDenyNetworkLogonRight, SeDenyRemoteInteractiveLogonRight, SeDenyBatchLogonRight, SeDenyServiceLogonRight and SeDenyInteractiveLogonRight, and audit Credential Validation and Logon for success and failure. Alert at once on its use, test at least yearly and keep the result under records with type: trap-test.',
    },
    mappings: {
      attack: ['T1003', 'T1078.002', 'T1078.003', 'T1110', 'T1550.002', 'T1087'],
      nist80053: ['SC-26', 'SI-4', 'AC-2(12)', 'AU-6'],
      cisControlsV8: ['8.11', '13.11'],
    },
  },
  {
    id: 'E-nV3a',
    set: 'E',
    label: '新規視3',
    title: { ja: 'リモート実行ログの監視', en: 'Remote-execution logs' },
    objective: {
      ja: '共有を止められないサーバで、サービスの遠隔登録やタスクの遠隔作成など、遠隔実行の痕跡を記録して見張る。',
      en: 'On servers where sharing cannot be stopped, the traces of remote execution, such as services installed or tasks created from afar, are recorded and watched.',
    },
    page: 50,
    provenance: 'guide-title',
    stage: 'lateral',
    severity: 'medium',
    roles: ['dc', 'file-server'],
    combine: { all: ['E-nV3a.1', 'E-nV3a.2', 'E-nV3a.3', 'E-nV3a.4', 'E-nV3a.5', 'E-nV3a.6'] },
    unread: [
      {
        part: 'E-nV3a.5',
        what: {
          ja: 'ログが別のサーバへ転送されること。WEF の購読や収集エージェントの設定が要る',
          en: 'logs are forwarded elsewhere: needs the WEF subscription or the configuration of the agent',
        },
      },
      {
        part: 'E-nV3a.6',
        what: {
          ja: '遠隔実行を知らせる警報。SIEM などの警報ルールの出力が要る',
          en: 'alerts on remote execution: needs the alert rules of the SIEM',
        },
      },
      {
        part: 'E-nV3a.7',
        what: {
          ja: 'ログの分析 (7045、4697、106、4698 とユーザ セグメントからのログオンの突き合わせ)。イベント ログが要る',
          en: 'analysis of the logs (7045, 4697, 106, 4698 against logons from the user segment): needs the event logs',
        },
      },
    ],
    settings: [
      {
        ja: '監査: セキュリティ システムの拡張、ファイルの共有、詳細なファイル共有、ログオン、特殊なログオン、プロセス作成、その他のオブジェクト アクセス イベント',
        en: 'audit: Security System Extension, File Share, Detailed File Share, Logon, Special Logon, Process Creation, Other Object Access Events',
      },
      plain(
        'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\WINEVT\\Channels\\Microsoft-Windows-TaskScheduler/Operational\\Enabled (REG_DWORD) = 1',
      ),
      plain(
        'HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Policies\\System\\Audit\\ProcessCreationIncludeCmdLine_Enabled (REG_DWORD) = 1',
      ),
    ],
    evidence: [
      plain('auditpol /get /category:* /r'),
      {
        ja: 'サーバのレジストリ (イベント ログのチャネルとサイズ)',
        en: 'registry of the server (event log channels and sizes)',
      },
    ],
    remediation: {
      ja: 'GPO の「監査ポリシーの詳細な構成」で上の監査を有効にし、wevtutil sl Microsoft-Windows-TaskScheduler/Operational /e:true でタスク スケジューラのログを有効にする。「プロセス作成イベントにコマンド ラインを含める」を有効にし、ログを別のサーバへ転送して 7045、4697、4698、5145 に警報を掛ける。',
      en: 'Enable the audits above under Advanced Audit Policy Configuration and the Task Scheduler log with wevtutil sl Microsoft-Windows-TaskScheduler/Operational /e:true. Enable "Include command line in process creation events", forward the logs and alert on 7045, 4697, 4698 and 5145.',
    },
    mappings: {
      attack: [
        'T1569.002',
        'T1053.005',
        'T1053.002',
        'T1047',
        'T1021.002',
        'T1021.003',
        'T1021.006',
        'T1070.001',
      ],
      nist80053: ['AU-2', 'AU-12', 'AU-6', 'SI-4'],
      cisControlsV8: ['8.5', '8.8', '8.11'],
      cisBenchmark: [
        'Audit Detailed File Share',
        'Audit File Share',
        'Audit Other Object Access Events',
        'Audit Security System Extension',
        'Audit Process Creation',
      ],
    },
  },
];
