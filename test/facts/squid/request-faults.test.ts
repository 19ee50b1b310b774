/** Requests that no rule is asked of, and those of which it is not known whether one is. */
import { describe, expect, test } from 'vitest';
import { compileSquid } from '../../../src/facts/squid/compile.ts';
import { decide } from '../../../src/facts/squid/evaluate.ts';
import type { SquidRequest } from '../../../src/facts/squid/request.ts';
import type { SquidVersion } from '../../../src/facts/squid/version.ts';
import { sectionOf } from './section.ts';

const PORTS = `http_port 3128
http_port 3129 accel vhost
http_port 3130 require-proxy-header
http_port 3131 intercept
`;

/** The verdict, and whether a rule gave it. */
function said(request: Partial<SquidRequest>, rows = 'http_access allow all', version: SquidVersion = '5.7') {
  const section = sectionOf(`${PORTS}${rows}\n`);
  const full = { src: '10.1.2.3', method: 'GET', url: 'http://www.one.test/', ...request };
  const { verdict, gate } = decide(compileSquid(section, version), full, { section });
  return `${verdict} ${gate}`;
}

const ALLOW = 'allow http_access';
const REFUSED = 'deny request';
const UNKNOWN = 'unknown request';

describe('ports', () => {
  test.each([
    [{ method: 'CONNECT', url: 'one.test:443', listener: { port: 3129 } }, REFUSED],
    [{ listener: { port: 3129 } }, ALLOW],
    [{ listener: { port: 3130 } }, REFUSED],
    [{}, ALLOW],
    [{ url: '/', listener: { port: 3131 } }, UNKNOWN],
    [{ url: '/' }, REFUSED],
    [{ url: '/squid-internal-mgr/info' }, UNKNOWN],
    [{ src: '::' }, UNKNOWN],
  ])('%j: %s', (request, expected) => expect(said(request)).toBe(expected));

  test('whom a PROXY header may name is not known', () => {
    const rows = 'proxy_protocol_access allow all\nhttp_access allow all';
    expect(said({ listener: { port: 3130 } }, rows)).toBe(UNKNOWN);
  });
});

describe('headers', () => {
  test.each([
    [{ Expect: 'foo' }, REFUSED],
    [{ expect: '100-Continue' }, ALLOW],
    [{ 'Content-Length': '-1' }, REFUSED],
    [{ 'Content-Length': '5' }, REFUSED],
    [{ 'Content-Length': '5, 6' }, UNKNOWN],
    [{ 'Content-Length': '0, 0' }, ALLOW],
    [{ 'Transfer-Encoding': 'gzip' }, REFUSED],
    [{ 'Transfer-Encoding': 'chunked' }, ALLOW],
  ])('%j: %s', (headers, expected) => expect(said({ headers })).toBe(expected));

  test('later releases are not known to refuse the body of a GET', () => {
    const request = { headers: { 'Content-Length': '5' } };
    expect(said(request, 'http_access allow all', '6')).toBe(UNKNOWN);
    expect(said({ method: 'DELETE', ...request }, 'http_access allow all', '6')).toBe(ALLOW);
  });
});

describe('the server as a whole', () => {
  const zero = { 'Max-Forwards': '0' };
  test.each([
    [{ method: 'TRACE', url: '*', headers: zero }, ALLOW],
    [{ method: 'TRACE', url: '*' }, REFUSED],
    [{ method: 'OPTIONS', url: '*', headers: zero }, REFUSED],
    [{ method: 'OPTIONS', headers: zero }, REFUSED],
    [{ method: 'GET', url: '*' }, REFUSED],
  ])('%j: %s', (request, expected) => expect(said(request)).toBe(expected));
});

describe('urls', () => {
  const rows = (acl: string): string => `acl l ${acl}\nhttp_access deny l\nhttp_access allow all`;
  const DENY = 'deny http_access';

  test('a scheme that Squid does not know keeps its case, and shows a login', () => {
    const odd = { method: 'OPTIONS', url: 'FOO://bob@1.2.3.4:80/' };
    expect(said(odd, rows('url_regex ^foo'))).toBe(ALLOW);
    expect(said(odd, rows('url_regex ^FOO://bob@'))).toBe(DENY);
    expect(said({ ...odd, url: 'NONE://1.2.3.4:80/' }, rows('proto none'))).toBe(ALLOW);
    expect(said(odd, rows('url_regex ^foo'), '4')).toBe('unknown http_access');
  });

  test('of a port the lowest 32 bits count', () => {
    const port = rows('port 443');
    expect(said({ method: 'CONNECT', url: '1.2.3.4:4294967739' }, port)).toBe(DENY);
    expect(said({ method: 'CONNECT', url: '1.2.3.4:65979' }, port)).toBe(REFUSED);
    expect(said({ url: 'http://1.2.3.4:4294967739/' }, port)).toBe(DENY);
  });

  test('a zone by its number is dropped, one by its name is not known', () => {
    const literal = rows('dstdom_regex -n ^\\[fe80::1\\]$');
    expect(said({ method: 'CONNECT', url: '[fe80::1%1]:443' }, literal)).toBe(DENY);
    expect(said({ method: 'CONNECT', url: '[fe80::1%eth0]:443' }, literal)).toBe(UNKNOWN);
    expect(said({ method: 'CONNECT', url: '[2001:db8::1%eth0]:443' }, literal)).toBe(ALLOW);
  });

  test('a long name is cut', () => {
    const url = (labels: number): string => `http://${'abcdefghi.'.repeat(labels)}one.test/`;
    expect(said({ url: url(24) }, rows('dstdomain .one.test'))).toBe(DENY);
    expect(said({ url: url(25) }, rows('dstdomain .one.test'))).toBe(ALLOW);
  });
});
