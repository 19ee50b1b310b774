/** Matches, services and sides of questions as sets of packets of a space. What does not fit the space is OVERFLOW. */
import { type AddressSet, toRanges } from '../address-set.ts';
import { and, type Bdd, choose, diff, FALSE, or, TRUE, topVariable } from '../bdd.ts';
import { type BitField, indexSet, numberSet } from '../bdd-sets.ts';
import { smallNumberSet } from './encode-numbers.ts';
import {
  CONNECTION_STATES,
  type ConnectionState,
  type Match,
  type NumberSet,
  type Service,
} from './model.ts';
import type { PacketBox } from './query.ts';
import { conditionSet, portSet, type Space } from './space.ts';

/** Protocols that have ports: TCP, UDP, DCCP, SCTP, UDP-Lite. */
export const PORT_PROTOCOLS = [6, 17, 33, 132, 136] as const;
export const ICMP_PROTOCOLS = [1, 58] as const;
export const TCP = 6;

function remembered(space: Space, key: object, make: () => Bdd): Bdd {
  const before = space.memo.get(key);
  if (before !== undefined) return before;
  const made = make();
  space.memo.set(key, made);
  return made;
}

/** The deepest variables first: each step then only copies what lies above. */
export function andAll(space: Space, sets: readonly Bdd[]): Bdd {
  const { arena } = space;
  const deepest = [...sets].sort((a, b) => topVariable(arena, b) - topVariable(arena, a));
  return deepest.reduce((all, one) => and(arena, all, one), TRUE);
}

/** Halves, so that no step joins a large set with a small one. */
export function orAll(space: Space, sets: readonly Bdd[]): Bdd {
  if (sets.length <= 2) return sets.reduce((all, one) => or(space.arena, all, one), FALSE);
  const middle = sets.length >>> 1;
  return or(space.arena, orAll(space, sets.slice(0, middle)), orAll(space, sets.slice(middle)));
}

/** Packets whose address on this side is in the set. */
export const addressSide = (space: Space, side: 'src' | 'dst', set: AddressSet): Bdd => {
  const { arena, fields } = space;
  const ranges = toRanges(set);
  const four = ranges.filter((r) => r.version === 4).map((r) => ({ from: Number(r.from), to: Number(r.to) }));
  const six = ranges.filter((r) => r.version === 6);
  const { first } = fields[side];
  const lo = six.length === 0 ? FALSE : numberSet(arena, fields[side], six);
  return choose(arena, fields.family.first, lo, smallNumberSet(arena, { first, bits: 32 }, four));
};

/** Packets whose number in this field is in the set. */
export const numbers = (
  space: Space,
  field: 'protocol' | 'sport' | 'dport' | 'icmpType' | 'icmpCode',
  set: NumberSet,
): Bdd => smallNumberSet(space.arena, space.fields[field], set);

const protocolsOf = (space: Space, list: readonly number[]): Bdd =>
  indexSet(space.arena, space.fields.protocol, list);

type Ported = Omit<Service, 'protocols'>;

function serviceParts(
  space: Space,
  protocols: NumberSet,
  { sport, dport, icmpType, icmpCode }: Ported,
): Bdd[] {
  const parts = [numbers(space, 'protocol', protocols)];
  if (sport || dport) parts.push(protocolsOf(space, PORT_PROTOCOLS));
  if (icmpType || icmpCode) parts.push(protocolsOf(space, ICMP_PROTOCOLS));
  if (sport) parts.push(numbers(space, 'sport', sport));
  if (dport) parts.push(numbers(space, 'dport', dport));
  if (icmpType) parts.push(numbers(space, 'icmpType', icmpType));
  if (icmpCode) parts.push(numbers(space, 'icmpCode', icmpCode));
  return parts;
}

/** The packets of one alternative of a service. */
export const serviceSet = (space: Space, service: Service): Bdd =>
  remembered(space, service, () => andAll(space, serviceParts(space, service.protocols, service)));

/** Every combination of the parts of a box. */
export const boxSet = (space: Space, box: PacketBox): Bdd =>
  andAll(space, [
    ...serviceParts(space, box.protocols, box),
    addressSide(space, 'src', box.src),
    addressSide(space, 'dst', box.dst),
  ]);

/** Bits of a field that the mask holds are as in the value; the others are free. */
function bitsSet(space: Space, { first, bits }: BitField, value: bigint, mask: bigint): Bdd {
  if ((value & ~mask) !== 0n) return FALSE;
  let set: Bdd = TRUE;
  for (let i = 0; i < bits; i += 1) {
    if (((mask >> BigInt(i)) & 1n) === 0n) continue;
    const held = ((value >> BigInt(i)) & 1n) === 1n;
    const variable = first + bits - 1 - i;
    set = held ? choose(space.arena, variable, FALSE, set) : choose(space.arena, variable, set, FALSE);
  }
  return set;
}

function maskedSide(space: Space, side: 'src' | 'dst', version: 4 | 6, value: bigint, mask: bigint): Bdd {
  const { first } = space.fields[side];
  const set = bitsSet(space, { first, bits: version === 4 ? 32 : 128 }, value, mask);
  const family = space.fields.family.first;
  return version === 4 ? choose(space.arena, family, FALSE, set) : choose(space.arena, family, set, FALSE);
}

const flagsSet = (space: Space, mask: number, value: number): Bdd =>
  and(
    space.arena,
    protocolsOf(space, [TCP]),
    bitsSet(space, space.fields.flags, BigInt(value), BigInt(mask)),
  );

export const stateSet = (space: Space, states: readonly ConnectionState[]): Bdd =>
  indexSet(
    space.arena,
    space.fields.state,
    CONNECTION_STATES.flatMap((state, index) => (states.includes(state) ? [index] : [])),
  );

function make(space: Space, match: Match): Bdd {
  switch (match.kind) {
    case 'always':
      return TRUE;
    case 'never':
      return FALSE;
    case 'all':
      return andAll(
        space,
        match.of.map((part) => matchSet(space, part)),
      );
    case 'any':
      return orAll(
        space,
        match.of.map((part) => matchSet(space, part)),
      );
    case 'not':
      return diff(space.arena, TRUE, matchSet(space, match.of));
    case 'src':
    case 'dst':
      return addressSide(space, match.kind, match.set);
    case 'src-bits':
    case 'dst-bits':
      return maskedSide(
        space,
        match.kind === 'src-bits' ? 'src' : 'dst',
        match.version,
        match.value,
        match.mask,
      );
    case 'service':
      return orAll(
        space,
        match.of.map((service) => serviceSet(space, service)),
      );
    case 'in':
    case 'out':
      return portSet(space, match.kind, match.ports);
    case 'state':
      return stateSet(space, match.of);
    case 'translated': {
      const field = space.fields[match.side === 'src' ? 'translatedSrc' : 'translatedDst'];
      return choose(space.arena, field.first, FALSE, TRUE);
    }
    case 'flags':
      return flagsSet(space, match.mask, match.value);
    case 'condition':
      return conditionSet(space, match.condition);
  }
}

/**
 * The packets that match, under the open conditions of the space. Worked out once an object. It is not limited to `sane`
 * packets: what asks for a question does that once.
 */
export const matchSet = (space: Space, match: Match): Bdd =>
  remembered(space, match, () => make(space, match));
