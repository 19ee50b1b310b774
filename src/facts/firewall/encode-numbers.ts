/** Sets of small numbers as decision diagrams, without big integers: ports, protocols and IPv4 addresses are many. */
import { type Bdd, type BddArena, choose, FALSE, TRUE } from '../bdd.ts';
import type { BitField } from '../bdd-sets.ts';
import type { NumberSet } from './model.ts';

/** The first of `spans[low..high)` that ends at `number` or later. */
function firstFrom(spans: NumberSet, from: number, to: number, number: number): number {
  let low = from;
  for (let high = to; low < high; ) {
    const middle = (low + high) >>> 1;
    if ((spans[middle]?.to ?? 0) < number) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** `spans[from..to)` are those that touch the `2^bits` numbers from `base` on. */
function below(
  arena: BddArena,
  first: number,
  bits: number,
  base: number,
  spans: NumberSet,
  from: number,
  to: number,
): Bdd {
  const one = spans[from];
  if (from >= to || !one) return FALSE;
  if (one.from <= base && one.to >= base + 2 ** bits - 1) return TRUE;
  const middle = base + 2 ** (bits - 1);
  const split = firstFrom(spans, from, to, middle);
  const straddles = (spans[split]?.from ?? middle) < middle && split < to;
  const lo = below(arena, first + 1, bits - 1, base, spans, from, straddles ? split + 1 : split);
  return choose(arena, first, lo, below(arena, first + 1, bits - 1, middle, spans, split, to));
}

/** Numbers of a field of at most 32 bits; ascending, disjoint, both ends inclusive and within the field. */
export const smallNumberSet = (arena: BddArena, { first, bits }: BitField, spans: NumberSet): Bdd =>
  below(arena, first, bits, 0, spans, 0, spans.length);
