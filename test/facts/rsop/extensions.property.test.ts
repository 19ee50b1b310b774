/** What is said to be sure, held against hosts on which the extensions run, again and again and in any order. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type GroupMembers, groupMembers, type MemberState } from '../../../src/facts/rsop/group-result.ts';
import type { ResultantSetting } from '../../../src/facts/rsop/model.ts';
import { entryId, indexPolicies } from '../../../src/facts/rsop/policy-index.ts';
import { settingIn } from '../../../src/facts/rsop/resultant.ts';
import { type Applied, type Host, type Run, runOnce, spelledKey } from './extensions-simulator.ts';
import { containersOf, contents, type Entry, guid, list, MAYBE, YES } from './policies.ts';
import { allFiles, GROUPS, KEYS, NAMES, PEOPLE, type RandomGpo, randomGpo } from './random-gpos.ts';
import { valueIn } from './registry-simulator.ts';

const RUNS: readonly Run[] = ['registry', 'groups', 'security', 'preferences'];
const OF_USER: readonly Run[] = ['userPreferences', 'userGroups'];

interface Case {
  readonly gpos: readonly RandomGpo[];
  readonly standings: readonly (typeof YES | typeof MAYBE)[];
  /** Which GPOs and items that may apply do, by bits. */
  readonly chance: number;
  /** Runs after the first one of each. */
  readonly later: readonly Run[];
  readonly hostValue: number | null;
  readonly hostMembers: readonly string[];
  readonly users: readonly string[];
}

const cases: fc.Arbitrary<Case> = fc.array(randomGpo, { minLength: 1, maxLength: 4 }).chain((gpos) =>
  fc.record({
    gpos: fc.constant(gpos),
    standings: fc.array(fc.constantFrom(YES, YES, MAYBE), { minLength: gpos.length, maxLength: gpos.length }),
    chance: fc.nat(),
    later: fc.array(fc.constantFrom(...RUNS, ...OF_USER), { maxLength: 4 }),
    hostValue: fc.constantFrom(null, 7),
    hostMembers: fc.uniqueArray(fc.constantFrom(...PEOPLE, 'S-1-5-21-1-2-3-500')),
    users: fc.uniqueArray(fc.constantFrom(...PEOPLE, 'S-1-5-21-1-2-3-500')),
  }),
);

function world({ gpos, standings }: Case) {
  const ids = gpos.map((_, i) => guid(i));
  const files = allFiles(gpos);
  const containers = containersOf(files, ids);
  const entries = ids.map((id, i): Entry => ({ id, standing: standings[i] ?? YES }));
  const index = indexPolicies(contents(files, ids), containers);
  const machine = list('machine', entries.toReversed(), containers);
  return { index, lists: { machine, user: null, controller: false } };
}

function hostOf({ hostValue, hostMembers }: Case): Host {
  const values = (): Map<string, string> =>
    new Map(hostValue === null ? [] : NAMES.map((n) => [n, String(hostValue)] as const));
  return {
    registry: new Map(KEYS.map((k) => [k.toLowerCase(), values()] as const)),
    groups: new Map(GROUPS.map((g) => [g, new Set(hostMembers)] as const)),
  };
}

/** A host on which all of it has run. */
function simulated(drawn: Case): Host {
  const { gpos, standings, chance, later, users } = drawn;
  const bit = (n: number): boolean => (chance >> (n % 30)) % 2 === 1;
  const items = gpos.flatMap((g) => [
    ...(g.items ?? []),
    ...(g.groups ?? []),
    ...(g.userItems ?? []),
    ...(g.userGroups ?? []),
  ]);
  const applied: Applied = {
    gpos: gpos.filter((_, i) => standings[i] === YES || bit(i)),
    ofUser: gpos.filter((_, i) => bit(13 + i)),
    keyOf: (item) => spelledKey(item, chance >> 3),
    choice: (item) => !item.targeted || bit(7 + items.indexOf(item)),
    isUser: (sid) => users.includes(sid),
  };
  const host = hostOf(drawn);
  for (const run of [...RUNS, ...later]) runOnce(host, run, applied);
  return host;
}

/** What a value has to be on every host; undefined: nothing is sure. */
function expectedValue(drawn: Case, setting: ResultantSetting | null): string | null | undefined {
  if (!setting) return drawn.hostValue === null ? null : String(drawn.hostValue);
  if (setting.result.state === 'deleted') return null;
  return setting.result.state === 'set' ? setting.result.winner.shown : undefined;
}

test('a registry value that is sure is what the host holds, in whatever order extensions run again', () => {
  let sure = 0;
  const places = KEYS.flatMap((k) => NAMES.map((n) => [k, n] as const));
  fc.assert(
    fc.property(cases, (drawn) => {
      const { index, lists } = world(drawn);
      const host = simulated(drawn);
      for (const [k, n] of places) {
        const setting = settingIn(index, lists, 'registry', `HKLM\\${k}\\${n}`);
        const expected = expectedValue(drawn, setting);
        if (expected === undefined) continue;
        expect([k, n, valueIn(host.registry, k, n)]).toEqual([k, n, expected]);
        sure += setting ? 1 : 0;
      }
    }),
    { numRuns: 600 },
  );
  expect(sure).toBeGreaterThan(100);
});

interface Said {
  readonly who: string;
  /** undefined: nothing is sure. */
  readonly isIn: boolean | undefined;
}

const NOBODY_NAMES = 'S-1-5-21-1-2-3-500';

/** What is said of the members of a group. */
function said(drawn: Case, { members, others }: GroupMembers): readonly Said[] {
  const isIn = (state: MemberState, who: string): boolean | undefined => {
    if (state === 'untouched') return drawn.hostMembers.includes(who);
    return state === 'open' ? undefined : state === 'in';
  };
  const named = members.map(({ principal: { sid }, state }) => ({
    who: sid ?? '',
    isIn: isIn(state, sid ?? ''),
  }));
  return [...named, { who: NOBODY_NAMES, isIn: isIn(others, NOBODY_NAMES) }];
}

test('members of a group that are sure to be in or out are, and others stay or go as is said', () => {
  let sure = 0;
  fc.assert(
    fc.property(cases, fc.constantFrom(...GROUPS), (drawn, group) => {
      const { index, lists } = world(drawn);
      const entry = index.entries.get(entryId('group-preference', group));
      if (!entry?.group) return;
      const own = simulated(drawn).groups.get(group) ?? new Set();
      for (const { who, isIn } of said(drawn, groupMembers(index, lists, entry, entry.group))) {
        if (isIn === undefined) continue;
        expect([group, who, own.has(who)]).toEqual([group, who, isIn]);
        sure += 1;
      }
    }),
    { numRuns: 800 },
  );
  expect(sure).toBeGreaterThan(100);
});
