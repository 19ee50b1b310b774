import { describe, expect, test } from 'vitest';
import { buildDirectory } from '../../../src/facts/directory/directory.ts';
import { groupMembersOf, groupsToward, type Membership } from '../../../src/facts/directory/members.ts';
import type { Account, DirectorySection, Group } from '../../../src/facts/directory/model.ts';
import { ALL_SEARCHED, account, BASE, DOMAIN, group, keyOf, section } from './objects.ts';

const ADMINS = `${DOMAIN}-512`;

const wayTo = (member: Membership): readonly string[] => groupsToward([member]).map((g) => g.name);

function membersIn(
  accounts: readonly Account[],
  groups: readonly Group[],
  more: Partial<DirectorySection> = {},
) {
  const found = groupMembersOf(buildDirectory([section({ accounts, groups, ...more })]), ADMINS);
  return {
    members: found.members.map((m) => [m.account.name, wayTo(m).join('>'), m.by]),
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

describe('many groups, nested one in another', () => {
  const COUNT = 20_000;
  const name = (index: number): string => `g${index}`;
  const numbers = Array.from({ length: COUNT }, (_, index) => index);
  const deepest = [account('a', 1101, { memberOf: [keyOf(name(COUNT - 1))] })];

  test.each<[string, (index: number) => Partial<Group>]>([
    ['by their members', (i) => ({ members: i + 1 < COUNT ? [keyOf(name(i + 1))] : [] })],
    ['in a circle', (i) => ({ members: [keyOf(name((i + 1) % COUNT))] })],
    ['by back links', (i) => ({ members: null, memberOf: i > 0 ? [keyOf(name(i - 1))] : [] })],
  ])('%s, are opened in time that grows as they do', { timeout: 6_000 }, (_name, more) => {
    const groups = [admins(name(0)), ...numbers.map((i) => group(name(i), 2000 + i, more(i)))];
    const found = groupMembersOf(buildDirectory([section({ accounts: deepest, groups })]), ADMINS);
    expect(found.members.map((m) => m.account.name)).toEqual(['a']);
    expect(groupsToward(found.members)).toHaveLength(COUNT + 1);
  });

  test('groups on several ways are each told once, from above', () => {
    const accounts = [account('a', 1101), account('b', 1102)];
    const outer = group('outer', 1201, { members: [keyOf('a'), keyOf('inner')] });
    const inner = group('inner', 1202, { members: [keyOf('b')] });
    const groups = [admins('outer'), outer, inner];
    const { members } = groupMembersOf(buildDirectory([section({ accounts, groups })]), ADMINS);
    expect(groupsToward(members).map((g) => g.name)).toEqual(['Domain Admins', 'outer', 'inner']);
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
