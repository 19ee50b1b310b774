import { expect, test } from 'vitest';
import { buildDirectory } from '../../../src/facts/directory/directory.ts';
import { findComputers, findPrincipal } from '../../../src/facts/directory/find.ts';
import { account, section } from './objects.ts';
import { directoryOf } from './of-notation.ts';

const SID = 'S-1-5-21-2846712345-3319876540-1257093344';

const WORLD = `
users: [{ name: suzuki, rid: 1106 }]
groups: [{ name: pc-hoshu, rid: 1300, members: [suzuki] }]
computers:
  - { name: PC01, rid: 1400, os: Windows 11 Enterprise, osVersion: 10.0 (22631) }
  - { name: KAIHATSU-LONGNA, rid: 1401, os: Windows 11 Enterprise, osVersion: 10.0 (22631) }
`;

const site = async (...notations: string[]) =>
  Promise.all(notations.map(async (n) => ({ directory: await directoryOf(n), hidden: [] })));

test('a member is found by SID, or by DOMAIN\\name', async () => {
  const all = await site(WORLD);
  expect(findPrincipal(all, { sid: `${SID}-1300`, name: 'x' })?.object.name).toBe('pc-hoshu');
  expect(findPrincipal(all, { sid: null, name: 'CORP\\PC-HOSHU' })?.object.name).toBe('pc-hoshu');
  expect(findPrincipal(all, { sid: null, name: 'pc-hoshu' })).toBeNull();
  expect(findPrincipal(all, { sid: `${SID}-1999`, name: 'CORP\\suzuki' })).toBeNull();
});

test('builtin groups of a domain are not those of a host', async () => {
  const all = await site(WORLD);
  expect(findPrincipal(all, { sid: 'S-1-5-32-544', name: 'Administrators' })).toBeNull();
  expect(findPrincipal(all, { sid: null, name: 'CORP\\Administrators' })).toBeNull();
});

test('what two directories have is of neither', async () => {
  expect(findPrincipal(await site(WORLD, WORLD), { sid: `${SID}-1300`, name: 'x' })).toBeNull();
});

test('a computer is found by its DNS name or its short one, which has 15 characters at most', async () => {
  const all = await site(WORLD);
  const names = (host: string) => findComputers(all, host).map((f) => f.object.name);
  expect(names('pc01')).toEqual(['PC01$']);
  expect(names('PC01.corp.example.test')).toEqual(['PC01$']);
  expect(names('PC02')).toEqual([]);
  expect(names('PC01.other.example.test')).toEqual([]);
});

test('a name that is cut is that of many, and its DNS name tells whose', () => {
  const found = (dnsHostName: string | null) => {
    const pc = account('KAIHATSU-LONGNA$', 1400, { kind: 'computer', dnsHostName });
    const directory = buildDirectory([section({ accounts: [pc] })]);
    return findComputers([{ directory, hidden: [] }], 'KAIHATSU-LONGNAME-7').length;
  };
  expect(found('kaihatsu-longname-7.corp.example.test')).toBe(1);
  expect(found('kaihatsu-longname-8.corp.example.test')).toBe(0);
  expect(found(null)).toBe(0);
});
