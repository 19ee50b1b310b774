/** Which rules cover another, in few words. */
import { and, type Bdd, diff, FALSE } from '../bdd.ts';
import { entrySet, takenSet } from './effective.ts';
import type { Entry } from './effective-entries.ts';
import type { FilterRule } from './model.ts';
import { certainTakers, type Examined, freshSpace } from './shadow.ts';
import type { Space } from './space.ts';

/** Whether two entries treat their packets differently; entries that only end a list count too. */
export const differ = (a: Entry, b: Entry): boolean => a.does !== b.does;

/** An entry, and what of the set in question it matches. */
type Taken = readonly [Entry, Bdd];

/** Beyond this many rules nobody reads on, and none are left out of the list by trial. */
const MOST_TRIED = 48;

/** The entries that leave nothing of the set, each of which took something that those before it had left. */
function contributors(space: Space, own: Bdd, taken: readonly Taken[]): readonly Taken[] {
  let rest = own;
  return taken.filter(([, set]) => {
    const before = rest;
    if (rest !== FALSE) rest = diff(space.arena, rest, set);
    return rest !== before;
  });
}

/** Leaves out every entry without which the others still cover the set. */
function irredundant(space: Space, own: Bdd, all: readonly Taken[]): readonly Taken[] {
  let kept = all;
  for (const one of all) {
    const others = kept.filter((k) => k !== one);
    const rest = others.reduce((left, [, set]) => diff(space.arena, left, set), own);
    if (rest === FALSE) kept = others;
  }
  return kept;
}

/** Entries that cover a set: one if one does, else as few as were found. */
function coverOf(space: Space, own: Bdd, entry: Entry, taken: readonly Taken[]): readonly Entry[] {
  const alone = taken.filter(([, set]) => diff(space.arena, own, set) === FALSE).map(([e]) => e);
  const sole = alone.find((e) => differ(e, entry)) ?? alone[0];
  if (sole) return [sole];
  const found = contributors(space, own, taken);
  return (found.length > MOST_TRIED ? found : irredundant(space, own, found)).map(([e]) => e);
}

/** The first entry of another action that really takes packets of the set, as no earlier one has. */
function opponent(space: Space, own: Bdd, entry: Entry, taken: readonly Taken[]): Entry | null {
  let rest = own;
  for (const [taker, set] of taken) {
    if (rest === FALSE) return null;
    if (differ(taker, entry) && taker.rule && and(space.arena, rest, set) !== FALSE) return taker;
    rest = diff(space.arena, rest, set);
  }
  return null;
}

export const rulesOf = (entries: readonly Entry[]): readonly FilterRule[] => [
  ...new Set(entries.flatMap((e) => e.rule ?? [])),
];

/** The rules that leave nothing of an entry, one of another action first if any takes a part of it. */
export function coveringRules(examined: Examined, entry: Entry): readonly FilterRule[] {
  const { list, workshop } = examined;
  const space = freshSpace(workshop);
  const own = and(space.arena, space.sane, entrySet(space, entry));
  const takers = certainTakers(list, entry);
  const taken = takers.map((t) => [t, and(space.arena, own, takenSet(space, list, t))] as const);
  const cover = coverOf(space, own, entry, taken);
  const other = cover.find((e) => differ(e, entry)) ?? opponent(space, own, entry, taken);
  return rulesOf(other ? [other, ...cover.filter((e) => e !== other)] : cover);
}
