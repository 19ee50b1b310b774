/** Set A, what goes with the egress rules: their log, its whitelist, their review (guide p. 56). */
import type { Control } from '../../src/model/control.ts';

export const SET_A_S: readonly Control[] = [
  {
    id: 'A-1-S1',
    set: 'A',
    label: '断1 補足事項',
    title: { ja: '遮断ログの監視', en: 'Deny-log review' },
    titleIsOurs: true,
    objective: {
      ja: '端末から外部への直接通信が遮断された記録は感染の兆しであり、定期的に調べて端末を特定する。',
      en: 'A denied attempt of an endpoint to go straight out may be an infection: the deny log is read regularly and leads to the endpoint.',
    },
    page: 56,
    provenance: 'guide',
    stage: 'foothold',
    severity: 'medium',
    roles: ['perimeter-fw'],
    unread: [
      {
        part: 'A-1-S1.1',
        what: {
          ja: 'ログが必要な項目とともに収集先に届くこと。収集先のログが要る。拒否ルールのログが有効かどうかは判定する',
          en: 'the log with its fields reaches a collector: needs the log there; whether the deny rules log is decided',
        },
      },
      {
        part: 'A-1-S1.2',
        what: {
          ja: '定期確認の記録 (records の fw-deny-review)。ログなしでは裏付けられないため判定しない',
          en: 'the record of the regular review (records: fw-deny-review): not judged, as nothing supports it without the log',
        },
      },
      {
        part: 'A-1-S1.3',
        what: {
          ja: '遮断ログの分析 (多数の宛先、一定間隔の試行)。ファイアウォールのログが要る',
          en: 'analysis of the deny log (many destinations, regular intervals): needs firewall logs',
        },
      },
    ],
    settings: [
      {
        ja: '拒否ルールのログ: 有効。項目は時刻、送信元 IP、宛先 IP、宛先ポート、プロトコル、動作、ルール番号',
        en: 'logging on for the deny rule, with time, source IP, destination IP and port, protocol, action and rule id',
      },
    ],
    evidence: [
      { ja: '境界ファイアウォールの拒否ログ', en: 'deny log of the perimeter firewall' },
      { ja: 'サイト ファイルの records (fw-deny-review)', en: 'records in the site file (fw-deny-review)' },
    ],
    remediation: {
      ja: '末尾の拒否ルールでログを有効にして収集先へ送り、月に一度以上、送信元端末ごとに確認する。結果をサイト ファイルの records に type: fw-deny-review として残す。',
      en: 'Turn on logging for the final deny rule, ship the log, and review it per source at least monthly. Keep the result in the site file under records with type: fw-deny-review.',
    },
    mappings: { attack: ['T1071'], nist80053: ['AU-6', 'SI-4(4)'], cisControlsV8: ['8.2', '8.11', '13.6'] },
  },
  {
    id: 'A-1-S2',
    set: 'A',
    label: '断1 補足事項',
    title: { ja: 'ホワイトリスト', en: 'Noise whitelist' },
    titleIsOurs: true,
    objective: {
      ja: '自動更新などの無害な遮断を宛先の一覧で除き、遮断ログから本物の兆しを見つけやすくする。',
      en: 'A list of destinations removes the harmless denials of automatic updates, so that real signs stand out in the deny log.',
    },
    page: 56,
    provenance: 'guide',
    stage: 'foothold',
    severity: 'low',
    roles: ['site'],
    unread: [
      {
        part: 'A-1-S2.1',
        what: {
          ja: '除外一覧の各項目に責任者、理由、最終確認日があり、IPv4 で /24 より広くないこと。除外一覧とログが要る',
          en: 'each entry of the list has owner, reason and last-seen date and is no wider than an IPv4 /24: needs the list and the log',
        },
      },
    ],
    settings: [],
    evidence: [{ ja: '遮断ログ分析の除外一覧', en: 'whitelist used when the deny log is read' }],
    remediation: {
      ja: '除外は宛先アドレス単位で登録し、責任者、理由、期限を付ける。90 日使われない項目は消す。',
      en: 'List single destinations, each with owner, reason and expiry, and delete entries unused for 90 days.',
    },
    mappings: { nist80053: ['AU-6'], cisControlsV8: ['13.11'] },
  },
  {
    id: 'A-1-S3',
    set: 'A',
    label: '断1 補足事項',
    title: { ja: 'ルール見直し・変更管理', en: 'Rule review' },
    titleIsOurs: true,
    objective: {
      ja: '継ぎ足しで緩んだフィルタリング ルールを定期的に見直し、設計書と変更管理で維持する。',
      en: 'Rules that were loosened over the years are reviewed regularly and kept by design documents and change management.',
    },
    page: 56,
    provenance: 'guide',
    stage: 'foothold',
    severity: 'medium',
    roles: ['site'],
    unread: [],
    settings: [],
    evidence: [
      { ja: '境界ファイアウォールのルール一式', en: 'rule base of the perimeter firewall' },
      { ja: 'サイト ファイルの records (fw-rule-review)', en: 'records in the site file (fw-rule-review)' },
    ],
    remediation: {
      ja: '年に一度以上ルールを棚卸しし、any/any、隠れた規則、90 日使われない規則を除く。各規則に責任者と申請番号を付け、結果を records に type: fw-rule-review として残す。',
      en: 'Review the rules at least yearly; remove any/any, shadowed rules and those unused for 90 days. Give each rule an owner and a ticket, and keep the result under records with type: fw-rule-review.',
    },
    mappings: {
      nist80053: ['CM-3', 'CM-2', 'CM-6', 'SC-7'],
      cisControlsV8: ['4.2', '12.3', '12.4'],
    },
  },
];
