/** Set C: CONNECT is limited, and long sessions are looked for (guide 2.3.3, pp. 63-67). */
import { plain } from '../../src/check/setting.ts';
import type { Control } from '../../src/model/control.ts';

const SQUID_CONF = {
  ja: 'プロキシの squid.conf と、それが include するファイル',
  en: 'squid.conf of the proxy with the files it includes',
};

export const SET_C: readonly Control[] = [
  {
    id: 'C-2a',
    set: 'C',
    label: '断2 実装事項ア',
    title: { ja: 'プロキシに ACL を追加する', en: 'CONNECT port ACL' },
    objective: {
      ja: 'CONNECT を業務に要る最小のポート (原則 443) に限り、任意のポートで維持される C2 セッションを断つ。',
      en: 'CONNECT is allowed only to the few ports business needs, normally 443, so that command-and-control sessions on other ports cannot be held.',
    },
    page: 65,
    provenance: 'guide',
    stage: 'foothold',
    severity: 'high',
    roles: ['proxy'],
    unread: [],
    settings: [
      plain('acl SSL_ports port 443'),
      plain('acl CONNECT method CONNECT'),
      plain('http_access deny CONNECT !SSL_ports'),
    ],
    evidence: [
      SQUID_CONF,
      {
        ja: 'サイト ファイルの connect.extraPorts と connect.allow80',
        en: 'connect.extraPorts and connect.allow80 in the site file',
      },
    ],
    remediation: {
      ja: 'squid.conf で「acl SSL_ports port 443」とし、「http_access deny CONNECT !SSL_ports」をあらゆる allow 行より前に置く。ほかの場所や include 先の「acl SSL_ports port …」が範囲を広げていないか確かめる。業務で要るポートはサイト ファイルの connect.extraPorts に宛先、責任者、期限とともに書く。',
      en: 'In squid.conf keep "acl SSL_ports port 443" and put "http_access deny CONNECT !SSL_ports" before every allow line. Make sure that no other "acl SSL_ports port ..." line, here or in an included file, widens it. Write ports that business needs under connect.extraPorts in the site file with destination, owner and expiry.',
    },
    mappings: {
      attack: ['T1571', 'T1572', 'T1090', 'T1573'],
      mitigations: ['M1037', 'M1020'],
      nist80053: ['SC-7(8)', 'AC-4', 'CM-7(1)'],
      cisControlsV8: ['13.10', '4.2', '9.3'],
    },
  },
  {
    id: 'C-2a-N1',
    set: 'C',
    label: '断2 注意事項',
    title: { ja: '独自ポート', en: 'Business ports' },
    titleIsOurs: true,
    objective: {
      ja: '業務システムが使う独自の CONNECT ポートを事前に調べ、宛先を絞って届け出たものだけを許す。',
      en: 'Odd CONNECT ports of business systems are surveyed beforehand, and only those recorded, with their destination, are allowed.',
    },
    page: 65,
    provenance: 'guide',
    stage: 'foothold',
    severity: 'low',
    roles: ['proxy'],
    unread: [],
    settings: [
      plain('acl biz dstdomain partner.example'),
      plain('acl biz_port port 8443'),
      plain('http_access allow CONNECT biz biz_port authed'),
    ],
    evidence: [
      SQUID_CONF,
      { ja: 'サイト ファイルの connect.extraPorts', en: 'connect.extraPorts in the site file' },
    ],
    remediation: {
      ja: '443 以外の CONNECT ポートは connect.extraPorts に port、dst、owner、expires を書き、squid.conf では同じ http_access 行に dstdomain の acl を添えて宛先を限定する。届け出のないポートは外す。',
      en: 'Record each CONNECT port other than 443 under connect.extraPorts with port, dst, owner and expires, and limit its destination with a dstdomain acl on the same http_access line. Remove ports nobody has recorded.',
    },
    mappings: { nist80053: ['CM-7', 'CM-3'] },
  },
  {
    id: 'C-2-S1',
    set: 'C',
    label: '断2 補足事項',
    title: { ja: 'CONNECT 遮断ログ', en: 'Denied-CONNECT review' },
    titleIsOurs: true,
    objective: {
      ja: '許可外ポートへの CONNECT が拒否された端末は感染の疑いがあり、ログから拾って調べる。',
      en: 'An endpoint whose CONNECT to another port was denied may be infected; it is found in the log and examined.',
    },
    page: 66,
    provenance: 'guide',
    stage: 'foothold',
    severity: 'medium',
    roles: ['proxy'],
    unread: [
      {
        part: 'C-2-S1.1',
        what: {
          ja: '拒否された CONNECT がログに残ること。ログの実物で確かめる必要がある',
          en: 'denied CONNECTs reach the log: needs the log itself',
        },
      },
      {
        part: 'C-2-S1.2',
        what: {
          ja: '確認の記録 (records の proxy-deny-review)。ログなしでは裏付けられないため判定しない',
          en: 'the record of the review (records: proxy-deny-review): not judged, as nothing supports it without the log',
        },
      },
      {
        part: 'C-2-S1.3',
        what: {
          ja: '拒否ログの分析 (状態 403 の CONNECT。407 は認証の要求であり数えない)。プロキシのアクセス ログが要る',
          en: 'analysis of denials (CONNECT with status 403; 407 is an authentication challenge and does not count): needs proxy access logs',
        },
      },
    ],
    settings: [
      {
        ja: 'access_log に、拒否を除外する acl が付いていないこと',
        en: 'no acl on access_log that leaves denials out',
      },
    ],
    evidence: [
      { ja: 'プロキシのアクセス ログ', en: 'access log of the proxy' },
      {
        ja: 'サイト ファイルの records (proxy-deny-review)',
        en: 'records in the site file (proxy-deny-review)',
      },
    ],
    remediation: {
      ja: 'アクセス ログから TCP_DENIED かつ状態 403 の CONNECT を端末ごとに抜き出し、許可外ポートを試した端末を調べる。結果を records に type: proxy-deny-review として残す。',
      en: 'List CONNECT lines with TCP_DENIED and status 403 per endpoint and examine those that tried other ports. Keep the result under records with type: proxy-deny-review.',
    },
    mappings: { attack: ['T1571'], nist80053: ['AU-6'], cisControlsV8: ['8.7', '8.11'] },
  },
  {
    id: 'C-V2a',
    set: 'C',
    label: '視2 運用事項ア',
    title: {
      ja: '外部通信を計画的に遮断し、長期間維持されたセッションを発見する',
      en: 'Planned cut-off',
    },
    objective: {
      ja: '夜間など影響の少ない時間に外部通信を計画的に止め、張り続けられていたセッションと、一定間隔でつなぎ直す端末をログから見つける。',
      en: 'Outbound traffic is cut on purpose at a quiet time, and the log then shows sessions that were held open and endpoints that reconnect at regular intervals.',
    },
    page: 67,
    provenance: 'guide',
    stage: 'foothold',
    severity: 'medium',
    roles: ['proxy'],
    combine: { all: ['C-V2a.1', 'C-V2a.2'] },
    unread: [
      {
        part: 'C-V2a.3',
        what: {
          ja: '長時間のトンネルと規則的な再接続の分析。遮断前後のプロキシ ログが要る',
          en: 'analysis of long tunnels and regular reconnects: needs the proxy log around the cut',
        },
      },
    ],
    settings: [
      {
        ja: 'logformat に所要時間 (%tr または %<tt) を含むこと。組み込みの combined には含まれない',
        en: 'a logformat with the duration (%tr or %<tt); the built-in combined has none',
      },
    ],
    evidence: [
      SQUID_CONF,
      { ja: 'サイト ファイルの records (cutoff-test)', en: 'records in the site file (cutoff-test)' },
    ],
    remediation: {
      ja: 'logformat に %tr を加え、年に一度以上、夜間に利用者へ予告して外部通信を遮断する。前後のログで 4 時間以上のトンネルと一定間隔の再接続を調べ、結果を records に type: cutoff-test として残す。',
      en: 'Add %tr to the logformat. At least yearly, announce and carry out a cut of outbound traffic at night, look in the log for tunnels of four hours or more and for regular reconnects, and keep the result under records with type: cutoff-test.',
    },
    mappings: {
      attack: ['T1071.001', 'T1571', 'T1573', 'T1008', 'T1104'],
      nist80053: ['SI-4(4)', 'SC-10', 'CA-8'],
      cisControlsV8: ['13.6', '8.11'],
    },
  },
  {
    id: 'C-V2-N1',
    set: 'C',
    label: '視2 注意事項',
    title: { ja: '対象限定', en: 'Scope of the cut' },
    titleIsOurs: true,
    objective: {
      ja: '計画遮断では更新や定義ファイルを自動取得するサーバ セグメントを外し、対象の部署と時間帯を絞る。',
      en: 'The planned cut leaves out the server segment, which fetches updates by itself, and is limited to chosen departments and hours.',
    },
    page: 67,
    provenance: 'guide',
    stage: 'foothold',
    severity: 'low',
    roles: ['site'],
    unread: [
      {
        part: 'C-V2-N1.1',
        what: {
          ja: '遮断の対象と時間帯。遮断を実施するファイアウォールのルールか、範囲を書いた実施記録が要る',
          en: 'scope and window of the cut: needs the firewall rule that cuts, or a record that states them',
        },
      },
    ],
    settings: [],
    evidence: [
      {
        ja: '遮断を実施するファイアウォールのルールとスケジュール',
        en: 'rule and schedule of the firewall that makes the cut',
      },
    ],
    remediation: {
      ja: '遮断ルールの送信元からサーバ セグメントを除き、業務時間外に限る。対象と時間を利用者に予告する。',
      en: 'Leave the server segment out of the sources of the cut, keep it outside business hours and announce scope and time to users.',
    },
    mappings: { nist80053: ['CP-2', 'SI-4'] },
  },
];
