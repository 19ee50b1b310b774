import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { holds } from '../../../src/facts/directory/access.ts';
import { buildDirectory } from '../../../src/facts/directory/directory.ts';
import type { Account, DirectorySection, Group } from '../../../src/facts/directory/model.ts';
import { accountGroupsOf, tokenOf } from '../../../src/facts/directory/tokens.ts';
import { ALL_SEARCHED, account, BASE, DOMAIN, group, keyOf, section, state } from './objects.ts';

const sid = (rid: number): string => `${DOMAIN}-${rid}`;
const users = group('Domain Users', 513);
const everybody = ['S-1-1-0', 'S-1-5-11', 'S-1-5-15'];

const tokenIn = (a: Account, groups: readonly Group[], more: Partial<DirectorySection> = {}) =>
  tokenOf(buildDirectory([section({ accounts: [a], groups: [users, ...groups], ...more })]), a);

describe('who an account is', () => {
  const a = account('a', 1101);

  test('itself, its primary group, and what every logon is', () => {
    const token = tokenIn(a, []);
    expect([...token.sids].sort()).toEqual([...everybody, sid(1101), sid(513)].sort());
    expect(token.complete).toBe(true);
  });

  test('groups by members and by back links, nested, in circles', () => {
    const one = group('one', 1201, { members: [keyOf('a'), keyOf('two')] });
    const two = group('two', 1202, { members: [keyOf('one')], memberOf: [keyOf('three')] });
    const three = group('three', 1203);
    const token = tokenIn(a, [one, two, three]);
    expect([1201, 1202, 1203].every((rid) => token.sids.has(sid(rid)))).toBe(true);
    expect(token.complete).toBe(true);
    const named = account('a', 1101, { memberOf: [keyOf('three')] });
    expect([...tokenIn(named, [three]).sids]).toContain(sid(1203));
  });

  test('groups above the primary group, and former SIDs', () => {
    const above = group('above', 1204, { members: [keyOf('Domain Users')] });
    const former = account('a', 1101, { sidHistory: ['S-1-5-21-9-9-9-7'] });
    const token = tokenIn(former, [above]);
    expect(token.sids.has(sid(1204))).toBe(true);
    expect(token.sids.has('S-1-5-21-9-9-9-7')).toBe(true);
  });

  test('groups that hold Authenticated Users', () => {
    const foreign = `cn=s-1-5-11,cn=foreignsecurityprincipals,${BASE.toLowerCase()}`;
    const compatible = group('Pre-Windows 2000', 1, { sid: 'S-1-5-32-554', members: [foreign] });
    expect(tokenIn(a, [compatible]).sids.has('S-1-5-32-554')).toBe(true);
  });

  test('domain controllers are Enterprise Domain Controllers', () => {
    const dc = account('dc1$', 1000, { kind: 'computer', primaryGroup: 516 });
    expect(tokenIn(dc, [group('Domain Controllers', 516)]).sids.has('S-1-5-9')).toBe(true);
    expect(tokenIn(a, []).sids.has('S-1-5-9')).toBe(false);
  });
});

describe('kinds of groups', () => {
  const a = account('a', 1101);
  const GLOBAL = -2147483646;
  const UNIVERSAL = -2147483640;
  const LOCAL = -2147483644;
  const chain = (type: number | null) => [
    group('inner', 1201, { type, members: [keyOf('a')] }),
    group('outer', 1202, { type: UNIVERSAL, members: [keyOf('inner')] }),
  ];
  const held = (token: ReturnType<typeof tokenIn>) => [1201, 1202].map((rid) => holds(token, sid(rid)));

  test('distribution groups, and what holds them, are in no token', () => {
    expect(held(tokenIn(a, chain(8)))).toEqual(['no', 'no']);
    expect(held(tokenIn(a, chain(UNIVERSAL)))).toEqual(['yes', 'yes']);
  });

  test('one whose type is hidden may be, and what holds it', () => {
    expect(held(tokenIn(a, chain(null)))).toEqual(['open', 'open']);
  });

  test('domain local ones of another domain may be, on its own machines', () => {
    const key = 'cn=inner,dc=other,dc=test';
    const there = group('inner', 1201, { key, type: LOCAL, members: [keyOf('a')] });
    expect(holds(tokenIn(a, [there]), sid(1201))).toBe('open');
    expect(holds(tokenIn(a, [{ ...there, type: UNIVERSAL }]), sid(1201))).toBe('yes');
  });

  test('account groups are global security groups, by way of such alone', () => {
    const of = (groups: readonly Group[]) =>
      accountGroupsOf(buildDirectory([section({ accounts: [a], groups: [users, ...groups] })]), a);
    const [inner, outer] = chain(GLOBAL);
    if (!inner || !outer) throw new Error('no chain');
    expect(held(of([inner, { ...outer, type: GLOBAL }]))).toEqual(['yes', 'yes']);
    expect(held(of([inner, outer]))).toEqual(['yes', 'no']);
    expect(
      held(
        of([
          { ...inner, type: UNIVERSAL },
          { ...outer, type: GLOBAL },
        ]),
      ),
    ).toEqual(['no', 'no']);
    expect(held(of([{ ...inner, type: null }, outer]))).toEqual(['open', 'open']);
    expect(holds(of([]), sid(513))).toBe('yes');
  });
});

describe('what the evidence does not open', () => {
  const closed = group('closed', 1301, { members: null });
  const above = group('above', 1302, { members: [keyOf('closed')] });
  const other = group('other', 1303);
  const hidden = account('a', 1101, { memberOf: null, hidden: ['memberof'] });

  test('a group without members may hold who does not show his groups, and so may what is above it', () => {
    const token = tokenIn(hidden, [closed, above, other]);
    expect(token.complete).toBe(false);
    expect([1301, 1302, 1303, 1304].map((rid) => holds(token, sid(rid)))).toEqual([
      'open',
      'open',
      'no',
      'no',
    ]);
  });

  test('back links settle it', () => {
    expect(tokenIn(account('a', 1101), [closed, above]).complete).toBe(true);
  });

  test.each<[string, Partial<Account>, Partial<DirectorySection>]>([
    ['groups were not all found', { memberOf: null }, { searches: [state('trusts')] }],
    ['a group it names is not there', { memberOf: [keyOf('gone')] }, {}],
    ['its primary group is not there', { primaryGroup: 9999 }, {}],
    ['its primary group is hidden', { primaryGroup: null }, {}],
    ['its SID is hidden', { sid: null }, {}],
  ])('anything may hold it where %s', (_why, of, more) => {
    const token = tokenIn(account('a', 1101, of), [other], more);
    expect([token.complete, holds(token, sid(1303))]).toEqual([false, 'open']);
  });

  test('groups of other domains of the forest may hold it, and its own are settled', () => {
    const trust = {
      ...{ dn: 'CN=t', key: 'cn=t', guid: null, hidden: [], descriptor: null, at: section().at },
      ...{ partner: 'child.example.test', partnerSid: null, direction: 3, type: 2, attributes: 0x20 },
    };
    const open = tokenIn(account('a', 1101), [other], { trusts: [trust] });
    expect([sid(1303), 'S-1-5-32-545', 'S-1-5-21-9-9-9-1'].map((s) => holds(open, s))).toEqual([
      'no',
      'no',
      'open',
    ]);
    expect(tokenIn(account('a', 1101), [other], { trusts: [{ ...trust, attributes: 8 }] }).complete).toBe(
      true,
    );
    const through = group('through', 1305, { members: ['cn=g,cn=users,dc=child,dc=example,dc=test'] });
    const may = tokenIn(account('a', 1101), [through], { trusts: [trust] });
    expect(holds(may, sid(1305))).toBe('open');
  });

  test('whether there are trusts must be known', () => {
    const searches = ALL_SEARCHED.filter((s) => s.what !== 'trusts');
    expect(holds(tokenIn(account('a', 1101), [], { searches }), 'S-1-5-21-9-9-9-1')).toBe('open');
  });
});

const N = 6;
const RIDS = Array.from({ length: N }, (_, i) => 2000 + i);

/** Groups that hold something, found one by one until nothing is added. */
function plainly(
  edges: readonly (readonly [number, number])[],
  start: readonly number[],
): ReadonlySet<number> {
  const all = new Set(start);
  for (let grown = true; grown; ) {
    grown = false;
    for (const [held, holder] of edges) {
      if (!all.has(held) || all.has(holder)) continue;
      all.add(holder);
      grown = true;
    }
  }
  return all;
}

const edge = fc.tuple(fc.nat(N - 1), fc.nat(N - 1));

test('is the plain closure of all memberships, each shown from either end', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(edge, { maxLength: 12, selector: (e) => e.join() }),
      fc.uniqueArray(fc.nat(N - 1)),
      fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }),
      (edges, direct, back) => {
        const isBack = (i: number): boolean => back[i % back.length] ?? false;
        const named = (i: number): readonly string[] =>
          edges.filter(([, to], n) => to === i && !isBack(n)).map(([from]) => keyOf(`g${from}`));
        const groups = RIDS.map((rid, i) =>
          group(`g${i}`, rid, {
            members: [...named(i), ...(direct.includes(i) && !isBack(i) ? [keyOf('a')] : [])],
            memberOf: edges.filter(([from], n) => from === i && isBack(n)).map(([, to]) => keyOf(`g${to}`)),
          }),
        );
        const a = account('a', 1101, { memberOf: direct.filter(isBack).map((i) => keyOf(`g${i}`)) });
        const token = tokenIn(a, groups);
        const expected = [...plainly(edges, direct)].map((i) => sid(RIDS[i] ?? 0));
        expect(new Set([...token.sids].filter((s) => /-20\d\d$/.test(s)))).toEqual(new Set(expected));
        expect(token.complete).toBe(true);
      },
    ),
  );
});
