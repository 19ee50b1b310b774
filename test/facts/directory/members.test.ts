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
    members: found.members.map((m) => [m.account.name, m.path.map((g) => g.name).join('>'), m.by]),
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
      ['a', 'Domain Admins', 'member'],
      ['c', 'Domain Admins', 'primary'],
      ['b', 'Domain Admins>outer>inner', 'member'],
      ['d', 'Domain Admins>outer>inner', 'member'],
    ],
    open: [],
  });
});

describe('groups on the way', () => {
  const a = account('a', 1101);
  const inner = (type: number | null) => group('inner', 1202, { type, members: [keyOf('a')] });
  const found = (groups: readonly Group[]) =>
    groupMembersOf(buildDirectory([section({ accounts: [a], groups })]), ADMINS).members.map((m) => [
      m.account.name,
      m.sure,
    ]);

  test('a distribution group gives nothing on', () => {
    expect(found([admins('inner'), inner(2)])).toEqual([]);
  });

  test('one that may be such makes nobody a member for sure', () => {
    expect(found([admins('inner'), inner(null)])).toEqual([['a', false]]);
  });

  test('and a sure way counts, longer or not', () => {
    const outer = group('outer', 1203, { members: [keyOf('last')] });
    const last = group('last', 1204, { members: [keyOf('a')] });
    expect(found([admins('inner', 'outer'), inner(null), outer, last])).toEqual([['a', true]]);
  });
});

describe('former SIDs', () => {
  test('make members, of accounts and by way of groups', () => {
    const accounts = [account('a', 1101, { sidHistory: [ADMINS] }), account('b', 1102)];
    const old = group('old', 1202, { sidHistory: [ADMINS], members: [keyOf('b')] });
    expect(membersIn(accounts, [admins(), old])).toEqual({
      members: [
        ['a', 'Domain Admins', 'former'],
        ['b', 'Domain Admins>old', 'former'],
      ],
      open: [],
    });
  });

  test('that are hidden leave open who else is a member', () => {
    const accounts = [account('a', 1101, { hidden: ['sidhistory'] })];
    expect(membersIn(accounts, [admins()]).open).toEqual([expect.stringMatching(/sIDHistory.* of 1/)]);
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
      members: [['a', 'Domain Admins', 'member']],
      open: [],
    });
  });
});

test('a well-known identity is a member by its SID', () => {
  const key = `cn=s-1-5-11,cn=foreignsecurityprincipals,${BASE.toLowerCase()}`;
  const everybody = account('S-1-5-11', 1, { kind: 'foreign', sid: 'S-1-5-11', key: 'cn=elsewhere' });
  expect(membersIn([everybody], [group('Domain Admins', 512, { members: [key] })])).toMatchObject({
    members: [['S-1-5-11', 'Domain Admins', 'member']],
    open: [],
  });
});
