/** Set D, second half: segments by business, and care for administrator accounts (guide 2.3.4, pp. 73-74). */
import { plain } from '../../src/check/setting.ts';
import type { Control } from '../../src/model/control.ts';

const RULES = {
  ja: 'セグメント間のファイアウォール / L3 スイッチのルール一式',
  en: 'rule base of the firewalls and layer-3 switches between segments',
};

export const SET_D_5: readonly Control[] = [
  {
    id: 'D-5a',
    set: 'D',
    label: '断5 実装事項ア',
    title: { ja: '業務ごとのネットワーク分離とアクセス制御を設計する', en: 'Segmentation matrix' },
    objective: {
      ja: '業務や情報の区分ごとにネットワークを分け、送信元と宛先の表で必要最小限のサービスだけを許し、侵入後の探索と横展開を狭める。',
      en: 'Networks are split by business or class of information, and a matrix of source and destination allows only the services needed, which narrows scanning and spread after an intrusion.',
    },
    page: 73,
    provenance: 'guide',
    stage: 'lateral',
    severity: 'high',
    roles: ['segment-fw'],
    unread: [],
    settings: [],
    evidence: [RULES, { ja: 'サイト ファイルの segments', en: 'segments in the site file' }],
    remediation: {
      ja: 'インターネット、DMZ、プロキシ、サーバ、利用者、運用管理の送信元×宛先表を作り、必要なサービスだけを許可して残りを既定拒否にする。利用者同士の 135、139、445、3389、5985、5986 番を塞ぎ、同一サブネット内はプライベート VLAN か端末のファイアウォールで防ぐ。',
      en: 'Draw a matrix of Internet, DMZ, proxy, server, user and admin segments, allow only the services needed and deny the rest. Close ports 135, 139, 445, 3389, 5985 and 5986 between users; within a subnet use private VLANs or the host firewall.',
    },
    mappings: {
      attack: ['T1021', 'T1046', 'T1570', 'T1018'],
      mitigations: ['M1030', 'M1037', 'M1035'],
      nist80053: ['AC-4', 'SC-7', 'SC-7(21)', 'SC-32'],
      cisControlsV8: ['12.2', '13.4', '3.12'],
    },
  },
  {
    id: 'D-5-S1',
    set: 'D',
    label: '断5 補足事項',
    title: { ja: '管理者アカウント管理', en: 'Admin account governance' },
    titleIsOurs: true,
    objective: {
      ja: '管理者アカウントを定期的に棚卸しし、強いパスワードのポリシーで守る。',
      en: 'Administrator accounts are inventoried regularly and protected by a strong password policy.',
    },
    page: 74,
    provenance: 'guide',
    stage: 'lateral',
    severity: 'high',
    roles: ['dc', 'file-server', 'member-server', 'admin-workstation', 'user-endpoint', 'domain'],
    unread: [],
    settings: [
      plain('[System Access] MinimumPasswordLength >= 14, PasswordComplexity = 1'),
      plain('[System Access] LockoutBadCount = 1-5, PasswordHistorySize >= 24'),
      {
        ja: 'ドメイン: minPwdLength、pwdProperties、lockoutThreshold、pwdHistoryLength と、特権アカウントに掛かる PSO',
        en: 'domain: minPwdLength, pwdProperties, lockoutThreshold, pwdHistoryLength, and the PSOs in force for privileged accounts',
      },
      {
        ja: 'Administrators (S-1-5-32-544)、Account / Server / Print / Backup Operators (-548～-551)、Domain Admins (-512)、Schema Admins (-518)、Enterprise Admins (-519)、Group Policy Creator Owners (-520)、DnsAdmins の構成員がすべて adminAccounts にあり、有効で、45 日以内に使われ、パスワードに期限があり、SPN があれば AES だけを使うこと',
        en: 'members of Administrators (S-1-5-32-544), Account, Server, Print and Backup Operators (-548 to -551), Domain Admins (-512), Schema Admins (-518), Enterprise Admins (-519), Group Policy Creator Owners (-520) and DnsAdmins: all under adminAccounts, enabled, used within 45 days, with passwords that expire, and AES alone where they have an SPN',
      },
    ],
    evidence: [
      plain('secedit /export /cfg secpol.inf'),
      {
        ja: 'AD のデータ (uchibori collect ad、LDIF、SharpHound)',
        en: 'Active Directory (uchibori collect ad, LDIF, SharpHound)',
      },
      {
        ja: 'サイト ファイルの records (type: admin-account-review、6 か月以内)',
        en: 'records in the site file (type: admin-account-review, within 6 months)',
      },
    ],
    remediation: {
      ja: 'Default Domain Policy の「アカウント ポリシー > パスワードのポリシー」で長さ 14 文字以上、複雑さの要件を有効、履歴 24 個とし、「アカウント ロックアウトのポリシー」で 5 回以下 (0 は無効) とする。PSO も同じ値にする。特権グループの構成員は要るものだけにして adminAccounts に書き、半年に一度以上見直し、records に type: admin-account-review として残す。',
      en: 'In the Default Domain Policy set a minimum length of 14, complexity enabled and a history of 24 under Account Policies > Password Policy, and a lockout threshold of 5 or fewer, but not 0, under Account Lockout Policy. Keep PSOs as strong. Leave in privileged groups only who is needed, declare them under adminAccounts, review them at least every six months and keep the result under records with type: admin-account-review.',
    },
    mappings: {
      attack: ['T1078', 'T1098', 'T1110'],
      mitigations: ['M1026', 'M1027'],
      nist80053: ['AC-2', 'AC-6(5)', 'IA-5'],
      cisControlsV8: ['5.1', '5.3', '5.4'],
      cisBenchmark: [
        'Minimum password length',
        'Password must meet complexity requirements',
        'Enforce password history',
        'Account lockout threshold',
      ],
    },
  },
  {
    id: 'D-5-S2',
    set: 'D',
    label: '断5 補足事項',
    title: { ja: 'ルール見直し', en: 'Segment-rule review' },
    titleIsOurs: true,
    objective: {
      ja: '業務やシステムが変わったら、セグメント間のルールも見直す。',
      en: 'When business or systems change, the rules between segments are reviewed as well.',
    },
    page: 74,
    provenance: 'guide',
    stage: 'lateral',
    severity: 'medium',
    roles: ['site'],
    unread: [],
    settings: [],
    evidence: [RULES, { ja: '変更管理の記録', en: 'change management records' }],
    remediation: {
      ja: '変更管理の手順に「セグメント間ルールの見直し」を入れ、終了したシステムのルールをその都度消す。',
      en: 'Make the review of segment rules a step of change management and delete the rules of a system when it ends.',
    },
    mappings: { nist80053: ['CM-3'], cisControlsV8: ['4.2'] },
  },
];
