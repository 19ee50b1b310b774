/** Address blocks that do not overlap, in order, quick to add to: sorted pieces of a few hundred each. */
import type { AddressBlock } from './acl-address-value.ts';

export interface Kept<T> {
  readonly block: AddressBlock;
  readonly by: T;
}

/** `pieces` are never empty, save for the very first. */
export interface KeptBlocks<T> {
  readonly pieces: Kept<T>[][];
}

const PIECE = 512;

export const keptBlocks = <T>(): KeptBlocks<T> => ({ pieces: [] });

/** How many of `count` lie wholly before `from`; `end` gives the end of each, ascending. */
function before(count: number, end: (index: number) => bigint, from: bigint): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (end(middle) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}

const LAST_OF_ALL = 1n << 128n;

/** The first one kept that overlaps `block`, or null, in which case it is now kept itself. */
export function keep<T>({ pieces }: KeptBlocks<T>, block: AddressBlock, by: T): Kept<T> | null {
  const at = before(pieces.length, (i) => pieces[i]?.at(-1)?.block.to ?? LAST_OF_ALL, block.from);
  const piece = pieces[at] ?? pieces.at(-1);
  if (!piece) {
    pieces.push([{ block, by }]);
    return null;
  }
  const place = before(piece.length, (i) => piece[i]?.block.to ?? LAST_OF_ALL, block.from);
  const next = piece[place];
  if (next && next.block.from <= block.to) return next;
  piece.splice(place, 0, { block, by });
  if (piece.length > PIECE) pieces.splice(pieces.indexOf(piece) + 1, 0, piece.splice(PIECE / 2));
  return null;
}

export const allKept = <T>({ pieces }: KeptBlocks<T>): readonly Kept<T>[] => pieces.flat();

/** Blocks in order, with those that touch made one. */
export function joinedBlocks(sorted: readonly AddressBlock[]): readonly AddressBlock[] {
  const out: { from: bigint; to: bigint }[] = [];
  for (const { from, to } of sorted) {
    const last = out.at(-1);
    if (!last || from > last.to + 1n) out.push({ from, to });
    else if (to > last.to) last.to = to;
  }
  return out;
}

/** Whether one of `joined` holds all of `block`. */
export function isWithin(joined: readonly AddressBlock[], block: AddressBlock): boolean {
  const at = before(joined.length, (i) => joined[i]?.to ?? LAST_OF_ALL, block.from);
  const found = joined[at];
  return found !== undefined && found.from <= block.from && block.to <= found.to;
}
