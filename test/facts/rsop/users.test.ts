/** What all users get is known only where all users are, with their groups. */
import { expect, test } from 'vitest';
import { buildDirectory } from '../../../src/facts/directory/directory.ts';
import { usersPolicy } from '../../../src/facts/rsop/users.ts';
import { sectionOf, type World } from './world.ts';

const WORLD: World = {
  base: 'DC=corp,DC=example',
  domain: { links: [] },
  ous: [],
  sites: [],
  subnets: [],
  gpos: [],
  groups: [],
  accounts: [
    { name: 'sato', kind: 'user', ou: -1 },
    { name: 'suzuki', kind: 'user', ou: -1 },
  ],
};

test.each([
  ['all users have a SID', {}, true],
  ['the SID of one cannot be read', { sid: null, hidden: ['objectsid'] }, false],
  ['he is disabled', { sid: null, hidden: ['objectsid'], control: 0x202 }, true],
] as const)('%s', (_, more, complete) => {
  const section = sectionOf(WORLD);
  const accounts = section.accounts.map((a) => (a.name === 'suzuki' ? { ...a, ...more } : a));
  const directory = buildDirectory([{ ...section, accounts }]);
  expect(usersPolicy({ directory, contents: new Map() }).complete).toBe(complete);
});
