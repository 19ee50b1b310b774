/** One rule as each Windows tool writes it: rule string, netsh in two languages, and the objects of PowerShell. */
import { crlf } from '../estate/encode.ts';
import type { Random } from '../estate/random.ts';

/** A rule in plain words; addresses and ports as people write them. */
export interface PlainRule {
  readonly id: string;
  readonly name: string;
  readonly group: string | null;
  readonly enabled: boolean;
  readonly direction: 'in' | 'out';
  readonly action: 'allow' | 'block';
  readonly profiles: readonly ('domain' | 'private' | 'public')[];
  readonly protocol: 6 | 17 | null;
  readonly localPorts: readonly string[];
  readonly remotePorts: readonly string[];
  readonly remoteAddresses: readonly string[];
  readonly program: string | null;
  readonly service: string | null;
  readonly interfaceTypes: readonly ('Lan' | 'Wireless')[];
  readonly authenticated: boolean;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const some = <T>(draw: Random, list: readonly T[]): readonly T[] => list.filter(() => draw.below(3) === 0);

export function plainRule(draw: Random, n: number): PlainRule {
  const protocol = draw.pick([6, 17, null] as const);
  const ports = ['80', '135', '139', '445', '3389', '5000-5010', '49152-65535'];
  const addresses = [
    '10.1.2.3',
    '10.20.0.0/16',
    '192.168.4.10-192.168.4.99',
    'fe80::/10',
    'fd00::1',
    'LocalSubnet',
  ];
  return {
    id: `{00000000-0000-0000-0000-${String(n).padStart(12, '0')}}`,
    name: `規則 ${n}: test`,
    group: draw.pick(['File and Printer Sharing', 'リモート デスクトップ', null]),
    enabled: draw.below(4) > 0,
    direction: draw.pick(['in', 'in', 'in', 'out']),
    action: draw.pick(['allow', 'allow', 'block']),
    profiles: some(draw, ['domain', 'private', 'public'] as const),
    protocol,
    localPorts: protocol === null ? [] : some(draw, protocol === 6 ? [...ports, 'RPC'] : ports),
    remotePorts: protocol === null ? [] : some(draw, ['80', '1024-65535']),
    remoteAddresses: some(draw, addresses),
    program: draw.pick(['System', '%SystemRoot%\\system32\\svchost.exe']),
    service: draw.pick([null, null, 'RpcSs']),
    interfaceTypes: some(draw, ['Lan', 'Wireless'] as const),
    authenticated: draw.below(6) === 0,
  };
}

const family = (address: string): readonly (4 | 6)[] =>
  address === 'LocalSubnet' ? [4, 6] : address.includes(':') ? [6] : [4];

/** The dotted mask that the firewall's console and PowerShell show for an IPv4 subnet. */
function masked(address: string): string {
  const [base, length] = address.split('/');
  if (length === undefined || address.includes(':')) return address;
  const bits = 2 ** 32 - 2 ** (32 - Number(length));
  return `${base}/${[24, 16, 8, 0].map((s) => Math.floor(bits / 2 ** s) % 256).join('.')}`;
}

export const ruleString = (r: PlainRule): string =>
  [
    'v2.31',
    `Action=${capital(r.action)}`,
    `Active=${r.enabled ? 'TRUE' : 'FALSE'}`,
    `Dir=${capital(r.direction)}`,
    ...(r.protocol === null ? [] : [`Protocol=${r.protocol}`]),
    ...r.profiles.map((p) => `Profile=${capital(p)}`),
    ...r.localPorts.map((p) => `${p.includes('-') ? 'LPort2_10' : 'LPort'}=${p}`),
    ...r.remotePorts.map((p) => `${p.includes('-') ? 'RPort2_10' : 'RPort'}=${p}`),
    ...r.remoteAddresses.flatMap((a) => family(a).map((f) => `RA${f}=${masked(a)}`)),
    ...(r.program === null ? [] : [`App=${r.program}`]),
    ...(r.service === null ? [] : [`Svc=${r.service}`]),
    ...r.interfaceTypes.map((t) => `IFType=${t}`),
    ...(r.authenticated ? ['Security=Authenticate'] : []),
    `Name=${r.name}`,
    ...(r.group === null ? [] : [`EmbedCtxt=${r.group}`]),
    '',
  ].join('|');

const WORDS = {
  en: {
    labels: [
      'Rule Name',
      'Enabled',
      'Direction',
      'Profiles',
      'Grouping',
      'LocalIP',
      'RemoteIP',
      'Protocol',
      'LocalPort',
      'RemotePort',
      'Edge traversal',
      'Program',
      'Service',
      'InterfaceTypes',
      'Security',
      'Rule source',
      'Action',
    ],
    yes: 'Yes',
    no: 'No',
    in: 'In',
    out: 'Out',
    domain: 'Domain',
    private: 'Private',
    public: 'Public',
    any: 'Any',
    allow: 'Allow',
    block: 'Block',
    local: 'Local Setting',
    end: 'Ok.',
  },
  ja: {
    labels: [
      '規則名',
      '有効',
      '方向',
      'プロファイル',
      'グループ',
      'ローカル IP',
      'リモート IP',
      'プロトコル',
      'ローカル ポート',
      'リモート ポート',
      'エッジ トラバーサル',
      'プログラム',
      'サービス',
      'インターフェイスの種類',
      'セキュリティ',
      '規則のソース',
      '操作',
    ],
    yes: 'はい',
    no: 'いいえ',
    in: '入力',
    out: '出力',
    domain: 'ドメイン',
    private: 'プライベート',
    public: 'パブリック',
    any: '任意',
    allow: '許可',
    block: 'ブロック',
    local: 'ローカル設定',
    end: 'OK',
  },
} as const;

export type Language = keyof typeof WORDS;

/** Japanese labels take two columns a character; values start in column 38. */
function padded(label: string): string {
  const width = [...label].reduce((n, c) => n + (c.charCodeAt(0) > 0xff ? 2 : 1), 1);
  return `${label}:${' '.repeat(Math.max(1, 38 - width))}`;
}

const joined = (list: readonly string[], any: string): string => (list.length === 0 ? any : list.join(','));

const netshAddress = (a: string): string => (/[/-]|Local/.test(a) ? a : `${a}/${a.includes(':') ? 128 : 32}`);

function netshRule(r: PlainRule, language: Language): readonly string[] {
  const w = WORDS[language];
  const profiles = r.profiles.length === 0 ? (['domain', 'private', 'public'] as const) : r.profiles;
  const hasPorts = r.protocol !== null;
  const values: readonly (string | null)[] = [
    r.name,
    r.enabled ? w.yes : w.no,
    w[r.direction],
    profiles.map((p) => w[p]).join(','),
    r.group ?? '',
    w.any,
    joined(r.remoteAddresses.map(netshAddress), w.any),
    r.protocol === null ? w.any : r.protocol === 6 ? 'TCP' : 'UDP',
    hasPorts ? joined(r.localPorts, w.any) : null,
    hasPorts ? joined(r.remotePorts, w.any) : null,
    w.no,
    r.program,
    r.service,
    joined(
      r.interfaceTypes.map((t) => (t === 'Lan' ? 'LAN' : t)),
      w.any,
    ),
    r.authenticated ? 'Authenticate' : 'NotRequired',
    w.local,
    w[r.action],
  ];
  const lines = values.flatMap((v, i) => (v === null ? [] : [`${padded(w.labels[i] ?? '')}${v}`]));
  return ['', lines[0] ?? '', '-'.repeat(70), ...lines.slice(1)];
}

export const netshRules = (rules: readonly PlainRule[], language: Language): string =>
  crlf([...rules.flatMap((r) => netshRule(r, language)), WORDS[language].end, '']);

type Ps = '5.1' | '7';

const flags = (r: PlainRule): number =>
  r.profiles.reduce((sum, p) => sum + { domain: 1, private: 2, public: 4 }[p], 0);

const oneOrMany = (list: readonly string[]): unknown =>
  list.length === 0 ? 'Any' : list.length === 1 ? list[0] : list;

const number = (ps: Ps, value: number, name: string): unknown => (ps === '5.1' ? value : name);

const ruleObject = (r: PlainRule, ps: Ps) => ({
  Name: r.id,
  DisplayName: r.name,
  Group: r.group,
  Enabled: number(ps, r.enabled ? 1 : 2, r.enabled ? 'True' : 'False'),
  Profile: number(ps, flags(r), r.profiles.length === 0 ? 'Any' : r.profiles.map(capital).join(', ')),
  Platform: [],
  Direction: number(ps, r.direction === 'in' ? 1 : 2, r.direction === 'in' ? 'Inbound' : 'Outbound'),
  Action: number(ps, r.action === 'allow' ? 2 : 4, capital(r.action)),
  PrimaryStatus: number(ps, 1, 'OK'),
  PolicyStoreSource: 'PersistentStore',
  PolicyStoreSourceType: number(ps, 1, 'Local'),
  InstanceID: r.id,
});

const portObject = (r: PlainRule) => ({
  Protocol: r.protocol === null ? 'Any' : r.protocol === 6 ? 'TCP' : 'UDP',
  LocalPort: oneOrMany(r.localPorts),
  RemotePort: oneOrMany(r.remotePorts),
  DynamicTarget: 0,
});

const addressObject = (r: PlainRule) => ({
  LocalAddress: 'Any',
  RemoteAddress: oneOrMany(r.remoteAddresses.map(masked)),
});

const interfaceFlags = (r: PlainRule): number =>
  r.interfaceTypes.reduce((sum, t) => sum + { Lan: 1, Wireless: 2 }[t], 0);

const interfaceNames = (r: PlainRule): string =>
  r.interfaceTypes.length === 0 ? 'Any' : r.interfaceTypes.map((t) => (t === 'Lan' ? 'Wired' : t)).join(', ');

/** What each kind of filter object holds besides the id of its rule. */
const filterObjects = (r: PlainRule, ps: Ps): Readonly<Record<string, object>> => ({
  port: portObject(r),
  address: addressObject(r),
  application: { Program: r.program ?? 'Any', Package: null },
  service: { Service: r.service ?? 'Any' },
  interface: { InterfaceAlias: 'Any' },
  'interface-type': { InterfaceType: number(ps, interfaceFlags(r), interfaceNames(r)) },
  security: {
    Authentication: number(ps, r.authenticated ? 1 : 0, r.authenticated ? 'Required' : 'NotRequired'),
    Encryption: number(ps, 0, 'NotRequired'),
    OverrideBlockRules: false,
    LocalUser: 'Any',
    RemoteUser: 'Any',
    RemoteMachine: 'Any',
  },
});

const json = (value: unknown): string => `${JSON.stringify(value, null, 4)}\n`;

/** One file per cmdlet, as `Get-NetFirewallRule | ConvertTo-Json` and its filters write them. */
export function separateJson(rules: readonly PlainRule[], ps: Ps): readonly string[] {
  const kinds = Object.keys(filterObjects(rules[0] as PlainRule, ps));
  const filters = kinds.map((kind) =>
    json(rules.map((r) => ({ ...filterObjects(r, ps)[kind], InstanceID: r.id, CreationClassName: '' }))),
  );
  return [json(rules.map((r) => ruleObject(r, ps))), ...filters];
}

/** One file of objects that a script joined. */
export const joinedJson = (rules: readonly PlainRule[], ps: Ps): string =>
  json(
    rules.map((r) => ({
      ...ruleObject(r, ps),
      ...Object.assign({}, ...Object.values(filterObjects(r, ps))),
    })),
  );
