import { expect, test } from 'vitest';
import { declaredPac, matchProxy } from '../../src/facts/site-proxies.ts';
import type { Site } from '../../src/model/site.ts';
import { EMPTY_SITE } from '../../src/model/site.ts';

const SITE: Site = {
  ...EMPTY_SITE,
  assets: [
    {
      hostname: 'PROXY01',
      role: 'proxy',
      aliases: ['proxy01.example.test', '10.20.0.5'],
      ports: [8080, 3128],
    },
    { hostname: 'px02', role: 'proxy' },
    { hostname: 'FS01', role: 'file-server', aliases: ['fs01.example.test'] },
  ],
  pacFiles: [{ url: 'http://PROXY01.example.test:80/Proxy.pac', file: 'PROXY01/proxy.pac' }],
};

test.each([
  ['proxy01', 8080, 'yes'],
  ['PROXY01.EXAMPLE.TEST.', 3128, 'yes'],
  ['proxy01', 80, 'no'],
  ['proxy01', null, 'no'],
  ['10.20.0.5', 8080, 'yes'],
  ['px02', 12345, 'yes'],
  ['px02.example.test', 8080, 'maybe'],
  ['proxy01.example.com', 8080, 'maybe'],
  ['fs01', 8080, 'no'],
  ['squid', 8080, 'no'],
  ['10.20.0.6', 8080, 'maybe'],
  ['8.8.8.8', 8080, 'no'],
])('%s:%s %s', (host, port, match) => {
  expect(matchProxy(SITE, { kind: 'PROXY', host, port })).toBe(match);
});

test('an address is none of those declared where each proxy has addresses', () => {
  const [first] = SITE.assets;
  const site = { ...SITE, assets: first ? [first] : [] };
  expect(matchProxy(site, { kind: 'PROXY', host: '10.20.0.6', port: 8080 })).toBe('no');
});

test('without a declared proxy nothing is said', () => {
  expect(matchProxy(EMPTY_SITE, { kind: 'PROXY', host: 'proxy01', port: 8080 })).toBe('undeclared');
});

test.each([
  ['HTTP://proxy01.example.test/Proxy.pac', true],
  ['http://proxy01.example.test:80/Proxy.pac', true],
  ['http://proxy01.example.test/proxy.pac', false],
  ['https://proxy01.example.test/Proxy.pac', false],
  ['http://proxy01.example.test:8000/Proxy.pac', false],
  ['file://c:/proxy.pac', false],
  ['', false],
])('PAC %s %s', (url, declared) => {
  expect(declaredPac(SITE, url) !== null).toBe(declared);
});

test('a declared proxy is not known to be a SOCKS server', () => {
  expect(matchProxy(SITE, { kind: 'SOCKS', host: 'proxy01', port: 8080 })).toBe('socks');
  expect(matchProxy(SITE, { kind: 'SOCKS5', host: 'squid', port: 8080 })).toBe('no');
});
