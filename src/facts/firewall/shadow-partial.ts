/** Earlier rules of another action that take a part of a rule and reach beyond it: which of the two was meant is not plain. */
import { and, type Bdd, diff, FALSE, OVERFLOW } from '../bdd.ts';
import { type Ranked, rankedBoth, rankedCover, rankedMeet } from './bounds-ranks.ts';
import { entrySet, type Prepared, takenSet } from './effective.ts';
import { type Entry, takesFrom } from './effective-entries.ts';
import { type Examined, earlierTakers, freshSpace } from './shadow.ts';
import { freePoint, isExact } from './shadow-points.ts';
import type { Space } from './space.ts';

const opposed = (a: Entry, b: Entry): boolean =>
  (a.does === 'permit' && b.does === 'deny') || (a.does === 'deny' && b.does === 'permit');

/** By the bounds: it surely takes a part, and surely reaches beyond; null: bounds do not tell. */
function quickly({ device, list }: Examined, entry: Entry, earlier: Entry): boolean | null {
  const { index, bounds, sequence } = list;
  const [own, its] = [index.ranked[entry.index], index.ranked[earlier.index]];
  if (!own || !its || !isExact(bounds[entry.index]) || !isExact(bounds[earlier.index])) return null;
  if (rankedCover(own, its)) return false;
  const both = rankedBoth(own, its);
  const found = freePoint(index, device.families, both, earlier.index, (i) => {
    const before = sequence.entries[i];
    return before !== undefined && takesFrom(before, earlier);
  });
  return found ? true : null;
}

/** Of packets that both match, those that come to the earlier. */
function part(space: Space, list: Prepared, own: Bdd, earlier: Entry, block: Ranked | null): Bdd {
  const { ranked } = list.index;
  let set = and(space.arena, and(space.arena, space.sane, own), entrySet(space, earlier));
  for (const taker of earlierTakers(list, earlier)) {
    const its = ranked[taker.index];
    if (set === FALSE) break;
    if (block && its && rankedMeet(block, its)) set = diff(space.arena, set, takenSet(space, list, taker));
  }
  return set;
}

function exactly({ list, workshop }: Examined, entry: Entry, earlier: Entry): boolean {
  const space = freshSpace(workshop);
  const { arena, sane } = space;
  const own = entrySet(space, entry);
  const beyond = diff(arena, and(arena, sane, entrySet(space, earlier)), own);
  if (beyond === FALSE || beyond === OVERFLOW) return false;
  const [a, b] = [list.index.ranked[entry.index], list.index.ranked[earlier.index]];
  const taken = part(space, list, own, earlier, a && b ? rankedBoth(a, b) : null);
  return taken !== FALSE && taken !== OVERFLOW;
}

/**
 * Whether the earlier rule gets packets that the later would have got, and is no mere exception to it (all of it within
 * the later one), which people write on purpose.
 */
const takesPart = (examined: Examined, entry: Entry, earlier: Entry): boolean =>
  quickly(examined, entry, earlier) ?? exactly(examined, entry, earlier);

/** At most `most` of them, in order. */
export function partTakers(examined: Examined, entry: Entry, most: number): readonly Entry[] {
  const found: Entry[] = [];
  for (const earlier of earlierTakers(examined.list, entry)) {
    if (found.length >= most) break;
    if (
      earlier.rule &&
      !earlier.rule.implicit &&
      opposed(earlier, entry) &&
      takesPart(examined, entry, earlier)
    )
      found.push(earlier);
  }
  return found;
}
