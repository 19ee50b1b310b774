/** Bounds as small integers: every number at which some bound begins or ends has its rank. */
import type { AddressSet } from '../address-set.ts';
import { AXES, type Axis, type Bounds } from './bounds.ts';
import type { NumberSet } from './model.ts';

/** First and last of each span, ascending; null: any. */
export type Spans = Int32Array | null;
export type Ranked = Readonly<Record<Axis, Spans>>;

/** Numbers at which a cell begins; cell 0 is what lies before the first. */
type Grid = readonly (bigint | number)[];

/** Ranks of `in` and `out` are the classes themselves. */
export interface Ranks {
  readonly grids: Readonly<Record<'src' | 'dst' | 'service', Grid>>;
  /** By set object. */
  readonly memo: Readonly<Record<Axis, Map<AddressSet | NumberSet, Int32Array>>>;
  readonly cells: Readonly<Record<Axis, number>>;
}

function gridOf(all: readonly Bounds[], axis: 'src' | 'dst' | 'service'): Grid {
  const starts = new Set<bigint | number>();
  for (const set of new Set<AddressSet | NumberSet | null>(all.map((b) => b[axis]))) {
    for (const { from, to } of set ?? []) {
      starts.add(from);
      starts.add(typeof to === 'bigint' ? to + 1n : to + 1);
    }
  }
  return [...starts].sort((a, b) => (a < b ? -1 : 1));
}

export function ranksOf(all: readonly Bounds[], ports: number): Ranks {
  const grids = { src: gridOf(all, 'src'), dst: gridOf(all, 'dst'), service: gridOf(all, 'service') };
  const cells = {
    src: grids.src.length + 1,
    dst: grids.dst.length + 1,
    service: grids.service.length + 1,
    in: ports,
    out: ports,
  };
  const memo = { src: new Map(), dst: new Map(), service: new Map(), in: new Map(), out: new Map() };
  return { grids, cells, memo };
}

/** The cell of a number. */
function cellOf(grid: Grid, number: bigint | number): number {
  let low = 0;
  for (let high = grid.length; low < high; ) {
    const middle = (low + high) >>> 1;
    if ((grid[middle] ?? 0) <= number) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Cells that a set touches. Of a set that is of the grid, exactly its cells. */
function rankSet(ranks: Ranks, axis: Axis, set: AddressSet | NumberSet): Int32Array {
  const known = ranks.memo[axis].get(set);
  if (known) return known;
  const made = new Int32Array(set.length * 2);
  set.forEach(({ from, to }, i) => {
    const grid = axis === 'in' || axis === 'out' ? null : ranks.grids[axis];
    made[2 * i] = grid ? cellOf(grid, from) : Number(from);
    made[2 * i + 1] = grid ? cellOf(grid, to) : Number(to);
  });
  ranks.memo[axis].set(set, made);
  return made;
}

const rankAxis = (ranks: Ranks, axis: Axis, set: AddressSet | NumberSet | null): Spans =>
  set && rankSet(ranks, axis, set);

export const rank = (ranks: Ranks, b: Bounds): Ranked => ({
  src: rankAxis(ranks, 'src', b.src),
  dst: rankAxis(ranks, 'dst', b.dst),
  service: rankAxis(ranks, 'service', b.service),
  in: rankAxis(ranks, 'in', b.in),
  out: rankAxis(ranks, 'out', b.out),
});

/** Whether some cell is in both. */
export function spansMeet(a: Spans, b: Spans): boolean {
  if (a === null) return b === null || b.length > 0;
  if (b === null) return a.length > 0;
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    if ((a[i + 1] ?? 0) < (b[j] ?? 0)) i += 2;
    else if ((b[j + 1] ?? 0) < (a[i] ?? 0)) j += 2;
    else return true;
  }
  return false;
}

function commonSpans(a: Int32Array, b: Int32Array): Int32Array {
  const out: number[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const [aLast, bLast] = [a[i + 1] ?? 0, b[j + 1] ?? 0];
    const from = Math.max(a[i] ?? 0, b[j] ?? 0);
    const to = Math.min(aLast, bLast);
    if (from <= to) out.push(from, to);
    if (aLast < bLast) i += 2;
    else j += 2;
  }
  return Int32Array.from(out);
}

/** The cells in both; where one is any, the other itself. */
export function spansBoth(a: Spans, b: Spans): Spans {
  if (a === null || b === null || a === b) return a ?? b;
  return commonSpans(a, b);
}

/** Whether all of `b` is in `a`. */
export function spansCover(a: Spans, b: Spans): boolean {
  if (a === null) return true;
  if (b === null) return false;
  let i = 0;
  for (let j = 0; j < b.length; j += 2) {
    while (i < a.length && (a[i + 1] ?? 0) < (b[j] ?? 0)) i += 2;
    if (i >= a.length || (a[i] ?? 0) > (b[j] ?? 0) || (a[i + 1] ?? 0) < (b[j + 1] ?? 0)) return false;
  }
  return true;
}

/** Most telling axes first. */
export const rankedMeet = (a: Ranked, b: Ranked): boolean =>
  spansMeet(a.dst, b.dst) &&
  spansMeet(a.src, b.src) &&
  spansMeet(a.service, b.service) &&
  spansMeet(a.in, b.in) &&
  spansMeet(a.out, b.out);

export const rankedCover = (a: Ranked, b: Ranked): boolean =>
  AXES.every((axis) => spansCover(a[axis], b[axis]));

export const rankedBoth = (a: Ranked, b: Ranked): Ranked => ({
  src: spansBoth(a.src, b.src),
  dst: spansBoth(a.dst, b.dst),
  service: spansBoth(a.service, b.service),
  in: spansBoth(a.in, b.in),
  out: spansBoth(a.out, b.out),
});
