import { describe, expect, test } from 'vitest';
import { compileSquid } from '../../../src/facts/squid/compile.ts';
import { decide, type SquidEnv } from '../../../src/facts/squid/evaluate.ts';
import type { SquidRequest } from '../../../src/facts/squid/request.ts';
import type { SquidVersion } from '../../../src/facts/squid/version.ts';
import { sectionOf } from './section.ts';

type Ask = Partial<SquidRequest> & { readonly version?: SquidVersion; readonly env?: Partial<SquidEnv> };

function asked(conf: string, { version = '5.7', env, ...request }: Ask) {
  const section = sectionOf(`http_port 3128\n${conf}\n`);
  const full = { src: '10.1.2.3', method: 'GET', url: 'http://www.one.test/', ...request };
  return decide(compileSquid(section, version), full, { section, ...env });
}

/** `verdict`, and the line that decided (0: the end of the list). */
function said(conf: string, ask: Ask = {}): string {
  const { verdict, row } = asked(conf, ask);
  return `${verdict} ${row ? row.at.line - 1 : 0}`;
}

const AUTH = 'auth_param basic program /usr/lib/squid/basic_ncsa_auth /etc/squid/users';

describe('rows', () => {
  test('the first that matches wins', () => {
    const conf = 'acl l src 10.0.0.0/8\nhttp_access deny !l\nhttp_access allow l\nhttp_access deny all';
    expect(said(conf)).toBe('allow 3');
    expect(said(conf, { src: '192.0.2.1' })).toBe('deny 2');
    expect(said(conf, { src: '::ffff:10.1.2.3' })).toBe('allow 3');
  });

  test('without a match the answer is the opposite of the last row', () => {
    expect(said('acl l src 192.0.2.0/24\nhttp_access deny l')).toBe('allow 0');
    expect(said('acl l src 192.0.2.0/24\nhttp_access allow l')).toBe('deny 0');
  });

  test('without rows everything is denied', () => expect(said('acl l src 10.0.0.0/8')).toBe('deny 0'));

  test('several lines of one all-of are alternatives', () => {
    const conf = `acl g method GET
acl p port 8080
acl w dstdomain .two.test
acl x all-of g p
acl x all-of g w
http_access allow x
http_access deny all`;
    expect(said(conf)).toBe('deny 7');
    expect(said(conf, { url: 'http://www.one.test:8080/' })).toBe('allow 6');
    expect(said(conf, { url: 'http://a.two.test/' })).toBe('allow 6');
  });
});

describe('requests that only the running proxy can judge', () => {
  const external = 'external_acl_type e %SRC /bin/check\nacl e external e\nacl b dstdomain .two.test\n';

  test('unknown where it matters, naming the ACL', () => {
    const conf = `${external}http_access allow e\nhttp_access deny all`;
    const { verdict, row, because } = asked(conf, {});
    expect([verdict, row]).toEqual(['unknown', null]);
    expect(because.en).toContain('e (px/squid.conf:3)');
    expect(because.ja).toContain('e (px/squid.conf:3)');
  });

  test('decided where both ways end alike', () => {
    const { verdict, row, because } = asked(`${external}http_access deny e\nhttp_access deny all`, {});
    expect([verdict, row?.at.line, because.en]).toEqual([
      'deny',
      5,
      'which row it matches is not known, but it is denied either way',
    ]);
  });

  test('a condition keeps its value within a request', () => {
    expect(said(`${external}http_access deny e\nhttp_access deny !e\nhttp_access allow all`)).toMatch(
      /^deny/,
    );
    expect(
      said(`${external}acl n any-of !e\nhttp_access deny e\nhttp_access deny n\nhttp_access allow all`),
    ).toMatch(/^deny/);
  });

  test('random is thrown anew each time', () => {
    const conf = 'acl r random 0.5\nhttp_access deny r\nhttp_access deny !r\nhttp_access allow all';
    expect(said(conf)).toBe('unknown 0');
  });

  test('a value file that is missing leaves its ACL open', () => {
    const conf = 'acl b dstdomain "/etc/squid/blocked"\nhttp_access deny b\nhttp_access allow all';
    expect(said(conf)).toBe('unknown 0');
    const more = 'acl b dstdomain .one.test "/etc/squid/blocked"\nhttp_access deny b\nhttp_access allow all';
    expect(said(more)).toBe('deny 2');
  });

  test('conditions without end are given up, not walked', () => {
    const names = Array.from({ length: 40 }, (_, i) => `acl r${i} random 0.5`);
    const rows = Array.from(
      { length: 40 },
      (_, i) => `http_access ${i % 2 ? 'allow' : 'deny'} r${i} !r${(i + 7) % 40}`,
    );
    expect(said([...names, ...rows].join('\n'))).toBe('unknown 0');
    const deep = Array.from({ length: 40 }, (_, i) => `acl g${i + 1} any-of !g${i} !g${i}`);
    expect(said(['acl g0 random 0.5', ...deep, 'http_access allow g40'].join('\n'))).toBe('unknown 0');
  });

  test('groups upon groups cost no more than their number', () => {
    const deep = Array.from({ length: 60 }, (_, i) => `acl g${i + 1} all-of g${i} g${i}`);
    expect(
      said(['acl g0 src 10.0.0.0/8', ...deep, 'http_access allow g60', 'http_access deny all'].join('\n')),
    ).toBe('allow 62');
  });
});

describe('credentials', () => {
  const bob = `${AUTH}\nacl bob proxy_auth bob\n`;

  test('reaching an ACL of users without credentials asks for them, whatever follows', () => {
    expect(said(`${bob}http_access allow bob\nhttp_access allow all`)).toBe('challenge 3');
    expect(said(`${bob}http_access deny bob\nhttp_access allow all`)).toBe('challenge 3');
    expect(said(`${bob}http_access allow !bob\nhttp_access deny all`)).toBe('challenge 3');
  });

  test('a row that fails before asks nobody', () => {
    const conf = `${bob}acl c method CONNECT\nhttp_access allow c bob\nhttp_access deny all`;
    expect(said(conf)).toBe('deny 5');
  });

  test('the first line of an all-of asks before the second is looked at', () => {
    const conf = `${bob}acl g method GET\nacl x all-of bob\nacl x all-of g\nhttp_access allow x\nhttp_access deny all`;
    expect(said(conf)).toBe('challenge 6');
  });

  test('with other credentials a deny asks again if users were asked last', () => {
    expect(said(`${bob}http_access allow bob`, { user: 'eve' })).toBe('challenge 0');
    expect(said(`${bob}http_access allow bob\nhttp_access deny all`, { user: 'eve' })).toBe('deny 4');
    expect(said(`${bob}http_access deny !bob\nhttp_access allow all`, { user: 'eve' })).toBe('challenge 3');
  });

  test('Basic folds names to lower case', () => {
    const conf = `${AUTH}\nacl bob proxy_auth Bob\nhttp_access allow bob\nhttp_access deny all`;
    expect(said(conf, { user: 'Bob' })).toBe('deny 4');
    expect(said(`${conf}\nauth_param basic casesensitive on`, { user: 'Bob' })).toBe('allow 3');
    expect(said(conf.replace('proxy_auth Bob', 'proxy_auth -i Bob'), { user: 'BOB' })).toBe('allow 3');
  });

  test('with another scheme beside Basic the case of a name is not known', () => {
    const both = `auth_param ntlm program /usr/bin/ntlm_auth --helper-protocol=squid-2.5-ntlmssp\n${bob}http_access allow bob\nhttp_access deny all`;
    expect(said(both, { user: 'Bob' })).toBe('unknown 0');
    expect(said(both, { user: 'bob' })).toBe('allow 4');
  });

  test('an external ACL with %LOGIN asks too', () => {
    const conf = `${AUTH}\nexternal_acl_type e %LOGIN /bin/check\nacl e external e\nhttp_access allow e\nhttp_access deny all`;
    expect(said(conf)).toBe('challenge 4');
    expect(said(conf, { user: 'bob' })).toBe('unknown 0');
    expect(said(conf.replace(/\n[^\n]*$/, ''), { user: 'bob' })).toBe('unknown 0');
  });

  test('nobody is asked on a port that intercepts', () => {
    const conf = `http_port 3129 intercept\n${bob}http_access allow bob\nhttp_access allow !bob`;
    const section = sectionOf(conf);
    const request = { src: '10.1.2.3', method: 'GET', url: 'http://www.one.test/', user: 'bob' };
    const { verdict, row } = decide(compileSquid(section, '5.7'), request, { section });
    expect([verdict, row?.at.line]).toEqual(['allow', 5]);
  });

  test('deny_info may send a refused user elsewhere, or cut the line', () => {
    const conf = `${bob}http_access allow bob\n`;
    expect(said(`${conf}deny_info http://help.test/ bob`, { user: 'eve' })).toBe('deny 0');
    expect(said(`${conf}deny_info http://help.test/ BOB`, { user: 'eve' })).toBe('challenge 0');
    expect(said(`${conf}deny_info http://help.test/ bob`)).toBe('challenge 3');
    expect(said(`${conf}deny_info TCP_RESET bob`)).toBe('deny 3');
    expect(said(`acl l src 10.0.0.0/8\nhttp_access deny l\ndeny_info 407:ERR_X l`)).toBe('challenge 2');
  });
});

describe('destinations', () => {
  const blocked = 'acl b dstdomain .two.test\nhttp_access deny b\nhttp_access allow all';

  test.each([
    ['http://two.test/', 'deny 2'],
    ['http://A.TWO.test.:81/x', 'deny 2'],
    ['http://xtwo.test/', 'allow 3'],
    ['http://u:p@two.test/', 'deny 2'],
  ])('%s', (url, expected) => expect(said(blocked, { url })).toBe(expected));

  test('an address may be looked up by name', () => {
    expect(said(blocked, { url: 'http://192.0.2.7/' })).toBe('unknown 0');
    expect(said(blocked, { url: 'http://192.0.2.7/', env: { noReverse: true } })).toBe('allow 3');
    expect(said(blocked.replace('dstdomain', 'dstdomain -n'), { url: 'http://192.0.2.7/' })).toBe('allow 3');
    const none = blocked.replace('.two.test', 'none');
    expect(said(none, { url: 'http://192.0.2.7/', env: { noReverse: true } })).toBe('deny 2');
  });

  const inside = 'acl d dst 192.0.2.0/24\nhttp_access deny d\nhttp_access allow all';

  test.each([
    ['http://192.0.2.7/', 'deny 2'],
    ['http://3221225991/', 'deny 2'],
    ['http://0300.0.0x207/', 'deny 2'],
    ['http://[::ffff:192.0.2.7]/', 'deny 2'],
    ['http://192.0.3.7/', 'allow 3'],
    ['http://www.one.test/', 'unknown 0'],
  ])('dst: %s', (url, expected) => expect(said(inside, { url })).toBe(expected));

  test('the addresses of a name may be given', () => {
    expect(said(inside, { env: { resolve: () => ['198.51.100.1', '192.0.2.9'] } })).toBe('deny 2');
    expect(said(inside, { env: { resolve: () => ['198.51.100.1'] } })).toBe('allow 3');
    expect(said(inside, { env: { resolve: () => null } })).toBe('unknown 0');
    expect(said(inside.replace('dst ', 'dst -n '))).toBe('allow 3');
  });

  test('append_domain completes single labels', () => {
    const conf = `append_domain .two.test\n${blocked}`;
    expect(said(conf, { url: 'http://www/' })).toBe('deny 3');
    expect(said(conf, { url: 'http://www./' })).toBe('allow 4');
  });
});

describe('URLs', () => {
  const one = (pattern: string): string =>
    `acl u url_regex ${pattern}\nhttp_access allow u\nhttp_access deny all`;

  test.each([
    ['^http://www\\.one\\.test/a$', 'HTTP://user@WWW.one.test:80/%61', 'allow 2'],
    ['^http://www\\.one\\.test:81/\\?q$', 'http://www.one.test:81?q', 'allow 2'],
    ['^ftp://u:p@', 'ftp://u%3Ap@one.test/', 'allow 2'],
    ['/a%b$', 'http://one.test/a%%b', 'allow 2'],
    ['/a%00b$', 'http://one.test/a%00b', 'allow 2'],
    ['caf..$', 'http://one.test/caf%C3%A9', 'allow 2'],
    ['^http://\\[2001:db8::1\\]/$', 'http://[2001:DB8:0::1]/', 'allow 2'],
    ['^http://::/$', 'http://[::]/', 'allow 2'],
    ['^urn:isbn:1$', 'urn:isbn:1', 'allow 2'],
  ])('%s sees %s', (pattern, url, expected) => expect(said(one(pattern), { url })).toBe(expected));

  test('CONNECT is host and port, and has no path, login or protocol', () => {
    const connect = { method: 'CONNECT', url: 'One.test:443' };
    expect(said(one('^one\\.test:443$'), connect)).toBe('allow 2');
    expect(said(one('^https?://'), connect)).toBe('deny 3');
    expect(said(one('.').replace('url_regex', 'urlpath_regex'), connect)).toBe('deny 3');
    expect(said('acl p urlpath_regex .\nhttp_access allow !p\nhttp_access deny all', connect)).toBe(
      'allow 2',
    );
    expect(said('acl p proto HTTP HTTPS\nhttp_access deny !p\nhttp_access allow all', connect)).toBe(
      'deny 2',
    );
  });

  const port = 'acl p port 443\nhttp_access allow p\nhttp_access deny all';

  test('CONNECT without a port goes to 443, and is refused from 6 on', () => {
    const connect = { method: 'connect', url: 'one.test' };
    expect(said(port, connect)).toBe('allow 2');
    const { verdict, gate } = asked(port, { ...connect, version: '7' });
    expect([verdict, gate]).toEqual(['deny', 'request']);
  });

  test.each([
    'http://one.test:0/',
    'http://one..test/',
    'http:///x',
    '/x',
    'http://one.test:99999/',
    'foo://one.test:1/',
  ])('%s is refused before any rule', (url) => {
    const { verdict, gate, row } = asked('http_access allow all', { url });
    expect([verdict, gate, row]).toEqual(['deny', 'request', null]);
  });

  test('7 takes escapes all or none', () => {
    expect(said(one('/a%zz%41$'), { url: 'http://one.test/a%zz%41', version: '7' })).toBe('allow 2');
    expect(said(one('/a%zzA$'), { url: 'http://one.test/a%zz%41', version: '5.7' })).toBe('allow 2');
  });
});

describe('other properties of a request', () => {
  const rule = (acl: string): string => `acl a ${acl}\nhttp_access allow a\nhttp_access deny all`;

  test.each([
    ['method get', { method: 'GeT' }, 'allow 2'],
    ['method Odd', { method: 'ODD' }, 'deny 3'],
    ['browser ^curl', { headers: { 'user-AGENT': ' curl/8' } }, 'allow 2'],
    ['browser x*', {}, 'deny 3'],
    ['req_mime_type ^$', {}, 'allow 2'],
    ['req_header Host ^www\\.one\\.test$', { headers: { Host: 'other.test' } }, 'allow 2'],
    ['referer_regex two', { headers: { Referer: 'http://two.test/' } }, 'allow 2'],
    ['urllogin ^a$', { url: 'http://a@one.test/' }, 'allow 2'],
    ['localport 3128', {}, 'allow 2'],
    ['myportname 3128', {}, 'allow 2'],
    ['localip 192.0.2.1', {}, 'unknown 0'],
    ['localip 192.0.2.1', { listener: { ip: '192.0.2.1' } }, 'allow 2'],
    ['time M 09:00-10:00', {}, 'unknown 0'],
    ['time M 09:00-10:00', { time: '2026-11-02T10:00:59+09:00' }, 'allow 2'],
    ['time M 09:00-10:00', { time: '2026-11-02T10:01:00+09:00' }, 'deny 3'],
    ['time M 09:00-10:00', { env: { asOf: '2026-11-02' } }, 'unknown 0'],
    ['time T 09:00-10:00', { env: { asOf: '2026-11-02' } }, 'deny 3'],
    ['time M', { env: { asOf: '2026-11-02' } }, 'allow 2'],
  ] as const)('%s: %o', (acl, ask, expected) => expect(said(rule(acl), ask)).toBe(expected));

  test('relaxed_header_parser off keeps the case of methods', () => {
    const strict = `relaxed_header_parser off\n${rule('method GET')}`;
    expect([said(strict), said(strict, { method: 'get' })]).toEqual(['allow 3', 'deny 4']);
    expect(said(`relaxed_header_parser off\n${rule('method get')}`)).toBe('unknown 0');
  });

  test.each([
    { src: 'pc1' },
    { method: 'GET /' },
    { url: 'http://a b/' },
    { time: 'noon' },
    { headers: { 'a:b': 'c' } },
    { headers: { a: 'b\r\nc: d' } },
  ])('%o cannot be read', (ask) => {
    const { verdict, gate } = asked('http_access allow all', ask);
    expect([verdict, gate]).toEqual(['unknown', 'request']);
  });
});

describe('X-Forwarded-For', () => {
  const conf = (rows: string): string =>
    `acl px src 10.0.0.0/8\nacl in src 192.0.2.0/24\n${rows}\nhttp_access allow in\nhttp_access deny all`;
  const header = (text: string): Ask => ({ headers: { 'X-Forwarded-For': text } });

  test('is walked from the right as far as it is trusted', () => {
    const trusting = conf('follow_x_forwarded_for allow px\nfollow_x_forwarded_for deny all');
    expect(said(trusting)).toBe('deny 6');
    expect(said(trusting, header('192.0.2.9'))).toBe('allow 5');
    expect(said(trusting, header('192.0.2.9, 10.9.9.9'))).toBe('allow 5');
    expect(said(trusting, header('192.0.2.9, 198.51.100.1'))).toBe('deny 6');
    expect(said(trusting, header('192.0.2.9, unknown, 10.9.9.9'))).toBe('deny 6');
  });

  test('is nothing without rows, or where src ACLs do not use it', () => {
    expect(said(conf('#'), header('192.0.2.9'))).toBe('deny 5');
    const off = conf('follow_x_forwarded_for allow all\nacl_uses_indirect_client off');
    expect(said(off, header('192.0.2.9'))).toBe('deny 6');
  });

  test('leaves the client open where trust hangs on a condition', () => {
    const maybe = conf('acl r random 0.5\nfollow_x_forwarded_for allow r');
    expect(said(maybe, header('192.0.2.9'))).toBe('unknown 0');
    expect(said(maybe, header('198.51.100.1'))).toBe('deny 6');
  });
});
