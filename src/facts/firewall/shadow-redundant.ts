/** Rules without which every packet would meet the same fate. */
import { and, diff, FALSE, OVERFLOW } from '../bdd.ts';
import { eachMeeting, meeting } from './bounds-index.ts';
import { rankedBoth } from './bounds-ranks.ts';
import { takenSet } from './effective.ts';
import { type Entry, takesFrom } from './effective-entries.ts';
import { certainTakers, type Examined, freshSpace, leftSet } from './shadow.ts';
import { freePoint, isExact, type Point } from './shadow-points.ts';

const logOf = ({ rule, list }: Entry): boolean | null => (rule ? rule.log : list.endLog);

/** A packet that is logged by one and not by the other is not treated alike. */
function sameLog(entry: Entry, other: Entry): boolean {
  const [own, its] = [logOf(entry), logOf(other)];
  return own === its || own === null || (own === false && its === null);
}

const answer = ({ action }: Entry): string | null => (action.do === 'deny' ? (action.reject ?? null) : null);

/** Whether packets meet the same fate at both, an answer and a log among it. */
export const sameFate = (entry: Entry, other: Entry): boolean =>
  entry.does === other.does &&
  (entry.does === 'permit' || entry.does === 'deny') &&
  answer(entry) === answer(other) &&
  sameLog(entry, other);

/** Entries to which packets may come when a rule is gone: without it, and without those that never get any. */
export type Remains = (entry: Entry) => boolean;

/** Whether a packet that the entry gets surely meets another fate later: a quick no. */
function losesPoint({ list }: Examined, entry: Entry, point: Point, remains: Remains): boolean {
  const { sequence, index, bounds, returns } = list;
  if (returns.length > 0) return false;
  let lost = false;
  eachMeeting(index, point, [entry.index + 1, sequence.entries.length], (i) => {
    const later = sequence.entries[i];
    if (!later || later.does === 'pass' || !remains(later)) return true;
    if (sameFate(entry, later)) return false;
    lost = isExact(bounds[i]);
    return !lost;
  });
  return lost;
}

/** Later entries of another fate that are looked at for a packet that would be lost. */
const MOST_LOSSES = 16;

/** A quick no: some later entry of another fate surely gets a packet of this one. */
function losesQuickly(examined: Examined, entry: Entry, remains: Remains): boolean {
  const { device, list } = examined;
  const { sequence, index, bounds } = list;
  const own = index.ranked[entry.index];
  if (!own || !isExact(bounds[entry.index])) return false;
  let lost = false;
  let left = MOST_LOSSES;
  eachMeeting(index, own, [entry.index + 1, sequence.entries.length - 1], (i) => {
    const later = sequence.entries[i];
    const its = index.ranked[i];
    if (!later?.rule || !its || sameFate(entry, later) || !remains(later)) return true;
    const point = freePoint(index, device.families, rankedBoth(own, its), entry.index, (n) => {
      const before = sequence.entries[n];
      return before !== undefined && takesFrom(before, entry);
    });
    lost = point !== null && losesPoint(examined, entry, point, remains);
    left -= 1;
    return !lost && left > 0;
  });
  return lost;
}

/** The later entries that give all packets of an entry the same fate; null: not all, or not known. */
export function takenOver(
  examined: Examined,
  entry: Entry,
  point: Point | null,
  remains: Remains,
): readonly Entry[] | null {
  if (point && losesPoint(examined, entry, point, remains)) return null;
  if (losesQuickly(examined, entry, remains)) return null;
  const { list, workshop } = examined;
  const { sequence, index } = list;
  const block = index.ranked[entry.index];
  if (!block) return null;
  const space = freshSpace(workshop);
  let rest = leftSet(space, list, entry, certainTakers(list, entry));
  const found: Entry[] = [];
  for (const i of meeting(index, block, entry.index + 1, sequence.entries.length)) {
    const later = sequence.entries[i];
    if (!later || later.does === 'pass' || later.does === 'return' || !remains(later)) continue;
    const part = and(space.arena, rest, takenSet(space, list, later));
    if (part === FALSE) continue;
    if (part === OVERFLOW || !sameFate(entry, later)) return null;
    found.push(later);
    rest = diff(space.arena, rest, part);
    if (rest === FALSE) return found;
  }
  return null;
}
