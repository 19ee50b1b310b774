/** Set F: administrator credentials stay off endpoints, and their use is watched (guide 2.3.6; its pages are lost). */
import { plain } from '../../src/check/setting.ts';
import type { Control } from '../../src/model/control.ts';

const LSA = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Lsa';
const POLICIES_SYSTEM = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System';

export const SET_F: readonly Control[] = [
  {
    id: 'F-6a',
    set: 'F',
    label: '断6',
    title: { ja: '利用者の一般権限化', en: 'No admin rights for users' },
    titleIsOurs: true,
    objective: {
      ja: '日常のアカウントに管理者権限を持たせず、端末を乗っ取られても資格情報の抜き取りに必要な権限を与えない。',
      en: 'Everyday accounts have no administrator rights, so that taking over an endpoint does not give the rights needed to dump credentials.',
    },
    page: null,
    provenance: 'recovered',
    stage: 'lateral',
    severity: 'high',
    roles: ['user-endpoint'],
    unread: [],
    settings: [
      {
        ja: 'Administrators (S-1-5-32-544) に利用者、Domain Users (-513)、Authenticated Users (S-1-5-11)、Everyone (S-1-1-0)、INTERACTIVE (S-1-5-4) がいないこと',
        en: 'no user, Domain Users (-513), Authenticated Users (S-1-5-11), Everyone (S-1-1-0) or INTERACTIVE (S-1-5-4) in Administrators (S-1-5-32-544)',
      },
      plain(`${POLICIES_SYSTEM}\\EnableLUA (REG_DWORD) = 1`),
    ],
    evidence: [
      plain('net localgroup Administrators'),
      plain('Get-LocalGroupMember'),
      {
        ja: 'AD のデータ (ドメインのグループの構成員)',
        en: 'Active Directory, for the members of its groups',
      },
      { ja: '端末のレジストリ (Policies\\System)', en: 'registry of the endpoint (Policies\\System)' },
    ],
    remediation: {
      ja: 'GPO の「コンピューターの構成 > ポリシー > Windows の設定 > セキュリティの設定 > 制限されたグループ」で Administrators の「メンバー」を保守用グループだけにする (置き換えになる)。「ユーザー アカウント制御: 管理者承認モードですべての管理者を実行する」を有効 (EnableLUA=1) にする。',
      en: 'Under Computer Configuration > Policies > Windows Settings > Security Settings > Restricted Groups set "Members" of Administrators to the maintenance group alone (it replaces the list). Enable "User Account Control: Run all administrators in Admin Approval Mode" (EnableLUA=1).',
    },
    mappings: {
      attack: ['T1078', 'T1548', 'T1003'],
      mitigations: ['M1026', 'M1018'],
      nist80053: ['AC-6', 'AC-6(10)'],
      cisControlsV8: ['5.4'],
    },
  },
  {
    id: 'F-6b',
    set: 'F',
    label: '断6',
    title: { ja: '保守用アカウントの分離', en: 'Endpoint-maintenance accounts' },
    titleIsOurs: true,
    objective: {
      ja: '端末の保守には端末だけの管理者グループを使い、Domain Admins などのドメイン全体の権限を端末に持ち込まない。',
      en: 'Endpoints are maintained by a group that is administrator on endpoints only, so that domain-wide rights such as Domain Admins never come to an endpoint.',
    },
    page: null,
    provenance: 'recovered',
    stage: 'lateral',
    severity: 'critical',
    roles: ['user-endpoint', 'domain'],
    unread: [
      {
        part: 'F-6b.2',
        what: {
          ja: '保守用アカウントがサーバと DC へのログオンを拒否されること。各サーバの権利の割り当てが要る',
          en: 'maintenance accounts are denied logon on servers and DCs: needs the user rights of the servers',
        },
      },
    ],
    settings: [
      {
        ja: '端末の Administrators (S-1-5-32-544) の構成員と、ドメインの Administrators、Domain Admins (-512)、Schema Admins (-518)、Enterprise Admins (-519)、Account / Server / Print / Backup Operators の構成員に重なりがないこと (入れ子を含む)',
        en: 'no account is in Administrators (S-1-5-32-544) of an endpoint and in Administrators of the domain, Domain Admins (-512), Schema Admins (-518), Enterprise Admins (-519), Account, Server, Print or Backup Operators, nested groups included',
      },
      {
        ja: 'これらの特権グループに SPN を持つアカウント、管理されたサービス アカウント、コンピューターがないこと',
        en: 'no account with an SPN, managed service account or computer in these privileged groups',
      },
    ],
    evidence: [
      plain('Get-LocalGroupMember'),
      {
        ja: 'AD のデータ (uchibori collect ad、LDIF、SharpHound)',
        en: 'Active Directory (uchibori collect ad, LDIF, SharpHound)',
      },
    ],
    remediation: {
      ja: '端末保守用のグループを作り、制限されたグループの「所属するグループ」で端末の Administrators に加える。保守用アカウントとサービス アカウントを Domain Admins などから外し、サーバと DC では SeDenyInteractiveLogonRight と SeDenyRemoteInteractiveLogonRight に加える。',
      en: 'Create a group for endpoint maintenance and add it to Administrators of endpoints with "Member of" of Restricted Groups. Take maintenance and service accounts out of Domain Admins and the like, and add them to SeDenyInteractiveLogonRight and SeDenyRemoteInteractiveLogonRight on servers and DCs.',
    },
    mappings: {
      attack: ['T1078.002', 'T1098'],
      mitigations: ['M1026'],
      nist80053: ['AC-6(5)', 'AC-6(2)'],
      cisControlsV8: ['5.4', '5.5', '6.8'],
    },
  },
  {
    id: 'F-6c',
    set: 'F',
    label: '断6',
    title: { ja: 'ローカルアカウントの無効化', en: 'Local accounts' },
    titleIsOurs: true,
    objective: {
      ja: 'トラップを除くローカル アカウントを無効にし、残すものは端末ごとに違うパスワードにして、一台の漏えいが全台に広がることを防ぐ。',
      en: 'Local accounts other than traps are disabled, and what remains has a different password on each endpoint, so that one leak does not open all.',
    },
    page: null,
    provenance: 'recovered',
    stage: 'lateral',
    severity: 'high',
    roles: ['user-endpoint'],
    combine: { all: [{ any: ['F-6c.1', 'F-6c.2'] }, 'F-6c.3', 'F-6c.4'] },
    unread: [
      {
        part: 'F-6c.5',
        what: {
          ja: '同じパスワード ハッシュの使い回し。ハッシュ監査の結果が要る',
          en: 'the same password hash on several hosts: needs the result of a hash audit',
        },
      },
    ],
    settings: [
      plain('[System Access] EnableAdminAccount = 0, EnableGuestAccount = 0'),
      plain(
        'HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Policies\\LAPS\\BackupDirectory (REG_DWORD) = 1 | 2',
      ),
      plain('HKLM\\Software\\Policies\\Microsoft Services\\AdmPwd\\AdmPwdEnabled (REG_DWORD) = 1'),
      {
        ja: '端末のコンピューター オブジェクトの msLAPS-PasswordExpirationTime か ms-Mcs-AdmPwdExpirationTime が先の日付であること',
        en: 'msLAPS-PasswordExpirationTime or ms-Mcs-AdmPwdExpirationTime of the computer object lies ahead',
      },
      plain(`${POLICIES_SYSTEM}\\LocalAccountTokenFilterPolicy (REG_DWORD) = 0`),
      plain(`${POLICIES_SYSTEM}\\FilterAdministratorToken (REG_DWORD) = 1`),
      {
        ja: 'SeDenyNetworkLogonRight と SeDenyRemoteInteractiveLogonRight に S-1-5-113 か S-1-5-114 を含むこと',
        en: 'SeDenyNetworkLogonRight and SeDenyRemoteInteractiveLogonRight contain S-1-5-113 or S-1-5-114',
      },
      {
        ja: 'GPO の基本設定の XML に cpassword がないこと',
        en: 'no cpassword in the XML files of GPO preferences',
      },
    ],
    evidence: [
      { ja: 'ローカル ユーザーの一覧', en: 'local users' },
      plain('secedit /export /cfg secpol.inf'),
      { ja: 'SYSVOL の Preferences の XML', en: 'XML files under Preferences in SYSVOL' },
      { ja: '端末のレジストリ', en: 'registry of the endpoint' },
      { ja: 'AD のデータ (LAPS の期限の属性)', en: 'Active Directory, for the expiry attributes of LAPS' },
    ],
    remediation: {
      ja: 'ローカルの Administrator と Guest を無効にし、残す管理者には Windows LAPS を掛ける (「パスワードのバックアップ ディレクトリを構成する」で BackupDirectory=2)。SeDenyNetworkLogonRight と SeDenyRemoteInteractiveLogonRight に「ローカル アカウント」(S-1-5-113) を加え、FilterAdministratorToken=1 とする。cpassword を含む基本設定の XML は消し、そのパスワードを変更する。',
      en: 'Disable the local Administrator and Guest; put remaining administrators under Windows LAPS ("Configure password backup directory", BackupDirectory=2). Add "Local account" (S-1-5-113) to SeDenyNetworkLogonRight and SeDenyRemoteInteractiveLogonRight and set FilterAdministratorToken=1. Delete preference XML files that hold a cpassword and change those passwords.',
    },
    mappings: {
      attack: ['T1078.003', 'T1550.002', 'T1003.002', 'T1552.006'],
      mitigations: ['M1027', 'M1026', 'M1018'],
      nist80053: ['AC-2(3)', 'IA-5', 'AC-6'],
      cisControlsV8: ['4.7', '5.2', '5.3'],
      cisBenchmark: [
        'LAPS',
        'Deny access to this computer from the network',
        'Deny log on through Remote Desktop Services',
        'Apply UAC restrictions to local accounts on network logons',
      ],
    },
  },
  {
    id: 'F-6d',
    set: 'F',
    label: '断6',
    title: { ja: '管理者権限アカウントのキャッシュ禁止', en: 'No cached admin credentials' },
    objective: {
      ja: '端末を奪った侵入者が、キャッシュ、メモリ、保存済みの情報のどこからも、ドメイン管理者として使える資格情報を得られないようにする。',
      en: 'An intruder who owns an endpoint finds nothing there, in caches, in memory or saved, that can be used as a domain administrator.',
    },
    page: 50,
    provenance: 'guide-title',
    stage: 'lateral',
    severity: 'critical',
    roles: ['user-endpoint'],
    combine: { all: ['F-6d.1', 'F-6d.2', 'F-6d.3', { any: ['F-6d.6', 'F-6e'] }] },
    unread: [
      {
        part: 'F-6d.4',
        what: {
          ja: 'Credential Guard の実際の稼働。Win32_DeviceGuard の出力が要る',
          en: 'whether Credential Guard really runs: needs the output of Win32_DeviceGuard',
        },
      },
      {
        part: 'F-6d.9',
        what: {
          ja: '端末にドメイン管理者がログオンした記録がないこと。端末のセキュリティ ログが要る',
          en: 'no logon of domain administrators on endpoints: needs the Security logs of endpoints',
        },
      },
    ],
    settings: [
      plain(
        'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon\\CachedLogonsCount (REG_SZ) <= "4"',
      ),
      plain(
        'HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\WDigest\\UseLogonCredential (REG_DWORD) = 0',
      ),
      plain(`${LSA}\\RunAsPPL (REG_DWORD) = 1 | 2`),
      plain(`${LSA}\\DisableDomainCreds (REG_DWORD) = 1`),
      plain(
        'HKLM\\Software\\Policies\\Microsoft\\Windows\\CredentialsDelegation\\RestrictedRemoteAdministration (REG_DWORD) = 1, RestrictedRemoteAdministrationType (REG_DWORD) = 1 | 2',
      ),
      plain(
        'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows NT\\Terminal Services\\DisablePasswordSaving (REG_DWORD) = 1',
      ),
      {
        ja: 'ドメインを管理するアカウントが Protected Users (-525) に属するか、スマート カード必須 (0x40000) か「委任できない」(0x100000)。ドメインの機能レベルは 2012 R2 以上',
        en: 'accounts that rule the domain are in Protected Users (-525), bound to a smart card (0x40000) or marked as not to be delegated (0x100000); functional level 2012 R2 or higher',
      },
    ],
    evidence: [
      { ja: '端末のレジストリ', en: 'registry of the endpoint' },
      plain('secedit /export /cfg secpol.inf'),
      { ja: 'AD のデータ', en: 'Active Directory' },
    ],
    remediation: {
      ja: 'セキュリティ オプション「対話型ログオン: キャッシュする過去のログオン数」を 4 以下 (固定の端末は 0)、UseLogonCredential=0、RunAsPPL=1 (または 2)、DisableDomainCreds=1 とする。ドメイン管理者を Protected Users に入れるか、F-6e で端末へのログオンを拒否する。',
      en: 'Set "Interactive logon: Number of previous logons to cache" to 4 or fewer (0 on fixed PCs), UseLogonCredential=0, RunAsPPL=1 (or 2) and DisableDomainCreds=1. Put domain administrators into Protected Users or deny them logon on endpoints (F-6e).',
    },
    mappings: {
      attack: ['T1003.001', 'T1003.004', 'T1003.005', 'T1550.002', 'T1558', 'T1555.004'],
      mitigations: ['M1043', 'M1025', 'M1026', 'M1028'],
      nist80053: ['IA-5(13)', 'AC-6', 'SC-28'],
      cisControlsV8: ['4.1', '5.4'],
      cisBenchmark: [
        'Interactive logon: Number of previous logons to cache (in case domain controller is not available)',
        'WDigest Authentication',
        'Configures LSASS to run as a protected process',
        'Turn On Virtualization Based Security: Credential Guard Configuration',
        'Network access: Do not allow storage of passwords and credentials for network authentication',
      ],
    },
  },
  {
    id: 'F-6e',
    set: 'F',
    label: '断6',
    title: { ja: 'DA のログオン先制限', en: 'DA logon restriction' },
    titleIsOurs: true,
    objective: {
      ja: 'ドメイン管理者がユーザ端末にログオンできないようにし、その資格情報が端末に残ることを防ぐ。',
      en: 'Domain administrators cannot log on to user endpoints, so that their credentials are never left there.',
    },
    page: null,
    provenance: 'inferred',
    stage: 'lateral',
    severity: 'high',
    roles: ['user-endpoint'],
    unread: [],
    settings: [
      {
        ja: 'SeDenyInteractiveLogonRight、SeDenyRemoteInteractiveLogonRight、SeDenyNetworkLogonRight、SeDenyBatchLogonRight、SeDenyServiceLogonRight のすべてに Domain Admins (-512)、Enterprise Admins (-519)、Schema Admins (-518) を含むこと',
        en: 'SeDenyInteractiveLogonRight, SeDenyRemoteInteractiveLogonRight, SeDenyNetworkLogonRight, SeDenyBatchLogonRight and SeDenyServiceLogonRight all contain Domain Admins (-512), Enterprise Admins (-519) and Schema Admins (-518)',
      },
    ],
    evidence: [plain('secedit /export /cfg secpol.inf')],
    remediation: {
      ja: '端末の OU に掛かる GPO の「ローカル ポリシー > ユーザー権利の割り当て」で、「ローカルでログオンを拒否」「リモート デスクトップ サービスを使ったログオンを拒否」「ネットワーク経由のアクセスを拒否」「バッチ ジョブとしてのログオンを拒否」「サービスとしてのログオンを拒否」に三つのグループを加える。後から適用される GPO が同じ権利を定義すると一覧ごと置き換わるので、一つの GPO にまとめる。DC には適用しない。',
      en: 'In a GPO on the OU of endpoints, under Local Policies > User Rights Assignment, add the three groups to "Deny log on locally", "Deny log on through Remote Desktop Services", "Deny access to this computer from the network", "Deny log on as a batch job" and "Deny log on as a service". A later GPO that defines the same right replaces the whole list, so keep them in one GPO. Never apply it to DCs.',
    },
    mappings: {
      attack: ['T1078.002', 'T1021'],
      mitigations: ['M1026', 'M1018'],
      nist80053: ['AC-6', 'AC-3'],
      cisControlsV8: ['5.4'],
    },
  },
  {
    id: 'F-nV4a',
    set: 'F',
    label: '新規視4',
    title: { ja: 'ドメイン管理者ログオンの監視', en: 'DA logon monitoring' },
    titleIsOurs: true,
    objective: {
      ja: 'ドメイン管理者の使用を必要最小限にして作業記録を残し、AD の認証ログと定期的に突き合わせて不正な使用を見つける。',
      en: 'Domain administrators are used as little as possible and each use is recorded; the records are compared with the authentication log of AD regularly to find misuse.',
    },
    page: null,
    provenance: 'recovered',
    stage: 'lateral',
    severity: 'high',
    roles: ['dc', 'domain'],
    combine: { all: ['F-nV4a.1', 'F-nV4a.2', 'F-nV4a.3', 'F-nV4a.4', 'F-nV4a.5', 'F-nV4a.6'] },
    unread: [
      {
        part: 'F-nV4a.3',
        what: {
          ja: '特権アカウントのログオンを知らせる警報。SIEM などの警報ルールの出力が要る',
          en: 'alerts on logons of these accounts: needs the alert rules of the SIEM',
        },
      },
      {
        part: 'F-nV4a.4',
        what: {
          ja: 'ログオンと作業記録の突き合わせ。DC のセキュリティ ログが要る',
          en: 'logons compared with the record of work: needs the Security logs of the DCs',
        },
      },
      {
        part: 'F-nV4a.5',
        what: {
          ja: 'ログオンの発信元が運用管理セグメントか DC に限られること。DC のセキュリティ ログが要る',
          en: 'logons come only from the admin segment or DCs: needs the Security logs of the DCs',
        },
      },
      {
        part: 'F-nV4a.6',
        what: {
          ja: '突き合わせの記録 (records の domadmin-reconciliation、35 日以内)。ログなしでは裏付けられないため判定しない',
          en: 'the record of the comparison (records: domadmin-reconciliation, within 35 days): not judged, as nothing supports it without the logs',
        },
      },
      {
        part: 'F-nV4a.7',
        what: {
          ja: '業務時間外の使用。DC のセキュリティ ログが要る',
          en: 'use outside business hours: needs the Security logs of the DCs',
        },
      },
      {
        part: 'F-nV4a.8',
        what: {
          ja: '特権グループへの追加と申請の突き合わせ。DC のセキュリティ ログが要る',
          en: 'additions to privileged groups compared with tickets: needs the Security logs of the DCs',
        },
      },
    ],
    settings: [
      {
        ja: 'Administrators (S-1-5-32-544)、Domain Admins (-512)、Schema Admins (-518)、Enterprise Admins (-519) の構成員が合わせて 5 件以下 (parameters の domainAdministratorsMax) で、すべて adminAccounts にあること',
        en: 'Administrators (S-1-5-32-544), Domain Admins (-512), Schema Admins (-518) and Enterprise Admins (-519) hold 5 accounts or fewer together (domainAdministratorsMax under parameters), all of them under adminAccounts',
      },
      {
        ja: 'DC の監査: Kerberos 認証サービス、Kerberos サービス チケット操作、資格情報の確認、ログオン (成功と失敗)、特殊なログオン、セキュリティ グループの管理 (成功)',
        en: 'audit on DCs: Kerberos Authentication Service, Kerberos Service Ticket Operations, Credential Validation, Logon (success and failure); Special Logon, Security Group Management (success)',
      },
      plain(`${LSA}\\Audit\\SpecialGroups (REG_SZ) = S-1-5-21-...-512;S-1-5-21-...-519`),
    ],
    evidence: [
      plain('auditpol /get /category:* /r'),
      {
        ja: 'AD のデータ (特権グループの構成員)',
        en: 'Active Directory, for the members of privileged groups',
      },
      {
        ja: 'サイト ファイルの records (domadmin-reconciliation)',
        en: 'records in the site file (domadmin-reconciliation)',
      },
    ],
    remediation: {
      ja: 'Default Domain Controllers Policy の「監査ポリシーの詳細な構成」で上の監査を有効にし、4624、4672、4768、4769、4776 のうち特権アカウントのものを即時に通知する。作業ごとに記録を残し、月に一度以上ログと突き合わせて records に type: domadmin-reconciliation として残す。',
      en: 'Enable the audits above under Advanced Audit Policy Configuration in the Default Domain Controllers Policy and notify at once on 4624, 4672, 4768, 4769 and 4776 of privileged accounts. Record each job, compare with the log at least monthly and keep the result under records with type: domadmin-reconciliation.',
    },
    mappings: {
      attack: ['T1078.002', 'T1550', 'T1558', 'T1098'],
      nist80053: ['AC-6(9)', 'AU-6', 'AC-2(12)', 'AC-2(4)', 'SI-4'],
      cisControlsV8: ['8.11', '5.4', '6.8'],
      cisBenchmark: [
        'Audit Credential Validation',
        'Audit Kerberos Authentication Service',
        'Audit Kerberos Service Ticket Operations',
        'Audit Security Group Management',
        'Audit Logon',
        'Audit Special Logon',
      ],
    },
  },
];
