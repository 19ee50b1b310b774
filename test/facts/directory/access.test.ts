import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { APPLY_GROUP_POLICY, access, holds, RIGHT } from '../../../src/facts/directory/access.ts';
import type { DirectoryAce, SecurityDescriptor } from '../../../src/facts/directory/model.ts';
import type { Access, Token } from '../../../src/facts/directory/query.ts';

const DOMAIN = 'S-1-5-21-1-2-3';
const [A, B, C] = [`${DOMAIN}-1101`, `${DOMAIN}-1102`, `${DOMAIN}-1103`] as const;
const OTHER_GUID = 'bf967aba-0de6-11d0-a285-00aa003049e2';

const ace = (kind: DirectoryAce['kind'], sid: string, mask: number, more: Partial<DirectoryAce> = {}) => ({
  kind,
  sid,
  mask,
  objectType: null,
  inheritedObjectType: null,
  inheritOnly: false,
  ...more,
});

const descriptor = (...dacl: readonly DirectoryAce[]): SecurityDescriptor => ({
  owner: 'S-1-5-32-544',
  group: null,
  dacl,
  isProtected: false,
});

const whole = (...sids: readonly string[]): Token => ({ sids: new Set(sids), complete: true });
const CR = RIGHT.controlAccess;

describe('an access list', () => {
  test('the first entry that speaks of a right decides it', () => {
    const list = descriptor(ace('deny', A, CR), ace('allow', B, CR));
    expect(access(list, whole(B), CR)).toBe('yes');
    expect(access(list, whole(A, B), CR)).toBe('no');
    expect(access(descriptor(ace('allow', B, CR), ace('deny', A, CR)), whole(A, B), CR)).toBe('yes');
  });

  test('rights may come from several entries', () => {
    const list = descriptor(ace('allow', A, 0x10), ace('allow', B, 0x100));
    expect(access(list, whole(A, B), 0x110)).toBe('yes');
    expect(access(list, whole(A), 0x110)).toBe('no');
  });

  test('an entry for an object counts for that object, and one for children does not', () => {
    const apply = ace('allow', A, CR, { objectType: APPLY_GROUP_POLICY });
    expect(access(descriptor(apply), whole(A), CR, APPLY_GROUP_POLICY)).toBe('yes');
    expect(access(descriptor(apply), whole(A), CR, OTHER_GUID)).toBe('no');
    expect(access(descriptor(apply), whole(A), CR, [OTHER_GUID, APPLY_GROUP_POLICY])).toBe('yes');
    expect(access(descriptor(apply), whole(A), CR)).toBe('no');
    expect(access(descriptor({ ...apply, inheritOnly: true }), whole(A), CR, APPLY_GROUP_POLICY)).toBe('no');
    const deny = ace('deny', A, CR, { objectType: OTHER_GUID });
    expect(access(descriptor(deny, ace('allow', A, CR)), whole(A), CR)).toBe('no');
    expect(access(descriptor(deny, ace('allow', A, CR)), whole(A), CR, APPLY_GROUP_POLICY)).toBe('yes');
  });

  test('no list lets everybody, an empty one nobody, and one that is not shown is open', () => {
    expect(access({ ...descriptor(), dacl: null }, whole(), CR)).toBe('yes');
    expect(access(descriptor(), whole(A), CR)).toBe('no');
    expect(access(null, whole(A), CR)).toBe('open');
  });

  test('the owner may read the list and nothing else by that', () => {
    const own = { ...descriptor(), owner: A };
    expect(access(own, whole(A), RIGHT.readControl)).toBe('yes');
    expect(access(own, whole(A), RIGHT.readProperty)).toBe('no');
    const limited = { ...descriptor(ace('deny', 'S-1-3-4', RIGHT.readControl)), owner: A };
    expect(access(limited, whole(A), RIGHT.readControl)).toBe('no');
  });

  test('generic rights and conditions leave it open', () => {
    expect(access(descriptor(ace('allow', A, 0x10000000)), whole(A), CR)).toBe('open');
    expect(access(descriptor(ace('allow', A, 0x80000000)), whole(A), CR)).toBe('no');
    expect(access(descriptor(ace('other', A, CR)), whole(A), CR)).toBe('open');
    expect(access(descriptor(ace('other', B, CR)), whole(A), CR)).toBe('no');
  });
});

test('what a token that is not whole may hold', () => {
  const open = { sids: new Set([B]), foreign: true, settled: new Set([DOMAIN]) };
  const token: Token = { sids: new Set([A]), complete: false, open };
  const sids = [A, B, C, 'S-1-5-21-9-9-9-1', 'S-1-5-32-545', 'S-1-5-4', 'S-1-5-18'];
  expect(sids.map((sid) => holds(token, sid))).toEqual(['yes', 'open', 'no', 'open', 'open', 'open', 'no']);
  expect(holds({ sids: new Set(), complete: false }, A)).toBe('open');
  expect(holds(whole(), 'S-1-5-32-545')).toBe('no');
});

/** [MS-DTYP] 2.5.3.2, right by right, for a token of which every SID is known. */
function plainly(
  list: readonly DirectoryAce[],
  sids: ReadonlySet<string>,
  mask: number,
  guid: string,
): boolean {
  let left = mask;
  for (const one of list) {
    if (one.inheritOnly || !sids.has(one.sid)) continue;
    if (one.objectType !== null && one.objectType !== guid) continue;
    if (one.kind === 'allow') left &= ~one.mask;
    if (one.kind === 'deny' && (left & one.mask) !== 0) return false;
    if (left === 0) return true;
  }
  return left === 0;
}

const anyAce = fc.record({
  kind: fc.constantFrom('allow' as const, 'deny' as const),
  sid: fc.constantFrom<string>(A, B, C),
  mask: fc.constantFrom(0x10, 0x100, 0x110),
  objectType: fc.constantFrom(null, APPLY_GROUP_POLICY, OTHER_GUID),
  inheritedObjectType: fc.constant(null),
  inheritOnly: fc.boolean(),
});

const subsets = (sids: readonly string[]): readonly (readonly string[])[] =>
  sids.reduce<readonly (readonly string[])[]>((all, sid) => all.flatMap((s) => [s, [...s, sid]]), [[]]);

test('is what a plain evaluation gives, and where SIDs are open, what all of them agree on', () => {
  const sids = fc.uniqueArray(fc.constantFrom<string>(A, B, C));
  fc.assert(
    fc.property(fc.array(anyAce, { maxLength: 6 }), sids, sids, (list, held, maybe) => {
      const open = maybe.filter((sid) => !held.includes(sid));
      const token: Token =
        open.length === 0
          ? whole(...held)
          : {
              sids: new Set(held),
              complete: false,
              open: { sids: new Set(open), foreign: false, settled: new Set() },
            };
      const all = subsets(open).map((s) =>
        plainly(list, new Set([...held, ...s]), 0x110, APPLY_GROUP_POLICY),
      );
      const found: Access = access(descriptor(...list), token, 0x110, APPLY_GROUP_POLICY);
      if (found !== 'open') expect(new Set(all)).toEqual(new Set([found === 'yes']));
      if (open.length === 0) expect(found).toBe(all[0] ? 'yes' : 'no');
      if (new Set(all).size === 2) expect(found).toBe('open');
    }),
    { numRuns: 2000 },
  );
});
