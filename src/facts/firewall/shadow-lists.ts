/** Every place in which each rule of a device stands, and what is left for it there. */
import { prepare } from './effective.ts';
import type { Entry } from './effective-entries.ts';
import type { FilterList, FilterRule, FirewallDevice, Match, Stage } from './model.ts';
import { type Examined, type Left, leftOf, workshopOf } from './shadow.ts';
import type { Decide } from './space.ts';

/** A rule as it is come to by one way. */
export interface Standing {
  readonly examined: Examined;
  readonly entry: Entry;
  readonly left: Left;
  /** Whether a stage of NAT asks it. */
  readonly nat: boolean;
}

export type Standings = ReadonlyMap<FilterRule, readonly Standing[]>;

interface Root {
  readonly list: FilterList;
  readonly when: Match;
  readonly nat: boolean;
  /** Whether a stage leads to it. */
  readonly asked: boolean;
}

const ANY: Match = { kind: 'always' };

function called(lists: readonly FilterList[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { rules, end } of lists)
    for (const action of [...rules.map((r) => r.action), end])
      if (action.do === 'call' || action.do === 'goto') names.add(action.list);
  return names;
}

/** The packets for which some stage asks a list. */
const whenAsked = (stages: readonly Stage[]): Match =>
  stages.length === 1 ? (stages[0]?.when ?? ANY) : { kind: 'any', of: stages.map((s) => s.when) };

/** Lists that stages ask. */
function askedRoots({ lists, forward, input }: FirewallDevice): readonly Root[] {
  const stages = [...forward, ...(input ?? [])];
  return lists.flatMap((list) => {
    const asking = stages.filter((s) => s.list === list.id);
    if (asking.length === 0) return [];
    return [{ list, when: whenAsked(asking), nat: asking.every((s) => s.kind === 'nat'), asked: true }];
  });
}

/** Lists that nothing asks, for themselves. */
function looseRoots({ lists }: FirewallDevice, asked: readonly Root[]): readonly Root[] {
  const inner = called(lists);
  const known = new Set(asked.map((r) => r.list));
  return lists
    .filter((list) => !known.has(list) && !inner.has(list.id))
    .map((list) => ({ list, when: ANY, nat: false, asked: false }));
}

function addRoot(device: FirewallDevice, root: Root, decide: Decide, all: Map<FilterRule, Standing[]>): void {
  const list = prepare(device, root.list, root.when);
  const examined: Examined = { device, list, workshop: workshopOf(device, list, decide) };
  const others = new Set(all.keys());
  for (const entry of list.sequence.entries) {
    const { rule } = entry;
    if (!rule || (others.has(rule) && !root.asked)) continue;
    const standing = { examined, entry, left: leftOf(examined, entry), nat: root.nat };
    const known = all.get(rule);
    if (known) known.push(standing);
    else all.set(rule, [standing]);
  }
}

/**
 * Rules of lists that no stage leads to are looked at as if there were one for all packets. A list that is called, and
 * that no call leads to from anywhere, is left out.
 */
export function standingsOf(device: FirewallDevice, decide: Decide): Standings {
  const all = new Map<FilterRule, Standing[]>();
  const asked = askedRoots(device);
  for (const root of [...asked, ...looseRoots(device, asked)]) addRoot(device, root, decide, all);
  return all;
}
