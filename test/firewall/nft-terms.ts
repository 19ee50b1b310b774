/**
 * Matches of the model as alternatives of tests in nft's language, each alternative one line of a rule. Ports, types and
 * flags are read as raw bytes of the transport header, so that nft adds no test of its own.
 */
import { type AddressSet, ALL_IPV4, ALL_IPV6, intersect, toRanges } from '../../src/facts/address-set.ts';
import type { Match, NumberSet, Service } from '../../src/facts/firewall/model.ts';
import { portMatches } from '../../src/facts/firewall/space-ports.ts';
import { showIpAddress } from '../../src/facts/ip-address.ts';

/** Tests that must all hold, and the family they leave; null: either. */
export interface Term {
  readonly family: 4 | 6 | null;
  readonly tests: readonly string[];
}

/** Where the rule is asked. */
export interface Scope {
  /** Addresses and ports as they came in. */
  readonly original: boolean;
  /** What NAT can have done by then. */
  readonly translated: boolean;
  /** Names of devices for ports of the model. */
  readonly ports: ReadonlyMap<string, string>;
}

export class TooManyTerms extends Error {}

const MAX_TERMS = 2000;

const TRUE: readonly Term[] = [{ family: null, tests: [] }];
const FALSE: readonly Term[] = [];
const term = (test: string, family: Term['family'] = null): Term => ({ family, tests: [test] });

function both(a: Term, b: Term): Term | null {
  if (a.family !== null && b.family !== null && a.family !== b.family) return null;
  return { family: a.family ?? b.family, tests: [...a.tests, ...b.tests] };
}

function product(a: readonly Term[], b: readonly Term[]): readonly Term[] {
  if (a.length * b.length > MAX_TERMS) throw new TooManyTerms();
  return a.flatMap((x) => b.flatMap((y) => both(x, y) ?? []));
}

const set = (texts: readonly string[]): string => `{ ${texts.join(', ')} }`;

const FAMILIES = [
  [4, ALL_IPV4],
  [6, ALL_IPV6],
] as const;

const rangesText = (of: AddressSet): readonly string[] =>
  toRanges(of).map(({ version, from, to }) => {
    const [a, b] = [from, to].map((value) => showIpAddress({ version, value }));
    return from === to ? `${a}` : `${a}-${b}`;
  });

const addressField = (side: 'src' | 'dst', version: 4 | 6, original: boolean): string => {
  const field = `${version === 4 ? 'ip' : 'ip6'} ${side === 'src' ? 'saddr' : 'daddr'}`;
  return original ? `ct original ${field}` : field;
};

const ofFamily = (version: 4 | 6): Term => term(`meta nfproto ipv${version}`, version);

function addressTerms(side: 'src' | 'dst', of: AddressSet, not: boolean, scope: Scope): readonly Term[] {
  return FAMILIES.flatMap(([version, all]) => {
    const own = intersect(of, all);
    if (own.length === 0) return not ? [ofFamily(version)] : [];
    if (own.length === 1 && own[0]?.from === all[0]?.from && own[0]?.to === all[0]?.to) {
      return not ? [] : [ofFamily(version)];
    }
    const field = addressField(side, version, scope.original);
    const tests = [`meta nfproto ipv${version}`, `${field} ${not ? '!= ' : ''}${set(rangesText(own))}`];
    return [{ family: version, tests }];
  });
}

type Bits = Extract<Match, { kind: 'src-bits' | 'dst-bits' }>;

function bitTerms({ kind, version, value, mask }: Bits, not: boolean, scope: Scope): readonly Term[] {
  const field = addressField(kind === 'src-bits' ? 'src' : 'dst', version, scope.original);
  const [m, v] = [mask, value].map((n) => showIpAddress({ version, value: n }));
  const own = {
    family: version,
    tests: [`meta nfproto ipv${version}`, `${field} & ${m} ${not ? '!=' : '=='} ${v}`],
  };
  return not ? [own, ofFamily(version === 4 ? 6 : 4)] : [own];
}

const numbers = (of: NumberSet): string =>
  set(of.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)));

const within = (of: NumberSet, some: readonly number[]): NumberSet =>
  some.filter((n) => of.some((s) => s.from <= n && n <= s.to)).map((n) => ({ from: n, to: n }));

const WITH_PORTS = [6, 17, 33, 132, 136] as const;
const WITH_TYPES = [1, 58] as const;

/** Protocols that have the parts a service asks of. */
function protocolsOf({ protocols, sport, dport, icmpType, icmpCode }: Service): NumberSet {
  const ports = sport || dport ? within(protocols, WITH_PORTS) : protocols;
  return icmpType || icmpCode ? within(ports, WITH_TYPES) : ports;
}

function partTests(service: Service, { original }: Scope): readonly (readonly [string, NumberSet])[] {
  const { sport, dport, icmpType, icmpCode } = service;
  const parts: readonly (readonly [string, NumberSet | null])[] = [
    [original ? 'ct original proto-src' : '@th,0,16', sport],
    [original ? 'ct original proto-dst' : '@th,16,16', dport],
    ['@th,0,8', icmpType],
    ['@th,8,8', icmpCode],
  ];
  return parts.flatMap(([field, of]) => (of === null ? [] : [[field, of] as const]));
}

const never = (of: NumberSet): boolean => of.length === 0;

function serviceTerms(service: Service, not: boolean, scope: Scope): readonly Term[] {
  const protocols = protocolsOf(service);
  const parts = partTests(service, scope);
  if (never(protocols) || parts.some(([, of]) => never(of))) return not ? TRUE : FALSE;
  const protocol = `meta l4proto ${numbers(protocols)}`;
  if (!not)
    return [{ family: null, tests: [protocol, ...parts.map(([field, of]) => `${field} ${numbers(of)}`)] }];
  return [
    term(`meta l4proto != ${numbers(protocols)}`),
    ...parts.map(([field, of]) => ({ family: null, tests: [protocol, `${field} != ${numbers(of)}`] })),
  ];
}

function portTerms(
  side: 'in' | 'out',
  named: readonly string[],
  not: boolean,
  scope: Scope,
): readonly Term[] {
  const devices = [...scope.ports]
    .filter(([port]) => named.some((n) => portMatches(n, port)))
    .map(([, d]) => `"${d}"`);
  if (devices.length === 0) return not ? TRUE : FALSE;
  return [term(`${side === 'in' ? 'iifname' : 'oifname'} ${not ? '!= ' : ''}${set(devices)}`)];
}

type Flags = Extract<Match, { kind: 'flags' }>;

const flagTerms = ({ mask, value }: Flags, not: boolean): readonly Term[] =>
  not
    ? [
        term('meta l4proto != { 6 }'),
        { family: null, tests: ['meta l4proto { 6 }', `@th,104,8 & ${mask} != ${value}`] },
      ]
    : [{ family: null, tests: ['meta l4proto { 6 }', `@th,104,8 & ${mask} == ${value}`] }];

function stateTerms(of: readonly string[], not: boolean): readonly Term[] {
  const states = ['new', 'established', 'related', 'invalid', 'untracked'].filter(
    (s) => of.includes(s) !== not,
  );
  return states.length === 0 ? FALSE : [term(`ct state ${set(states)}`)];
}

function translatedTerms(side: 'src' | 'dst', not: boolean, { translated }: Scope): readonly Term[] {
  if (!translated) return not ? TRUE : FALSE;
  const bit = side === 'src' ? 'snat' : 'dnat';
  return [term(`ct status & ${bit} ${not ? '==' : '!='} 0`)];
}

/** What holds (`not`: what does not). Conditions must be settled before. */
export function terms(match: Match, not: boolean, scope: Scope): readonly Term[] {
  switch (match.kind) {
    case 'always':
    case 'never':
      return (match.kind === 'always') === not ? FALSE : TRUE;
    case 'not':
      return terms(match.of, !not, scope);
    case 'all':
    case 'any': {
      const of = match.of.map((m) => terms(m, not, scope));
      return (match.kind === 'all') === not ? of.flat() : of.reduce(product, TRUE);
    }
    default:
      return scope.original && ADDRESSED.has(match.kind)
        ? originalTerms(match, not, scope)
        : leafOrService(match, not, scope);
  }
}

function leafOrService(match: Match, not: boolean, scope: Scope): readonly Term[] {
  if (match.kind !== 'service') return leafTerms(match as Leaf, not, scope);
  return not
    ? match.of.map((s) => serviceTerms(s, true, scope)).reduce(product, TRUE)
    : match.of.flatMap((s) => serviceTerms(s, false, scope));
}

/** What is of no connection has no original; NAT leaves it as it is. */
const UNTRACKED = 'ct state { invalid, untracked }';

function originalTerms(match: Match, not: boolean, scope: Scope): readonly Term[] {
  const current = terms(match, not, { ...scope, original: false });
  return [
    ...leafOrService(match, not, scope),
    ...current.map((t) => ({ ...t, tests: [UNTRACKED, ...t.tests] })),
  ];
}

const ADDRESSED: ReadonlySet<string> = new Set(['src', 'dst', 'src-bits', 'dst-bits', 'service']);

type Leaf = Exclude<Match, { kind: 'always' | 'never' | 'not' | 'all' | 'any' | 'service' }>;

function leafTerms(match: Leaf, not: boolean, scope: Scope): readonly Term[] {
  switch (match.kind) {
    case 'src':
    case 'dst':
      return addressTerms(match.kind, match.set, not, scope);
    case 'src-bits':
    case 'dst-bits':
      return bitTerms(match, not, scope);
    case 'in':
    case 'out':
      return portTerms(match.kind, match.ports, not, scope);
    case 'flags':
      return flagTerms(match, not);
    case 'state':
      return stateTerms(match.of, not);
    case 'translated':
      return translatedTerms(match.side, not, scope);
    case 'condition':
      throw new Error(`a condition that was not settled: ${match.condition.id}`);
  }
}
