/** Sets of numbers, addresses and classes as decision diagrams, and what is in a set. */
import type { AddressSet } from './address-set.ts';
import { toRanges } from './address-set.ts';
import { type Bdd, type BddArena, choose, FALSE, OVERFLOW, TRUE, topVariable } from './bdd.ts';

/** A number in `bits` variables from `first` on, the highest bit first. */
export interface BitField {
  readonly first: number;
  readonly bits: number;
}

interface Span {
  readonly from: bigint;
  readonly to: bigint;
}

/** The spans (ascending, disjoint) within the `2^bits` numbers from `base` on. */
function spansBelow(
  arena: BddArena,
  variable: number,
  bits: number,
  base: bigint,
  spans: readonly Span[],
): Bdd {
  const [one] = spans;
  if (!one) return FALSE;
  const last = base + (1n << BigInt(bits)) - 1n;
  if (one.from <= base && one.to >= last) return TRUE;
  const middle = base + (1n << BigInt(bits - 1));
  const below = spans.filter((s) => s.from < middle);
  const above = spans.filter((s) => s.to >= middle);
  const lo = spansBelow(arena, variable + 1, bits - 1, base, below);
  return choose(arena, variable, lo, spansBelow(arena, variable + 1, bits - 1, middle, above));
}

/** The numbers of some intervals: ascending, disjoint, both ends inclusive and within the field. */
export const numberSet = (arena: BddArena, field: BitField, spans: readonly Span[]): Bdd =>
  spansBelow(arena, field.first, field.bits, 0n, spans);

/** Variables of an address: one for the family (held: IPv4), then 128; IPv4 uses the first 32 of them and leaves the rest free. */
export const ADDRESS_BITS = 129;

/** A set of addresses in `ADDRESS_BITS` variables from `first` on. */
export function addressBdd(arena: BddArena, first: number, set: AddressSet): Bdd {
  const ranges = toRanges(set);
  const of = (version: 4 | 6, bits: number): Bdd =>
    numberSet(
      arena,
      { first: first + 1, bits },
      ranges.filter((r) => r.version === version),
    );
  return choose(arena, first, of(6, 128), of(4, 32));
}

/** The numbers `indices[from..to)` of a field, ascending and each once. */
function indicesBelow(
  arena: BddArena,
  { first, bits }: BitField,
  base: number,
  indices: readonly number[],
  [from, to]: readonly [number, number],
): Bdd {
  if (from === to) return FALSE;
  if (to - from === 2 ** bits) return TRUE;
  const middle = base + 2 ** (bits - 1);
  let low = from;
  for (let high = to; low < high; ) {
    const at = (low + high) >>> 1;
    if ((indices[at] ?? 0) < middle) low = at + 1;
    else high = at;
  }
  const rest = { first: first + 1, bits: bits - 1 };
  const lo = indicesBelow(arena, rest, base, indices, [from, low]);
  return choose(arena, first, lo, indicesBelow(arena, rest, middle, indices, [low, to]));
}

/** Some numbers of a field, e.g. classes of requests by their index; ascending, each once. */
export const indexSet = (arena: BddArena, field: BitField, indices: readonly number[]): Bdd =>
  indicesBelow(arena, field, 0, indices, [0, indices.length]);

/** Variables as a product of them all, for `exists`. */
export const cubeOf = (arena: BddArena, variables: Iterable<number>): Bdd =>
  [...variables].sort((a, b) => b - a).reduce((cube, v) => choose(arena, v, FALSE, cube), TRUE);

export const fieldVariables = ({ first, bits }: BitField): readonly number[] =>
  Array.from({ length: bits }, (_, i) => first + i);

/** Whether the numbers given to some fields are in a set that asks no other variables. */
export function holds(arena: BddArena, f: Bdd, value: (variable: number) => boolean): boolean {
  let at = f;
  while (at > OVERFLOW) at = (value(topVariable(arena, at)) ? arena.hi[at] : arena.lo[at]) ?? FALSE;
  return at === TRUE;
}

/** One assignment within a set: variables that it does not name are free. null: the set is empty or not known. */
export function satisfyOne(arena: BddArena, f: Bdd): ReadonlyMap<number, boolean> | null {
  if (f === FALSE || f === OVERFLOW) return null;
  const found = new Map<number, boolean>();
  for (let at = f; at !== TRUE; ) {
    const low = arena.lo[at] ?? FALSE;
    found.set(topVariable(arena, at), low === FALSE);
    at = low === FALSE ? (arena.hi[at] ?? TRUE) : low;
  }
  return found;
}

/** The variables on which a set depends, ascending. */
export function support(arena: BddArena, f: Bdd): readonly number[] {
  const seen = new Set<Bdd>();
  const variables = new Set<number>();
  const open = [f];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at <= OVERFLOW || seen.has(at)) continue;
    seen.add(at);
    variables.add(topVariable(arena, at));
    open.push(arena.lo[at] ?? FALSE, arena.hi[at] ?? FALSE);
  }
  return [...variables].sort((a, b) => a - b);
}
