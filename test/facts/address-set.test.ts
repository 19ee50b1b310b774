import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, test } from 'vitest';
import type { AddressSet } from '../../src/facts/address-set.ts';
import {
  ALL_ADDRESSES,
  ALL_IPV4,
  ALL_IPV6,
  covers,
  fromRanges,
  intersect,
  isEmpty,
  NO_ADDRESSES,
  parseAddressSet,
  subtract,
  toPrefixes,
  toRanges,
  toText,
  union,
  unionOf,
  witnessAddress,
} from '../../src/facts/address-set.ts';

const set = (...texts: readonly string[]): AddressSet =>
  union(
    ...texts.map((t) => {
      const parsed = parseAddressSet(t);
      if (!parsed) throw new Error(`not an address: ${t}`);
      return parsed;
    }),
  );

const octet = fc.integer({ min: 0, max: 255 });
const ipv4 = fc.tuple(octet, octet, octet, octet).map((o) => o.join('.'));
const ipv6 = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 })
  .map((h) => ipaddr.fromByteArray(h.flatMap((x) => [x >> 8, x & 255])).toString());
const token = fc.oneof(
  ipv4,
  ipv6,
  fc.tuple(ipv4, fc.integer({ min: 0, max: 32 })).map(([a, n]) => `${a}/${n}`),
  fc.tuple(ipv6, fc.integer({ min: 0, max: 128 })).map(([a, n]) => `${a}/${n}`),
);
const sets = fc.array(token, { maxLength: 6 }).map((list) => set(...list));

describe('parsing', () => {
  test.each([
    ['10.10.0.0/16', '10.10.0.0/16'],
    ['10.10.5.9/255.255.0.0', '10.10.0.0/16'],
    ['10.10.5.9/32', '10.10.5.9'],
    ['10.0.0.0-10.0.0.255', '10.0.0.0/24'],
    ['10.0.0.1 - 10.0.0.3', '10.0.0.1-10.0.0.3'],
    ['ff02::1-ff02::1', 'ff02::1'],
    ['FD12:3456:0:0::/48', 'fd12:3456::/48'],
    ['::/0', '::/0'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['::ffff:10.0.0.1', '::ffff:a00:1'],
  ])('%s is %s', (text, expected) => {
    expect(toText(set(text))).toBe(expected);
  });

  test.each([
    '',
    '10.0.0',
    '10.0.0.256',
    '010.0.0.1',
    '10.0.0.0/33',
    '10.0.0.0/255.0.255.0',
    'fe80::1%3',
    'fe80::/129',
    'fd00::/255.255.0.0',
    '10.0.0.9-10.0.0.1',
    '10.0.0.1-fe80::1',
    'LocalSubnet',
    '1::2::3',
    '10.0.0.0/',
  ])('refuses %s', (text) => {
    expect(parseAddressSet(text)).toBeNull();
  });

  test('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseAddressSet(text)));
  });

  test('a subnet holds exactly the addresses that ipaddr.js says', () => {
    fc.assert(
      fc.property(ipv4, fc.integer({ min: 0, max: 32 }), ipv4, (base, length, probe) => {
        const inside = ipaddr.IPv4.parse(probe).match(ipaddr.IPv4.parse(base), length);
        expect(covers(set(`${base}/${length}`), set(probe))).toBe(inside);
      }),
    );
    fc.assert(
      fc.property(ipv6, fc.integer({ min: 0, max: 128 }), ipv6, (base, length, probe) => {
        const inside = ipaddr.IPv6.parse(probe).match(ipaddr.IPv6.parse(base), length);
        expect(covers(set(`${base}/${length}`), set(probe))).toBe(inside);
      }),
    );
  });
});

describe('laws', () => {
  test('of union, intersection and difference', () => {
    fc.assert(
      fc.property(sets, sets, sets, (a, b, c) => {
        expect(union(a, b)).toEqual(union(b, a));
        expect(intersect(a, b)).toEqual(intersect(b, a));
        expect(union(a, intersect(a, b))).toEqual(a);
        expect(intersect(a, union(b, c))).toEqual(union(intersect(a, b), intersect(a, c)));
        expect(subtract(a, union(b, c))).toEqual(intersect(subtract(a, b), subtract(a, c)));
        expect(union(subtract(a, b), intersect(a, b))).toEqual(a);
        expect(isEmpty(intersect(subtract(a, b), b))).toBe(true);
        expect(subtract(ALL_ADDRESSES, subtract(ALL_ADDRESSES, a))).toEqual(a);
        expect(covers(a, b)).toBe(isEmpty(subtract(b, a)));
      }),
    );
  });

  test('the families do not touch', () => {
    expect(isEmpty(intersect(ALL_IPV4, ALL_IPV6))).toBe(true);
    expect(ALL_ADDRESSES).toEqual(union(ALL_IPV4, ALL_IPV6));
    expect(subtract(ALL_ADDRESSES, ALL_IPV4)).toEqual(ALL_IPV6);
  });

  test('text and prefixes come back as the same set', () => {
    fc.assert(
      fc.property(sets, (a) => {
        expect(set(...toPrefixes(a))).toEqual(a);
        if (!isEmpty(a)) expect(set(...toText(a).split(', '))).toEqual(a);
      }),
    );
  });

  test('the witness is in the set, and there is one unless it is empty', () => {
    fc.assert(
      fc.property(sets, (a) => {
        const witness = witnessAddress(a);
        expect(witness === null).toBe(isEmpty(a));
        if (witness !== null) expect(covers(a, set(witness))).toBe(true);
      }),
    );
    expect(witnessAddress(set('10.20.0.0/16'))).toBe('10.20.0.10');
    expect(witnessAddress(NO_ADDRESSES)).toBeNull();
  });
});

test('a set and its ranges say the same', () => {
  fc.assert(
    fc.property(sets, (a) => {
      expect(fromRanges(toRanges(a))).toEqual(a);
    }),
  );
});

test('of more sets than a call takes arguments', () => {
  const many = Array.from({ length: 300_000 }, (_, i) =>
    set(`10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`),
  );
  expect(toText(unionOf(many))).toBe('10.0.0.0-10.4.147.223');
  expect(unionOf([])).toEqual(NO_ADDRESSES);
});
