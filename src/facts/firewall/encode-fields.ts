/** What becomes of a set of packets when a field is given a value, freed or moved: the steps of which NAT consists. */
import { type Bdd, type BddArena, choose, exists, FALSE, or, restrict, TRUE, topVariable } from '../bdd.ts';
import type { BitField } from '../bdd-sets.ts';
import { type FieldName, fieldCube, type Space } from './space.ts';

/** The value as a product of the variables of the field. */
export function valueCube(arena: BddArena, { first, bits }: BitField, value: bigint): Bdd {
  let cube: Bdd = TRUE;
  for (let i = 0; i < bits; i += 1) {
    const variable = first + bits - 1 - i;
    const held = ((value >> BigInt(i)) & 1n) === 1n;
    cube = held ? choose(arena, variable, FALSE, cube) : choose(arena, variable, cube, FALSE);
  }
  return cube;
}

/** The field as far as a family uses it. */
export const addressField = ({ fields }: Space, side: 'src' | 'dst', version: 4 | 6): BitField => ({
  first: fields[side].first,
  bits: version === 4 ? 32 : 128,
});

/** Packets that would be in the set if the field had this value (before a rewrite to a constant). */
export const withField = (space: Space, set: Bdd, field: BitField, value: bigint): Bdd =>
  restrict(space.arena, set, valueCube(space.arena, field, value));

/** Packets that are in the set for some value of these fields: the fields are forgotten. */
export const freeFields = (space: Space, set: Bdd, names: readonly FieldName[]): Bdd =>
  exists(space.arena, set, fieldCube(space, names));

interface Shift {
  readonly arena: BddArena;
  readonly field: BitField;
  readonly by: bigint;
  readonly done: Map<number, Bdd>;
}

/** Below a variable of the field: of the sums, those that carry `carry` into the bit above. */
function shifted(shift: Shift, f: Bdd, level: number, carry: number): Bdd {
  const { arena, field, by, done } = shift;
  if (f === FALSE) return FALSE;
  if (level === field.bits) return carry === 0 ? f : FALSE;
  const key = (f * 256 + level) * 2 + carry;
  const before = done.get(key);
  if (before !== undefined) return before;
  const variable = field.first + level;
  const asked = topVariable(arena, f) === variable;
  const below = [asked ? (arena.lo[f] ?? 0) : f, asked ? (arena.hi[f] ?? 0) : f];
  const add = Number((by >> BigInt(field.bits - 1 - level)) & 1n);
  const side = (bit: number): Bdd =>
    [0, 1].reduce((all, c) => {
      const sum = bit + add + c;
      if (sum >> 1 !== carry) return all;
      return or(arena, all, shifted(shift, below[sum & 1] ?? 0, level + 1, c));
    }, FALSE as Bdd);
  const made = choose(arena, variable, side(0), side(1));
  done.set(key, made);
  return made;
}

/** Above the field nothing changes. */
function above(shift: Shift, f: Bdd): Bdd {
  const { arena, field, done } = shift;
  const variable = topVariable(arena, f);
  if (variable >= field.first + field.bits) return f;
  if (variable >= field.first) return or(arena, shifted(shift, f, 0, 0), shifted(shift, f, 0, 1));
  const before = done.get(-f);
  if (before !== undefined) return before;
  const made = choose(arena, variable, above(shift, arena.lo[f] ?? 0), above(shift, arena.hi[f] ?? 0));
  done.set(-f, made);
  return made;
}

/**
 * Packets that would be in the set with `by` added to the field (modulo its size): the packets before a block is moved by
 * `by`. What a set becomes by the move is the same with `-by`.
 */
export function shiftField(space: Space, set: Bdd, field: BitField, by: bigint): Bdd {
  const size = 1n << BigInt(field.bits);
  const positive = ((by % size) + size) % size;
  return positive === 0n ? set : above({ arena: space.arena, field, by: positive, done: new Map() }, set);
}
