/**
 * A toy universe: few packets, so that all of them can be asked one by one, and random devices whose rules speak of them.
 * `decide` walks lists as a device does, and knows nothing of sets.
 */
import { ALL_IPV4, ALL_IPV6, parseAddressSet, subtract, union } from '../../../src/facts/address-set.ts';
import type {
  Action,
  Condition,
  FilterList,
  FilterRule,
  FirewallDevice,
  Match,
  NumberSet,
  Service,
} from '../../../src/facts/firewall/model.ts';
import type { Packet } from '../../../src/facts/firewall/packet.ts';
import { portMatches } from '../../../src/facts/firewall/space-ports.ts';
import { parseIpAddress } from '../../../src/facts/ip-address.ts';
import { type Random, random } from '../../estate/random.ts';

export const AT = { file: 'toy', line: 1 } as unknown as FilterRule['at'];

const span = (n: number, to = n): NumberSet => [{ from: n, to }];

export const ADDRESSES = ['10.0.0.0', '10.0.0.1', '10.0.0.2', '10.0.0.3', '2001:db8::', '2001:db8::1'];
const SETS = [
  '10.0.0.0/31',
  '10.0.0.2/31',
  '10.0.0.1-10.0.0.2',
  '10.0.0.0/30',
  '10.0.0.3',
  '2001:db8::/127',
  '2001:db8::1',
];
export const PORTS = ['lan', 'wan', 'ppp0', 'x1'];
export const NAMED = ['lan', 'wan', 'ppp*'];

interface Kind {
  readonly protocol: number;
  readonly dport?: number;
  readonly type?: number;
  readonly flags?: number;
}
export const KINDS: readonly Kind[] = [
  { protocol: 6, dport: 80, flags: 2 },
  { protocol: 6, dport: 443, flags: 18 },
  { protocol: 17, dport: 80 },
  { protocol: 1, type: 8 },
  { protocol: 58, type: 128 },
  { protocol: 47 },
];

const address = (text: string) => {
  const parsed = parseIpAddress(text);
  if (!parsed) throw new Error(text);
  return parsed;
};

const familyFits = (version: 4 | 6, { protocol }: Kind): boolean =>
  (protocol !== 1 || version === 4) && (protocol !== 58 || version === 6);

function packetsOf(src: string, dst: string): Packet[] {
  const from = address(src);
  const to = address(dst);
  if (from.version !== to.version) return [];
  return KINDS.filter((k) => familyFits(from.version, k)).flatMap((k) =>
    PORTS.map((port) => ({
      in: port,
      out: 'wan',
      src: from,
      dst: to,
      protocol: k.protocol,
      sport: k.dport === undefined ? null : 1000,
      dport: k.dport ?? null,
      icmpType: k.type ?? null,
      icmpCode: k.type === undefined ? null : 0,
      flags: k.flags ?? null,
      state: 'new' as const,
    })),
  );
}

export const UNIVERSE: readonly Packet[] = ADDRESSES.flatMap((s) =>
  ADDRESSES.flatMap((d) => packetsOf(s, d)),
);

const address4and6 = ADDRESSES.map((a) => parseAddressSet(a) ?? []);
const exactly = (k: Kind): Match => {
  const none = { sport: null, dport: null, icmpType: null, icmpCode: null };
  const service: Service = {
    ...none,
    protocols: [{ from: k.protocol, to: k.protocol }],
    ...(k.dport === undefined ? {} : { dport: span(k.dport), sport: span(1000) }),
    ...(k.type === undefined ? {} : { icmpType: span(k.type), icmpCode: span(0) }),
  };
  const of: Match[] = [{ kind: 'service', of: [service] }];
  if (k.flags !== undefined) of.push({ kind: 'flags', mask: 255, value: k.flags });
  return { kind: 'all', of };
};

export const INNER_PORTS = ['lan', 'wan', 'ppp0'];
/** The packets of the universe that come in by a port that rules name, and no others. */
export const WITHIN: Match = {
  kind: 'all',
  of: [
    { kind: 'src', set: union(...address4and6) },
    { kind: 'dst', set: union(...address4and6) },
    { kind: 'in', ports: INNER_PORTS },
    { kind: 'out', ports: ['wan'] },
    { kind: 'state', of: ['new'] },
    { kind: 'any', of: KINDS.map(exactly) },
  ],
};
export const INNER: readonly Packet[] = UNIVERSE.filter((p) => INNER_PORTS.includes(p.in ?? ''));

export const CONDITIONS: readonly Condition[] = ['a', 'b'].map((id) => ({
  id,
  choice: 'unknown',
  what: { ja: id, en: id },
}));
/** Which of the conditions hold, as bits. */
export const WORLDS = [0, 1, 2, 3];

const setOf = (draw: Random) => {
  const one = parseAddressSet(draw.pick(SETS)) ?? [];
  const set = draw.below(4) === 0 ? union(one, parseAddressSet(draw.pick(SETS)) ?? []) : one;
  return draw.below(6) === 0 ? subtract(union(ALL_IPV4, ALL_IPV6), set) : set;
};

const NONE_GIVEN = { sport: null, dport: null, icmpType: null, icmpCode: null };

const SERVICES: readonly ((draw: Random) => Service)[] = [
  () => ({ ...NONE_GIVEN, protocols: span(6) }),
  (draw) => ({ ...NONE_GIVEN, protocols: span(6, 17), dport: span(draw.pick([80, 443])) }),
  () => ({ ...NONE_GIVEN, protocols: span(0, 255), dport: span(1, 100) }),
  (draw) => ({ ...NONE_GIVEN, protocols: span(1), icmpType: span(draw.pick([0, 8])) }),
  () => ({ ...NONE_GIVEN, protocols: span(40, 60) }),
  (draw) => ({
    ...NONE_GIVEN,
    protocols: span(6),
    sport: span(1000, draw.pick([999 + 1, 2000])),
    dport: span(80),
  }),
  () => ({ ...NONE_GIVEN, protocols: span(1, 58), icmpCode: span(0, 3) }),
];

const LEAVES: readonly ((draw: Random) => Match)[] = [
  () => ({ kind: 'always' }),
  (draw) => ({ kind: 'src', set: setOf(draw) }),
  (draw) => ({ kind: 'dst', set: setOf(draw) }),
  (draw) => ({ kind: 'src', set: setOf(draw) }),
  (draw) => ({ kind: 'dst', set: setOf(draw) }),
  (draw) => ({ kind: 'service', of: [draw.pick(SERVICES)(draw)] }),
  (draw) => ({ kind: 'service', of: [draw.pick(SERVICES)(draw), draw.pick(SERVICES)(draw)] }),
  (draw) => ({ kind: draw.below(4) === 0 ? 'out' : 'in', ports: [draw.pick(NAMED)] }),
  (draw) => ({ kind: 'dst-bits', version: 4, value: 0x0a000000n | BigInt(draw.below(2)), mask: 0xff000001n }),
  () => ({ kind: 'flags', mask: 16, value: 0 }),
  (draw) => ({ kind: 'condition', condition: draw.pick(CONDITIONS) }),
  (draw) => ({ kind: 'state', of: draw.pick([['new'], ['established', 'related'], ['new', 'invalid']]) }),
];

export function randomMatch(draw: Random, depth = 2): Match {
  const roll = draw.below(10);
  if (depth === 0 || roll < 3) return draw.pick(LEAVES)(draw);
  const parts = Array.from({ length: 1 + draw.below(3) }, () => randomMatch(draw, depth - 1));
  if (roll < 8) return { kind: 'all', of: parts };
  const [first] = parts;
  return roll === 8 || !first ? { kind: 'any', of: parts } : { kind: 'not', of: first };
}

function randomAction(draw: Random, below: readonly string[]): Action {
  const roll = draw.below(20);
  if (roll < 8) return { do: 'permit' };
  if (roll < 13) return { do: 'deny' };
  if (roll === 13) return { do: 'next' };
  if (roll === 14) return { do: 'return' };
  if (roll === 15) return { do: 'unknown', what: { ja: '?', en: '?' } };
  return below.length > 0 ? { do: roll < 18 ? 'call' : 'goto', list: draw.pick(below) } : { do: 'permit' };
}

export function ruleOf(id: string, match: Match, action: Action, more: Partial<FilterRule> = {}): FilterRule {
  const base = { name: null, at: AT, enabled: true, log: null, hits: null, comment: null };
  return { ...base, id, match, action, ...more };
}

function randomList(draw: Random, id: string, below: readonly string[], rules: number): FilterList {
  const list = Array.from({ length: rules }, (_, i) =>
    ruleOf(`${id}${i}`, randomMatch(draw), randomAction(draw, below), { enabled: draw.below(12) !== 0 }),
  );
  const end: Action =
    id === 'main' ? draw.pick([{ do: 'deny' }, { do: 'deny' }, { do: 'permit' }]) : { do: 'return' };
  return { id, name: id, rules: list, end, endLog: null, at: AT };
}

export function deviceOf(lists: readonly FilterList[], when: Match = { kind: 'always' }): FirewallDevice {
  return {
    context: '',
    vendor: 'csv',
    hostname: null,
    version: null,
    families: [4, 6],
    stateful: true,
    ports: [],
    routes: [],
    routesComplete: false,
    lists,
    forward: [{ kind: 'filter', list: 'main', when }],
    input: null,
    gaps: [],
    notes: [],
    at: AT,
  };
}

/** `main` alone. */
export function plainDevice(seed: number, when?: Match): FirewallDevice {
  const draw = random(seed);
  return deviceOf([randomList(draw, 'main', [], 3 + draw.below(9))], when);
}

/** `main`, which may call `sub` and `deep`. */
export function randomDevice(seed: number, when?: Match): FirewallDevice {
  const draw = random(seed);
  const deep = randomList(draw, 'deep', [], 2 + draw.below(3));
  const sub = randomList(draw, 'sub', ['deep'], 2 + draw.below(3));
  return deviceOf([randomList(draw, 'main', ['sub', 'deep'], 3 + draw.below(7)), sub, deep], when);
}

const inside = (set: NumberSet | null, n: number | null): boolean =>
  set === null || (n !== null && set.some((s) => s.from <= n && n <= s.to));

const point = ({ version, value }: Packet['src']): bigint => (version === 4 ? (1n << 129n) + value : value);

const served = (s: Service, p: Packet): boolean =>
  inside(s.protocols, p.protocol) &&
  inside(s.sport, p.sport) &&
  inside(s.dport, p.dport) &&
  inside(s.icmpType, p.icmpType) &&
  inside(s.icmpCode, p.icmpCode);

export function matches(match: Match, p: Packet, world: number): boolean {
  switch (match.kind) {
    case 'always':
      return true;
    case 'never':
      return false;
    case 'all':
      return match.of.every((m) => matches(m, p, world));
    case 'any':
      return match.of.some((m) => matches(m, p, world));
    case 'not':
      return !matches(match.of, p, world);
    case 'src':
    case 'dst': {
      const at = point(p[match.kind]);
      return match.set.some((i) => i.from <= at && at <= i.to);
    }
    case 'src-bits':
    case 'dst-bits': {
      const side = p[match.kind === 'src-bits' ? 'src' : 'dst'];
      return side.version === match.version && (side.value & match.mask) === match.value;
    }
    case 'service':
      return match.of.some((s) => served(s, p));
    case 'in':
    case 'out':
      return match.ports.some((name) => portMatches(name, p[match.kind] ?? ''));
    case 'state':
      return match.of.includes(p.state);
    case 'translated':
      return false;
    case 'flags':
      return p.flags !== null && (p.flags & match.mask) === match.value;
    case 'condition':
      return ((world >> CONDITIONS.indexOf(match.condition)) & 1) === 1;
  }
}

/** Who decides and how; `rule` null: the end of `list`. */
export interface Decided {
  readonly rule: FilterRule | null;
  readonly list: string;
  readonly does: string;
}

/** What a walk may leave out, and whom it tells of the rules that a packet comes to and matches. */
export interface Walk {
  readonly without?: ReadonlySet<FilterRule>;
  readonly met?: (rule: FilterRule) => void;
  /** What rules of unknown action do; else the walk ends at them. */
  readonly unknown?: 'next' | 'return';
}

const listOf = (device: FirewallDevice, name: string): FilterList => {
  const found = device.lists.find((l) => l.id === name);
  if (!found) throw new Error(name);
  return found;
};

const meets = (rule: FilterRule, p: Packet, world: number, walk: Walk): boolean =>
  rule.enabled && !walk.without?.has(rule) && matches(rule.match, p, world);

/** What a list decides of a packet; null: it comes back. */
function inList(
  device: FirewallDevice,
  list: FilterList,
  p: Packet,
  world: number,
  walk: Walk,
): Decided | null {
  for (const rule of list.rules) {
    if (!meets(rule, p, world, walk)) continue;
    const { action } = rule;
    walk.met?.(rule);
    const how = action.do === 'unknown' ? walk.unknown : action.do;
    if (how === 'return') return null;
    if (action.do === 'goto') return inList(device, listOf(device, action.list), p, world, walk);
    if (how === 'next') continue;
    if (action.do !== 'call') return { rule, list: list.id, does: action.do };
    const found = inList(device, listOf(device, action.list), p, world, walk);
    if (found) return found;
  }
  return null;
}

export function decide(
  device: FirewallDevice,
  id: string,
  p: Packet,
  world: number,
  walk: Walk = {},
): Decided {
  const list = listOf(device, id);
  return inList(device, list, p, world, walk) ?? { rule: null, list: id, does: list.end.do };
}
