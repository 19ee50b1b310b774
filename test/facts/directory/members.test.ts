import { describe, expect, test } from 'vitest';
import { buildDirectory } from '../../../src/facts/directory/directory.ts';
import { groupMembersOf } from '../../../src/facts/directory/members.ts';
import type { Account, DirectorySection, Group } from '../../../src/facts/directory/model.ts';
import { ALL_SEARCHED, account, BASE, DOMAIN, group, keyOf, section } from './objects.ts';

const ADMINS = `${DOMAIN}-512`;

function membersIn(
  accounts: readonly Account[],
  groups: readonly Group[],
  more: Partial<DirectorySection> = {},
) {
  const found = groupMembersOf(buildDirectory([section({ accounts, groups, ...more })]), ADMINS);
  return {
    members: found.members.map((m) => [m.account.name, m.path.map((g) => g.name).join('>'), m.primary]),
    open: found.open.map((because) => because.en),
  };
}

const admins = (...members: readonly string[]): Group =>
  group('Domain Admins', 512, { members: members.map(keyOf) });

test('direct, nested and primary members, each once and by the shortest path', () => {
  const accounts = [
    account('a', 1101),
    account('b', 1102),
    account('c', 1103, { primaryGroup: 512 }),
    account('d', 1104, { memberOf: [keyOf('inner')] }),
  ];
  const outer = group('outer', 1201, { members: [keyOf('a'), keyOf('inner')] });
  const inner = group('inner', 1202, { members: [keyOf('b'), keyOf('Domain Admins')] });
  expect(membersIn(accounts, [admins('a', 'outer'), outer, inner])).toEqual({
    members: [
      ['a', 'Domain Admins', false],
      ['c', 'Domain Admins', true],
      ['b', 'Domain Admins>outer>inner', false],
      ['d', 'Domain Admins>outer>inner', false],
    ],
    open: [],
  });
});

describe('others may be members', () => {
  const a = account('a', 1101);

  test.each<[string, readonly Account[], readonly Group[], Partial<DirectorySection>, RegExp]>([
    ['the group is not there', [a], [], {}, /is not in the evidence/],
    [
      'members are hidden',
      [account('a', 1101, { memberOf: null })],
      [group('Domain Admins', 512, { members: null })],
      {},
      /members of Domain Admins cannot be read/,
    ],
    [
      'a member is not there',
      [],
      [admins('gone')],
      {},
      /1 member\(s\) are not in the evidence \(such as cn=gone/,
    ],
    [
      'a primary group is hidden',
      [account('a', 1101, { primaryGroup: null })],
      [admins()],
      {},
      /primary group of 1/,
    ],
    [
      'users were not all found',
      [],
      [admins()],
      { searches: ALL_SEARCHED.filter((s) => s.what !== 'users') },
      /search for users/,
    ],
    [
      'a member is of another domain',
      [account('x', 1, { kind: 'foreign', sid: 'S-1-5-21-9-9-9-1' })],
      [admins('x')],
      {},
      /of another domain/,
    ],
  ])('where %s', (_why, accounts, groups, more, because) => {
    expect(membersIn(accounts, groups, more).open).toEqual([expect.stringMatching(because)]);
  });

  test('but not where everybody shows what he is a member of', () => {
    const named = account('a', 1101, { memberOf: [keyOf('Domain Admins')] });
    expect(membersIn([named], [group('Domain Admins', 512, { members: null })])).toEqual({
      members: [['a', 'Domain Admins', false]],
      open: [],
    });
  });
});

test('a well-known identity is a member by its SID', () => {
  const key = `cn=s-1-5-11,cn=foreignsecurityprincipals,${BASE.toLowerCase()}`;
  const everybody = account('S-1-5-11', 1, { kind: 'foreign', sid: 'S-1-5-11', key: 'cn=elsewhere' });
  expect(membersIn([everybody], [group('Domain Admins', 512, { members: [key] })])).toMatchObject({
    members: [['S-1-5-11', 'Domain Admins', false]],
    open: [],
  });
});
