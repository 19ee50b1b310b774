/** Whether a packet, of which some parts may be open, is in a match. */
import {
  type AddressSet,
  ALL_IPV4,
  fromRanges,
  intersect,
  isEmpty,
  subtract,
  toRanges,
} from '../address-set.ts';
import { intersectNumbers, soleNumber, subtractNumbers } from './match-packet-numbers.ts';
import type { Condition, ConnectionState, Match, NumberSet, Service } from './model.ts';
import { portMatches } from './space-ports.ts';

export type AddressSide = 'src' | 'dst';
export type NumberField = 'sport' | 'dport' | 'icmpType' | 'icmpCode' | 'flags';

/**
 * A packet, each part of it the values that it may have: one where it is known, none where its protocol has no such part.
 * Parts are independent of each other. `in` and `out` are names of ports.
 */
export interface Possible {
  readonly in: readonly string[];
  readonly out: readonly string[];
  readonly src: AddressSet;
  readonly dst: AddressSet;
  readonly protocol: number;
  readonly sport: NumberSet;
  readonly dport: NumberSet;
  readonly icmpType: NumberSet;
  readonly icmpCode: NumberSet;
  readonly flags: NumberSet;
  readonly state: ConnectionState;
  /** Whether NAT has changed a side. */
  readonly natted: Readonly<Record<AddressSide, boolean>>;
}

/** A test that holds for some of the packets a `Possible` stands for: what must be settled first. */
export type Open =
  | { readonly open: 'condition'; readonly condition: Condition }
  | { readonly open: AddressSide; readonly set: AddressSet }
  | { readonly open: NumberField; readonly set: NumberSet }
  | { readonly open: 'in' | 'out'; readonly names: readonly string[] }
  /** Of an address that is not known, a test that is no interval. */
  | { readonly open: 'bits'; readonly key: string };

/** How a test is seen; `settled` gives conditions and tests of bits that were settled before. */
export interface View {
  /** Ports, state and what NAT did. */
  readonly now: Possible;
  /** Addresses, ports of services and types: as they are, or as they came in. */
  readonly packet: Possible;
  readonly settled: (key: string, condition: Condition | null) => boolean | null;
}

export type Answer = boolean | Open;

/** Whether one point is in a set, by halves. */
function hasPoint(set: AddressSet, point: bigint): boolean {
  const only = set.length === 1 ? set[0] : undefined;
  if (only) return only.from <= point && point <= only.to;
  let low = 0;
  for (let high = set.length; low < high; ) {
    const at = (low + high) >>> 1;
    const interval = set[at];
    if (interval && interval.to < point) low = at + 1;
    else high = at;
  }
  const found = set[low];
  return found !== undefined && found.from <= point;
}

function address(part: AddressSet, side: AddressSide, set: AddressSet): Answer {
  const only = part[0];
  if (part.length === 1 && only && only.from === only.to) return hasPoint(set, only.from);
  if (isEmpty(intersect(part, set))) return false;
  return isEmpty(subtract(part, set)) ? true : { open: side, set };
}

function hasNumber(set: NumberSet, n: number): boolean {
  for (const span of set) if (span.from <= n && n <= span.to) return true;
  return false;
}

function number(part: NumberSet, field: NumberField, set: NumberSet): Answer {
  const sole = soleNumber(part);
  if (sole !== null) return hasNumber(set, sole);
  if (intersectNumbers(part, set).length === 0) return false;
  return subtractNumbers(part, set).length === 0 ? true : { open: field, set };
}

function port(names: readonly string[], side: 'in' | 'out', patterns: readonly string[]): Answer {
  const inside = names.filter((name) => patterns.some((p) => portMatches(p, name)));
  if (inside.length === 0) return false;
  return inside.length === names.length ? true : { open: side, names: inside };
}

function flags(part: NumberSet, mask: number, value: number): Answer {
  const sole = soleNumber(part);
  if (sole !== null) return (sole & mask) === value;
  const all = Array.from({ length: 256 }, (_, i) => i);
  const set = all.filter((n) => (n & mask) === value).map((n) => ({ from: n, to: n }));
  return number(part, 'flags', set);
}

/** The one address that a side is; null: not known. */
function soleAddress(set: AddressSet): { readonly version: 4 | 6; readonly from: bigint } | null {
  const [range] = set.length === 1 ? toRanges(set) : [];
  return range && range.from === range.to ? range : null;
}

type Bits = Extract<Match, { kind: 'src-bits' | 'dst-bits' }>;

function bits({ kind, version, value, mask }: Bits, view: View): Answer {
  const side = kind === 'src-bits' ? 'src' : 'dst';
  const part = view.packet[side];
  const sole = soleAddress(part);
  if (sole) return sole.version === version && (sole.from & mask) === value;
  const family = version === 4 ? ALL_IPV4 : fromRanges([{ version, from: 0n, to: (1n << 128n) - 1n }]);
  const ofFamily = address(part, side, family);
  if (ofFamily !== true) return ofFamily;
  const key = `bits ${side} ${version} ${value} ${mask} ${view.packet.natted[side]}`;
  return view.settled(key, null) ?? { open: 'bits', key };
}

const FIELDS = ['sport', 'dport', 'icmpType', 'icmpCode'] as const;

function service(one: Service, packet: Possible): Answer {
  const { protocol } = packet;
  if (!hasNumber(one.protocols, protocol)) return false;
  let open: Answer = true;
  for (const field of FIELDS) {
    const set = one[field];
    const answer = set === null || number(packet[field], field, set);
    if (answer === false) return false;
    if (open === true) open = answer;
  }
  return open;
}

function anyService(of: readonly Service[], packet: Possible): Answer {
  let open: Answer = false;
  for (const one of of) {
    const answer = service(one, packet);
    if (answer === true) return true;
    if (open === false) open = answer;
  }
  return open;
}

/** A part that fails decides, open parts or not. */
function every(of: readonly Match[], view: View): Answer {
  let open: Answer = true;
  for (const one of of) {
    const answer = asks(one, view);
    if (answer === false) return false;
    if (open === true) open = answer;
  }
  return open;
}

function some(of: readonly Match[], view: View): Answer {
  let open: Answer = false;
  for (const one of of) {
    const answer = asks(one, view);
    if (answer === true) return true;
    if (open === false) open = answer;
  }
  return open;
}

/** What can be told of a test; `Open` where it hangs on something that is not settled. */
export function asks(match: Match, view: View): Answer {
  switch (match.kind) {
    case 'always':
      return true;
    case 'never':
      return false;
    case 'all':
      return every(match.of, view);
    case 'any':
      return some(match.of, view);
    case 'not': {
      const answer = asks(match.of, view);
      return typeof answer === 'boolean' ? !answer : answer;
    }
    default:
      return leaf(match, view);
  }
}

type Leaf = Exclude<Match, { kind: 'always' | 'never' | 'all' | 'any' | 'not' }>;

function leaf(match: Leaf, view: View): Answer {
  const { now, packet } = view;
  switch (match.kind) {
    case 'src':
    case 'dst':
      return address(packet[match.kind], match.kind, match.set);
    case 'src-bits':
    case 'dst-bits':
      return bits(match, view);
    case 'service':
      return anyService(match.of, packet);
    case 'in':
    case 'out':
      return port(now[match.kind], match.kind, match.ports);
    case 'state':
      return match.of.includes(now.state);
    case 'translated':
      return now.natted[match.side];
    case 'flags':
      return flags(packet.flags, match.mask, match.value);
    case 'condition': {
      const { condition } = match;
      return view.settled(`condition ${condition.id}`, condition) ?? { open: 'condition', condition };
    }
  }
}
