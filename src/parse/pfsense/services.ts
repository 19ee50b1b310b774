/** Protocols, ports, ICMP types and TCP flags of a rule as matches, one object a spelling. */
import { numberUnion } from '../../facts/firewall/bounds.ts';
import { NUMBERS_8, oneNumber, subtractNumbers } from '../../facts/firewall/match-packet-numbers.ts';
import type { Condition, Match, NumberSet, Service } from '../../facts/firewall/model.ts';
import { type Aliases, unknownCondition } from './aliases.ts';
import { type Flavour, isSet, type RawRule } from './raw-rule.ts';
import { icmpType, portSpan, protocolNumbers } from './words.ts';

export interface ServiceContext {
  readonly flavour: Flavour;
  readonly aliases: Aliases;
  readonly services: Map<string, ServiceMatch>;
}

/** `gone`: a port that does not exist, so that the device leaves the rule out; `strange`: what was not understood. */
export type ServiceMatch =
  | { readonly match: Match }
  | { readonly gone: string }
  | { readonly strange: string };

/** `set` null: any port; conditions stand for ports that are not in the file. */
type Ports =
  | { readonly set: NumberSet | null; readonly unknown: readonly Condition[] }
  | { readonly gone: string };

const ANY_PORT: Ports = { set: null, unknown: [] };
const always: Match = { kind: 'always' };

const isWhole = (set: NumberSet): boolean =>
  set[0]?.from !== undefined && set[0].from <= 1 && set[0].to === 65535;

export function portsOf(aliases: Aliases, side: 'sport' | 'dport', text: string): Ports {
  if (text === '' || text === 'any') return ANY_PORT;
  const alias = aliases.port(text);
  if (alias) return { set: alias.set, unknown: alias.unknown.map((u) => unknownCondition(side, u)) };
  const span = portSpan(text);
  if (span) return isWhole([span]) ? ANY_PORT : { set: [span], unknown: [] };
  if (aliases.present) return { gone: text };
  const what = { ja: `このファイルにないエイリアス ${text}`, en: `alias ${text}, which is not in this file` };
  return { set: [], unknown: [unknownCondition(side, { name: `alias ${text}`, what })] };
}

const service = (protocols: NumberSet, sport: NumberSet | null, dport: NumberSet | null): Service => ({
  protocols,
  sport,
  dport,
  icmpType: null,
  icmpCode: null,
});

interface Way {
  readonly set: NumberSet | null;
  readonly condition: Condition | null;
}

function waysOf(ports: Exclude<Ports, { gone: string }>): readonly Way[] {
  const certain: Way[] = ports.set?.length === 0 ? [] : [{ set: ports.set, condition: null }];
  return [...certain, ...ports.unknown.map((condition) => ({ set: null, condition }))];
}

/** Ports on both sides; a port that is not known is any, on its condition. */
export function portMatch(
  protocols: readonly number[],
  sport: Exclude<Ports, { gone: string }>,
  dport: Exclude<Ports, { gone: string }>,
): Match {
  const numbers = numberUnion(protocols.map((p) => ({ from: p, to: p })));
  const of = waysOf(sport).flatMap((s) =>
    waysOf(dport).map((d): Match => {
      const match: Match = { kind: 'service', of: [service(numbers, s.set, d.set)] };
      const conditions = [s.condition, d.condition].filter((c) => c !== null);
      if (conditions.length === 0) return match;
      return {
        kind: 'all',
        of: [match, ...conditions.map((condition): Match => ({ kind: 'condition', condition }))],
      };
    }),
  );
  return of.length === 0 ? { kind: 'never' } : of.length === 1 ? (of[0] ?? always) : { kind: 'any', of };
}

const HAS_PORTS: ReadonlySet<string> = new Set(['tcp', 'udp', 'tcp/udp']);

function withPorts(context: ServiceContext, raw: RawRule, protocols: readonly number[]): ServiceMatch {
  const sport = portsOf(context.aliases, 'sport', raw.source.port);
  const dport = portsOf(context.aliases, 'dport', raw.destination.port);
  if ('gone' in sport) return { gone: sport.gone };
  if ('gone' in dport) return { gone: dport.gone };
  return { match: portMatch(protocols, sport, dport) };
}

/** The families a rule is for, as `icmp` is another protocol in each. */
const versions = (family: string): readonly (4 | 6)[] =>
  family === 'inet6' ? [6] : family === 'inet46' ? [4, 6] : [4];

function icmpService(version: 4 | 6, types: readonly string[]): Service | string {
  const numbers: number[] = [];
  for (const type of types) {
    const number = icmpType(type, version);
    if (number === null) return type;
    numbers.push(number);
  }
  const icmpTypes = numbers.length === 0 ? null : numberUnion(numbers.map((n) => ({ from: n, to: n })));
  return { ...service(oneNumber(version === 4 ? 1 : 58), null, null), icmpType: icmpTypes };
}

function icmpMatch(raw: RawRule, families: readonly (4 | 6)[]): ServiceMatch {
  const of: Service[] = [];
  for (const version of families) {
    const made = icmpService(version, raw.icmpTypes);
    if (typeof made === 'string') return { strange: `icmptype ${made}` };
    of.push(made);
  }
  return { match: { kind: 'service', of } };
}

function make(context: ServiceContext, raw: RawRule): ServiceMatch {
  const { protocol } = raw;
  const ported = raw.source.port !== '' || raw.destination.port !== '';
  // pfSense adds `proto tcp` to a rule with ports and without a protocol, and not the ports.
  if (protocol === '') {
    return ported && context.flavour === 'pfsense'
      ? { match: { kind: 'service', of: [service(oneNumber(6), null, null)] } }
      : { match: always };
  }
  if (protocol === 'icmp') return icmpMatch(raw, versions(raw.family));
  const numbers = protocolNumbers(protocol);
  if (!numbers) return { strange: `protocol ${protocol}` };
  if (numbers[0] === 58) return icmpMatch(raw, [6]);
  if (HAS_PORTS.has(protocol)) return withPorts(context, raw, numbers);
  return {
    match: {
      kind: 'service',
      of: [service(numberUnion(numbers.map((n) => ({ from: n, to: n }))), null, null)],
    },
  };
}

export function serviceOf(context: ServiceContext, raw: RawRule): ServiceMatch {
  const { protocol, family, icmpTypes, source, destination } = raw;
  const key = [
    protocol,
    icmpTypes.length > 0 || protocol === 'icmp' ? family : '',
    icmpTypes,
    source.port,
    destination.port,
  ].join('|');
  const known = context.services.get(key);
  if (known) return known;
  const made = make(context, raw);
  context.services.set(key, made);
  return made;
}

const FLAGS: Readonly<Record<string, number>> = {
  fin: 1,
  syn: 2,
  rst: 4,
  psh: 8,
  ack: 16,
  urg: 32,
  ece: 64,
  cwr: 128,
};

/** `flags S/SA`, which pf puts on every rule that keeps state, and pfSense on every rule of TCP. */
const OPENS: Match = { kind: 'flags', mask: 18, value: 2 };
const NOT_TCP: Match = {
  kind: 'service',
  of: [service(subtractNumbers(NUMBERS_8, oneNumber(6)), null, null)],
};
const OPENS_OR_NOT_TCP: Match = { kind: 'any', of: [OPENS, NOT_TCP] };

const bits = (text: string | undefined): number | null => {
  let sum = 0;
  for (const name of (text ?? '').toLowerCase().split(/[\s,]+/)) {
    if (name === '') continue;
    const bit = FLAGS[name];
    if (bit === undefined) return null;
    sum |= bit;
  }
  return sum;
};

/** Flags that the rule itself names; undefined: none. */
function ownFlags({ record: { fields } }: RawRule): Flagged | undefined {
  if (isSet(fields.tcpflags_any) || fields.tcpflags_any === '') return null;
  if (!fields.tcpflags2) return undefined;
  const value = bits(fields.tcpflags1);
  const mask = bits(fields.tcpflags2);
  return value === null || mask === null ? { strange: 'tcpflags' } : { kind: 'flags', mask, value };
}

/** What a rule asks of TCP flags; null: nothing; `strange`: what was not understood. */
export type Flagged = Match | null | { readonly strange: string };

export function flagsOf(flavour: Flavour, raw: RawRule): Flagged {
  const { protocol, record, type } = raw;
  const own = protocol === 'tcp' ? ownFlags(raw) : undefined;
  if (own !== undefined) return own;
  if (protocol === 'tcp' && flavour === 'pfsense') return OPENS;
  const keeps = !(record.fields.statetype ?? '').startsWith('no');
  if (!keeps || (type !== 'pass' && type !== '')) return null;
  if (protocol === 'tcp') return OPENS;
  return protocol === '' || protocol === 'tcp/udp' ? OPENS_OR_NOT_TCP : null;
}
