/**
 * Values told apart by nothing but which of some sets hold them: one class for each combination that occurs, so that
 * every set is a list of classes. Sets are numbered from 0.
 */
import { type AddressSet, ALL_ADDRESSES, type Interval } from '../address-set.ts';

export interface Partition<M> {
  /** What is in each class. */
  readonly members: readonly M[];
  /** For each set the classes it is made of, ascending. */
  readonly classesOf: readonly (readonly number[])[];
}

/** Combinations of sets as numbers; 0 is none of them. Equal combinations are equal numbers. */
export interface Signatures {
  readonly sets: readonly number[][];
  /** The combination with one set put in, or taken out where it is in. */
  readonly toggled: (signature: number, set: number) => number;
  /** What is in either. */
  readonly joined: (a: number, b: number) => number;
}

const merged = (a: readonly number[], b: readonly number[]): number[] =>
  [...new Set([...a, ...b])].sort((x, y) => x - y);

const toggledIn = (sets: readonly number[], set: number): number[] =>
  sets.includes(set) ? sets.filter((s) => s !== set) : merged(sets, [set]);

export function signatures(): Signatures {
  const sets: number[][] = [[]];
  const byText = new Map([['', 0]]);
  const numberOf = (list: number[]): number => {
    const text = list.join();
    const known = byText.get(text);
    if (known !== undefined) return known;
    byText.set(text, sets.length);
    return sets.push(list) - 1;
  };
  const remembered = (make: (a: number[], b: number) => number[]): ((a: number, b: number) => number) => {
    const made = new Map<number, number>();
    return (a, b) => {
      const key = a * 2 ** 24 + b;
      const known = made.get(key);
      if (known !== undefined) return known;
      const value = numberOf(make(sets[a] ?? [], b));
      made.set(key, value);
      return value;
    };
  };
  const join = remembered((a, b) => merged(a, sets[b] ?? []));
  return {
    sets,
    toggled: remembered(toggledIn),
    joined: (a, b) => (a === b || b === 0 ? a : a === 0 ? b : join(a, b)),
  };
}

/** Classes in the order in which their signatures were first seen. */
export function classesOf(sigs: Signatures, seen: readonly number[], sets: number): readonly number[][] {
  const out = Array.from({ length: sets }, (): number[] => []);
  for (const [index, signature] of seen.entries()) {
    for (const set of sigs.sets[signature] ?? []) out[set]?.push(index);
  }
  return out;
}

interface Edge {
  readonly at: bigint;
  readonly set: number;
}

/** Every place where a set begins or ends. The lists are sorted already, which the sort makes use of. */
const edgesOf = (sets: readonly (readonly Interval[])[]): readonly Edge[] =>
  sets
    .flatMap((list, set) =>
      list.flatMap(({ from, to }) => [
        { at: from, set },
        { at: to + 1n, set },
      ]),
    )
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));

/** Sets of numbers, each sorted and disjoint, within `universe`. */
export function partitionIntervals(
  universe: readonly Interval[],
  sets: readonly (readonly Interval[])[],
): Partition<readonly Interval[]> {
  const sigs = signatures();
  const members = new Map<number, Interval[]>();
  const put = (signature: number, piece: Interval): void => {
    const list = members.get(signature);
    if (list) list.push(piece);
    else members.set(signature, [piece]);
  };
  const edges = edgesOf(sets);
  let next = 0;
  let signature = 0;
  for (const whole of universe) {
    for (let from = whole.from; from <= whole.to; ) {
      for (let edge = edges[next]; edge && edge.at <= from; edge = edges[next]) {
        signature = sigs.toggled(signature, edge.set);
        next += 1;
      }
      const end = edges[next]?.at ?? whole.to + 1n;
      const to = end > whole.to ? whole.to : end - 1n;
      put(signature, { from, to });
      from = to + 1n;
    }
  }
  return { members: [...members.values()], classesOf: classesOf(sigs, [...members.keys()], sets.length) };
}

export const partitionAddresses = (sets: readonly AddressSet[]): Partition<AddressSet> =>
  partitionIntervals(ALL_ADDRESSES, sets);

const asInterval = ({ from, to }: { readonly from: number; readonly to: number }): Interval => ({
  from: BigInt(from),
  to: BigInt(to),
});

/** Overlapping or unordered ranges of one set are joined. */
function joinedRanges(
  ranges: readonly { readonly from: number; readonly to: number }[],
): readonly Interval[] {
  const out: { from: bigint; to: bigint }[] = [];
  for (const { from, to } of ranges.map(asInterval).sort((a, b) => Number(a.from - b.from))) {
    const last = out.at(-1);
    if (last && from <= last.to + 1n) last.to = to > last.to ? to : last.to;
    else out.push({ from, to });
  }
  return out;
}

export const partitionNumbers = (
  universe: { readonly from: number; readonly to: number },
  sets: readonly (readonly { readonly from: number; readonly to: number }[])[],
): Partition<readonly Interval[]> => partitionIntervals([asInterval(universe)], sets.map(joinedRanges));

/** Single values, in order; those that no set tells apart share a class. `within` gives the sets of a value. */
export function partitionPoints<T>(
  points: readonly T[],
  sets: number,
  within: (point: T) => readonly number[],
): Partition<readonly T[]> {
  const sigs = signatures();
  const members = new Map<number, T[]>();
  for (const point of points) {
    const signature = within(point).reduce((sig, set) => sigs.joined(sig, sigs.toggled(0, set)), 0);
    members.set(signature, [...(members.get(signature) ?? []), point]);
  }
  return { members: [...members.values()], classesOf: classesOf(sigs, [...members.keys()], sets) };
}
