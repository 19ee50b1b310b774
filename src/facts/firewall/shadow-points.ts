/** Single packets on the grid of a list's bounds, to show quickly that something is left of a rule. */
import { AXES, type Axis, type Bounds } from './bounds.ts';
import { type BoundsIndex, eachMeeting } from './bounds-index.ts';
import type { Ranked, Spans } from './bounds-ranks.ts';

/** One cell of each axis, as a block. */
export type Point = Readonly<Record<Axis, Int32Array>>;

const V6_END = 1n << 128n;
const V4_START = 1n << 129n;
const V4_END = V4_START + (1n << 32n);
const PROTOCOL = 65536;
const SERVICES = 256 * PROTOCOL;

/** Which family the first number of a cell is of; 0: none. */
function familyOf(index: BoundsIndex, axis: 'src' | 'dst', cell: number): 0 | 4 | 6 {
  const start = BigInt(index.ranks.grids[axis][cell - 1] ?? 0);
  if (start < V6_END) return 6;
  return start >= V4_START && start < V4_END ? 4 : 0;
}

function isSane(index: BoundsIndex, families: readonly (4 | 6)[], point: Point): boolean {
  const family = familyOf(index, 'src', point.src[0] ?? 0);
  const service = Number(index.ranks.grids.service[(point.service[0] ?? 0) - 1] ?? 0);
  const protocol = Math.floor(service / PROTOCOL);
  if (family === 0 || family !== familyOf(index, 'dst', point.dst[0] ?? 0)) return false;
  if (service >= SERVICES || (protocol === 1 && family === 6) || (protocol === 58 && family === 4))
    return false;
  return families.includes(family);
}

const mix = (n: number): number => {
  const a = Math.imul(n ^ (n >>> 15), 0x2c1b3c6d);
  const b = Math.imul(a ^ (a >>> 12), 0x297a2d39);
  return (b ^ (b >>> 15)) >>> 0;
};

/** Some cell of the spans: the first at the first try. */
function cellIn(spans: Spans, cells: number, draw: number): number {
  if (spans === null) return draw === 0 ? cells - 1 : mix(draw) % cells;
  const at = 2 * (mix(draw) % (spans.length / 2));
  const from = spans[at] ?? 0;
  return from + (draw === 0 ? 0 : mix(draw + 7) % ((spans[at + 1] ?? 0) - from + 1));
}

function pointAt(index: BoundsIndex, block: Ranked, attempt: number): Point {
  const cell = (axis: Axis, salt: number): Int32Array => {
    const at = cellIn(block[axis], index.ranks.cells[axis], attempt === 0 ? 0 : attempt * 31 + salt);
    return Int32Array.of(at, at);
  };
  return {
    src: cell('src', 1),
    dst: cell('dst', 2),
    service: cell('service', 3),
    in: cell('in', 4),
    out: cell('out', 5),
  };
}

const ATTEMPTS = 16;

/**
 * A point of the block that none of the entries before `before` may match, of those that `counts` takes; null: none was
 * found, which says nothing.
 */
export function freePoint(
  index: BoundsIndex,
  families: readonly (4 | 6)[],
  block: Ranked,
  before: number,
  counts: (entry: number) => boolean,
): Point | null {
  if (AXES.some((axis) => block[axis]?.length === 0)) return null;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const point = pointAt(index, block, attempt);
    if (!isSane(index, families, point)) continue;
    let free = true;
    eachMeeting(index, point, [0, before], (entry) => {
      free = !counts(entry);
      return free;
    });
    if (free) return point;
  }
  return null;
}

/** Whether every packet within the bounds is one that matches, whatever the conditions. */
export const isExact = (bounds: Bounds | undefined): boolean => bounds?.exact === true;
