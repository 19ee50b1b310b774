import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { expect, test } from 'vitest';
import { overlaps, parseCidr, parseIpAddress, showIpAddress } from '../../src/facts/ip-address.ts';

const v4 = fc.ipV4();
const v6 = fc.ipV6();

const bytesToNumber = (bytes: readonly number[]): bigint => bytes.reduce((n, b) => (n << 8n) | BigInt(b), 0n);

// ipaddr.js reads the deprecated IPv4-compatible form as the mapped one (::ffff:1.2.3.4); RFC 4291 2.5.5.1 does not.
const sameInBoth = (text: string): boolean => !/^::\d+\.\d/.test(text);

test('addresses are read as ipaddr.js reads them', () => {
  fc.assert(
    fc.property(fc.oneof(v4, v6).filter(sameInBoth), (text) => {
      const parsed = parseIpAddress(text);
      // ipaddr.js takes `::` for no group at all, which RFC 4291 does not.
      if (parsed) expect(parsed.value).toBe(bytesToNumber(ipaddr.parse(text).toByteArray()));
      else expect(text.split(':').filter((p) => p !== '').length).toBeGreaterThanOrEqual(7);
    }),
    { numRuns: 1000 },
  );
});

test('what is shown is read back, in the text of RFC 5952', () => {
  const address = fc.oneof(
    fc.bigInt({ min: 0n, max: 2n ** 32n - 1n }).map((value) => ({ version: 4 as const, value })),
    fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }).map((value) => ({ version: 6 as const, value })),
    fc
      .array(fc.constantFrom<bigint>(0n, 0n, 1n, 0xffffn), { minLength: 8, maxLength: 8 })
      .map((h) => ({ version: 6 as const, value: h.reduce<bigint>((n, x) => (n << 16n) | x, 0n) })),
  );
  fc.assert(
    fc.property(address, (a) => {
      const text = showIpAddress(a);
      expect(parseIpAddress(text)).toEqual(a);
      if (a.version === 6) expect(text).toBe(ipaddr.IPv6.parse(text).toRFC5952String());
    }),
    { numRuns: 1000 },
  );
});

test.each([
  '',
  '1',
  '10.1',
  '10.0.0',
  '010.0.0.1',
  '256.0.0.1',
  '1.2.3.4.5',
  ' 10.0.0.1',
  '0x0a.0.0.1',
  '1.2.3.-4',
  ':',
  ':::',
  '1:2',
  '1::2::3',
  '1:2:3:4:5:6:7:8:9',
  '1:2:3:4:5:6:7::8',
  'fe80::1%1',
  '12345::',
  '1.2.3.4::',
  'g::',
  '::1.2.3',
  '::1.2.3.4:5',
  '１.2.3.4',
])('no address: %s', (text) => expect(parseIpAddress(text)).toBeNull());

test.each([
  ['10.0.0.0/8', 4, 8, false],
  ['10.1.2.3/8', 4, 8, true],
  ['0.0.0.0/0', 4, 0, false],
  ['2001:db8::/32', 6, 32, false],
  ['::ffff:10.0.0.1/128', 6, 128, false],
])('%s', (text, version, length, hostBits) =>
  expect(parseCidr(text)).toMatchObject({ version, length, hostBits }),
);

test.each([
  '10.0.0.0',
  '10.0.0.0/',
  '10.0.0.0/33',
  '10.0.0.0/08',
  '10.0.0.0/-1',
  '10.0.0.0/8/8',
  '/8',
  '::/129',
  '10.0.0.0/255.0.0.0',
])('no network: %s', (text) => expect(parseCidr(text)).toBeNull());

test('networks overlap when an address is in both', () => {
  const net = (text: string) => parseCidr(text) ?? expect.fail(text);
  expect(overlaps(net('10.0.0.0/8'), net('10.255.255.255/32'))).toBe(true);
  expect(overlaps(net('10.0.0.0/9'), net('10.128.0.0/9'))).toBe(false);
  expect(overlaps(net('0.0.0.0/0'), net('::/0'))).toBe(false);
});

test('never throws', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'0123456789abf:./% '), maxLength: 60 }), (text) => {
      parseIpAddress(text);
      parseCidr(text);
    }),
    { numRuns: 2000 },
  );
});
