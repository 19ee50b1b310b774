import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PacHop } from '../../src/facts/proxy-settings.ts';
import { bypassEntries, schemeRoutes, withoutUser } from '../../src/facts/proxy-text.ts';

const hop = (host: string, port: number, kind: PacHop['kind'] = 'PROXY'): PacHop => ({ kind, host, port });
const A = hop('a', 8080);
const B = hop('b', 3128);

test.each<[string, readonly PacHop[] | null, readonly PacHop[] | null]>([
  ['a:8080', [A], [A]],
  ['A:8080', [A], [A]],
  ['http://a:8080/', [A], [A]],
  ['a', [hop('a', 80)], [hop('a', 80)]],
  ['http=a:8080;https=b:3128', [A], [B]],
  ['http=a:8080 https=b:3128', [A], [B]],
  ['http=a:8080', [A], null],
  ['https=b:3128', null, [B]],
  ['ftp=a:8080', null, null],
  ['http=a:8080;b:3128', [A], [B]],
  ['socks=a:1080', [hop('a', 1080, 'SOCKS')], [hop('a', 1080, 'SOCKS')]],
  ['a:8080,b:3128', [A, B], [A, B]],
  [
    'a:8080,direct://',
    [A, { kind: 'DIRECT', host: null, port: null }],
    [A, { kind: 'DIRECT', host: null, port: null }],
  ],
  ['socks5://a', [hop('a', 1080, 'SOCKS5')], [hop('a', 1080, 'SOCKS5')]],
  ['[fd00::1]:8080', [hop('[fd00::1]', 8080)], [hop('[fd00::1]', 8080)]],
  ['user:secret@a:8080', [A], [A]],
])('%s', (text, http, https) => {
  expect(schemeRoutes(text)).toEqual({ http, https });
});

test.each([
  '',
  ' ',
  ';',
  'http=',
  'a:8080;=',
  'gopher://a',
  'a:b:c',
  'a b/c',
  'evil?@a:8080',
  'evil#@a:8080',
  'evil:80\\@a:8080',
  'evil/@a:8080',
  'b@evil@a:8080',
  'http://evil?@a/',
  'http=evil#@a:80',
  'evil\u0001@a:80',
  'evil|@a:80',
])('%s is not understood', (text) => {
  expect(schemeRoutes(text)).toBeNull();
});

test('never throws, and names nothing that the text does not', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const routes = schemeRoutes(text);
      const hosts = [...(routes?.http ?? []), ...(routes?.https ?? [])].flatMap((h) => h.host ?? []);
      for (const host of hosts) expect(text.toLowerCase()).toContain(host);
    }),
  );
});

test('a bypass list by any separator', () => {
  expect(bypassEntries('<local>;*.a, 10.*\t b')).toEqual(['<local>', '*.a', '10.*', 'b']);
});

test('credentials are not shown', () => {
  expect(withoutUser('http=u:p@a:8080;https=u:p@b:1')).toBe('http=********@a:8080;https=********@b:1');
  expect(withoutUser('u:p#x@a:8080')).toBe('********?@a:8080');
});
