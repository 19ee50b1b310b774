/** What each entry of a list decides: the packets it matches less those that earlier entries have taken. */
import { and, type Bdd, diff, FALSE, TRUE } from '../bdd.ts';
import { type Bounds, type BoundsContext, boundsContext, boundsOf, meetBounds, UNBOUNDED } from './bounds.ts';
import { type BoundsIndex, boundsIndex, meeting } from './bounds-index.ts';
import { type Ranked, rank, rankedBoth, rankedMeet } from './bounds-ranks.ts';
import { type Entry, type Sequence, sequenceOf, takesFrom, within } from './effective-entries.ts';
import { matchSet } from './encode.ts';
import type { FilterList, FirewallDevice, Match } from './model.ts';
import { portNames, type Space } from './space.ts';
import { portClasses } from './space-ports.ts';

/** A list made ready for questions; it knows no space and no time. */
export interface Prepared {
  readonly sequence: Sequence;
  readonly context: BoundsContext;
  readonly index: BoundsIndex;
  /** By entry. */
  readonly bounds: readonly Bounds[];
  readonly returns: readonly Entry[];
}

const contexts = new WeakMap<FirewallDevice, BoundsContext>();
const prepared = new WeakMap<FilterList, { device: FirewallDevice; when: Match; made: Prepared }[]>();

/** A list is asked by a stage or two, each with its own `when`. */
const MOST_KEPT = 8;

/** Bounds of this device's ports. */
export function contextOf(device: FirewallDevice): BoundsContext {
  const before = contexts.get(device);
  if (before) return before;
  const made = boundsContext(portClasses(portNames([device])));
  contexts.set(device, made);
  return made;
}

function prepareNew(device: FirewallDevice, list: FilterList, when: Match): Prepared {
  const context = contextOf(device);
  const sequence = sequenceOf(device.lists, list, when);
  const guards = new Map<readonly Match[], Bounds>();
  const guardBounds = (all: readonly Match[]): Bounds => {
    const before = guards.get(all);
    if (before) return before;
    const made = all.reduce((b, m) => meetBounds(b, boundsOf(context, m)), UNBOUNDED);
    guards.set(all, made);
    return made;
  };
  const bounds = sequence.entries.map((e) =>
    e.match ? meetBounds(guardBounds(e.guards), boundsOf(context, e.match)) : guardBounds(e.guards),
  );
  const returns = sequence.entries.filter((e) => e.does === 'return');
  return { sequence, context, bounds, index: boundsIndex(bounds, context.ports.names.length), returns };
}

/** A list of a device for the packets that `when` matches, with all lists that it calls. Made once for the same objects. */
export function prepare(device: FirewallDevice, list: FilterList, when: Match): Prepared {
  const known = prepared.get(list) ?? [];
  const before = known.find((k) => k.device === device && k.when === when);
  if (before) return before.made;
  const made = prepareNew(device, list, when);
  prepared.set(list, [...known.slice(1 - MOST_KEPT), { device, when, made }]);
  return made;
}

/** All packets that a rule's guards and match take, whatever stands before it. */
export function entrySet(space: Space, entry: Entry): Bdd {
  const guarded = guardSet(space, entry.guards);
  return entry.match ? and(space.arena, guarded, matchSet(space, entry.match)) : guarded;
}

function guardSet(space: Space, guards: readonly Match[]): Bdd {
  const before = space.memo.get(guards);
  if (before !== undefined) return before;
  const made = guards.reduce((set, m) => and(space.arena, set, matchSet(space, m)), TRUE as Bdd);
  space.memo.set(guards, made);
  return made;
}

/**
 * What an entry takes from those that follow it. Packets that returned before it never came to it, though it matches them:
 * behind the call they may still be undecided.
 */
export function takenSet(space: Space, { returns, index }: Prepared, entry: Entry): Bdd {
  const own = entrySet(space, entry);
  if (returns.length === 0 || entry.does === 'return') return own;
  const before = space.memo.get(entry);
  if (before !== undefined) return before;
  const block = index.ranked[entry.index];
  const made = returns.reduce((set, r) => {
    const other = index.ranked[r.index];
    const skips = r.index < entry.index && within(entry.frame, r.frame);
    return skips && block && other && rankedMeet(block, other)
      ? diff(space.arena, set, entrySet(space, r))
      : set;
  }, own);
  space.memo.set(entry, made);
  return made;
}

/** A block of packets: `set`, all of it within `bounds`. */
export interface Clip {
  readonly bounds: Bounds;
  readonly set: Bdd;
}

/** The sane packets that a match takes. */
export const clipOf = (space: Space, { context }: Prepared, match: Match): Clip => ({
  bounds: boundsOf(context, match),
  set: and(space.arena, space.sane, matchSet(space, match)),
});

export interface Effective {
  readonly entry: Entry;
  /** OVERFLOW: not known. */
  readonly set: Bdd;
}

/** Of a question: an entry that may meet it, where it does, and in how many ways it is not limited there. */
interface Relevant {
  readonly entry: Entry;
  readonly block: Ranked;
  readonly open: number;
}

const openAxes = (own: Ranked, asked: Ranked): number =>
  (['src', 'dst', 'service'] as const).filter((axis) => own[axis] === asked[axis]).length;

function relevant({ sequence, index }: Prepared, clip: Clip): readonly Relevant[] {
  const asked = rank(index.ranks, clip.bounds);
  return meeting(index, asked, 0, sequence.entries.length).flatMap((i) => {
    const entry = sequence.entries[i];
    const own = index.ranked[i];
    if (!entry || !own) return [];
    const block = rankedBoth(own, asked);
    return [{ entry, block, open: openAxes(block, asked) }];
  });
}

/** What takes packets from an entry, the widest first: they leave least for the others to cut up. */
function takersOf(all: readonly Relevant[], place: number): readonly Entry[] {
  const own = all[place];
  if (!own) return [];
  const found: Relevant[] = [];
  for (let i = 0; i < place; i += 1) {
    const earlier = all[i];
    if (earlier && takesFrom(earlier.entry, own.entry) && rankedMeet(earlier.block, own.block))
      found.push(earlier);
  }
  return found.sort((a, b) => b.open - a.open).map((r) => r.entry);
}

/**
 * What each entry that decides gets of the clip, in order: disjoint sets, which together are the clip. Empty ones are
 * left out; entries that `wanted` refuses are, too.
 */
export function* effectiveSets(
  space: Space,
  list: Prepared,
  clip: Clip,
  wanted: (entry: Entry) => boolean = (e) => e.does !== 'pass' && e.does !== 'return',
): Generator<Effective> {
  const all = relevant(list, clip);
  for (const [place, { entry }] of all.entries()) {
    if (!wanted(entry)) continue;
    let set = and(space.arena, clip.set, entrySet(space, entry));
    for (const taker of set === FALSE ? [] : takersOf(all, place)) {
      set = diff(space.arena, set, takenSet(space, list, taker));
      if (set === FALSE) break;
    }
    if (set !== FALSE) yield { entry, set };
  }
}
