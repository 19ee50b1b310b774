import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DirectoryAce, SecurityDescriptor } from '../../../src/facts/directory/model.ts';
import type { Token } from '../../../src/facts/directory/query.ts';
import type { Entry } from '../../../src/parse/directory/entry.ts';
import { SHAPES } from '../../../src/parse/directory/shapes.ts';
import { readerToken, viewerOf } from '../../../src/parse/directory/viewer.ts';
import {
  type AttributeRights,
  hiddenOf,
  type Shape,
  type Viewer,
  visible,
} from '../../../src/parse/directory/visible.ts';

const D = 'S-1-5-21-1-2-3';
const [ME, GROUP, OTHER] = [`${D}-1100`, `${D}-1200`, `${D}-1300`] as const;
const RP = 0x10;
const CR = 0x100;

const PLAIN = '00000000-0000-4000-8000-000000000001';
const SECRET = '00000000-0000-4000-8000-000000000002';
const SET = '00000000-0000-4000-8000-00000000000a';
const CLASS = '00000000-0000-4000-8000-00000000000c';

const SCHEMA: ReadonlyMap<string, AttributeRights> = new Map([
  ['plain', { guid: PLAIN, set: null, confidential: false }],
  ['inset', { guid: SECRET, set: SET, confidential: false }],
  ['secret', { guid: SECRET, set: SET, confidential: true }],
]);
const NAMES = [...SCHEMA.keys()];

const token: Token = {
  sids: new Set([ME, GROUP, 'S-1-5-11']),
  complete: false,
  open: { sids: new Set(), foreign: true, settled: new Set([D]) },
};
const viewer: Viewer = { token, schema: SCHEMA, notInSchema: new Set(['nowhere']) };

const ace = (kind: DirectoryAce['kind'], sid: string, mask: number, objectType: string | null = null) => ({
  kind,
  sid,
  mask,
  objectType,
  inheritedObjectType: null,
  inheritOnly: false,
});

const descriptor = (...dacl: readonly DirectoryAce[]): SecurityDescriptor => ({
  owner: OTHER,
  group: null,
  dacl,
  isProtected: false,
});

const seen = (...dacl: readonly DirectoryAce[]): readonly string[] =>
  [...visible(descriptor(...dacl), viewer, [...NAMES, 'nowhere', 'unknown'])].sort();

describe('what a reader sees', () => {
  test('by an entry for everything, for the attribute, or for its property set', () => {
    expect(seen(ace('allow', 'S-1-5-11', RP))).toEqual(['inset', 'nowhere', 'plain']);
    expect(seen(ace('allow', GROUP, RP, PLAIN))).toEqual(['nowhere', 'plain']);
    expect(seen(ace('allow', ME, RP, SET))).toEqual(['inset', 'nowhere']);
    expect(seen(ace('allow', OTHER, RP))).toEqual(['nowhere']);
    expect(seen()).toEqual(['nowhere']);
  });

  test('a deny before the allow, in any form that may mean the attribute', () => {
    const all = ace('allow', ME, RP);
    expect(seen(ace('deny', GROUP, RP, SET), all)).toEqual(['nowhere', 'plain']);
    expect(seen(all, ace('deny', GROUP, RP))).toEqual(['inset', 'nowhere', 'plain']);
    expect(seen(ace('deny', ME, RP, CLASS), all)).toEqual(['nowhere']);
    expect(seen(ace('deny', 'S-1-5-10', RP), all)).toEqual(['nowhere']);
    // Builtin groups and those of other domains may hold the reader without tokenGroups telling it.
    expect(seen(ace('deny', 'S-1-5-32-545', RP), all)).toEqual(['nowhere']);
    expect(seen(ace('deny', 'S-1-5-21-9-9-9-512', RP), all)).toEqual(['nowhere']);
    expect(seen(ace('deny', OTHER, RP), all)).toEqual(['inset', 'nowhere', 'plain']);
    expect(seen(ace('deny', ME, CR, CLASS), all)).toEqual(['inset', 'nowhere', 'plain']);
  });

  test('confidential attributes need control access as well', () => {
    expect(seen(ace('allow', ME, RP | CR))).toContain('secret');
    expect(seen(ace('allow', ME, RP), ace('allow', GROUP, CR, SET))).toContain('secret');
    expect(seen(ace('deny', ME, CR, SECRET), ace('allow', ME, RP | CR))).not.toContain('secret');
  });

  test('an owner may not read attributes by being the owner', () => {
    expect([...visible({ ...descriptor(), owner: ME }, viewer, NAMES)]).toEqual([]);
  });

  test.each<[string, Parameters<typeof visible>]>([
    ['descriptor', [null, viewer, NAMES]],
    ['reader', [descriptor(ace('allow', 'S-1-1-0', RP)), { ...viewer, token: null }, NAMES]],
    ['schema', [descriptor(ace('allow', ME, RP)), { ...viewer, schema: null }, NAMES]],
  ])('nothing where the %s is not known', (_what, args) => {
    expect([...visible(...args)]).toEqual([]);
  });
});

const anyAce = fc.record({
  kind: fc.constantFrom('allow' as const, 'deny' as const, 'other' as const),
  sid: fc.constantFrom<string>(ME, GROUP, OTHER, 'S-1-5-11', 'S-1-5-10', 'S-1-5-32-544'),
  mask: fc.constantFrom(RP, CR, RP | CR, 0x80000000, 0),
  objectType: fc.constantFrom(null, PLAIN, SECRET, SET, CLASS),
  inheritedObjectType: fc.constantFrom(null, CLASS),
  inheritOnly: fc.boolean(),
});
const anyList = fc.array(anyAce, { maxLength: 6 });

/** The first entry that surely or perhaps speaks of a right decides; a deny that is not sure counts. */
function plainly(list: readonly DirectoryAce[], rights: AttributeRights, right: number): boolean {
  for (const one of list) {
    if (one.inheritOnly || (one.mask & right) === 0) continue;
    const names = one.objectType === null || [rights.guid, rights.set].includes(one.objectType);
    if (one.kind === 'allow' && names && token.sids.has(one.sid)) return true;
    const others = [PLAIN, SECRET, SET].includes(one.objectType ?? '');
    if (one.kind === 'deny' && (names || !others) && one.sid !== OTHER) return false;
  }
  return false;
}

describe('laws', () => {
  test('what is visible is so by a plain evaluation', () => {
    fc.assert(
      fc.property(anyList, (list) => {
        const names = visible(descriptor(...list), viewer, NAMES);
        for (const name of names) {
          const rights = SCHEMA.get(name);
          if (!rights) throw new Error(name);
          expect(plainly(list, rights, RP)).toBe(true);
          if (rights.confidential) expect(plainly(list, rights, CR)).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('one more deny, or one allow less, never shows more', () => {
    fc.assert(
      fc.property(anyList, anyAce, fc.nat(6), (list, extra, at) => {
        const before = visible(descriptor(...list), viewer, NAMES);
        const denied = [...list.slice(0, at), { ...extra, kind: 'deny' as const }, ...list.slice(at)];
        const without = list.filter((one, i) => i !== at || one.kind !== 'allow');
        for (const less of [denied, without])
          for (const name of visible(descriptor(...less), viewer, NAMES)) expect([...before]).toContain(name);
      }),
      { numRuns: 1000 },
    );
  });
});

const entry = (more: Partial<Entry> = {}): Entry => ({
  dn: 'CN=a',
  key: 'cn=a',
  values: new Map(),
  partial: new Set(),
  ranges: new Map(),
  asked: new Set(NAMES),
  descriptor: descriptor(),
  search: null,
  at: { file: 'x', line: 1, text: '' },
  ...more,
});

describe('what is hidden', () => {
  const shape: Shape = { attributes: ['inset', 'ntsecuritydescriptor', 'plain'], always: new Set(['plain']) };
  const all = new Set(shape.attributes);

  test('what is there is not, unless only a part of it is', () => {
    const values = new Map([['inset', ['1']]]);
    expect(hiddenOf(entry({ values }), shape, new Set())).toEqual(['plain']);
    expect(hiddenOf(entry({ values, partial: new Set(['inset']) }), shape, all)).toEqual(['inset', 'plain']);
  });

  test('what is always there and is missing; what was not asked for; what is not visible', () => {
    expect(hiddenOf(entry(), shape, all)).toEqual(['plain']);
    expect(hiddenOf(entry({ asked: new Set(['plain']) }), shape, all)).toEqual(['inset', 'plain']);
    expect(hiddenOf(entry({ asked: null }), shape, all)).toEqual(['inset', 'plain']);
    expect(hiddenOf(entry({ asked: new Set(['*']) }), shape, all)).toEqual(['plain']);
    expect(hiddenOf(entry(), shape, new Set())).toEqual(['inset', 'plain']);
    expect(hiddenOf(entry({ descriptor: null }), shape, all)).toContain('ntsecuritydescriptor');
  });

  test('SIDs, names and controls of accounts are always there', () => {
    for (const name of ['useraccountcontrol', 'samaccountname', 'objectsid', 'primarygroupid'])
      expect([SHAPES.user.always.has(name), SHAPES.computer.always.has(name)]).toEqual([true, true]);
    expect(SHAPES.gpo.always.has('versionnumber')).toBe(true);
  });
});

describe('who reads', () => {
  const foreign = 'CN=S-1-5-11,CN=ForeignSecurityPrincipals,DC=c';
  const group = (name: string, sid: string, ...member: readonly string[]): Entry =>
    entry({
      dn: name,
      key: name.toLowerCase(),
      values: new Map([
        ['objectsid', [sid]],
        ['member', member],
      ]),
    });

  test('has the groups that hold every logon, nested and in circles', () => {
    const groups = [
      group('CN=compat', 'S-1-5-32-554', foreign),
      group('CN=above', `${D}-1400`, 'CN=compat', 'CN=above'),
      group('CN=mine', `${D}-1500`),
      group('CN=over', `${D}-1600`, 'CN=mine'),
      group('CN=others', `${D}-1700`, 'CN=somebody'),
    ];
    const found = readerToken(
      [ME, `${D}-1500`],
      groups.map((g) => [g, 'group']),
    );
    const held = ['S-1-5-32-554', `${D}-1400`, `${D}-1600`, `${D}-1700`, 'S-1-1-0', 'S-1-5-2'];
    expect(held.map((sid) => found?.sids.has(sid))).toEqual([true, true, true, false, true, true]);
  });

  test('is nobody where no SIDs are told', () => {
    expect(readerToken(null, [])).toBeNull();
    expect(readerToken([], [])).toBeNull();
  });

  test('flags of an attribute that were not asked for may say that it is confidential', () => {
    const of = (values: readonly (readonly [string, string])[], asked: readonly string[]) => {
      const definition = entry({
        values: new Map([
          ['ldapdisplayname', ['X']],
          ['schemaidguid', [PLAIN]],
          ...values.map(([k, v]) => [k, [v]] as const),
        ]),
        asked: new Set(asked),
      });
      return viewerOf(null, [[definition, 'schema-attribute']], new Set()).schema?.get('x')?.confidential;
    };
    expect(of([['searchflags', '0']], [])).toBe(false);
    expect(of([['searchflags', '904']], [])).toBe(true);
    expect(of([['searchflags', 'x']], [])).toBe(true);
    expect(of([], ['searchflags'])).toBe(false);
    expect(of([], [])).toBe(true);
  });
});
