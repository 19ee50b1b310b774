/** What values a field is compared with, as a match. null: not understood. */
import {
  type AddressSet,
  ALL_IPV4,
  ALL_IPV6,
  intersect,
  parseAddressSet,
  union,
  unionOf,
} from '../../facts/address-set.ts';
import {
  ANY,
  type ConnectionState,
  type Match,
  NONE,
  type NumberSet,
  type NumberSpan,
} from '../../facts/firewall/model.ts';
import { isObject, type JsonValue } from '../json-value.ts';
import { CODE_NAMES, ICMP_NAMES, ICMPV6_NAMES } from '../netfilter/icmp.ts';
import { addresses, allOf, anyOf, not, ofFamily, services, test } from '../netfilter/matches.ts';
import { numberSet, oneNumber } from '../netfilter/numbers.ts';
import { ICMP, ICMPV6, PORT_PROTOCOLS, protocolNumber, serviceOf } from '../netfilter/protocols.ts';
import { clockMatch } from './clock.ts';
import type { Field } from './field.ts';

/** Characters of a test that a sentence shows. */
const LONGEST = 240;

/** Adds to the id of conditions that no two rules share. */
export type Place = string;

const FAMILY_SET: Readonly<Record<4 | 6, AddressSet>> = { 4: ALL_IPV4, 6: ALL_IPV6 };

function addressValue(version: 4 | 6, value: JsonValue): AddressSet | null {
  const text =
    typeof value === 'string'
      ? value
      : isObject(value) && isObject(value.prefix)
        ? `${String(value.prefix.addr)}/${String(value.prefix.len)}`
        : isObject(value) && Array.isArray(value.range)
          ? value.range.join('-')
          : null;
  const set = text === null ? null : parseAddressSet(text);
  return set && intersect(set, FAMILY_SET[version]).length > 0 ? set : null;
}

type NumberOf = (value: JsonValue | undefined) => number | null;

const plainNumber: NumberOf = (value) =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : null;

const protocolOf: NumberOf = (value) =>
  typeof value === 'number' || typeof value === 'string' ? protocolNumber(value) : null;

const icmpOf =
  (version: 4 | 6, part: 'icmpType' | 'icmpCode'): NumberOf =>
  (value) => {
    if (typeof value !== 'string') return plainNumber(value);
    if (part === 'icmpCode') return CODE_NAMES[version].get(value) ?? null;
    const kind = (version === 4 ? ICMP_NAMES : ICMPV6_NAMES).get(value);
    return kind && kind.code === null ? kind.type : null;
  };

function span(value: JsonValue, numberOf: NumberOf): NumberSpan | null {
  const pair = isObject(value) && Array.isArray(value.range) ? value.range : [value, value];
  const [from, to] = pair.map((v) => numberOf(v));
  return typeof from === 'number' && typeof to === 'number' && from <= to ? { from, to } : null;
}

function numbers(values: readonly JsonValue[], numberOf: NumberOf): NumberSet | null {
  const spans = values.map((v) => span(v, numberOf));
  const known = spans.filter((s) => s !== null);
  return known.length === spans.length ? numberSet(known) : null;
}

/** All of them understood, or none. */
function each(values: readonly JsonValue[], read: (value: JsonValue) => Match | null): Match | null {
  const of = values.map(read);
  const known = of.filter((m) => m !== null);
  return known.length === of.length ? anyOf(known) : null;
}

const FAMILIES: ReadonlyMap<string | number, 4 | 6> = new Map<string | number, 4 | 6>([
  ['ipv4', 4],
  ['ip', 4],
  [2, 4],
  ['ipv6', 6],
  ['ip6', 6],
  [10, 6],
]);

function familyMatch(value: JsonValue): Match | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const family = FAMILIES.get(value);
  if (family) return ofFamily(family);
  return value === 'arp' || value === 'bridge' || value === 'vlan' ? NONE : null;
}

const STATES: ReadonlySet<string> = new Set(['new', 'established', 'related', 'invalid', 'untracked']);

const stateMatch = (value: JsonValue): Match | null =>
  typeof value === 'string' && STATES.has(value) ? { kind: 'state', of: [value as ConnectionState] } : null;

function statusMatch(value: JsonValue, place: Place): Match | null {
  if (value === 'dnat' || value === 'snat')
    return { kind: 'translated', side: value === 'snat' ? 'src' : 'dst' };
  return typeof value === 'string'
    ? test(`ct status ${value} (${place})`, 'unknown', `ct status ${value}`)
    : null;
}

/** The first packet of a connection goes in the original direction; for later ones the evidence does not say. */
function directionMatch(value: JsonValue, place: Place): Match | null {
  const back = allOf([
    { kind: 'state', of: ['established', 'related'] },
    test(`reply direction ${place}`, 'unknown', 'ct direction reply'),
  ]);
  const tracked: Match = { kind: 'state', of: ['new', 'established', 'related'] };
  return value === 'reply' ? back : value === 'original' ? allOf([tracked, not(back)]) : null;
}

const MULTICAST: Match = anyOf([
  addresses('dst', union(parseAddressSet('224.0.0.0/4') ?? [], parseAddressSet('ff00::/8') ?? [])),
]);

/** Which addresses are the device's own, the rules do not say. */
function typeMatch(side: 'src' | 'dst', value: JsonValue): Match | null {
  if (typeof value !== 'string') return null;
  if (value === 'multicast' && side === 'dst') return MULTICAST;
  return test(`${side} type ${value}`, 'unknown', `fib ${side === 'src' ? 'saddr' : 'daddr'} type ${value}`);
}

const FLAGS: Readonly<Record<string, number>> = {
  fin: 1,
  syn: 2,
  rst: 4,
  psh: 8,
  ack: 16,
  urg: 32,
  ecn: 64,
  cwr: 128,
};

/** `syn`, `["syn","ack"]`, `{"|":["syn","ack"]}`, a number. */
export function flagBits(value: JsonValue | undefined): number | null {
  if (typeof value === 'number') return value >= 0 && value <= 255 ? value : null;
  if (typeof value === 'string') return FLAGS[value] ?? null;
  const of = Array.isArray(value) ? value : isObject(value) && Array.isArray(value['|']) ? value['|'] : null;
  const bits = of?.map(flagBits) ?? [null];
  return bits.some((b) => b === null) ? null : bits.reduce<number>((sum, b) => sum | (b ?? 0), 0);
}

export const flagsMatch = (mask: number, value: number): Match => ({ kind: 'flags', mask, value });

function flagMatch(value: JsonValue): Match | null {
  const bits = flagBits(value);
  return bits === null ? null : flagsMatch(255, bits);
}

/** A trailing `*` is a pattern; one that nft escapes is not told apart. */
function interfaces(side: 'in' | 'out', values: readonly JsonValue[]): Match | null {
  const names = values.filter((v) => typeof v === 'string');
  if (names.length < values.length || names.some((n) => n.includes('\\'))) return null;
  return { kind: side, ports: names };
}

/** Of protocols with ports it is the port; in others, bytes that the sender writes. */
export function anyPort(side: 'sport' | 'dport', set: NumberSet, place: Place): Match {
  const rest = not(services([serviceOf(PORT_PROTOCOLS)]));
  return anyOf([
    services([serviceOf(PORT_PROTOCOLS, { [side]: set })]),
    allOf([rest, test(`th ${side} (${place})`, 'sender', `th ${side}`)]),
  ]);
}

function numberMatch(field: Field, values: readonly JsonValue[], place: Place): Match | null {
  switch (field.kind) {
    case 'port': {
      const set = numbers(values, plainNumber);
      return set && services([serviceOf(field.protocols, { [field.side]: set })]);
    }
    case 'any-port': {
      const set = numbers(values, plainNumber);
      return set && anyPort(field.side, set, place);
    }
    case 'protocol': {
      const set = numbers(values, protocolOf);
      return set && services([serviceOf(set)]);
    }
    case 'icmp': {
      const set = numbers(values, icmpOf(field.version, field.part));
      return (
        set && services([serviceOf(oneNumber(field.version === 4 ? ICMP : ICMPV6), { [field.part]: set })])
      );
    }
    default:
      return null;
  }
}

const shown = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

/** Its id is the whole text, as two long lists may begin alike; only what people read is cut. */
function otherMatch(
  field: Extract<Field, { kind: 'other' }>,
  values: readonly JsonValue[],
  place: Place,
): Match {
  const text = `${field.text} ${JSON.stringify(values)}`;
  return test(field.fresh ? `${text} (${place})` : text, field.choice, shown(text));
}

/** Packets whose field has one of the values: names, numbers, `{"prefix":…}`, `{"range":…}`, `"*"` for all. */
export function valuesMatch(field: Field, values: readonly JsonValue[], place: Place): Match | null {
  if (values.length === 0) return NONE;
  if (values.includes('*')) return ANY;
  switch (field.kind) {
    case 'address': {
      const sets = values.map((v) => addressValue(field.version, v));
      const known = sets.filter((s) => s !== null);
      return known.length === sets.length ? addresses(field.side, unionOf(known)) : null;
    }
    case 'interface':
      return interfaces(field.side, values);
    case 'family':
      return each(values, familyMatch);
    case 'flags':
      return each(values, flagMatch);
    case 'state':
      return each(values, stateMatch);
    case 'status':
      return each(values, (v) => statusMatch(v, place));
    case 'direction':
      return each(values, (v) => directionMatch(v, place));
    case 'address-type':
      return each(values, (v) => typeMatch(field.side, v));
    case 'clock':
      return each(values, (v) => clockMatch(field.of, '==', v));
    case 'other':
      return otherMatch(field, values, place);
    default:
      return numberMatch(field, values, place);
  }
}

const ENDS: Readonly<Record<4 | 6, readonly [string, string]>> = {
  4: ['0.0.0.0', '255.255.255.255'],
  6: ['::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
};

function addressOrder(
  field: Extract<Field, { kind: 'address' }>,
  op: string,
  value: JsonValue,
): Match | null {
  if (typeof value !== 'string') return null;
  const [first, last] = ENDS[field.version];
  const range = op.startsWith('<') ? `${first}-${value}` : `${value}-${last}`;
  const set = addressValue(field.version, { range: range.split('-') });
  const own = addressValue(field.version, value);
  if (!set || !own) return null;
  const match = addresses(field.side, set);
  return op.endsWith('=') ? match : allOf([match, not(addresses(field.side, own))]);
}

const LIMIT: Readonly<Partial<Record<Field['kind'], number>>> = {
  port: 65_535,
  'any-port': 65_535,
  protocol: 255,
  icmp: 255,
};

function numberOrder(field: Field, op: string, value: JsonValue, place: Place): Match | null {
  const limit = LIMIT[field.kind];
  const n =
    field.kind === 'protocol'
      ? protocolOf(value)
      : field.kind === 'icmp'
        ? icmpOf(field.version, field.part)(value)
        : plainNumber(value);
  if (limit === undefined || n === null) return null;
  const strict = op.endsWith('=') ? 0 : 1;
  const range = op.startsWith('<') ? [0, n - strict] : [n + strict, limit];
  const [from = 0, to = 0] = range;
  return from > to ? NONE : numberMatch(field, [{ range: [from, to] }], place);
}

/** `<`, `>`, `<=`, `>=`. */
export function orderMatch(field: Field, op: string, value: JsonValue, place: Place): Match | null {
  if (field.kind === 'address') return addressOrder(field, op, value);
  if (field.kind === 'clock') return clockMatch(field.of, op, value);
  if (field.kind === 'other') return otherMatch({ ...field, text: `${field.text} ${op}` }, [value], place);
  return numberOrder(field, op, value, place);
}
