/** Seeded policies. Small enough to compare packet by packet, tangled enough that order, groups and families matter. */
import type { Random } from '../estate/random.ts';
import {
  type AbstractAddress,
  type AbstractGroup,
  type AbstractPolicy,
  type AbstractRule,
  type AbstractSchedule,
  type AbstractService,
  type AbstractZone,
  addressesOf,
  type Capability,
  type PortSpan,
} from './policy.ts';

/** Default: no capability, 3 or 4 zones, 6 to 17 rules. */
export interface PolicyShape {
  readonly capabilities?: readonly Capability[];
  readonly rules?: number;
}

const chance = (r: Random, percent: number): boolean => r.below(100) < percent;

function some<T>(r: Random, list: readonly T[], most: number): readonly T[] {
  const wanted = 1 + r.below(most);
  return [...new Set(Array.from({ length: wanted }, () => r.pick(list)))];
}

const OUTSIDE: AbstractZone = {
  name: 'outside',
  index: 0,
  connected: ['198.51.100.0/24', '2001:db8:ff00::/64'],
  routed: ['203.0.113.0/24', '2001:db8:ff80::/48'],
  gateways: { v4: '198.51.100.254', v6: '2001:db8:ff00::fe' },
};

const INSIDE = ['users', 'servers', 'dmz', 'branch'] as const;

function inside(r: Random, name: string, index: number): AbstractZone {
  const length = r.pick([24, 23, 25]);
  const connected = [`10.${index}.0.0/${length}`, `2001:db8:${index}::/64`];
  const routed = chance(r, 40) ? [`172.16.${index * 16}.0/22`, `2001:db8:${index}00::/56`] : [];
  return { name, index, connected, routed, gateways: { v4: `10.${index}.0.9`, v6: `2001:db8:${index}::9` } };
}

const zonesOf = (r: Random): readonly AbstractZone[] => [
  OUTSIDE,
  ...INSIDE.slice(0, 2 + r.below(3)).map((name, i) => inside(r, name, i + 1)),
];

const isV6 = (text: string): boolean => text.includes(':');

/** Host number `n` of a prefix that ends in a zero octet or `::`. */
const host = (prefix: string, n: number): string => {
  const base = (prefix.split('/')[0] ?? '').replace(/\.0$/, '.');
  return isV6(prefix) ? `${base}${n.toString(16)}` : `${base}${n}`;
};

function subnet(r: Random, prefix: string): string {
  if (isV6(prefix)) {
    const bits = r.pick([112, 120, 124]);
    return bits === 124
      ? `${host(prefix, 0x10 * (1 + r.below(4)))}/124`
      : `${prefix.split('/')[0] ?? ''}/${bits}`;
  }
  const bits = r.pick([26, 27, 28]);
  const size = 2 ** (32 - bits);
  return `${host(prefix, size * r.below(Math.min(4, 128 / size)))}/${bits}`;
}

/** Whether a prefix of a zone or a subnet of it, a host in it, or a few hosts. */
function address(r: Random, prefix: string, name: string): AbstractAddress {
  const version = isV6(prefix) ? 6 : 4;
  const kind = r.pick(['host', 'host', 'network', 'network', 'range'] as const);
  if (kind === 'host') return { name, kind, version, text: host(prefix, 2 + r.below(60)) };
  if (kind === 'network') return { name, kind, version, text: chance(r, 30) ? prefix : subnet(r, prefix) };
  const first = 2 + r.below(40);
  return { name, kind, version, text: `${host(prefix, first)}-${host(prefix, first + 1 + r.below(20))}` };
}

const prefixes = (zone: AbstractZone): readonly string[] => [...zone.connected, ...zone.routed];

/** Each zone has addresses of both families; names say the zone, so that groups stay within one. */
const zoneAddresses = (r: Random, zone: AbstractZone): readonly AbstractAddress[] =>
  prefixes(zone)
    .flatMap((prefix) => [prefix, prefix])
    .map((prefix, i) => address(r, prefix, `${r.pick(['h', 'N', 'obj'])}_${zone.name}_${i}`));

function zoneGroups(
  r: Random,
  zone: AbstractZone,
  own: readonly AbstractAddress[],
): readonly AbstractGroup[] {
  const names = own.map((a) => a.name);
  const first = { name: `grp_${zone.name}_a`, members: some(r, names, 3) };
  const second = { name: `grp_${zone.name}_b`, members: [...some(r, names, 2), first.name] };
  const third = { name: `Grp_${zone.name}_c`, members: [second.name, ...some(r, names, 2)] };
  return [first, second, third].slice(0, 1 + r.below(3));
}

const PORTS: readonly PortSpan[] = [
  { from: 22, to: 22 },
  { from: 80, to: 80 },
  { from: 443, to: 443 },
  { from: 53, to: 53 },
  { from: 1024, to: 65535 },
  { from: 8000, to: 8099 },
  { from: 137, to: 139 },
  { from: 3389, to: 3389 },
];

const SPORTS: readonly (PortSpan | null)[] = [
  null,
  null,
  null,
  { from: 1024, to: 65535 },
  { from: 53, to: 53 },
];

function portService(r: Random, index: number): AbstractService {
  const dport = chance(r, 10) ? null : r.pick(PORTS);
  return { name: `svc_${index}`, kind: r.pick(['tcp', 'tcp', 'udp']), dport, sport: r.pick(SPORTS) };
}

function icmpService(r: Random, index: number, can: readonly Capability[]): AbstractService {
  const version = r.pick([4, 6] as const);
  const type =
    can.includes('icmp-type') && chance(r, 70) ? r.pick(version === 4 ? [8, 3, 11] : [128, 3, 4]) : null;
  const code = type !== null && can.includes('icmp-code') && chance(r, 40) ? r.below(3) : null;
  return { name: `svc_${index}`, kind: 'icmp', version, type, code };
}

function service(r: Random, index: number, can: readonly Capability[]): AbstractService {
  if (can.includes('icmp') && chance(r, 25)) return icmpService(r, index, can);
  if (can.includes('protocol') && chance(r, 15)) {
    return { name: `svc_${index}`, kind: 'protocol', number: r.pick([47, 50, 51, 89]) };
  }
  return portService(r, index);
}

function serviceGroups(r: Random, services: readonly AbstractService[]): readonly AbstractGroup[] {
  const names = services.map((s) => s.name);
  const first = { name: 'svcgrp_a', members: some(r, names, 3) };
  return [first, { name: 'svcgrp_b', members: [first.name, ...some(r, names, 2)] }].slice(0, 1 + r.below(2));
}

const SCHEDULES: readonly AbstractSchedule[] = [
  { name: 'office_hours', days: [0, 1, 2, 3, 4], from: '09:00', to: '18:00' },
  { name: 'maintenance', days: [5, 6], from: '01:30', to: '04:45' },
];

const COMMENTS = [
  null,
  null,
  'web to servers',
  '業務サーバ宛',
  'ソフト更新の許可',
  'temporary - ask the network team',
];

interface Made {
  readonly can: readonly Capability[];
  readonly policy: AbstractPolicy;
  /** Names of addresses and groups by zone. */
  readonly names: ReadonlyMap<string, readonly string[]>;
}

const namesIn = (made: Made, zone: string | null): readonly string[] =>
  zone === null ? [...made.names.values()].flat() : (made.names.get(zone) ?? []);

const ofBothFamilies = (made: Made, names: readonly string[]): boolean =>
  new Set(addressesOf(made.policy, names).map((a) => a.version)).size === 2;

function rule(r: Random, made: Made, index: number): AbstractRule {
  const zones = made.policy.zones.map((z) => z.name);
  const from = chance(r, 75) ? r.pick(zones) : null;
  const to = chance(r, 65) ? r.pick(zones.filter((z) => z !== from)) : null;
  const sources = chance(r, 25) ? [] : some(r, namesIn(made, from), 3);
  const destinations = chance(r, 25) ? [] : some(r, namesIn(made, to), 3);
  const negated = (names: readonly string[]): boolean =>
    made.can.includes('negate') && chance(r, 30) && ofBothFamilies(made, names);
  const services = [...made.policy.services, ...made.policy.serviceGroups].map((s) => s.name);
  return {
    id: index + 1,
    name: `rule_${index + 1}`,
    from,
    to,
    sources,
    destinations,
    negateSource: negated(sources),
    negateDestination: to === null && negated(destinations),
    services: chance(r, 20) ? [] : some(r, services, 3),
    action: chance(r, 60) ? 'permit' : 'deny',
    log: chance(r, 50),
    enabled: chance(r, 90),
    schedule: made.can.includes('schedule') && chance(r, 25) ? r.pick(SCHEDULES).name : null,
    comment: r.pick(COMMENTS),
  };
}

export function randomPolicy(r: Random, shape: PolicyShape = {}): AbstractPolicy {
  const can = shape.capabilities ?? [];
  const zones = zonesOf(r);
  const own = zones.map((zone) => zoneAddresses(r, zone));
  const groups = zones.map((zone, i) => zoneGroups(r, zone, own[i] ?? []));
  const services = Array.from({ length: 8 }, (_, i) => service(r, i, can));
  const policy: AbstractPolicy = {
    name: `FW${String(r.below(90) + 10)}`,
    zones,
    addresses: own.flat(),
    addressGroups: groups.flat(),
    services,
    serviceGroups: serviceGroups(r, services),
    schedules: can.includes('schedule') ? SCHEDULES : [],
    rules: [],
  };
  const names = new Map(
    zones.map((zone, i) => [zone.name, [...(own[i] ?? []), ...(groups[i] ?? [])].map((n) => n.name)]),
  );
  const count = shape.rules ?? 6 + r.below(12);
  return { ...policy, rules: Array.from({ length: count }, (_, i) => rule(r, { can, policy, names }, i)) };
}
