/** What headings and cells of rule tables are called in Japanese and English; a mapping file adds to these. */

export const COLUMN_ROLES = [
  'order',
  'id',
  'name',
  'enabled',
  'disabled',
  'from',
  'to',
  'source',
  'source-not',
  'destination',
  'destination-not',
  'service',
  'service-not',
  'protocol',
  'port',
  'source-port',
  'action',
  'log',
  'hits',
  'schedule',
  'comment',
] as const;
export type ColumnRole = (typeof COLUMN_ROLES)[number];

/** Full-width letters, digits and signs as plain ones; blanks as one. */
export const plain = (text: string): string =>
  PLAIN.test(text) ? text : text.normalize('NFKC').replace(/\s+/g, ' ').trim();

/** Nothing to make plain. */
const PLAIN = /^[\x21-\x7e]*$/;

/** A remark in brackets at the end, unless it takes something out: `22(SSH)`, and not `10.1.0.0/24 (10.1.0.9 を除く)`. */
const REMARK = /\s*\((?![^()]*(?:除|以外|except|not\b|negate|!))[^()]*\)$/i;

export const withoutRemark = (text: string): string => text.replace(REMARK, '');

/** A heading as it is compared: without case, blanks and the marks that people add. */
export const headingKey = (text: string): string =>
  plain(text)
    .toLowerCase()
    .replace(/[\s_.:#*()/&-]+/g, '');

const split = (text: string): readonly string[] => text.split('|').map((w) => w.trim());

/** Headings that need no mapping file. */
export const HEADINGS: Readonly<Record<ColumnRole, readonly string[]>> = {
  order: split('no|no.|#|番号|順序|順番|順位|優先順位|項番|seq|sequence|order|rule number|priority'),
  id: split('id|rule id|ルールid|ポリシーid|policy id|policyid|uid|uuid|rule uuid'),
  name: split('name|rule name|名前|名称|ルール名|ポリシー名|policy name'),
  enabled: split('enabled|enable|有効|有効/無効|状態|ステータス|status|state'),
  disabled: split('disabled|disable|無効'),
  from: split(
    'from|source zone|送信元ゾーン|src zone|srcintf|from zone|入力|入力if|受信if|受信インターフェース|source interface',
  ),
  to: split(
    'to|destination zone|宛先ゾーン|dst zone|dstintf|to zone|出力|出力if|送信if|destination interface',
  ),
  source: split(
    'source|src|送信元|送信元アドレス|送信元ip|送信元ipアドレス|source address|srcaddr|始点|source ip',
  ),
  'source-not': split('source negate|送信元否定|source not|srcaddr negate'),
  destination: split(
    'destination|dst|dest|宛先|宛先アドレス|宛先ip|宛先ipアドレス|送信先|destination address|dstaddr|終点|あて先|destination ip',
  ),
  'destination-not': split('destination negate|宛先否定|destination not|dstaddr negate'),
  service: split('service|services|サービス|services & applications'),
  'service-not': split('service negate|サービス否定'),
  protocol: split('protocol|proto|プロトコル'),
  port: split('port|destination port|dst port|宛先ポート|宛先ポート番号|ポート|ポート番号|dport'),
  'source-port': split('source port|src port|送信元ポート|送信元ポート番号|sport'),
  action: split('action|動作|アクション|処理|許可/拒否|許可・拒否|処置|可否'),
  log: split('log|logging|ログ|ログ取得|ログ出力|track|ログ記録'),
  hits: split('hits|hit count|ヒット数|ヒットカウント|rule usage hit count|利用回数'),
  schedule: split('schedule|スケジュール|時間|時間帯|time'),
  comment: split('comment|comments|コメント|備考|説明|description|用途|目的'),
};

export interface Words {
  readonly any: ReadonlySet<string>;
  readonly permit: ReadonlySet<string>;
  readonly deny: ReadonlySet<string>;
  readonly yes: ReadonlySet<string>;
  readonly no: ReadonlySet<string>;
}

export const WORD_KINDS = ['any', 'permit', 'deny', 'yes', 'no'] as const;
export type WordKind = (typeof WORD_KINDS)[number];

const set = (text: string): ReadonlySet<string> => new Set(split(text));

/** Compared as `wordKey` makes them. */
export const WORDS: Words = {
  any: set('any|all|*|すべて|全て|任意|指定なし|全|any4|0.0.0.0/0, ::/0'),
  permit: set('permit|allow|accept|pass|許可|通過|可|○|〇|許可する|accept & log'),
  deny: set(
    'deny|drop|reject|block|拒否|遮断|破棄|不可|×|禁止|拒否する|reset-client|reset-server|reset-both|reset',
  ),
  yes: set('yes|y|true|1|on|enabled|enable|有効|○|〇|あり|する|取得|log|all|utm|オン|negated|はい|有'),
  no: set('no|n|false|0|off|disabled|disable|無効|×|なし|しない|none|-|オフ||いいえ|無|非取得'),
};

/** The cells of a table are a few words, over and over. */
const keys = new Map<string, string>();
const MOST_KEYS = 10_000;
const LONGEST_KEY = 40;

export function wordKey(text: string): string {
  if (text.length > LONGEST_KEY) return plain(text).toLowerCase();
  const known = keys.get(text);
  if (known !== undefined) return known;
  const made = plain(text).toLowerCase();
  if (keys.size < MOST_KEYS) keys.set(text, made);
  return made;
}

/** Names of services that mean one thing wherever tables are written by hand; `name protocol/port …`. */
const NAMED = `http tcp/80|https tcp/443|ssh tcp/22|telnet tcp/23|smtp tcp/25|ftp tcp/21|pop3 tcp/110|pop3s tcp/995|imap tcp/143
  imaps tcp/993|dns tcp/53 udp/53|domain tcp/53 udp/53|ntp udp/123|snmp udp/161|snmptrap udp/162|snmp-trap udp/162|syslog udp/514
  tftp udp/69|rdp tcp/3389 udp/3389|ms-rdp tcp/3389|ldap tcp/389|ldaps tcp/636|smb tcp/445|kerberos tcp/88 udp/88
  submission tcp/587|smtps tcp/465|dhcp udp/67-68|radius udp/1812-1813|winrm tcp/5985-5986|mysql tcp/3306|postgresql tcp/5432
  isakmp udp/500|ike udp/500|icmp icmp|ping icmp/8|traceroute udp/33434-33523`;

export const NAMED_SERVICES: ReadonlyMap<string, readonly string[]> = new Map(
  NAMED.split(/[|\n]/).map((entry) => {
    const [name = '', ...texts] = entry.trim().split(/\s+/);
    return [name, texts] as const;
  }),
);
