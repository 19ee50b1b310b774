/** What earlier entries leave of each entry of a list: nothing for certain, something for certain, or not known. */
import { and, type Bdd, diff, FALSE, OVERFLOW } from '../bdd.ts';
import { meeting } from './bounds-index.ts';
import { rankedCover } from './bounds-ranks.ts';
import { entrySet, type Prepared, takenSet } from './effective.ts';
import { type Entry, takesFrom, within } from './effective-entries.ts';
import type { FirewallDevice } from './model.ts';
import { freePoint, isExact, type Point } from './shadow-points.ts';
import type { Decide } from './space.ts';
import { type Space, spaceOf } from './space.ts';

/** Sets are worked out a few rules at a time: a space that has grown is left for a new one. */
export interface Workshop {
  space: Space;
  readonly make: (expected?: number) => Space;
}

/** A list under examination. */
export interface Examined {
  readonly device: FirewallDevice;
  readonly list: Prepared;
  readonly workshop: Workshop;
}

const NODES = 1 << 22;
const RENEW = 1 << 19;
const CONDITIONS = 512;

export function workshopOf(device: FirewallDevice, list: Prepared, decide: Decide): Workshop {
  const options = { ports: list.context.ports.mentioned, families: device.families, decide, limit: NODES };
  const make = (expected?: number): Space => spaceOf(expected ? { ...options, expected } : options);
  return { space: make(), make };
}

/** A space to work out something in; sets of earlier ones mean nothing in it. */
export function freshSpace(workshop: Workshop): Space {
  const { arena, conditions } = workshop.space;
  if (arena.size > RENEW || conditions.size > CONDITIONS) workshop.space = workshop.make(RENEW);
  return workshop.space;
}

/** `point`: one that is surely left. */
export type Left =
  | { readonly left: 'nothing' | 'never' | 'unknown' }
  | { readonly left: 'something'; readonly point: Point | null };

export const earlierTakers = ({ sequence, index }: Prepared, entry: Entry): readonly Entry[] => {
  const block = index.ranked[entry.index];
  if (!block) return [];
  return meeting(index, block, 0, entry.index)
    .flatMap((i) => sequence.entries[i] ?? [])
    .filter((e) => takesFrom(e, entry));
};

/**
 * Takers that take their packets whatever an entry of unknown action does with its own: it may pass them on, or send them
 * back to the caller past the rest of its frame.
 */
export const certainTakers = (list: Prepared, entry: Entry): readonly Entry[] => {
  const takers = earlierTakers(list, entry);
  const unknown = takers.filter((t) => t.does === 'unknown');
  if (unknown.length === 0) return takers;
  const leaving = unknown.filter((u) => !within(entry.frame, u.frame));
  const skipped = (t: Entry): boolean => leaving.some((u) => u.index < t.index && within(t.frame, u.frame));
  return takers.filter((t) => t.does !== 'unknown' && !skipped(t));
};

/** An earlier entry that takes everything by itself, as bounds alone show. */
function soleCover({ bounds, index, returns }: Prepared, entry: Entry, takers: readonly Entry[]): boolean {
  const own = index.ranked[entry.index];
  if (!own || returns.length > 0) return false;
  return takers.some((t) => {
    const other = index.ranked[t.index];
    return isExact(bounds[t.index]) && other !== undefined && rankedCover(other, own);
  });
}

/** What the entry gets, in this space. */
export function leftSet(space: Space, list: Prepared, entry: Entry, takers: readonly Entry[]): Bdd {
  let set = and(space.arena, space.sane, entrySet(space, entry));
  for (const taker of takers) {
    if (set === FALSE) break;
    set = diff(space.arena, set, takenSet(space, list, taker));
  }
  return set;
}

/** The entry surely matches something where its bounds are exact and a point of them can be. */
function pointLeft({ device, list }: Examined, entry: Entry): Point | null {
  const { bounds, index, sequence } = list;
  const block = index.ranked[entry.index];
  if (!block || !isExact(bounds[entry.index])) return null;
  return freePoint(index, device.families, block, entry.index, (i) => {
    const earlier = sequence.entries[i];
    return earlier !== undefined && takesFrom(earlier, entry);
  });
}

const outcomeOf = (set: Bdd): Left => {
  if (set === OVERFLOW) return { left: 'unknown' };
  return set === FALSE ? { left: 'nothing' } : { left: 'something', point: null };
};

/** `never`: it matches nothing, whatever stands before it. */
export function leftOf(examined: Examined, entry: Entry): Left {
  const point = pointLeft(examined, entry);
  if (point) return { left: 'something', point };
  const { list, workshop } = examined;
  const space = freshSpace(workshop);
  const own = and(space.arena, space.sane, entrySet(space, entry));
  if (own === FALSE) return { left: 'never' };
  const takers = earlierTakers(list, entry);
  const certain = certainTakers(list, entry);
  if (own !== OVERFLOW && soleCover(list, entry, certain)) return { left: 'nothing' };
  const left = outcomeOf(leftSet(space, list, entry, takers));
  if (left.left !== 'nothing' || certain.length === takers.length) return left;
  return leftSet(space, list, entry, certain) === FALSE ? left : { left: 'unknown' };
}
