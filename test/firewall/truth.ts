/** What a policy without a vendor says of one packet: written apart from the reader and the engine, to judge them. */
import { type AddressSet, covers, parseAddressSet } from '../../src/facts/address-set.ts';
import type { Packet } from '../../src/facts/firewall/packet.ts';
import { parseIpAddress } from '../../src/facts/ip-address.ts';
import type { Random } from '../estate/random.ts';
import {
  type AbstractPolicy,
  type AbstractRule,
  type AbstractSchedule,
  type AbstractService,
  type AbstractZone,
  addressesOf,
  addressSet,
  deviceAddress,
  networksOf,
  type PortSpan,
  servicesOf,
  zoneOf,
  zonePairs,
} from './policy.ts';

/** A packet between two zones; addresses as text. */
export interface Probe {
  readonly from: string;
  readonly to: string;
  readonly src: string;
  readonly dst: string;
  readonly protocol: number;
  readonly sport: number | null;
  readonly dport: number | null;
  readonly icmpType: number | null;
  readonly icmpCode: number | null;
}

const within = (set: readonly AddressSet[], address: string): boolean => {
  const point = parseAddressSet(address) ?? [];
  return set.some((s) => covers(s, point));
};

const inSpan = (span: PortSpan | null, port: number | null): boolean =>
  span === null || (port !== null && span.from <= port && port <= span.to);

function serviceFits(service: AbstractService, probe: Probe): boolean {
  if (service.kind === 'protocol') return probe.protocol === service.number;
  if (service.kind === 'icmp') {
    if (probe.protocol !== (service.version === 4 ? 1 : 58)) return false;
    if (service.type !== null && service.type !== probe.icmpType) return false;
    return service.code === null || service.code === probe.icmpCode;
  }
  const number = service.kind === 'tcp' ? 6 : 17;
  return (
    probe.protocol === number && inSpan(service.dport, probe.dport) && inSpan(service.sport, probe.sport)
  );
}

function sideFits(policy: AbstractPolicy, names: readonly string[], not: boolean, address: string): boolean {
  if (names.length === 0) return true;
  return (
    within(
      addressesOf(policy, names).map((a) => addressSet(a.text)),
      address,
    ) !== not
  );
}

const minutesOf = (text: string): number => {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return hours * 60 + minutes;
};

/** By the clock of Japan. */
export function holdsAt({ days, from, to }: AbstractSchedule, asOf: number): boolean {
  const local = new Date(asOf + 9 * 3_600_000);
  const minute = local.getUTCHours() * 60 + local.getUTCMinutes();
  return days.includes((local.getUTCDay() + 6) % 7) && minutesOf(from) <= minute && minute < minutesOf(to);
}

function isInForce(policy: AbstractPolicy, rule: AbstractRule, asOf: number | null): boolean {
  if (!rule.enabled || rule.schedule === null) return rule.enabled;
  const schedule = policy.schedules.find((s) => s.name === rule.schedule);
  return schedule !== undefined && asOf !== null && holdsAt(schedule, asOf);
}

export function ruleFits(policy: AbstractPolicy, rule: AbstractRule, probe: Probe): boolean {
  if (rule.from !== null && rule.from !== probe.from) return false;
  if (rule.to !== null && rule.to !== probe.to) return false;
  if (!sideFits(policy, rule.sources, rule.negateSource, probe.src)) return false;
  if (!sideFits(policy, rule.destinations, rule.negateDestination, probe.dst)) return false;
  return rule.services.length === 0 || servicesOf(policy, rule.services).some((s) => serviceFits(s, probe));
}

/** The rule that decides; null: none, so that it is denied. A policy with schedules is asked at an instant. */
export const decidingRule = (
  policy: AbstractPolicy,
  probe: Probe,
  asOf: number | null = null,
): AbstractRule | null =>
  policy.rules.find((rule) => isInForce(policy, rule, asOf) && ruleFits(policy, rule, probe)) ?? null;

const pickSpan = (r: Random, span: PortSpan | null, other: number): number =>
  span === null
    ? other
    : r.pick([span.from, span.to, Math.max(1, span.from - 1), Math.min(65535, span.to + 1)]);

const versionOf = (text: string): 4 | 6 => (text.includes(':') ? 6 : 4);

/** An address in a prefix: near its start, or next to an edge of an object. */
function inPrefix(r: Random, prefix: string): string {
  const [base = ''] = prefix.split('/');
  const n = r.pick([2, 3, 9, 15, 16, 17, 31, 32, 33, 47, 48, 63, 64, 65, 100]);
  return base.includes(':')
    ? base.replace(/::[0-9a-f]*$/, `::${n.toString(16)}`)
    : base.replace(/\d+$/, String(n));
}

/** The first or last address of a range, a host, somewhere in a prefix or just beside it. */
function near(r: Random, text: string): string {
  const [first = '', last] = text.split('-');
  if (last !== undefined) return r.pick([first, last]);
  if (!text.includes('/')) return text;
  return r.below(3) === 0
    ? inPrefix(r, text)
    : (text.split('/')[0] ?? '').replace(/::$/, '::7').replace(/\.0$/, '.7');
}

interface Wanted {
  readonly policy: AbstractPolicy;
  readonly zone: AbstractZone;
  readonly version: 4 | 6;
  /** Names of objects to hit; empty: anything in the zone. */
  readonly names: readonly string[];
}

/** In the zone, of the family, and not the device itself. */
function addressIn(r: Random, { policy, zone, version, names }: Wanted): string {
  const set = networksOf(zone);
  const own = zone.connected.map((p) => deviceAddress(p).split('/')[0]);
  const prefixes = [...zone.connected, ...zone.routed].filter((p) => versionOf(p) === version);
  const texts = addressesOf(policy, names)
    .filter((a) => a.version === version)
    .map((a) => near(r, a.text))
    .filter((a) => within([set], a) && !own.includes(a));
  return texts.length > 0 ? r.pick(texts) : inPrefix(r, r.pick(prefixes));
}

type ServicePart = Omit<Probe, 'from' | 'to' | 'src' | 'dst'>;

const NO_PART = { sport: null, dport: null, icmpType: null, icmpCode: null };

function servicePart(r: Random, service: AbstractService, version: 4 | 6): ServicePart {
  if (service.kind === 'protocol') return { ...NO_PART, protocol: service.number };
  if (service.kind === 'icmp') {
    // Types that some devices let pass by themselves (neighbour discovery and its kin) are kept off.
    const own = service.version === version ? service.type : null;
    const type = own ?? (version === 4 ? 8 : 128);
    return { ...NO_PART, protocol: version === 4 ? 1 : 58, icmpType: type, icmpCode: r.below(3) };
  }
  return {
    ...NO_PART,
    protocol: service.kind === 'tcp' ? 6 : 17,
    sport: pickSpan(r, service.sport, 40000 + r.below(1000)),
    dport: pickSpan(r, service.dport, 1 + r.below(65535)),
  };
}

/** A family that the rule's addresses on both sides have, where there is one. */
function versionFor(r: Random, policy: AbstractPolicy, rule: AbstractRule): 4 | 6 {
  const has = (names: readonly string[], version: 4 | 6): boolean =>
    names.length === 0 || addressesOf(policy, names).some((a) => a.version === version);
  const both = ([4, 6] as const).filter((v) => has(rule.sources, v) && has(rule.destinations, v));
  return r.pick(both.length > 0 ? both : ([4, 6] as const));
}

/** A zone pair of the rule in whose first zone a source lies, where there is one. */
function pairFor(r: Random, policy: AbstractPolicy, rule: AbstractRule): readonly [string, string] {
  const pairs = zonePairs(policy, rule);
  const sources = addressesOf(policy, rule.sources).map((a) => a.text.split(/[-/]/)[0] ?? '');
  const targets = addressesOf(policy, rule.destinations).map((a) => a.text.split(/[-/]/)[0] ?? '');
  const fits = (texts: readonly string[], zone: string): boolean =>
    texts.length === 0 || texts.some((t) => within([networksOf(zoneOf(policy, zone))], t));
  const good = pairs.filter(([from, to]) => fits(sources, from) && fits(targets, to));
  return r.pick(good.length > 0 ? good : pairs);
}

/** A packet that comes near to one rule: each part of it may miss. */
function aimed(r: Random, policy: AbstractPolicy, rule: AbstractRule): Probe {
  const [from, to] = pairFor(r, policy, rule);
  const version = versionFor(r, policy, rule);
  const hits = (names: readonly string[]): readonly string[] => (r.below(8) === 0 ? [] : names);
  const services = servicesOf(policy, hits(rule.services));
  return {
    from,
    to,
    src: addressIn(r, { policy, zone: zoneOf(policy, from), version, names: hits(rule.sources) }),
    dst: addressIn(r, { policy, zone: zoneOf(policy, to), version, names: hits(rule.destinations) }),
    ...servicePart(r, r.pick(services.length > 0 ? services : policy.services), version),
  };
}

export const randomProbe = (r: Random, policy: AbstractPolicy): Probe =>
  aimed(r, policy, r.pick(policy.rules));

/** The probe as a question to a device; `portOf` names its ports. */
export function packetOf(
  policy: AbstractPolicy,
  probe: Probe,
  portOf: (zone: AbstractZone) => string | null,
): Packet {
  const src = parseIpAddress(probe.src);
  const dst = parseIpAddress(probe.dst);
  if (!src || !dst) throw new Error(`no address: ${probe.src} ${probe.dst}`);
  return {
    in: portOf(zoneOf(policy, probe.from)),
    out: null,
    src,
    dst,
    protocol: probe.protocol,
    sport: probe.sport,
    dport: probe.dport,
    icmpType: probe.icmpType,
    icmpCode: probe.icmpCode,
    flags: probe.protocol === 6 ? 2 : null,
    state: 'new',
  };
}
