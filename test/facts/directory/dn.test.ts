import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  dnKey,
  dnsNameOf,
  domainKeyOf,
  isBelow,
  nameOf,
  parentKey,
  typeOf,
} from '../../../src/facts/directory/dn.ts';

test.each([
  ['CN=鈴木 一郎,OU=営業,DC=example,DC=test', 'cn=鈴木 一郎,ou=営業,dc=example,dc=test'],
  ['cn = A , OU= B,DC=c', 'cn=A,ou=b,dc=c'.toLowerCase()],
  ['CN=A\\,B,DC=c', 'cn=a\\,b,dc=c'],
  ['CN=A\\2CB,DC=c', 'cn=a\\,b,dc=c'],
  ['CN="A,B",DC=c', 'cn=a\\,b,dc=c'],
  ['CN=\\E5\\96\\B6\\E6\\A5\\AD,DC=c', 'cn=営業,dc=c'],
  ['CN=A\\0ADEL:1,DC=c', 'cn=a\\0adel:1,dc=c'],
  ['CN=\\ A\\ ,DC=c', 'cn=\\ a\\ ,dc=c'],
  ['CN=\\#A,DC=c', 'cn=\\#a,dc=c'],
  ['CN=#A,DC=c', 'cn=\\#a,dc=c'],
  ['CN=A\\+B+SN=C,DC=c', 'cn=a\\+b+sn=c,dc=c'],
  ['CN=a=b,DC=c', 'cn=a=b,dc=c'],
  ['CN=A\\=B\\;C\\<\\>,DC=c', 'cn=a=b;c<>,dc=c'],
  ['', ''],
])('%j has the key %j', (dn, key) => {
  expect(dnKey(dn)).toBe(key);
});

const hex = (text: string): string =>
  [...new TextEncoder().encode(text)].map((b) => `\\${b.toString(16).padStart(2, '0')}`).join('');

/** Ways to write one value (RFC 4514 2.4). */
const SPELLINGS: readonly ((value: string) => string)[] = [
  hex,
  (v) => `"${v.replace(/["\\]/g, '\\$&')}"`,
  (v) =>
    v
      .replace(/[\\,+"<>;=]/g, '\\$&')
      .replace(/[\x00-\x1f]/g, hex)
      .replace(/^[ #]/, hex)
      .replace(/ $/, '\\ '),
];

const value = fc
  .array(fc.constantFrom('a', 'B', ' ', ',', '+', '"', '\\', '#', '=', ';', '<', '営', '𠮷', '\n'), {
    minLength: 1,
    maxLength: 8,
  })
  .map((chars) => chars.join(''));

describe('spellings', () => {
  test('every spelling of one name has one key, and two names have two', () => {
    fc.assert(
      fc.property(value, value, fc.nat(2), fc.nat(2), (one, other, a, b) => {
        const write = (v: string, way: number): string => `CN=${SPELLINGS[way]?.(v)},DC=c`;
        const same = one.toLowerCase() === other.toLowerCase();
        expect(dnKey(write(one, a))).toBe(dnKey(write(one, b)));
        expect(dnKey(write(one, a)) === dnKey(write(other, b))).toBe(same);
      }),
    );
  });

  test('a key is its own key, and what is above it is what was written there', () => {
    fc.assert(
      fc.property(value, fc.nat(2), (v, way) => {
        const key = dnKey(`CN=${SPELLINGS[way]?.(v)},OU=x,DC=c`);
        expect(dnKey(key)).toBe(key);
        expect(parentKey(key)).toBe('ou=x,dc=c');
        expect(nameOf(`CN=${SPELLINGS[way]?.(v)},OU=x,DC=c`)).toBe(v);
      }),
    );
  });

  test('any text has a key, whose parents come to an end', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        let steps = 0;
        for (let key: string | null = dnKey(text); key !== null; key = parentKey(key)) steps += 1;
        expect(steps).toBeLessThanOrEqual(text.length + 1);
      }),
    );
  });
});

test('parts of a key', () => {
  expect(parentKey('dc=test')).toBeNull();
  expect(typeOf('ou=a,dc=b')).toBe('ou');
  expect(domainKeyOf('cn=a,ou=dc,dc=example,dc=test')).toBe('dc=example,dc=test');
  expect(domainKeyOf('cn=a')).toBe('');
  expect(dnsNameOf('dc=example,dc=test')).toBe('example.test');
  expect(isBelow('ou=a,dc=b', 'dc=b')).toBe(true);
  expect(isBelow('ou=xdc=b', 'dc=b')).toBe(false);
});
