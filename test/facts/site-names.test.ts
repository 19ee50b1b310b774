import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placeOfBypass, placeOfHost } from '../../src/facts/site-names.ts';
import type { Site } from '../../src/model/site.ts';
import { EMPTY_SITE } from '../../src/model/site.ts';

const SITE: Site = {
  ...EMPTY_SITE,
  segments: [
    { name: 'clients', role: 'user', cidrs: ['10.10.0.0/16'] },
    { name: 'public', role: 'dmz', cidrs: ['198.51.100.0/24'] },
    { name: 'rest', role: 'internet', cidrs: ['192.0.2.0/24'] },
  ],
  assets: [
    { hostname: 'PROXY01', role: 'proxy', aliases: ['proxy01.corp.uchibori.co.jp', '203.0.113.9'] },
    { hostname: 'mail.co.jp', role: 'member-server' },
  ],
};

test.each([
  ['10.1.2.3', 'inside'],
  ['[fd00::1]', 'inside'],
  ['198.51.100.7', 'inside'],
  ['192.0.2.1', 'outside'],
  ['8.8.8.8', 'outside'],
  ['2606:2800:21f:cb07::1', 'outside'],
  ['intra', 'inside'],
  ['fs01.example.test.', 'inside'],
  ['FS01.Corp.Uchibori.co.jp', 'inside'],
  ['www.uchibori.co.jp', 'unknown'],
  ['evil-corp.uchibori.co.jp', 'unknown'],
  ['other.co.jp', 'unknown'],
])('host %s is %s', (host, place) => {
  expect(placeOfHost(SITE, host)).toBe(place);
});

test.each([
  ['<local>', 'inside'],
  ['<-loopback>', 'inside'],
  ['<other>', 'unknown'],
  ['*', 'outside'],
  ['*.*', 'outside'],
  ['http://*', 'outside'],
  ['*.com', 'outside'],
  ['.jp', 'outside'],
  ['*.co.jp', 'outside'],
  ['*.corp', 'unknown'],
  ['*.local', 'inside'],
  ['*.corp.uchibori.co.jp', 'inside'],
  ['*corp.uchibori.co.jp', 'unknown'],
  ['*.uchibori.co.jp', 'unknown'],
  ['https://fs01.example.test:8443', 'inside'],
  ['www.*', 'unknown'],
  ['10.*', 'inside'],
  ['10.*.*.*', 'inside'],
  ['192.168*', 'inside'],
  ['172.1*', 'outside'],
  ['1*', 'outside'],
  ['198.51.100.*', 'inside'],
  ['10.0.0.0/8', 'inside'],
  ['0.0.0.0/0', 'outside'],
  ['8.0.0.0/8', 'outside'],
  ['[fd00::1]:80', 'inside'],
  ['fd00::/8', 'inside'],
  ['2000::/3', 'outside'],
  ['', 'unknown'],
])('bypass %s is %s', (entry, place) => {
  expect(placeOfBypass(SITE, entry)).toBe(place);
});

test('nothing public is ever inside, however it is written', () => {
  const octet = fc.integer({ min: 0, max: 255 });
  fc.assert(
    fc.property(
      fc.constantFrom(8, 45, 93, 203),
      octet,
      octet,
      octet,
      fc.integer({ min: 1, max: 4 }),
      (a, b, c, d, n) => {
        const parts = [a, b, c, d].map(String);
        const pattern = n === 4 ? parts.join('.') : `${parts.slice(0, n).join('.')}.*`;
        expect(placeOfBypass(SITE, pattern)).toBe('outside');
      },
    ),
  );
});

test('never throws', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(['inside', 'outside', 'unknown']).toContain(placeOfBypass(SITE, text));
    }),
  );
});
