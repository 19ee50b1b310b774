/** Set B: the proxy asks who is calling, and its log is watched (guide 2.3.2, pp. 57-62). */
import { plain } from '../../src/check/setting.ts';
import type { Control } from '../../src/model/control.ts';

const SQUID_CONF = {
  ja: 'プロキシの squid.conf と、それが include するファイル、acl が参照する一覧ファイル',
  en: 'squid.conf of the proxy with the files it includes and the lists its acl lines name',
};

export const SET_B: readonly Control[] = [
  {
    id: 'B-3a',
    set: 'B',
    label: '断3 実装事項ア',
    title: { ja: 'プロキシの認証機能を有効にする', en: 'Proxy authentication' },
    objective: {
      ja: '外部への通信を利用者ごとに認証し、プロキシ設定だけを写し取って認証のできないマルウェアの通信を失敗させる。',
      en: 'Traffic to the Internet is authenticated per user, so that malware which merely copies the proxy setting fails.',
    },
    page: 59,
    provenance: 'guide',
    stage: 'foothold',
    severity: 'high',
    roles: ['proxy'],
    unread: [],
    settings: [
      plain('auth_param negotiate program ...'),
      plain('acl authed proxy_auth REQUIRED'),
      plain('http_access deny !authed'),
      plain('http_access allow localnet authed'),
      plain('http_access deny all'),
    ],
    evidence: [SQUID_CONF],
    remediation: {
      ja: 'squid.conf に auth_param を設定し、「acl authed proxy_auth REQUIRED」と「http_access deny !authed」を、あらゆる allow 行より前に置く。最後の行は「http_access deny all」とする。認証を免除する宛先は dstdomain で狭く名指しする。',
      en: 'Configure auth_param in squid.conf and put "acl authed proxy_auth REQUIRED" and "http_access deny !authed" before every allow line. End with "http_access deny all". Name destinations exempt from authentication narrowly with dstdomain.',
    },
    mappings: {
      attack: ['T1090.001', 'T1071.001'],
      mitigations: ['M1037', 'M1032'],
      nist80053: ['SC-7(8)', 'IA-2', 'AC-3'],
      cisControlsV8: ['13.10', '12.5'],
    },
  },
  {
    id: 'B-3a-N1',
    set: 'B',
    label: '断3 注意事項',
    title: { ja: 'Basic 認証禁止', en: 'No Basic' },
    titleIsOurs: true,
    objective: {
      ja: 'Basic 認証では ID とパスワードが社内 LAN を平文で流れ、盗聴で奪われる。選択肢の一つとしても提示しない。',
      en: 'Basic authentication sends user name and password over the LAN in clear text, where they can be sniffed. It is not offered, not even as a fallback.',
    },
    page: 59,
    provenance: 'guide',
    stage: 'foothold',
    severity: 'high',
    roles: ['proxy'],
    unread: [],
    settings: [
      {
        ja: 'squid.conf に「auth_param basic program」がないこと',
        en: 'no "auth_param basic program" in squid.conf',
      },
    ],
    evidence: [SQUID_CONF],
    remediation: {
      ja: 'squid.conf から「auth_param basic」の行をすべて除き、「auth_param negotiate program」(Kerberos) だけを提示する。やむを得ず Basic を残すなら、ブラウザとプロキシの間を https_port で暗号化し、補完策として届け出る。',
      en: 'Remove all "auth_param basic" lines from squid.conf and offer "auth_param negotiate program" (Kerberos) only. If Basic must stay, encrypt the leg between browser and proxy with https_port and record that as a compensation.',
    },
    mappings: {
      attack: ['T1040'],
      mitigations: ['M1041'],
      nist80053: ['IA-5(1)(c)', 'SC-8'],
      cisControlsV8: ['3.10'],
    },
  },
  {
    id: 'B-3a-N2',
    set: 'B',
    label: '断3 注意事項',
    title: { ja: 'SSO の補完', en: 'Compensate SSO' },
    titleIsOurs: true,
    objective: {
      ja: 'ドメイン連携の SSO では、OS の機能を使うマルウェアの通信も自動で認証される。その場合は認証ログの監視 (B-V1a) で補う。',
      en: 'With single sign-on from the domain, malware that uses the functions of the OS is authenticated as well. The watch on the authentication log (B-V1a) must then make up for it.',
    },
    page: 59,
    provenance: 'guide',
    stage: 'foothold',
    severity: 'medium',
    roles: ['proxy'],
    combine: { any: ['B-3a-N2.1', 'B-V1a'] },
    unread: [],
    settings: [
      {
        ja: 'squid.conf の「auth_param negotiate」「auth_param ntlm」の有無 (あれば SSO)',
        en: 'whether squid.conf has "auth_param negotiate" or "auth_param ntlm" (then it is single sign-on)',
      },
    ],
    evidence: [SQUID_CONF],
    remediation: {
      ja: 'SSO を続けるなら B-V1a (認証ログの監視・分析) を実施し、週に一度以上の記録を残す。続けないなら、ログオンとは別の資格情報をプロキシに使う方式へ替える。',
      en: 'To keep single sign-on, carry out B-V1a (analysis of the authentication log) and record it at least weekly. Otherwise change to proxy credentials that are not those of the logon.',
    },
    mappings: { attack: ['T1071.001', 'T1078.002'], nist80053: ['AU-6', 'SI-4'] },
  },
  {
    id: 'B-3b',
    set: 'B',
    label: '断3 実装事項イ',
    title: { ja: 'ブラウザのオートコンプリート機能を禁止する', en: 'No saved credentials' },
    objective: {
      ja: 'プロキシの ID とパスワードを端末に保存させず、侵入者が保存済みの資格情報でプロキシを通ることを防ぐ。',
      en: 'User name and password for the proxy are never stored on the endpoint, so that an intruder cannot pass the proxy with what was saved.',
    },
    page: 60,
    provenance: 'guide',
    stage: 'foothold',
    severity: 'high',
    roles: ['user-endpoint'],
    combine: {
      all: ['B-3b.1', 'B-3b.2', 'B-3b.3', 'B-3b.5', 'B-3b.6', 'B-3b.7', 'B-3b.8'],
    },
    unread: [
      {
        part: 'B-3b.9',
        what: {
          ja: 'すでに保存された資格情報。cmdkey /list の出力とブラウザの保存件数が要る',
          en: 'credentials already saved: needs the output of cmdkey /list and the number of entries browsers keep',
        },
      },
    ],
    settings: [
      plain('HKLM\\SYSTEM\\CurrentControlSet\\Control\\Lsa\\DisableDomainCreds (REG_DWORD) = 1'),
      plain(
        'HKCU\\Software\\Policies\\Microsoft\\Internet Explorer\\Main\\FormSuggest Passwords (REG_SZ) = no, FormSuggest PW Ask (REG_SZ) = no',
      ),
      plain('HKCU\\Software\\Policies\\Microsoft\\Internet Explorer\\Main\\Use FormSuggest (REG_SZ) = no'),
      plain('HKLM\\SOFTWARE\\Policies\\Microsoft\\Edge\\PasswordManagerEnabled (REG_DWORD) = 0'),
      plain('HKLM\\SOFTWARE\\Policies\\Microsoft\\MicrosoftEdge\\Main\\FormSuggest Passwords (REG_SZ) = no'),
      plain('HKLM\\SOFTWARE\\Policies\\Google\\Chrome\\PasswordManagerEnabled (REG_DWORD) = 0'),
      plain(
        'HKLM\\SOFTWARE\\Policies\\Mozilla\\Firefox\\PasswordManagerEnabled (REG_DWORD) = 0, OfferToSaveLogins (REG_DWORD) = 0',
      ),
    ],
    evidence: [
      {
        ja: '端末のマシン ハイブ (Lsa と各ブラウザの Policies キー)',
        en: 'machine hive of the endpoint (Lsa and the Policies keys of each browser)',
      },
      {
        ja: '利用者全員のハイブ (Internet Explorer のポリシーは利用者側)',
        en: 'the hives of all users (Internet Explorer policies are per user)',
      },
      {
        ja: '導入済みのブラウザ (サイト ファイルの browsers でもよい)',
        en: 'the browsers installed (or browsers in the site file)',
      },
    ],
    remediation: {
      ja: 'セキュリティ オプション「ネットワーク アクセス: ネットワーク認証のためにパスワードおよび資格情報を保存することを許可しない」を有効にする (DisableDomainCreds=1)。これはブラウザの保存を止めないので、Edge と Chrome は PasswordManagerEnabled=0、Firefox は PasswordManagerEnabled=0、IE は「フォームのユーザー名とパスワードのオートコンプリート機能を有効にする」を無効にする。保存済みのものは消去する。',
      en: 'Enable the security option "Network access: Do not allow storage of passwords and credentials for network authentication" (DisableDomainCreds=1). It does not stop browsers, so also set PasswordManagerEnabled=0 for Edge, Chrome and Firefox, and disable "Turn on the auto-complete feature for user names and passwords on forms" for IE. Clear what is already saved.',
    },
    mappings: {
      attack: ['T1555.003', 'T1555.004', 'T1552.001'],
      mitigations: ['M1027', 'M1028', 'M1054'],
      nist80053: ['IA-5(13)', 'IA-5(7)', 'CM-6'],
      cisControlsV8: ['4.1', '5.2'],
      cisBenchmark: [
        'Network access: Do not allow storage of passwords and credentials for network authentication',
        'Enable saving passwords to the password manager',
      ],
    },
  },
  {
    id: 'B-V1a',
    set: 'B',
    label: '視1 運用事項ア',
    title: { ja: 'プロキシ認証ログを監視、分析する', en: 'Auth-log analysis' },
    objective: {
      ja: 'プロキシ認証の成功と失敗を記録し、あらかじめ決めた条件 (同じ ID が同じ時間帯に複数の端末から、業務時間外の規則的な認証など) で定期的に調べて端末にたどり着く。',
      en: 'Success and failure of proxy authentication are logged and regularly searched with triggers set beforehand, such as one user on several endpoints at a time or regular logons outside business hours, that lead to the endpoint.',
    },
    page: 61,
    provenance: 'guide',
    stage: 'foothold',
    severity: 'high',
    roles: ['proxy'],
    unread: [
      {
        part: 'B-V1a.3',
        what: {
          ja: '検知条件 (トリガー) の定義。監視の仕組みの設定が要る',
          en: 'the definition of the triggers: needs the configuration of the monitoring',
        },
      },
      {
        part: 'B-V1a.4',
        what: {
          ja: '認証ログそのものの分析。プロキシのアクセス ログと DHCP の貸出記録が要る',
          en: 'analysis of the log itself: needs proxy access logs and DHCP leases',
        },
      },
    ],
    settings: [
      plain(
        'logformat audit %>a %[un [%tl] "%rm %ru HTTP/%rv" %>Hs %<st "%{Referer}>h" "%{User-Agent}>h" %Ss:%Sh %tr',
      ),
      plain('access_log daemon:/var/log/squid/access.log audit'),
    ],
    evidence: [
      SQUID_CONF,
      {
        ja: 'サイト ファイルの records (proxy-auth-review)',
        en: 'records in the site file (proxy-auth-review)',
      },
    ],
    remediation: {
      ja: 'access_log を有効にし、logformat に時刻、端末 IP (%>a)、利用者 (%[un)、メソッド、URL、状態、Referer、User-Agent を含める。access_log の行に対象を絞る acl を付けない。決めた条件で週に一度以上調べ、結果を records に type: proxy-auth-review として残す。',
      en: 'Enable access_log with a logformat that has time, client IP (%>a), user (%[un), method, URL, status, Referer and User-Agent, and put no acl on the access_log line. Search it with fixed triggers at least weekly and keep the result under records with type: proxy-auth-review.',
    },
    mappings: {
      attack: ['T1078', 'T1071.001', 'T1090'],
      nist80053: ['AU-2', 'AU-3', 'AU-6', 'AC-2(12)', 'SI-4'],
      cisControlsV8: ['8.7', '8.9', '8.11', '13.6'],
    },
  },
  {
    id: 'B-V1-N1',
    set: 'B',
    label: '視1 注意事項',
    title: { ja: '認証情報の棚卸し', en: 'Account stock-take' },
    titleIsOurs: true,
    objective: {
      ja: 'プロキシを使えるアカウントを見直し、退職者などの不要なアカウントを残さない。',
      en: 'Accounts that may use the proxy are reviewed, so that those of leavers do not remain.',
    },
    page: 61,
    provenance: 'guide',
    stage: 'foothold',
    severity: 'medium',
    roles: ['domain'],
    unread: [
      {
        part: 'B-V1-N1.3',
        what: {
          ja: 'AD のほかにプロキシ自身が持つ利用者 (htpasswd など)。プロキシの利用者一覧が要る',
          en: 'users that a proxy keeps beside AD (htpasswd and the like): needs the accounts of the proxy',
        },
      },
    ],
    settings: [
      {
        ja: '有効な利用者のアカウントの lastLogonTimestamp が 45 日以内 (ドメインのトラップを除く)',
        en: 'lastLogonTimestamp of enabled user accounts within 45 days, traps of the domain left out',
      },
    ],
    evidence: [
      {
        ja: 'AD とプロキシの利用者一覧 (最終ログオン日時つき)',
        en: 'accounts of AD and of the proxy with their last logon',
      },
      { ja: 'サイト ファイルの records (account-review)', en: 'records in the site file (account-review)' },
    ],
    remediation: {
      ja: '45 日以上使われていないアカウントを無効にする。htpasswd のような独立した利用者ファイルはやめ、プロキシの認証を AD に結び付ける。半年に一度以上見直し、records に type: account-review として残す。',
      en: 'Disable accounts unused for more than 45 days. Give up separate user files such as htpasswd and tie the proxy to AD. Review at least every six months and keep the result under records with type: account-review.',
    },
    mappings: { nist80053: ['AC-2(3)'], cisControlsV8: ['5.3', '5.1'] },
  },
  {
    id: 'B-S1',
    set: 'B',
    label: '視1 補足事項',
    title: { ja: '認証突破型', en: 'Auth-breaking malware' },
    titleIsOurs: true,
    objective: {
      ja: '利用者が入力した認証情報を流用するマルウェアは、セット B がすべて満たされていても通る。残るリスクとして C の監視と D〜F で受け止める。',
      en: 'Malware that reuses what the user typed passes even when all of set B is met. It is a remaining risk, left to the monitoring of set C and to sets D to F.',
    },
    page: 62,
    provenance: 'guide',
    stage: 'foothold',
    severity: 'info',
    roles: ['site'],
    unread: [
      {
        part: 'B-S1.1',
        what: {
          ja: '設定で満たせる項目ではなく、攻撃経路をたどるときの前提である。合否を付けない',
          en: 'this is a premise for following an attack path, not something a setting can meet; it gets no verdict',
        },
      },
    ],
    settings: [],
    evidence: [],
    remediation: {
      ja: 'この種のマルウェアを防ぐ設定はない。C-V2a の計画的遮断で見つけ、セット D、E、F で内部への広がりを止める。',
      en: 'No setting stops this kind of malware. Find it with the planned cut-off of C-V2a and stop its spread with sets D, E and F.',
    },
    mappings: {},
  },
];
