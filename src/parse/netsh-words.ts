/** Labels and values of `netsh advfirewall` in English and Japanese. Other tokens (TCP, RPC, LocalSubnet) are not translated. */

export type RuleLabel =
  | 'name'
  | 'description'
  | 'enabled'
  | 'direction'
  | 'profiles'
  | 'group'
  | 'local-ip'
  | 'remote-ip'
  | 'protocol'
  | 'local-port'
  | 'remote-port'
  | 'edge'
  | 'program'
  | 'service'
  | 'interface-types'
  | 'security'
  | 'source'
  | 'action';

/** Keys are lower case. */
export const RULE_LABELS: ReadonlyMap<string, RuleLabel> = new Map([
  ['rule name', 'name'],
  ['規則名', 'name'],
  ['description', 'description'],
  ['説明', 'description'],
  ['enabled', 'enabled'],
  ['有効', 'enabled'],
  ['direction', 'direction'],
  ['方向', 'direction'],
  ['profiles', 'profiles'],
  ['プロファイル', 'profiles'],
  ['grouping', 'group'],
  ['グループ', 'group'],
  ['localip', 'local-ip'],
  ['ローカル ip', 'local-ip'],
  ['remoteip', 'remote-ip'],
  ['リモート ip', 'remote-ip'],
  ['protocol', 'protocol'],
  ['プロトコル', 'protocol'],
  ['localport', 'local-port'],
  ['ローカル ポート', 'local-port'],
  ['remoteport', 'remote-port'],
  ['リモート ポート', 'remote-port'],
  ['edge traversal', 'edge'],
  ['エッジ トラバーサル', 'edge'],
  ['program', 'program'],
  ['プログラム', 'program'],
  ['service', 'service'],
  ['サービス', 'service'],
  ['interfacetypes', 'interface-types'],
  ['インターフェイスの種類', 'interface-types'],
  ['security', 'security'],
  ['セキュリティ', 'security'],
  ['rule source', 'source'],
  ['規則のソース', 'source'],
  ['action', 'action'],
  ['操作', 'action'],
]);

/** Values in the words the other readers of rules take. Keys are lower case. */
const VALUES: ReadonlyMap<string, string> = new Map([
  ['任意', 'Any'],
  ['ドメイン', 'Domain'],
  ['プライベート', 'Private'],
  ['パブリック', 'Public'],
  ['ローカル サブネット', 'LocalSubnet'],
  ['ワイヤレス', 'Wireless'],
  ['必要なし', 'NotRequired'],
]);

export const netshValue = (value: string): string => VALUES.get(value.toLowerCase()) ?? value;

const words = <T>(...pairs: readonly (readonly [string, T])[]): ReadonlyMap<string, T> => new Map(pairs);

export const YES_NO = words(['yes', true], ['no', false], ['はい', true], ['いいえ', false]);
export const ON_OFF = words(
  ['on', true],
  ['off', false],
  ['オン', true],
  ['オフ', false],
  ['有効', true],
  ['無効', false],
);
export const ENABLE_DISABLE = words(['enable', true], ['disable', false], ['有効', true], ['無効', false]);
export const DIRECTIONS = words<'in' | 'out'>(['in', 'in'], ['out', 'out'], ['入力', 'in'], ['出力', 'out']);
export const ACTIONS = words<'allow' | 'block' | 'bypass'>(
  ['allow', 'allow'],
  ['block', 'block'],
  ['bypass', 'bypass'],
  ['許可', 'allow'],
  ['ブロック', 'block'],
  ['バイパス', 'bypass'],
);
export const LOCAL_SOURCE: ReadonlySet<string> = new Set(['local setting', 'ローカル設定', 'ローカル 設定']);
/** What netsh says last. */
export const CLOSING = /^(?:Ok\.|OK)$/;
export const PROMPT = /^(?:PS )?[A-Za-z]:\\[^>]*>|^netsh/i;
/** The rule below a heading. */
export const DASHES = /^-{60,}$/;
