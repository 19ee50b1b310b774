/**
 * Lines of small random devices, and what becomes of one packet on them, by walking every list for every choice that is
 * not known. It knows neither sets nor diagrams, nor the evaluator of packets.
 */
import { type AddressSet, ALL_IPV4, intersect } from '../../../src/facts/address-set.ts';
import type {
  Action,
  AddressTarget,
  Condition,
  FilterList,
  FilterRule,
  FirewallDevice,
  Match,
  PortTarget,
  Service,
  Stage,
  Translation,
} from '../../../src/facts/firewall/model.ts';
import type { Packet } from '../../../src/facts/firewall/packet.ts';
import type { Hop } from '../../../src/facts/firewall/query.ts';
import { type Random, random } from '../../estate/random.ts';
import * as d from './devices.ts';

/** The last stands for every other address, the last port for every other port. */
export const ADDRESSES = ['10.0.0.0', '10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.9'];
const DPORTS = [80, 443, 9000];
const SPORTS = [1000, 50000];
const PORTS = ['lan', 'wan', 'dmz'];

export const CONDITIONS: readonly Condition[] = [
  { id: 'u', choice: 'unknown', what: { ja: 'u', en: 'u' } },
  { id: 'v', choice: 'unknown', what: { ja: 'v', en: 'v' } },
  { id: 's', choice: 'sender', what: { ja: 's', en: 's' } },
];
/** Which conditions hold, one bit each; those of a second device are its own. */
export type World = number;

const point = (text: string): bigint => d.ip(text).value;
/** Toy addresses are of IPv4. */
const V4 = 1n << 129n;
const has = (set: AddressSet, { value }: Packet['src']): boolean =>
  set.some((i) => i.from <= V4 + value && V4 + value <= i.to);

const SETS = ['10.0.0.0/31', '10.0.0.2/31', '10.0.0.1-10.0.0.2', '10.0.0.0/30', '10.0.0.3', '10.0.0.1'].map(
  d.net,
);

const span = (n: number, to = n) => [{ from: n, to }];

const SERVICES: readonly Service[] = [
  d.tcpService(80),
  d.tcpService(443),
  { ...d.tcpService(80), dport: null },
  { ...d.tcpService(80), dport: span(80, 443), sport: span(1000) },
  { ...d.tcpService(80), protocols: span(47), dport: null },
];

export function randomLeaf(draw: Random): Match {
  const roll = draw.below(14);
  if (roll < 3) return { kind: 'src', set: draw.pick(SETS) };
  if (roll < 7) return { kind: 'dst', set: draw.pick(SETS) };
  if (roll < 9) return { kind: 'service', of: [draw.pick(SERVICES)] };
  if (roll === 9) return { kind: draw.pick(['in', 'out']), ports: [draw.pick(PORTS)] };
  if (roll === 10) return { kind: 'condition', condition: draw.pick(CONDITIONS) };
  if (roll === 11) return { kind: 'translated', side: draw.pick(['src', 'dst']) };
  return roll === 12 ? { kind: 'always' } : { kind: 'flags', mask: 18, value: 2 };
}

function randomMatch(draw: Random): Match {
  const roll = draw.below(8);
  if (roll < 2) return randomLeaf(draw);
  if (roll === 2) return { kind: 'not', of: randomLeaf(draw) };
  const of = [randomLeaf(draw), randomLeaf(draw)];
  return roll === 3 ? { kind: 'any', of } : { kind: 'all', of };
}

function randomTarget(draw: Random): AddressTarget {
  const roll = draw.below(6);
  if (roll < 3) return { to: 'addresses', set: d.net(draw.pick(ADDRESSES.slice(0, 4))) };
  if (roll === 3) return { to: 'addresses', set: d.net('10.0.0.2/31') };
  if (roll === 4)
    return {
      to: 'shift',
      version: 4,
      first: point('10.0.0.0'),
      last: point('10.0.0.1'),
      onto: point('10.0.0.2'),
    };
  return { to: 'interface' };
}

const randomPort = (draw: Random): PortTarget =>
  draw.below(2) === 0
    ? { to: 'ports', set: span(draw.pick([80, 443])) }
    : { to: 'shift', first: 80, last: 80, onto: 443 };

function randomTranslation(draw: Random): Translation {
  return {
    ...(draw.below(2) === 0 ? { src: randomTarget(draw) } : { dst: randomTarget(draw) }),
    ...(draw.below(4) === 0 ? { dst: randomTarget(draw) } : {}),
    ...(draw.below(5) === 0 ? { dport: randomPort(draw) } : {}),
    ...(draw.below(6) === 0 ? { sport: { to: 'ports', set: span(1000) } as PortTarget } : {}),
  };
}

function filterAction(draw: Random, calls: readonly string[]): Action {
  const roll = draw.below(20);
  if (roll < 9) return d.PERMIT;
  if (roll < 14) return d.DENY;
  if (roll === 14) return { do: 'next' };
  if (roll === 15) return { do: 'return' };
  if (roll === 16) return { do: 'unknown', what: { ja: '?', en: '?' } };
  const list = calls.length > 0 ? draw.pick(calls) : null;
  return list === null ? d.PERMIT : { do: roll === 17 ? 'goto' : 'call', list };
}

function natAction(draw: Random): Action {
  const roll = draw.below(10);
  if (roll === 0) return d.PERMIT;
  return roll === 1 ? { do: 'next' } : { do: 'translate', to: randomTranslation(draw) };
}

function randomList(draw: Random, id: string, action: () => Action, end: Action, most: number): FilterList {
  const rules = Array.from(
    { length: 1 + draw.below(most) },
    (_, i): FilterRule => d.rule(`${id}${i}`, randomMatch(draw), action(), { enabled: draw.below(12) !== 0 }),
  );
  return d.list(id, rules, end);
}

function randomStages(draw: Random): readonly Stage[] {
  const sees = draw.below(4) === 0 ? ({ sees: 'original' } as const) : {};
  const when: Match = draw.below(4) === 0 ? randomLeaf(draw) : { kind: 'always' };
  const filter = d.filterStage('F', { ...sees, when });
  const nat = [d.natStage('N'), filter];
  const all = [[filter], nat, nat.toReversed(), [...nat, d.natStage('M')], [...nat, d.filterStage('G')]];
  return draw.pick(all);
}

const ROUTED = {
  ports: [
    d.port('lan', '10.0.0.0/31', '10.0.0.0'),
    d.port('wan', '10.0.0.2/32', null),
    d.port('dmz', '10.0.0.3/32', '10.0.0.3'),
  ],
  routes: [d.route('0.0.0.0/0', 'wan')],
  routesComplete: true,
};

export function randomDevice(draw: Random): FirewallDevice {
  const sub = randomList(draw, 'S', () => filterAction(draw, []), { do: 'return' }, 3);
  const end = draw.pick([d.DENY, d.DENY, d.PERMIT]);
  const lists = [
    sub,
    randomList(draw, 'F', () => filterAction(draw, ['S']), end, 5),
    randomList(draw, 'G', () => filterAction(draw, []), d.PERMIT, 3),
    randomList(draw, 'N', () => natAction(draw), d.PERMIT, 3),
    randomList(draw, 'M', () => natAction(draw), draw.pick<Action>([d.PERMIT, { do: 'return' }]), 2),
  ];
  const ports = PORTS.map((p) => d.port(p, null, '10.0.0.9'));
  const more = draw.below(3) === 0 ? ROUTED : { ports };
  return d.device(lists, randomStages(draw), { families: [4], ...more });
}

/** Hops that declare their ports, or leave them to routes. */
export function randomHops(seed: number): readonly Hop[] {
  const draw = random(seed);
  return Array.from({ length: 1 + draw.below(2) }, (_, i): Hop => {
    const device = randomDevice(draw);
    const declared = !device.routesComplete || draw.below(2) === 0;
    return {
      name: `H${i}`,
      devices: [device],
      in: declared && draw.below(5) !== 0 ? [draw.pick(PORTS)] : null,
      out: declared && draw.below(5) !== 0 ? [draw.pick(PORTS)] : null,
    };
  });
}

/** Every packet from the toy addresses that may start a flow. */
export const UNIVERSE: readonly Packet[] = ADDRESSES.flatMap((from) =>
  ADDRESSES.flatMap((to) => [
    ...DPORTS.flatMap((dport) => SPORTS.map((sport) => d.tcp(from, to, dport, { sport }))),
    { ...d.tcp(from, to, 0), protocol: 47, sport: null, dport: null, flags: null },
  ]),
);

/** A packet inside a device. */
interface Inside {
  readonly packet: Packet;
  readonly first: Packet;
  readonly in: string;
  readonly out: string;
  readonly src: boolean;
  readonly dst: boolean;
}

interface Setting {
  readonly device: FirewallDevice;
  readonly world: World;
  /** null: by routes. */
  readonly out: readonly string[] | null;
}

export function served(s: Service, p: Packet): boolean {
  const inside = (set: Service['dport'], n: number | null): boolean =>
    set === null || (n !== null && set.some((one) => one.from <= n && n <= one.to));
  return inside(s.protocols, p.protocol) && inside(s.sport, p.sport) && inside(s.dport, p.dport);
}

function holds(m: Match, at: Inside, p: Packet, world: World): boolean {
  switch (m.kind) {
    case 'always':
      return true;
    case 'all':
      return m.of.every((one) => holds(one, at, p, world));
    case 'any':
      return m.of.some((one) => holds(one, at, p, world));
    case 'not':
      return !holds(m.of, at, p, world);
    case 'src':
    case 'dst':
      return has(m.set, p[m.kind]);
    case 'service':
      return m.of.some((s) => served(s, p));
    case 'in':
    case 'out':
      return m.ports.includes(at[m.kind]);
    case 'translated':
      return at[m.side];
    case 'flags':
      return p.flags !== null && (p.flags & m.mask) === m.value;
    case 'condition':
      return ((world >> CONDITIONS.indexOf(m.condition)) & 1) === 1;
    default:
      throw new Error(m.kind);
  }
}

/** The action that decides; null: nothing does. */
function walk(setting: Setting, id: string, at: Inside, p: Packet): Action | null {
  const list = setting.device.lists.find((l) => l.id === id);
  if (!list) throw new Error(id);
  for (const { enabled, match, action } of list.rules) {
    if (!enabled || !holds(match, at, p, setting.world) || action.do === 'next') continue;
    if (action.do === 'return') return null;
    if (action.do === 'goto') return walk(setting, action.list, at, p);
    if (action.do !== 'call') return action;
    const found = walk(setting, action.list, at, p);
    if (found) return found;
  }
  return null;
}

function decided(setting: Setting, id: string, at: Inside, p: Packet): Action {
  const end = setting.device.lists.find((l) => l.id === id)?.end ?? d.DENY;
  return walk(setting, id, at, p) ?? end;
}

const ANYWHERE = [...PORTS, 'unnamed'];

/** By which ports an address may be reached; none: it is thrown away. */
function portsTo(device: FirewallDevice, address: Packet['src']): readonly string[] {
  if (!device.routesComplete) return ANYWHERE;
  const connected = device.ports.find((p) => has(p.connected, address));
  return [connected?.name ?? 'wan'];
}

/** Whether a port is declared that an address is not behind. */
const contradicts = (
  device: FirewallDevice,
  said: readonly string[] | null,
  address: Packet['src'],
): boolean => said !== null && !said.some((name) => portsTo(device, address).includes(name));

/** Of those that contradict, any of both. */
const outsTo = (device: FirewallDevice, said: readonly string[] | null, address: Packet['src']) => {
  const routed = portsTo(device, address);
  if (said === null) return routed;
  return contradicts(device, said, address) ? [...said, ...routed] : said;
};

const samples = (set: AddressSet): readonly Packet['src'][] => ADDRESSES.map(d.ip).filter((a) => has(set, a));

function addresses(
  setting: Setting,
  target: AddressTarget,
  old: Packet['src'],
  port: string,
): readonly Packet['src'][] {
  if (target.to === 'addresses') return samples(target.set);
  if (target.to === 'shift') {
    const inside = old.value >= target.first && old.value <= target.last;
    return [inside ? { version: 4, value: old.value - target.first + target.onto } : old];
  }
  const own = setting.device.ports.find((p) => p.name === port)?.addresses ?? [];
  return samples(intersect(own, ALL_IPV4).length > 0 ? own : ALL_IPV4);
}

function portAfter(target: PortTarget, old: number | null): number | null {
  if (old === null) return null;
  if (target.to === 'ports') return target.set[0]?.from ?? null;
  return old >= target.first && old <= target.last ? old - target.first + target.onto : old;
}

const sameAddress = (a: Packet['src'], b: Packet['src']): boolean => a.value === b.value;

/** null: it goes to the device itself. */
function translations(setting: Setting, at: Inside, to: Translation): readonly Inside[] | null {
  if (to.dst?.to === 'interface') return null;
  const { packet } = at;
  const dsts = to.dst ? addresses(setting, to.dst, packet.dst, at.in) : [packet.dst];
  const dport = to.dport ? portAfter(to.dport, packet.dport) : packet.dport;
  const moved = dsts.flatMap((dst) => {
    const changed = !sameAddress(dst, packet.dst) || (to.dst && dsts.length > 1);
    const outs = changed ? outsTo(setting.device, setting.out, dst) : [at.out];
    const natted = at.dst || Boolean(changed) || dport !== packet.dport;
    return outs.map((out) => ({ ...at, packet: { ...packet, dst, dport }, out, dst: natted }));
  });
  return moved.flatMap((m) => sources(setting, m, to));
}

function sources(setting: Setting, at: Inside, to: Translation): readonly Inside[] {
  const { packet } = at;
  const srcs = to.src ? addresses(setting, to.src, packet.src, at.out) : [packet.src];
  return srcs.flatMap((src) => {
    const changed = !sameAddress(src, packet.src) || (to.src !== undefined && srcs.length > 1);
    const free = changed && !to.sport && packet.sport !== null;
    const sports = to.sport ? [portAfter(to.sport, packet.sport)] : free ? SPORTS : [packet.sport];
    return sports.map((sport) => {
      const natted = at.src || changed || (packet.sport !== null && (free || sport !== packet.sport));
      return { ...at, packet: { ...packet, src, sport }, src: natted };
    });
  });
}

/**
 * `open`: a rule that was not understood; whether it passes that is tried both ways besides. `astray`: a port is declared
 * that its destination, as it is there, is not behind.
 */
export type End =
  | { readonly end: 'passes' | 'astray'; readonly packet: Packet }
  | { readonly end: 'stops' | 'open' };

/** What the rules say does not count of packets that are not behind the port by which they are said to go. */
const unlessAstray = ({ device, out }: Setting, { packet }: Inside, end: End): readonly End[] => [
  contradicts(device, out, packet.dst) ? { end: 'astray', packet } : end,
];

function stage(setting: Setting, index: number, at: Inside): readonly End[] {
  const one = setting.device.forward[index];
  if (!one) {
    const own = setting.device.ports.some((p) => has(p.addresses, at.packet.dst));
    return own ? [{ end: 'stops' }] : unlessAstray(setting, at, { end: 'passes', packet: at.packet });
  }
  const seen = one.sees === 'original' ? at.first : at.packet;
  const next = (to: Inside): readonly End[] => stage(setting, index + 1, to);
  if (!holds(one.when, at, seen, setting.world)) return next(at);
  const action = decided(setting, one.list, at, seen);
  if (action.do === 'deny') return unlessAstray(setting, at, { end: 'stops' });
  if (action.do === 'unknown') return [{ end: 'open' }, { end: 'stops' }, ...next(at)];
  if (action.do !== 'translate') return next(at);
  const moved = translations(setting, at, action.to);
  return moved ? moved.flatMap(next) : [{ end: 'stops' }];
}

/** Every end that a packet may come to at one hop, under what is known in a world. */
function endsAt(hop: Hop, packet: Packet, world: World): readonly End[] {
  const [device] = hop.devices;
  if (!device) throw new Error('no device');
  const setting = { device, world, out: hop.out };
  if (contradicts(device, hop.in, packet.src)) return [{ end: 'astray', packet }];
  const ins = hop.in ?? portsTo(device, packet.src);
  const outs = outsTo(device, hop.out, packet.dst);
  return ins.flatMap((comes) =>
    outs.flatMap((goes) =>
      stage(setting, 0, { packet, first: packet, in: comes, out: goes, src: false, dst: false }),
    ),
  );
}

const met = new WeakMap<Hop, Map<string, readonly End[]>>();

/** As `endsAt`, worked out once a packet. */
function endsOnce(hop: Hop, packet: Packet, world: World): readonly End[] {
  const known = met.get(hop) ?? new Map<string, readonly End[]>();
  met.set(hop, known);
  const { src, dst, protocol, sport, dport } = packet;
  const key = `${world} ${src.value} ${dst.value} ${protocol} ${sport} ${dport}`;
  const found = known.get(key) ?? endsAt(hop, packet, world);
  known.set(key, found);
  return found;
}

/** Every end along a line; each hop has the conditions of its own bits of the world. */
export function ends(hops: readonly Hop[], packet: Packet, world: World): readonly End[] {
  const [hop, ...rest] = hops;
  if (!hop) return [{ end: 'passes', packet }];
  const here = endsOnce(hop, packet, world & 7);
  return here.flatMap((e) => (e.end === 'passes' ? ends(rest, e.packet, world >> 3) : [e]));
}

const asksFor = (m: Match, condition: Condition): boolean => {
  if (m.kind === 'condition') return m.condition === condition;
  if (m.kind === 'not') return asksFor(m.of, condition);
  return (m.kind === 'all' || m.kind === 'any') && m.of.some((one) => asksFor(one, condition));
};

/** Which conditions some enabled rule or stage asks for, by bit. */
function askedBits(hops: readonly Hop[]): World {
  const matches = hops.map(({ devices }) =>
    devices.flatMap((v) => [
      ...v.forward.map((f) => f.when),
      ...v.lists.flatMap((l) => l.rules.map((r) => r.match)),
    ]),
  );
  const bits = matches.map((all) =>
    CONDITIONS.reduce((sum, c, i) => (all.some((m) => asksFor(m, c)) ? sum + (1 << i) : sum), 0),
  );
  return bits.reduce((sum, b, i) => sum + (b << (3 * i)), 0);
}

/** Every world that the rules of the hops can tell apart. */
export function worldsOf(hops: readonly Hop[]): readonly World[] {
  const asked = askedBits(hops);
  return Array.from({ length: 8 ** hops.length }, (_, i) => i).filter((w) => (w & ~asked) === 0);
}

/** The bits of a world that a sender chooses. */
export const SENDER_BITS = 0b100100;

export const inSet = has;
