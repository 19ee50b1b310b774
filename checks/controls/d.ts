/** Set D: administration has its own workstations and its own network (guide 2.3.4, pp. 68-74). */
import { plain } from '../../src/check/setting.ts';
import type { Control } from '../../src/model/control.ts';

const RULES = {
  ja: 'セグメント間のファイアウォール / L3 スイッチのルール一式',
  en: 'rule base of the firewalls and layer-3 switches between segments',
};

export const SET_D: readonly Control[] = [
  {
    id: 'D-4a',
    set: 'D',
    label: '断4 実装事項ア',
    title: { ja: '運用管理専用の端末を準備する', en: 'Dedicated admin workstation' },
    objective: {
      ja: 'サーバやネットワーク機器の保守を、メールも Web も使わず資格情報も残さない専用端末だけから行い、管理者の資格情報が日常の端末から奪われることを防ぐ。',
      en: 'Servers and network devices are maintained only from workstations without mail, web or stored credentials, so that administrator credentials cannot be taken from an everyday PC.',
    },
    page: 70,
    provenance: 'guide',
    stage: 'lateral',
    severity: 'critical',
    roles: ['admin-workstation'],
    combine: { all: ['D-4a.1', 'D-4a.2', 'D-4a.5', 'D-4a.6', 'D-4a.7', 'D-4a.8', 'D-4a.9'] },
    unread: [
      {
        part: 'D-4a.4',
        what: {
          ja: 'メールと Web のソフトが入っていないこと。導入済みソフトの一覧が要る。メール用ポートを塞ぐルールは判定する',
          en: 'no mail or web software: needs the list of installed software; the rules that close the mail ports are decided',
        },
      },
      {
        part: 'D-4a.5',
        what: {
          ja: '保存済みの資格情報 (cmdkey /list)、PuTTY や WinSCP のパスワード、暗号化されていない .ssh の鍵。人が端末で確かめる',
          en: 'credentials already stored (cmdkey /list), passwords of PuTTY or WinSCP, unencrypted keys under .ssh: to be seen to by a person at the workstation',
        },
        manual: true,
      },
      {
        part: 'D-4a.6',
        what: {
          ja: '管理者がユーザ端末から実際にログオンしていないこと。ログオンのイベント ログ (4624、4768、4769) が要る',
          en: 'administrators do not in fact log on from user endpoints: needs the event logs of logons (4624, 4768, 4769)',
        },
      },
    ],
    settings: [
      plain('HKLM\\SYSTEM\\CurrentControlSet\\Control\\Lsa\\DisableDomainCreds (REG_DWORD) = 1'),
      plain(
        'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows NT\\Terminal Services\\DisablePasswordSaving (REG_DWORD) = 1',
      ),
      {
        ja: '専用端末の WinINET、WinHTTP、Edge と Chrome のポリシーにプロキシも PAC も自動検出もないこと',
        en: 'on the workstation neither WinINET, WinHTTP nor the policies of Edge and Chrome name a proxy, a PAC file or automatic detection',
      },
      plain(
        'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\WindowsUpdate\\WUServer (REG_SZ), AU\\UseWUServer (REG_DWORD) = 1',
      ),
      {
        ja: 'ユーザ端末の SeDeny…LogonRight 五種類 (Network、Interactive、RemoteInteractive、Batch、Service) に管理者グループを含むこと',
        en: 'on user endpoints the five SeDeny…LogonRight (Network, Interactive, RemoteInteractive, Batch, Service) contain the administrator groups',
      },
    ],
    evidence: [
      {
        ja: 'サイト ファイルの assets (role: admin-workstation) と segments',
        en: 'assets (role: admin-workstation) and segments in the site file',
      },
      {
        ja: '専用端末のレジストリ (マシンと全利用者のハイブ) と netsh winhttp show proxy',
        en: 'registry of the admin workstation (machine hive and those of all users) and netsh winhttp show proxy',
      },
      { ja: 'ユーザ端末の secedit /export', en: 'secedit /export of user endpoints' },
    ],
    remediation: {
      ja: '運用管理セグメントに専用端末を用意し、サイト ファイルに role: admin-workstation と書く。更新は社内 WSUS から取り、インターネットとメールへの経路を塞ぐ。GPO「コンピューターの構成 > 管理用テンプレート > Windows コンポーネント > リモート デスクトップ サービス > リモート デスクトップ接続クライアント > パスワードの保存を許可しない」を有効にし、DisableDomainCreds=1 とする。ユーザ端末では管理者グループのログオンを SeDeny* で拒否する。',
      en: 'Provide workstations in the admin segment and declare them with role: admin-workstation. Update them from an internal WSUS and close their way to the Internet and to mail. Enable "Do not allow passwords to be saved" under Computer Configuration > Administrative Templates > Windows Components > Remote Desktop Services > Remote Desktop Connection Client and set DisableDomainCreds=1. Deny the administrator groups logon on user endpoints with the SeDeny* rights.',
    },
    mappings: {
      attack: ['T1078.002', 'T1021', 'T1003'],
      mitigations: ['M1026', 'M1030', 'M1018'],
      nist80053: ['AC-6(2)', 'SC-2', 'SC-3', 'MA-4', 'AC-17', 'SC-7(21)'],
      cisControlsV8: ['12.8', '5.4', '4.6'],
    },
  },
  {
    id: 'D-4a-N1',
    set: 'D',
    label: '断4 注意事項',
    title: { ja: '端末の衛生', en: 'Admin workstation hygiene' },
    titleIsOurs: true,
    objective: {
      ja: '専用端末にもユーザ端末と同じマルウェア対策と更新を行き届かせる。',
      en: 'Admin workstations get the same anti-malware and patches as user endpoints.',
    },
    page: 71,
    provenance: 'guide',
    stage: 'lateral',
    severity: 'medium',
    roles: ['admin-workstation'],
    unread: [
      {
        part: 'D-4a-N1.1',
        what: {
          ja: 'ウイルス対策の稼働と定義ファイルの日付 (3 日以内)。Get-MpComputerStatus などの出力が要る',
          en: 'anti-malware runs with signatures no older than 3 days: needs output such as that of Get-MpComputerStatus',
        },
      },
      {
        part: 'D-4a-N1.2',
        what: {
          ja: '最後の累積更新の日付 (45 日以内)。Get-HotFix などの出力が要る',
          en: 'the last cumulative update is no older than 45 days: needs output such as that of Get-HotFix',
        },
      },
    ],
    settings: [],
    evidence: [plain('Get-MpComputerStatus'), plain('Get-HotFix')],
    remediation: {
      ja: 'インターネットに出さずに、社内の WSUS と定義ファイル配布サーバから更新する。定義は毎日、更新プログラムは毎月適用する。',
      en: 'Update from an internal WSUS and pattern server, not from the Internet: signatures daily, patches monthly.',
    },
    mappings: { nist80053: ['SI-2', 'SI-3'], cisControlsV8: ['7.3', '10.1', '10.2'] },
  },
  {
    id: 'D-4b',
    set: 'D',
    label: '断4 実装事項イ',
    title: { ja: '運用管理セグメントを構築する', en: 'Management segment' },
    objective: {
      ja: '運用管理端末だけの区画を設け、ユーザ セグメントからその区画へも、サーバの管理ポートへも届かないようにする。',
      en: 'A segment holds the admin workstations alone; from the user segment neither it nor the management ports of servers can be reached.',
    },
    page: 71,
    provenance: 'guide',
    stage: 'lateral',
    severity: 'high',
    roles: ['member-server', 'file-server', 'dc'],
    combine: { all: ['D-4b.1', { any: ['D-4b.2', 'D-4b.4'] }, 'D-4b.5'] },
    unread: [
      {
        part: 'D-4b.5',
        what: {
          ja: '複数 NIC のサーバが中継しないこと (IPEnableRouter、RemoteAccess サービス)。NIC の一覧が要る',
          en: 'servers with several NICs do not forward (IPEnableRouter, RemoteAccess service): needs the list of their NICs',
        },
      },
    ],
    settings: [
      plain('HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters\\IPEnableRouter (REG_DWORD) = 0'),
      {
        ja: 'サーバの受信規則 (RDP、WinRM、WMI、リモート タスク管理) のリモート アドレスを運用管理セグメントに限る',
        en: 'remote address of the inbound rules for RDP, WinRM, WMI and remote tasks on servers: the admin segment',
      },
    ],
    evidence: [
      RULES,
      { ja: 'サーバの Windows ファイアウォールの規則', en: 'Windows Firewall rules of the servers' },
    ],
    remediation: {
      ja: '運用管理用の VLAN か専用 NIC を設け、ユーザ セグメントからの通信を ACL で全拒否する。サーバでは GPO の受信規則 (リモート デスクトップ、Windows リモート管理、リモートのスケジュールされたタスク管理) のリモート アドレスを運用管理セグメントにし、IPEnableRouter=0 とする。',
      en: 'Provide a management VLAN or NIC and deny all traffic to it from the user segment. On servers set the remote address of the inbound rules for Remote Desktop, Windows Remote Management and Remote Scheduled Tasks Management to the admin segment by GPO, and IPEnableRouter=0.',
    },
    mappings: {
      attack: ['T1021.001', 'T1021.002', 'T1021.004', 'T1021.006', 'T1210', 'T1563'],
      mitigations: ['M1030', 'M1035', 'M1037'],
      nist80053: ['SC-7', 'SC-7(21)', 'AC-4', 'SC-2'],
      cisControlsV8: ['12.2', '12.8', '13.4', '4.4'],
    },
  },
  {
    id: 'D-4b2',
    set: 'D',
    label: '断4 実装事項イ',
    title: { ja: 'トランジットサーバ', en: 'Transit server' },
    titleIsOurs: true,
    objective: {
      ja: '運用管理セグメントの外から保守せざるを得ないときは、認証と操作記録の機能を持つ中継サーバだけを通らせる。',
      en: 'Where servers must be maintained from outside the management segment, the only way in is a transit server that authenticates and records what is done.',
    },
    page: 72,
    provenance: 'guide',
    stage: 'lateral',
    severity: 'high',
    roles: ['transit'],
    unread: [
      {
        part: 'D-4b2.1',
        what: {
          ja: '管理用の経路が中継サーバだけであること。セグメント間のルール一式が要る',
          en: 'the transit server is the only way in: needs the rule base between segments',
        },
      },
      {
        part: 'D-4b2.2',
        what: {
          ja: '中継サーバから先が届け出たポートに限られること。同じルール一式が要る',
          en: 'from the transit server only declared ports are reached: needs the same rule base',
        },
      },
      {
        part: 'D-4b2.3',
        what: {
          ja: '操作の記録と転送。中継ソフトの設定とログが要る',
          en: 'sessions are recorded and the record is shipped: needs the configuration and logs of the transit software',
        },
      },
      {
        part: 'D-4b2.4',
        what: {
          ja: 'RDP (NLA、ドライブ転送の禁止) と SSH の設定。sshd_config などの読み取りは後の版で扱う',
          en: 'settings of RDP (NLA, no drive redirection) and SSH: sshd_config and the like are left to a later version',
        },
      },
    ],
    settings: [
      plain(
        'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows NT\\Terminal Services\\UserAuthentication (REG_DWORD) = 1, fPromptForPassword = 1, MinEncryptionLevel = 3, fDisableCdm = 1',
      ),
      plain('sshd_config: PermitRootLogin no, PasswordAuthentication no, AllowTcpForwarding no'),
    ],
    evidence: [
      RULES,
      {
        ja: '中継サーバのレジストリまたは sshd_config',
        en: 'registry or sshd_config of the transit server',
      },
    ],
    remediation: {
      ja: '中継サーバを一つの入口とし、そこを通らない管理用の許可ルールを消す。RDP では UserAuthentication=1、fPromptForPassword=1、MinEncryptionLevel=3、fDisableCdm=1、SSH では PermitRootLogin no、PasswordAuthentication no、AllowTcpForwarding no とし、操作を記録して別のサーバへ送る。',
      en: 'Make the transit server the single way in and delete management rules that bypass it. For RDP set UserAuthentication=1, fPromptForPassword=1, MinEncryptionLevel=3 and fDisableCdm=1; for SSH PermitRootLogin no, PasswordAuthentication no and AllowTcpForwarding no. Record sessions and ship the record elsewhere.',
    },
    mappings: {
      attack: ['T1021', 'T1133'],
      mitigations: ['M1032', 'M1030'],
      nist80053: ['AC-17', 'MA-4', 'AU-12'],
      cisControlsV8: ['6.4', '6.5', '12.7'],
    },
  },
  {
    id: 'D-4b-N1',
    set: 'D',
    label: '断4 注意事項',
    title: { ja: '強固な認証', en: 'Strong auth on transit' },
    titleIsOurs: true,
    objective: {
      ja: '中継サーバではワンタイム パスワードや生体認証など、パスワードだけに頼らない認証を全アカウントに求める。',
      en: 'On the transit server every account needs more than a password, such as a one-time password or biometrics.',
    },
    page: 72,
    provenance: 'guide',
    stage: 'lateral',
    severity: 'high',
    roles: ['transit'],
    unread: [
      {
        part: 'D-4b-N1.1',
        what: {
          ja: '全アカウントへの多要素認証の強制。PAM、RD ゲートウェイ、NPS などの設定が要る',
          en: 'multi-factor authentication enforced for all accounts: needs the configuration of PAM, RD Gateway, NPS or the like',
        },
      },
    ],
    settings: [
      plain(
        'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System\\scforceoption (REG_DWORD) = 1',
      ),
    ],
    evidence: [{ ja: '中継サーバの認証設定', en: 'authentication settings of the transit server' }],
    remediation: {
      ja: 'SSH では PAM の二要素モジュール、RD ゲートウェイでは NPS 拡張、またはスマート カード必須 (scforceoption=1) を全アカウントに適用する。緊急用アカウントは例外として届け出る。',
      en: 'Apply a second factor to all accounts: a PAM module for SSH, the NPS extension for RD Gateway, or required smart cards (scforceoption=1). Record the break-glass account as an exception.',
    },
    mappings: {
      attack: ['T1078', 'T1110'],
      mitigations: ['M1032'],
      nist80053: ['IA-2(1)', 'IA-2(2)'],
      cisControlsV8: ['6.5'],
    },
  },
];
