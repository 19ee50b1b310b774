/** What a policy without a vendor says of one packet: written apart from the reader and the engine, to judge them. */
import { type AddressSet, covers, parseAddressSet } from '../../src/facts/address-set.ts';
import type { Packet } from '../../src/facts/firewall/packet.ts';
import { parseIpAddress } from '../../src/facts/ip-address.ts';
import type { Random } from '../estate/random.ts';
import {
  type AbstractPolicy,
  type AbstractRule,
  type AbstractService,
  type AbstractZone,
  addressesOf,
  addressSet,
  deviceAddress,
  networksOf,
  type PortSpan,
  servicesOf,
  zoneOf,
} from './policy.ts';

/** A packet between two zones; addresses as text. `minute`: of the week, from Monday 00:00. */
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

export function ruleFits(policy: AbstractPolicy, rule: AbstractRule, probe: Probe): boolean {
  if (!rule.enabled) return false;
  if (rule.from !== null && rule.from !== probe.from) return false;
  if (rule.to !== null && rule.to !== probe.to) return false;
  if (!sideFits(policy, rule.sources, rule.negateSource, probe.src)) return false;
  if (!sideFits(policy, rule.destinations, rule.negateDestination, probe.dst)) return false;
  return rule.services.length === 0 || servicesOf(policy, rule.services).some((s) => serviceFits(s, probe));
}

/** The rule that decides; null: none, so that it is denied. */
export const decidingRule = (policy: AbstractPolicy, probe: Probe): AbstractRule | null =>
  policy.rules.find((rule) => ruleFits(policy, rule, probe)) ?? null;

const pickSpan = (r: Random, span: PortSpan | null, other: number): number =>
  span === null
    ? other
    : r.pick([span.from, span.to, Math.max(1, span.from - 1), Math.min(65535, span.to + 1)]);

const versionOf = (text: string): 4 | 6 => (text.includes(':') ? 6 : 4);

function ofRange(r: Random, text: string): string {
  const [first = '', last] = text.split('-');
  return last === undefined ? first : r.pick([first, last]);
}

/** An address in a prefix: near its start or end, or next to an edge of an object. */
function inPrefix(r: Random, prefix: string): string {
  const [base = ''] = prefix.split('/');
  const n = r.pick([2, 3, 9, 15, 16, 17, 31, 32, 33, 47, 48, 63, 64, 65, 100]);
  return base.includes(':') ? `${base}${n.toString(16)}` : base.replace(/0$/, String(n));
}

function addressIn(r: Random, policy: AbstractPolicy, zone: AbstractZone, version: 4 | 6): string {
  const set = networksOf(zone);
  const own = zone.connected.map((p) => deviceAddress(p).split('/')[0]);
  const objects = policy.addresses
    .filter((a) => a.version === version && a.kind !== 'network')
    .map((a) => ofRange(r, a.text))
    .filter((a) => within([set], a));
  const prefixes = [...zone.connected, ...zone.routed].filter((p) => versionOf(p) === version);
  const found = objects.length > 0 && r.below(3) > 0 ? r.pick(objects) : inPrefix(r, r.pick(prefixes));
  return own.includes(found) ? inPrefix(r, r.pick(prefixes)) : found;
}

function servicePart(
  r: Random,
  policy: AbstractPolicy,
  version: 4 | 6,
): Omit<Probe, 'from' | 'to' | 'src' | 'dst'> {
  const none = { sport: null, dport: null, icmpType: null, icmpCode: null };
  const service = r.pick(policy.services);
  if (service.kind === 'protocol') return { ...none, protocol: service.number };
  if (service.kind === 'icmp') {
    // Types that some devices let pass by themselves (neighbour discovery and its kin) are kept off.
    const type =
      service.version === version && service.type !== null ? service.type : version === 4 ? 8 : 128;
    return { ...none, protocol: version === 4 ? 1 : 58, icmpType: type, icmpCode: r.below(3) };
  }
  return {
    ...none,
    protocol: service.kind === 'tcp' ? 6 : 17,
    sport: pickSpan(r, service.sport, 40000 + r.below(1000)),
    dport: pickSpan(r, service.dport, 1 + r.below(65535)),
  };
}

export function randomProbe(r: Random, policy: AbstractPolicy): Probe {
  const from = r.pick(policy.zones);
  const to = r.pick(policy.zones.filter((z) => z !== from));
  const version = r.pick([4, 4, 6] as const);
  return {
    from: from.name,
    to: to.name,
    src: addressIn(r, policy, from, version),
    dst: addressIn(r, policy, to, version),
    ...servicePart(r, policy, version),
  };
}

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
