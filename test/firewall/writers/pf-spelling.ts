/** A policy as rules of pf: one source, one destination, one service each, in an order that its places bring about. */
import type { Random } from '../../estate/random.ts';
import {
  type AbstractAddress,
  type AbstractPolicy,
  type AbstractRule,
  type AbstractService,
  type AbstractZone,
  addressesOf,
  destinationsOf,
  type PortSpan,
  prefixesOf,
  servicesOf,
  zoneOf,
} from '../policy.ts';

/** Where a rule stands: the places are asked in this order, the last one from its end. */
export const PLACES = ['floating', 'interface', 'floating-last-match'] as const;
export type Place = (typeof PLACES)[number];

/** `any`, a name of an alias, a literal, or the network of an interface. */
export interface PfEnd {
  readonly kind: 'any' | 'alias' | 'literal' | 'interface';
  readonly text: string;
  readonly not: boolean;
  readonly port: string;
}

export interface PfRule {
  readonly rule: AbstractRule;
  readonly place: Place;
  /** Empty: all. */
  readonly interfaces: readonly string[];
  readonly family: 'inet' | 'inet6' | 'inet46';
  /** '' for any. */
  readonly protocol: string;
  readonly icmpType: number | null;
  readonly source: PfEnd;
  readonly destination: PfEnd;
}

export interface PfAlias {
  readonly name: string;
  readonly type: 'host' | 'network' | 'port';
  readonly entries: readonly string[];
}

export interface PfText {
  readonly rules: readonly PfRule[];
  readonly aliases: readonly PfAlias[];
}

/** `wan`, `lan`, `opt1` …. */
export const keyOf = (zone: AbstractZone): string =>
  zone.index === 0 ? 'wan' : zone.index === 1 ? 'lan' : `opt${zone.index - 1}`;

interface Writing {
  readonly policy: AbstractPolicy;
  readonly r: Random;
  readonly made: Map<string, PfAlias>;
}

const addAlias = (writing: Writing, alias: PfAlias): string => {
  writing.made.set(alias.name, alias);
  return alias.name;
};

/** Ranges stand in aliases of IPv4 only. */
const entriesOf = (writing: Writing, address: AbstractAddress): readonly string[] =>
  address.kind === 'range' && (address.version === 6 || writing.r.below(2) === 0)
    ? prefixesOf(address)
    : [address.text];

/** An object or group as an alias; what is in a group is named or written out. */
function aliasOf(writing: Writing, name: string): string {
  const { policy, made, r } = writing;
  if (made.has(name)) return name;
  const group = policy.addressGroups.find((g) => g.name === name);
  if (!group) {
    const entries = addressesOf(policy, [name]).flatMap((a) => entriesOf(writing, a));
    return addAlias(writing, { name, type: r.pick(['host', 'network']), entries });
  }
  const entries = group.members.flatMap((member) =>
    r.below(2) === 0
      ? [aliasOf(writing, member)]
      : addressesOf(policy, [member]).flatMap((a) => entriesOf(writing, a)),
  );
  return addAlias(writing, { name, type: 'network', entries });
}

const ANY: PfEnd = { kind: 'any', text: '', not: false, port: '' };

function zoneEnd(writing: Writing, zone: AbstractZone): PfEnd {
  if (zone.routed.length === 0 && writing.r.below(2) === 0)
    return { ...ANY, kind: 'interface', text: keyOf(zone) };
  const name = `net_${zone.name}`;
  addAlias(writing, { name, type: 'network', entries: [...zone.connected, ...zone.routed] });
  return { ...ANY, kind: 'alias', text: name };
}

function namesEnd(
  writing: Writing,
  rule: AbstractRule,
  names: readonly string[],
  side: 's' | 'd',
  not: boolean,
): PfEnd {
  const { policy, r } = writing;
  const [only, ...more] = names;
  if (only === undefined) return ANY;
  const objects = addressesOf(policy, names);
  const [object] = objects;
  if (objects.length === 1 && object && object.kind !== 'range' && !not && r.below(2) === 0) {
    return { ...ANY, kind: 'literal', text: object.text };
  }
  if (more.length === 0) return { ...ANY, kind: 'alias', text: aliasOf(writing, only), not };
  const name = `r${rule.id}${side}`;
  addAlias(writing, { name, type: 'network', entries: names.map((n) => aliasOf(writing, n)) });
  return { ...ANY, kind: 'alias', text: name, not };
}

function destinationEnd(writing: Writing, rule: AbstractRule): PfEnd {
  if (destinationsOf(writing.policy, rule) && rule.to)
    return zoneEnd(writing, zoneOf(writing.policy, rule.to));
  return namesEnd(writing, rule, rule.destinations, 'd', rule.negateDestination);
}

function portText(writing: Writing, span: PortSpan | null): string {
  if (span === null) return '';
  const text = span.from === span.to ? String(span.from) : `${span.from}-${span.to}`;
  if (writing.r.below(3) > 0) return text;
  const entries = [span.from === span.to ? text : `${span.from}:${span.to}`];
  return addAlias(writing, { name: `port_${text.replace('-', '_')}`, type: 'port', entries });
}

type Part = Pick<PfRule, 'family' | 'protocol' | 'icmpType'> & {
  readonly sport: string;
  readonly dport: string;
};

function servicePart(writing: Writing, service: AbstractService): Part {
  const none = { icmpType: null, sport: '', dport: '' };
  if (service.kind === 'protocol') {
    const names: Readonly<Record<number, string>> = { 47: 'gre', 50: 'esp', 51: 'ah', 89: 'ospf' };
    return { ...none, family: 'inet46', protocol: names[service.number] ?? String(service.number) };
  }
  if (service.kind === 'icmp') {
    return {
      ...none,
      family: service.version === 4 ? 'inet' : 'inet6',
      protocol: 'icmp',
      icmpType: service.type,
    };
  }
  const { kind, sport, dport } = service;
  return {
    ...none,
    family: 'inet46',
    protocol: kind,
    sport: portText(writing, sport),
    dport: portText(writing, dport),
  };
}

const ANY_SERVICE: Part = { family: 'inet46', protocol: '', icmpType: null, sport: '', dport: '' };

/** A literal fixes the family; null where the service is of the other one. */
function familyOf(part: Part, ends: readonly PfEnd[]): PfRule['family'] | null {
  const literals = ends
    .filter((e) => e.kind === 'literal')
    .map((e) => (e.text.includes(':') ? ('inet6' as const) : ('inet' as const)));
  const all = [...new Set([...literals, ...(part.family === 'inet46' ? [] : [part.family])])];
  if (all.length > 1) return null;
  return all[0] ?? 'inet46';
}

function placed(writing: Writing, rule: AbstractRule, place: Place): readonly PfRule[] {
  const { policy, r } = writing;
  const source = namesEnd(writing, rule, rule.sources, 's', rule.negateSource);
  const destination = destinationEnd(writing, rule);
  const services = servicesOf(policy, rule.services);
  const parts = services.length === 0 ? [ANY_SERVICE] : services.map((s) => servicePart(writing, s));
  const zones = rule.from === null ? policy.zones : [zoneOf(policy, rule.from)];
  const keys = zones.map(keyOf);
  const all = rule.from === null && r.below(2) === 0 ? [] : keys;
  const interfaces = place === 'interface' ? keys.map((k) => [k]) : [all];
  return interfaces.flatMap((on) =>
    parts.flatMap((part): readonly PfRule[] => {
      const family = familyOf(part, [source, destination]);
      if (family === null) return [];
      const { protocol, icmpType, sport, dport } = part;
      const ends = { source: { ...source, port: sport }, destination: { ...destination, port: dport } };
      return [{ rule, place, interfaces: on, family, protocol, icmpType, ...ends }];
    }),
  );
}

/** The policy's rules cut in three runs, one a place. */
export function spell(policy: AbstractPolicy, r: Random): PfText {
  const writing: Writing = { policy, r, made: new Map() };
  const first = r.below(policy.rules.length + 1);
  const second = first + r.below(policy.rules.length - first + 1);
  const runs: readonly (readonly [Place, readonly AbstractRule[]])[] = [
    ['floating', policy.rules.slice(0, first)],
    ['interface', policy.rules.slice(first, second)],
    ['floating-last-match', policy.rules.slice(second)],
  ];
  const rules = runs.flatMap(([place, list]) => {
    const written = list.flatMap((rule) => placed(writing, rule, place));
    return place === 'floating-last-match' ? written.reverse() : written;
  });
  return { rules, aliases: [...writing.made.values()] };
}
