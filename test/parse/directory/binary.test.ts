import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readDescriptor } from '../../../src/parse/directory/descriptor.ts';
import { fromBase64 } from '../../../src/parse/directory/entry.ts';
import {
  readExtensions,
  readGpLink,
  readQueries,
  readWmiFilter,
} from '../../../src/parse/directory/gp-attributes.ts';
import { guidOfText, sidAt, sidOfBytes } from '../../../src/parse/directory/sid.ts';
import { timeOf } from '../../../src/parse/directory/values.ts';
import { descriptorBytes } from '../../estate/directory/sddl.ts';

const WHOLE = descriptorBytes(
  'O:BAG:BAD:(A;;RP;;;AU)(OA;;CR;edacfd8f-ffb3-11d1-b41d-00a0c968f939;;AU)',
  'S-1-5-21-1-2-3',
);

const changed = (at: number, ...bytes: readonly number[]): Uint8Array => {
  const copy = Uint8Array.from(WHOLE);
  copy.set(bytes, at);
  return copy;
};

describe('security descriptors', () => {
  test('one without a list was read without it; one whose list is null lets everybody', () => {
    expect(readDescriptor(changed(2, 0x00, 0x80))).toBeNull();
    expect(readDescriptor(changed(16, 0, 0, 0, 0))).toMatchObject({ dacl: null, owner: 'S-1-5-32-544' });
  });

  test.each<[string, Uint8Array]>([
    ['another revision', changed(0, 2)],
    ['not self-relative', changed(2, 0x04, 0x00)],
    ['a list beyond its end', changed(16, 0xff, 0xff)],
    ['a list in its head', changed(16, 4, 0, 0, 0)],
    ['more entries than there are', changed(24, 9)],
    ['an entry of no size', changed(30, 0, 0)],
    ['an entry longer than the list', changed(30, 0xff, 0)],
    ['an entry without a SID', changed(36, 9)],
  ])('%s is not understood', (_name, bytes) => {
    expect(readDescriptor(bytes)).toBeNull();
  });

  test('cut anywhere, it is not understood or says the same list', () => {
    const whole = readDescriptor(WHOLE);
    for (let n = 0; n < WHOLE.length; n++) {
      const part = readDescriptor(WHOLE.subarray(0, n));
      if (part) expect(part.dacl).toEqual(whole?.dacl);
    }
  });

  test('entries of kinds that are not known are neither', () => {
    expect(readDescriptor(changed(28, 9))?.dacl?.[0]).toMatchObject({ kind: 'other' });
    expect(readDescriptor(changed(28, 2))?.dacl?.[0]).toMatchObject({ kind: 'other' });
  });

  test('no bytes make it throw', () => {
    fc.assert(
      fc.property(fc.nat(WHOLE.length - 1), fc.uint8Array({ maxLength: 8 }), (at, put) => {
        const found = readDescriptor(changed(Math.min(at, WHOLE.length - put.length), ...put));
        expect(found === null || found.dacl === null || Array.isArray(found.dacl)).toBe(true);
      }),
    );
  });
});

describe('SIDs, GUIDs, base64, times', () => {
  test('a SID that is cut, too long or of another revision is none', () => {
    const sid = WHOLE.subarray(36, 48);
    expect(sidOfBytes(sid)).toBe('S-1-5-11');
    expect(sidOfBytes(WHOLE.subarray(36, 49))).toBeNull();
    expect(sidOfBytes(WHOLE.subarray(36, 47))).toBeNull();
    expect(sidAt(Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 5), 0)).toBeNull();
    expect(sidAt(sid, -1)).toBeNull();
  });

  test.each([
    ['{0D1C2B3A-4958-4676-8594-A3B2C1D0E9F8}', '0d1c2b3a-4958-4676-8594-a3b2c1d0e9f8'],
    ['0d1c2b3a-4958-4676-8594-a3b2c1d0e9f', null],
  ])('%s', (text, guid) => {
    expect(guidOfText(text)).toBe(guid);
  });

  test('base64', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(fromBase64(Buffer.from(bytes).toString('base64'))).toEqual(Uint8Array.from(bytes));
      }),
    );
    expect(['A', 'AA', 'A===', 'AA A', '*AAA'].map(fromBase64)).toEqual([null, null, null, null, null]);
  });

  test.each([
    ['20240229123456.0Z', Date.UTC(2024, 1, 29, 12, 34, 56)],
    ['20240229123456Z', Date.UTC(2024, 1, 29, 12, 34, 56)],
    ['20240229', null],
    ['20240229123456+0900', null],
  ])('%s', (text, time) => {
    expect(timeOf(text)).toBe(time);
  });
});

const GPO = '{31B2F340-016D-11D2-945F-00C04FB984F9}';

describe('attributes of Group Policy', () => {
  test.each([
    ['', []],
    [' ', []],
    [`[LDAP://CN=${GPO},CN=Policies;0]`, [[GPO, false, false]]],
    [
      `[ldap://cn=${GPO.toLowerCase()},cn=policies;3] [LDAP://cn=x;1]`,
      [
        [GPO, true, true],
        [null, true, false],
      ],
    ],
    [`[LDAP://dc01.example.test/CN=${GPO},CN=Policies;2]`, [[GPO, false, true]]],
    [`[LDAP://CN=${GPO},CN=Policies;-2]`, [[GPO, false, true]]],
    [`[LDAP://CN=a;b,DC=c;1]`, [[null, true, false]]],
  ])('gPLink %j', (text, links) => {
    expect(readGpLink(text)?.map((l) => [l.guid, l.disabled, l.enforced])).toEqual(links);
  });

  test.each([
    'x',
    '[LDAP://CN=a;]',
    '[LDAP://CN=a]',
    '[LDAP://CN=a;0',
    '[CN=a;0]',
    '[LDAP://;0]',
    '[]',
    '[LDAP://CN=a;0]x',
  ])('gPLink %j is not understood', (text) => {
    expect(readGpLink(text)).toBeNull();
  });

  test('extensions, each by its first GUID', () => {
    const [a, b] = ['{35378eac-683f-11d2-a89a-00c04fbbcfa2}', '{827D319E-6EAC-11D2-A4EA-00C04F79F83A}'];
    expect(readExtensions(`[${a}${b}][${b}]`)).toEqual([a.toUpperCase(), b]);
    expect([readExtensions(' '), readExtensions('')]).toEqual([[], []]);
    expect([readExtensions('[]'), readExtensions(`[${a}`), readExtensions('x')]).toEqual([null, null, null]);
  });

  test('the WMI filter', () => {
    expect(readWmiFilter(`[example.test;${GPO.toLowerCase()};0]`)).toEqual({ id: GPO });
    expect(readWmiFilter(' ')).toEqual({ id: null });
    expect([readWmiFilter('x'), readWmiFilter(`[example.test;${GPO}]`)]).toEqual([null, null]);
  });

  test('queries, whose lengths count what separators they hold', () => {
    const query = fc.string({ maxLength: 30 });
    fc.assert(
      fc.property(fc.array(query, { maxLength: 4 }), (queries) => {
        const one = (q: string): string => `3;10;${q.length};WQL;root\\CIMv2;${q};`;
        const text = `${queries.length};${queries.map(one).join('')}`;
        expect(readQueries(text)).toEqual(queries);
        // What is cut is not understood; the last separator is part of it.
        for (let n = 0; n < text.length; n++) expect(readQueries(text.slice(0, n))).toBeNull();
      }),
    );
    expect(readQueries('1;3;10;1;SQL;root\\CIMv2;x;')).toBeNull();
    expect(readQueries('0;x')).toBeNull();
  });

  test('no text makes them throw or takes long', () => {
    const all = [readGpLink, readExtensions, readWmiFilter, readQueries];
    fc.assert(fc.property(fc.string(), (text) => all.every((read) => read(text) === null || read(text))));
    for (const piece of ['[', '[LDAP://', '[LDAP://CN=a;0', '[LDAP://CN=a;', ' ', '{', '1;'])
      for (const read of all) expect(read(piece.repeat(20_000)) === null || piece === ' ').toBe(true);
  });
});
