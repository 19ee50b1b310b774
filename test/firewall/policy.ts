/**
 * One firewall policy without a vendor, for writers of every format: what all of them can say, and, by name of a
 * capability, what only some can. A device has one interface a zone; what no rule decides is denied.
 *
 * What is compared between formats: packets with `in` the port of one zone and `dst` in the networks of another (not an
 * address of the device), ports 1-65535, ICMP in IPv4 and ICMPv6 in IPv6 only, of ICMPv6 no neighbour discovery. So a format without zones writes a rule
 * `to` a zone with any destination by that zone's networks (`destinationsOf`), and one with zones may do so too. Traffic
 * within a zone and to the device itself is not compared.
 */
import { type AddressSet, parseAddressSet, toPrefixes, union } from '../../src/facts/address-set.ts';

/** What a policy may hold beyond the common part; a writer lists those that its format can say. */
export const CAPABILITIES = [
  /** `negateSource`, `negateDestination`. */
  'negate',
  /** Services of ICMP or ICMPv6 as a whole. */
  'icmp',
  /** ICMP types (with `icmp`). */
  'icmp-type',
  /** ICMP codes (with `icmp-type`). */
  'icmp-code',
  /** Services of other protocols, by number (47, 50, 51, 89). */
  'protocol',
  /** Weekly schedules. */
  'schedule',
] as const;
export type Capability = (typeof CAPABILITIES)[number];

export interface AbstractZone {
  /** Lower case, fit for a name of an interface or zone in every format. */
  readonly name: string;
  /** 0, 1, 2 …: for names as `port1`, `eth0`. */
  readonly index: number;
  /** Prefixes on the interface, IPv4 and IPv6; the device has the first host of each (`deviceAddress`). */
  readonly connected: readonly string[];
  /** Prefixes behind `gateway` (one of each family, in `connected`). */
  readonly routed: readonly string[];
  readonly gateways: { readonly v4: string; readonly v6: string };
}

/** `text`: an address, a prefix (no host bits) or a range `a-b`, as `kind` says. */
export interface AbstractAddress {
  readonly name: string;
  readonly kind: 'host' | 'network' | 'range';
  readonly version: 4 | 6;
  readonly text: string;
}

/** Names of objects or of other groups; no cycles, at most three levels. */
export interface AbstractGroup {
  readonly name: string;
  readonly members: readonly string[];
}

export interface PortSpan {
  readonly from: number;
  readonly to: number;
}

export type AbstractService =
  | {
      readonly name: string;
      readonly kind: 'tcp' | 'udp';
      /** null: any. */
      readonly dport: PortSpan | null;
      readonly sport: PortSpan | null;
    }
  /** Of ICMP in IPv4, ICMPv6 in IPv6. */
  | {
      readonly name: string;
      readonly kind: 'icmp';
      readonly version: 4 | 6;
      /** null: any. */
      readonly type: number | null;
      readonly code: number | null;
    }
  | { readonly name: string; readonly kind: 'protocol'; readonly number: number };

/** `days`: 0 Monday … 6 Sunday. From the first minute to the last, within one day; packets keep off both ends. */
export interface AbstractSchedule {
  readonly name: string;
  readonly days: readonly number[];
  readonly from: string;
  readonly to: string;
}

export interface AbstractRule {
  /** 1, 2, 3 … in order. */
  readonly id: number;
  readonly name: string;
  /** Names of zones; null: any. Never the same zone twice. */
  readonly from: string | null;
  readonly to: string | null;
  /** Names of addresses or groups; empty: any. With `to`, all destinations lie in the networks of that zone. */
  readonly sources: readonly string[];
  readonly destinations: readonly string[];
  /** Of capability `negate`: every address but these, which are then of both families. */
  readonly negateSource: boolean;
  readonly negateDestination: boolean;
  /** Names of services or groups of them; empty: any. */
  readonly services: readonly string[];
  readonly action: 'permit' | 'deny';
  readonly log: boolean;
  readonly enabled: boolean;
  readonly schedule: string | null;
  /** English or Japanese; no quotes, no line ends. */
  readonly comment: string | null;
}

export interface AbstractPolicy {
  /** Name of the device. */
  readonly name: string;
  readonly zones: readonly AbstractZone[];
  readonly addresses: readonly AbstractAddress[];
  readonly addressGroups: readonly AbstractGroup[];
  readonly services: readonly AbstractService[];
  readonly serviceGroups: readonly AbstractGroup[];
  readonly schedules: readonly AbstractSchedule[];
  /** The first that matches decides; none: deny. */
  readonly rules: readonly AbstractRule[];
}

export const addressSet = (text: string): AddressSet => {
  const set = parseAddressSet(text);
  if (!set) throw new Error(`no address: ${text}`);
  return set;
};

/** Everything behind a zone's interface. */
export const networksOf = (zone: AbstractZone): AddressSet =>
  union(...[...zone.connected, ...zone.routed].map(addressSet));

/** The device's own address in a connected prefix, `10.1.0.1/24`. */
export const deviceAddress = (prefix: string): string => {
  const [base = '', length = ''] = prefix.split('/');
  return base.includes(':')
    ? `${base}1/${length}`
    : `${base.replace(/\.\d+$/, (d) => `.${Number(d.slice(1)) + 1}`)}/${length}`;
};

const named = <T extends { readonly name: string }>(list: readonly T[], name: string): T | undefined =>
  list.find((item) => item.name === name);

function leaves<T extends { readonly name: string }>(
  name: string,
  items: readonly T[],
  groups: readonly AbstractGroup[],
): readonly T[] {
  const item = named(items, name);
  if (item) return [item];
  const group = named(groups, name);
  if (!group) throw new Error(`no object: ${name}`);
  return group.members.flatMap((member) => leaves(member, items, groups));
}

/** The address objects that some names come to, groups followed. */
export const addressesOf = (policy: AbstractPolicy, names: readonly string[]): readonly AbstractAddress[] =>
  names.flatMap((name) => leaves(name, policy.addresses, policy.addressGroups));

/** The service objects that some names come to, groups followed. */
export const servicesOf = (policy: AbstractPolicy, names: readonly string[]): readonly AbstractService[] =>
  names.flatMap((name) => leaves(name, policy.services, policy.serviceGroups));

export const zoneOf = (policy: AbstractPolicy, name: string): AbstractZone => {
  const zone = named(policy.zones, name);
  if (!zone) throw new Error(`no zone: ${name}`);
  return zone;
};

/** An address object as prefixes, for formats without ranges. */
export const prefixesOf = (address: AbstractAddress): readonly string[] =>
  toPrefixes(addressSet(address.text));

/**
 * The destinations of a rule for a format that knows no zone of destination: prefixes of the zone where the rule says
 * only that; null: any; else the rule's own names stand (`negateDestination` is the writer's to say).
 */
export function destinationsOf(policy: AbstractPolicy, rule: AbstractRule): readonly string[] | null {
  if (rule.destinations.length > 0 || rule.to === null) return null;
  const zone = zoneOf(policy, rule.to);
  return [...zone.connected, ...zone.routed];
}

/** The zones whose traffic a rule is about: where it may come from, and where it may go, never both the same. */
export const zonePairs = (
  policy: AbstractPolicy,
  rule: AbstractRule,
): readonly (readonly [string, string])[] =>
  policy.zones
    .flatMap((a) => policy.zones.map((b) => [a.name, b.name] as const))
    .filter(([a, b]) => a !== b && (rule.from ?? a) === a && (rule.to ?? b) === b);
