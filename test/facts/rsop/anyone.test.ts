/** Which user halves may reach a computer of which no user is told. */
import { expect, test } from 'vitest';
import { buildDirectory } from '../../../src/facts/directory/directory.ts';
import type { DirectorySection } from '../../../src/facts/directory/model.ts';
import { anyoneIn } from '../../../src/facts/rsop/anyone.ts';
import { guid } from './policies.ts';
import { EVERYBODY, type GpoSpec, searchState, sectionOf, type World } from './world.ts';

const [LINKED, OFF, NO_USER, EMPTY, LOOSE, GONE] = [1, 2, 3, 4, 5, 6].map(guid) as [
  string,
  string,
  string,
  string,
  string,
  string,
];

const gpo = (id: string, more: Partial<GpoSpec> = {}): GpoSpec => ({ id, name: id, acl: EVERYBODY, ...more });

const WORLD: World = {
  base: 'DC=corp,DC=example',
  domain: { links: [{ gpo: OFF, disabled: true }, { gpo: EMPTY }] },
  ous: [{ name: '営業', parent: -1, links: [{ gpo: LINKED }, { gpo: NO_USER }, { gpo: GONE }] }],
  sites: [{ name: '大阪', links: [{ gpo: LINKED }] }],
  subnets: [],
  gpos: [
    gpo(LINKED),
    gpo(OFF),
    gpo(NO_USER, { userDisabled: true }),
    gpo(EMPTY, { userExtensions: [] }),
    gpo(LOOSE),
  ],
  groups: [],
  accounts: [],
};

const told = (section: DirectorySection) => {
  const { gpos, open } = anyoneIn(buildDirectory([section]), () => null);
  const reaching = gpos.filter((g) => g.standing.applies !== 'no');
  expect(reaching.every((g) => g.standing.applies === 'open')).toBe(true);
  return { ids: reaching.map((g) => g.id).sort(), open: open.length };
};

const whole = sectionOf(WORLD);

test('every GPO that is linked somewhere and has a user half, once; none surely', () => {
  expect(told(whole)).toEqual({ ids: [LINKED], open: 0 });
});

test('a GPO without a link may have one where not all OUs are known, and one that is not shown may be linked', () => {
  const searches = (...cut: readonly string[]) =>
    whole.searches.map((s) => (cut.includes(s.what) ? searchState(s.what, false) : s));
  expect(told({ ...whole, searches: searches('ous') })).toEqual({ ids: [LINKED, OFF, LOOSE], open: 0 });
  expect(told({ ...whole, searches: searches('gpos') })).toEqual({ ids: [LINKED, GONE], open: 0 });
  expect(told({ ...whole, searches: searches('ous', 'gpos') })).toEqual({
    ids: [LINKED, OFF, LOOSE, GONE],
    open: 1,
  });
});

test('so it may where the links of an OU are hidden', () => {
  const soms = whole.soms.map((som) => (som.kind === 'ou' ? { ...som, links: null } : som));
  expect(told({ ...whole, soms }).ids).toContain(LOOSE);
});
