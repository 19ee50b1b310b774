/** Which entries of a sequence may meet a block of packets: a bit an entry, in buckets of neighbouring cells of each axis. */
import { AXES, type Axis, type Bounds } from './bounds.ts';
import { type Ranked, type Ranks, rank, rankedMeet, ranksOf, type Spans } from './bounds-ranks.ts';

interface AxisIndex {
  /** Cells a bucket. */
  readonly width: number;
  readonly buckets: readonly Uint32Array[];
}

export interface BoundsIndex {
  readonly ranks: Ranks;
  readonly ranked: readonly Ranked[];
  readonly axes: Readonly<Record<Axis, AxisIndex>>;
  readonly words: number;
}

/** More of them tell more apart and cost more to fill: one for every so many entries. */
const MOST_BUCKETS = 256;
const ENTRIES_A_BUCKET = 8;

function setBits({ buckets, width }: AxisIndex, spans: Spans, entry: number): void {
  const word = entry >>> 5;
  const bit = 1 << (entry & 31);
  const mark = (from: number, to: number): void => {
    for (let b = from; b <= to; b += 1) {
      const bucket = buckets[b];
      if (bucket) bucket[word] = (bucket[word] ?? 0) | bit;
    }
  };
  if (spans === null) mark(0, buckets.length - 1);
  else
    for (let i = 0; i < spans.length; i += 2)
      mark(Math.floor((spans[i] ?? 0) / width), Math.floor((spans[i + 1] ?? 0) / width));
}

/** An axis of which no entry speaks tells nothing, and has no buckets. */
function axisIndex(ranked: readonly Ranked[], axis: Axis, cells: number, words: number): AxisIndex {
  if (ranked.every((r) => r[axis] === null)) return { width: 1, buckets: [] };
  const most = Math.min(MOST_BUCKETS, Math.ceil(ranked.length / ENTRIES_A_BUCKET));
  const width = Math.ceil(cells / most);
  const buckets = Array.from({ length: Math.ceil(cells / width) }, () => new Uint32Array(words));
  const index = { width, buckets };
  for (const [entry, r] of ranked.entries()) setBits(index, r[axis], entry);
  return index;
}

export function boundsIndex(all: readonly Bounds[], ports: number): BoundsIndex {
  const ranks = ranksOf(all, ports);
  const ranked = all.map((b) => rank(ranks, b));
  const words = Math.ceil(all.length / 32);
  const axis = (name: Axis): AxisIndex => axisIndex(ranked, name, ranks.cells[name], words);
  const axes = {
    src: axis('src'),
    dst: axis('dst'),
    service: axis('service'),
    in: axis('in'),
    out: axis('out'),
  };
  return { ranks, ranked, axes, words };
}

/** The buckets that spans touch; null: so many that they tell little. */
function bucketsOf({ buckets, width }: AxisIndex, spans: Int32Array): readonly Uint32Array[] | null {
  const met = new Set<number>();
  for (let i = 0; i < spans.length; i += 2) {
    const last = Math.floor((spans[i + 1] ?? 0) / width);
    for (let b = Math.floor((spans[i] ?? 0) / width); b <= last; b += 1) met.add(b);
    if (met.size * 2 > buckets.length) return null;
  }
  return [...met].flatMap((b) => buckets[b] ?? []);
}

/** Bits of the entries that touch the same buckets; null: the axis tells nothing. */
function touched(index: AxisIndex, spans: Spans, words: number): Uint32Array | null {
  const met = spans === null || index.buckets.length === 0 ? null : bucketsOf(index, spans);
  if (!met) return null;
  const [first, ...others] = met;
  if (!first) return new Uint32Array(words);
  if (others.length === 0) return first;
  const bits = first.slice(0, words);
  for (const bucket of others) for (let w = 0; w < words; w += 1) bits[w] = (bits[w] ?? 0) | (bucket[w] ?? 0);
  return bits;
}

/** Calls `found` with every entry from `from` up to, not with, `to` that may meet the block, ascending, until it returns false. */
export function eachMeeting(
  index: BoundsIndex,
  block: Ranked,
  [from, to]: readonly [number, number],
  found: (entry: number) => boolean,
): void {
  const words = Math.min(index.words, (to + 31) >>> 5);
  const bits = AXES.flatMap((axis) => touched(index.axes[axis], block[axis], words) ?? []);
  for (let w = from >>> 5; w < words; w += 1) {
    let word = -1;
    for (let i = 0; i < bits.length && word !== 0; i += 1) word &= bits[i]?.[w] ?? 0;
    while (word !== 0) {
      const entry = w * 32 + 31 - Math.clz32(word & -word);
      word &= word - 1;
      if (entry < from || entry >= to) continue;
      const ranked = index.ranked[entry];
      if (ranked && rankedMeet(ranked, block) && !found(entry)) return;
    }
  }
}

/** The entries that may meet the block, ascending. */
export function meeting(index: BoundsIndex, block: Ranked, from: number, to: number): readonly number[] {
  const out: number[] = [];
  eachMeeting(index, block, [from, to], (entry) => {
    out.push(entry);
    return true;
  });
  return out;
}
