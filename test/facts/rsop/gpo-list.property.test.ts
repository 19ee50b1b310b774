/** Random domains: the same list as a naive evaluator makes; what is not seen never becomes an answer that is wrong. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildDirectory } from '../../../src/facts/directory/directory.ts';
import type { Account, DirectorySection } from '../../../src/facts/directory/model.ts';
import type { Directory } from '../../../src/facts/directory/query.ts';
import { classesOf, userClassesOf } from '../../../src/facts/rsop/classes.ts';
import { gpoList, gpoLister } from '../../../src/facts/rsop/gpo-list.ts';
import type { GpoList, RsopOptions, RsopSubject } from '../../../src/facts/rsop/model.ts';
import { naiveList, type Ranked, type Subjects } from './naive.ts';
import { randomWorld } from './random-world.ts';
import { type AccountSpec, accountIn, directoryOf, searchState, sectionOf, type World } from './world.ts';

const BASE = 'DC=corp,DC=example';
const SITE = 'Default-First-Site-Name';
const OPTIONS: RsopOptions = { site: SITE, address: null, wmi: new Map() };
const NONE = { loopback: 'none' } as const;

const specOf = (world: World, name: string): AccountSpec => {
  const found = world.accounts.find((a) => a.name === name);
  if (!found) throw new Error(name);
  return found;
};

const shown = (list: GpoList): readonly (readonly [string | null, string])[] =>
  list.gpos.map((gpo) => [gpo.id, gpo.standing.applies]);

const naiveShown = (lists: readonly (readonly Ranked[])[]): readonly (readonly [string | null, string])[] => [
  ...lists.flat().map((one) => [one.id, one.applies ? 'yes' : 'no'] as const),
  [null, 'yes'] as const,
];

const subjectOf = (directory: Directory): RsopSubject => ({
  computer: accountIn(directory, 'PC0$'),
  user: accountIn(directory, 'user1'),
});

const naiveOptions = { site: SITE, wmi: new Map<string, boolean>() };

test('the list of a computer is that of the naive evaluator', () => {
  fc.assert(
    fc.property(randomWorld(BASE, true), (world) => {
      const directory = directoryOf(world);
      for (const spec of world.accounts.filter((a) => a.kind === 'computer')) {
        const subject = { computer: accountIn(directory, spec.name), user: null };
        const list = gpoList(directory, 'machine', subject, OPTIONS);
        const naive = naiveList(
          world,
          'machine',
          { target: spec, place: spec, computer: null },
          naiveOptions,
        );
        expect(shown(list)).toStrictEqual(naiveShown([naive]));
        expect(list.open).toStrictEqual([]);
      }
    }),
    { numRuns: 500 },
  );
});

test('the list of a user is that of the naive evaluator in every mode of loopback', () => {
  fc.assert(
    fc.property(randomWorld(BASE), (world) => {
      const directory = directoryOf(world);
      const [user, computer] = [specOf(world, 'user1'), specOf(world, 'PC0$')];
      const at = (place: AccountSpec): readonly Ranked[] =>
        naiveList(world, 'user', { target: user, place, computer } satisfies Subjects, naiveOptions);
      const of = (loopback: GpoList['loopback']): GpoList =>
        gpoList(directory, 'user', subjectOf(directory), OPTIONS, { loopback });
      const [own, there] = [at(user), at(computer)];
      expect(shown(of('none'))).toStrictEqual(naiveShown([own]));
      expect(shown(of('merge'))).toStrictEqual(naiveShown([there, own]));
      const unused = own.map((one) => ({ ...one, applies: false }));
      expect(shown(of('replace'))).toStrictEqual(naiveShown([there, unused]));
      expect(shown(of('open')).some(([id, applies]) => id !== null && applies === 'yes')).toBe(false);
    }),
    { numRuns: 300 },
  );
});

/** Ways in which evidence says less. Each takes something away; `pick` says of what. */
type Veil = (section: DirectorySection, pick: number) => DirectorySection;

const at = <T>(list: readonly T[], pick: number, change: (one: T) => T): readonly T[] =>
  list.map((one, i) => (i === pick % Math.max(list.length, 1) ? change(one) : one));

const without = <T>(list: readonly T[], pick: number): readonly T[] =>
  list.filter((_, i) => i !== pick % Math.max(list.length, 1));

const cut = (section: DirectorySection, ...what: readonly string[]): DirectorySection => ({
  ...section,
  searches: section.searches.map((s) => (what.includes(s.what) ? searchState(s.what, false) : s)),
});

const VEILS: readonly Veil[] = [
  (s, pick) => ({ ...s, soms: at(s.soms, pick, (o) => ({ ...o, links: null, hidden: ['gplink'] })) }),
  (s, pick) => ({
    ...s,
    soms: at(s.soms, pick, (o) => ({ ...o, blocksInheritance: null, hidden: ['gpoptions'] })),
  }),
  (s) => ({
    ...s,
    domains: s.domains.map((d) => ({ ...d, blocksInheritance: null, hidden: ['gpoptions'] })),
  }),
  (s, pick) => cut({ ...s, soms: without(s.soms, pick) }, 'ous', 'sites'),
  (s) => cut({ ...s, domains: [] }, 'domain'),
  (s, pick) => cut({ ...s, gpos: without(s.gpos, pick) }, 'gpos'),
  (s, pick) => ({
    ...s,
    gpos: at(s.gpos, pick, (g) => ({ ...g, descriptor: null, hidden: ['ntsecuritydescriptor'] })),
  }),
  (s, pick) => ({
    ...s,
    gpos: at(s.gpos, pick, (g) => ({ ...g, userDisabled: null, machineDisabled: null, hidden: ['flags'] })),
  }),
  (s, pick) => cut({ ...s, groups: without(s.groups, pick) }, 'groups'),
  (s, pick) => ({ ...s, groups: at(s.groups, pick, (g) => ({ ...g, members: null, hidden: ['member'] })) }),
  (s) => ({
    ...s,
    groups: s.groups.map((g) => ({ ...g, members: null, memberOf: null, hidden: ['member', 'memberof'] })),
    accounts: s.accounts.map((a) => ({ ...a, memberOf: null, hidden: ['memberof'] })),
  }),
  (s) => ({
    ...s,
    accounts: s.accounts.map((a) => ({ ...a, primaryGroup: null, hidden: ['primarygroupid'] })),
  }),
  (s) => cut(s, 'trusts', 'foreign'),
];

const veils = fc.array(fc.tuple(fc.constantFrom(...VEILS), fc.nat(20)), { minLength: 1, maxLength: 3 });

const linkName = (gpo: GpoList['gpos'][number]): string => {
  const position = gpo.link ? (gpo.som?.links?.indexOf(gpo.link) ?? -1) : -1;
  return `${gpo.som?.key} ${position} ${gpo.id}`;
};

/** What may be said under a veil: what the whole evidence says, or that it is open. */
function expectSound(veiled: GpoList, whole: GpoList): void {
  const truth = new Map(whole.gpos.map((gpo) => [linkName(gpo), gpo.standing.applies]));
  for (const gpo of veiled.gpos) {
    const { applies } = gpo.standing;
    // A link of a site that the computer is not in is not on its list.
    const real = truth.get(linkName(gpo)) ?? 'no';
    if (applies !== 'open') expect([linkName(gpo), applies]).toStrictEqual([linkName(gpo), real]);
  }
  const listed = new Set(veiled.gpos.map(linkName));
  const lost = whole.gpos.some((gpo) => gpo.standing.applies === 'yes' && !listed.has(linkName(gpo)));
  if (lost) expect(veiled.open).not.toStrictEqual([]);
}

test('what evidence does not show is open: it never turns into an answer that is wrong', () => {
  fc.assert(
    fc.property(randomWorld(BASE), veils, fc.constantFrom(SITE, null), (world, drawn, site) => {
      const whole = directoryOf(world);
      const section = drawn.reduce((s, [veil, pick]) => veil(s, pick), sectionOf(world));
      const veiled = buildDirectory([section]);
      for (const half of ['machine', 'user'] as const) {
        const list = gpoList(veiled, half, subjectOf(veiled), { ...OPTIONS, site }, NONE);
        for (const real of site === null ? [SITE, '大阪'] : [site]) {
          const options = { ...OPTIONS, site: real };
          expectSound(list, gpoList(whole, half, subjectOf(whole), options, NONE));
        }
      }
    }),
    { numRuns: 1500 },
  );
});

test('every computer is in one class, and the list of the class is its own', () => {
  fc.assert(
    fc.property(randomWorld(BASE, true), veils, fc.boolean(), (world, drawn, veil) => {
      const whole = sectionOf(world);
      const section = veil ? drawn.reduce((s, [one, pick]) => one(s, pick), whole) : whole;
      const directory = buildDirectory([section]);
      const computers = directory.accounts.filter((a) => a.kind === 'computer');
      const classes = classesOf(directory, computers, OPTIONS);
      expect(classes.flatMap((c) => c.computers).toSorted(byKey)).toStrictEqual(computers.toSorted(byKey));
      for (const { computers: members, list } of classes) {
        for (const computer of members) {
          expect(gpoList(directory, 'machine', { computer, user: null }, OPTIONS)).toStrictEqual(list);
        }
      }
    }),
    { numRuns: 400 },
  );
});

test('users of one class have the same list where no loopback changes it', () => {
  fc.assert(
    fc.property(randomWorld(BASE, true), (world) => {
      const directory = directoryOf(world);
      const users = directory.accounts.filter((a) => a.kind === 'user');
      const classes = userClassesOf(directory, users, OPTIONS);
      const listOf = (user: Account): GpoList =>
        gpoList(directory, 'user', { computer: null, user }, OPTIONS, NONE);
      expect(classes.flat().toSorted(byKey)).toStrictEqual(users.toSorted(byKey));
      for (const members of classes) {
        for (const user of members) expect(listOf(user)).toStrictEqual(listOf(members[0]));
      }
    }),
    { numRuns: 200 },
  );
});

test('lists that share what they have in common are those made alone', () => {
  fc.assert(
    fc.property(randomWorld(BASE, true), fc.constantFrom('none', 'merge', 'open'), (world, loopback) => {
      const directory = directoryOf(world);
      const lister = gpoLister(directory, OPTIONS, { loopback });
      const of = (kind: string): readonly Account[] => directory.accounts.filter((a) => a.kind === kind);
      for (const computer of of('computer')) {
        for (const user of of('user')) {
          for (const half of ['machine', 'user'] as const) {
            const alone = gpoList(directory, half, { computer, user }, OPTIONS, { loopback });
            expect(lister(half, { computer, user })).toStrictEqual(alone);
          }
        }
      }
    }),
    { numRuns: 200 },
  );
});

const byKey = (a: { readonly key: string }, b: { readonly key: string }): number => (a.key < b.key ? -1 : 1);
