import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseIpAddress } from '../../src/facts/ip-address.ts';
import { connectPorts, unauthenticatedPath } from '../../src/facts/squid-access.ts';
import { addressList, inAddressList } from '../../src/facts/squid-addresses.ts';
import { squidProgram } from '../../src/facts/squid-program.ts';
import { ranges, squidSection } from './squid.ts';

const USERS = ranges('10.20.0.0/16');
const HEAD = `auth_param negotiate program /usr/lib/squid/negotiate_kerberos_auth
acl localnet src 10.0.0.0/8
acl SSL_ports port 443
acl authed proxy_auth REQUIRED
`;

/** `443 yes; 1-442 no` as one text. */
const ports = (rules: string, users: typeof USERS | null = USERS): string =>
  connectPorts(squidSection(HEAD + rules), users)
    .filter((p) => p.answer !== 'no')
    .map((p) => `${p.from === p.to ? p.from : `${p.from}-${p.to}`} ${p.answer}`)
    .join('; ');

describe('which ports CONNECT reaches', () => {
  test.each([
    ['http_access deny CONNECT !SSL_ports\nhttp_access allow localnet\nhttp_access deny all', '443 yes'],
    ['http_access allow localnet\nhttp_access deny CONNECT !SSL_ports', '1-442 yes; 443 yes; 444-65535 yes'],
    ['http_access deny CONNECT SSL_ports\nhttp_access allow localnet', '1-442 yes; 444-65535 yes'],
    ['http_access deny CONNECT !ssl_PORTS\nhttp_access allow authed', '443 yes'],
    [
      'acl SSL_ports port 1025-65535\nhttp_access deny CONNECT !SSL_ports\nhttp_access allow localnet',
      '443 yes; 1025-65535 yes',
    ],
    ['http_access allow localnet SSL_ports\nhttp_access deny all', '443 yes'],
    // The opposite of the last row.
    ['http_access deny CONNECT !SSL_ports', '443 yes'],
    ['http_access allow CONNECT SSL_ports', '443 yes'],
    // Not one row that counts: deny.
    ['', ''],
    ['http_access permit all\nhttp_access ALLOW all\nhttp_access allow', ''],
    ['acl m method connect\nhttp_access deny m\nhttp_access allow all', ''],
    [
      'acl listener localport 443\nhttp_access deny CONNECT !listener\nhttp_access allow localnet',
      '1-442 unknown; 443 unknown; 444-65535 unknown',
    ],
    [
      'acl night time 22:00-24:00\nhttp_access deny night\nhttp_access allow localnet SSL_ports',
      '443 unknown',
    ],
    ['acl ok dstdomain .example.com\nhttp_access allow CONNECT ok', '1-442 yes; 443 yes; 444-65535 yes'],
    ['acl bad dstdomain .example.com\nhttp_access deny bad\nhttp_access allow localnet SSL_ports', '443 yes'],
    ['acl path urlpath_regex x\nhttp_access allow CONNECT !path SSL_ports', '443 yes'],
    ['adapted_http_access deny all\nhttp_access allow localnet SSL_ports', '443 unknown'],
    [
      'follow_x_forwarded_for allow all\nhttp_access allow localnet SSL_ports\nhttp_access deny all',
      '443 unknown',
    ],
    ['acl two all-of CONNECT SSL_ports\nhttp_access allow two', '443 yes'],
    [
      'acl one any-of SSL_ports localnet\nhttp_access deny !one\nhttp_access deny CONNECT !SSL_ports\nhttp_access allow all',
      '443 yes',
    ],
  ])('%j', (rules, expected) => expect(ports(rules)).toBe(expected));

  test('an address that only some versions of Squid match is not known', () => {
    const rules =
      'acl lan src 10.20.1.0/24 10.20.0.0/16\nhttp_access allow lan SSL_ports\nhttp_access deny all';
    expect(ports(rules, ranges('10.20.1.0/24'))).toBe('443 yes');
    expect(ports(rules, ranges('10.20.2.0/24'))).toBe('443 unknown');
  });

  test('without declared users, no holds for all and yes needs all', () => {
    expect(ports('http_access allow all SSL_ports\nhttp_access deny all', null)).toBe('443 yes');
    expect(ports('http_access allow localnet SSL_ports\nhttp_access deny all', null)).toBe('443 unknown');
    expect(ports('http_access allow localhost', null)).toBe('');
  });
});

describe('a path without credentials', () => {
  const path = (rules: string) => unauthenticatedPath(squidSection(HEAD + rules), USERS);

  test.each([
    ['http_access allow localnet\nhttp_access allow authed', 'yes'],
    ['http_access deny !authed\nhttp_access allow localnet\nhttp_access deny all', 'no'],
    [
      'http_access allow localhost manager\nhttp_access deny manager\nhttp_access allow authed\nhttp_access deny all',
      'no',
    ],
    ['http_access allow authed localnet\nhttp_access deny all', 'no'],
    ['http_access allow localnet authed', 'no'],
    ['http_access deny authed', 'no'],
    // No row matches a client outside, and the opposite of the last row is allow.
    ['acl other src 192.168.0.0/16\nhttp_access allow other authed\nhttp_access deny other', 'yes'],
    ['acl g method GET\nhttp_access deny g !authed\nhttp_access allow localnet', 'yes'],
    ['acl p method PROPFIND\nhttp_access allow p\nhttp_access deny !authed\nhttp_access allow all', 'yes'],
    [
      'acl upd dstdomain .update.example.com\nhttp_access allow upd\nhttp_access deny !authed\nhttp_access allow all',
      'yes',
    ],
    [
      'external_acl_type t %SRC /bin/t\nacl e external t\nhttp_access allow e\nhttp_access deny !authed\nhttp_access allow all',
      'unknown',
    ],
    ['acl u any-of authed localnet\nhttp_access allow u', 'unknown'],
    ['http_port 3128 intercept\nhttp_access deny !authed\nhttp_access allow localnet', 'unknown'],
    ['http_access deny all', 'no'],
  ])('%j: %s', (rules, answer) => expect(path(rules).answer).toBe(answer));

  test('names a request and the row that lets it through', () => {
    expect(path('http_access allow localnet\n')).toMatchObject({
      answer: 'yes',
      narrow: false,
      row: { line: 5, text: 'http_access allow localnet' },
      example: 'GET http://www.uchibori-probe.net:1/ from 10.20.0.0',
    });
    const upd =
      'acl upd dstdomain .update.example.com\nhttp_access allow upd\nhttp_access deny !authed\nhttp_access allow all';
    expect(path(upd)).toMatchObject({ narrow: true, row: { line: 6 } });
  });
});

describe('what Squid would refuse, and what is missing', () => {
  const rules =
    'http_access deny !authed\nhttp_access deny CONNECT !SSL_ports\nhttp_access allow localnet\nhttp_access deny all\n';

  test.each([
    'http_access allow nobody',
    'acl SSL_ports src 10.0.0.1',
    'acl x port 80-',
    'acl x port 70000',
    'acl x nosuchtype 1',
    'acl x any-of localnet x',
    'acl x',
    'http_access deny ! all',
    'no_such_directive 1',
    'include /etc/squid/more.conf',
  ])('%j leaves nothing to say', (line) => {
    const section = squidSection(`${HEAD}${rules}${line}\n`);
    expect(squidProgram(section).gaps.some((g) => g.scope === 'text')).toBe(true);
    expect(unauthenticatedPath(section, USERS).answer).toBe('unknown');
    expect(connectPorts(section, USERS).every((p) => p.answer === 'unknown')).toBe(true);
  });

  test('proxy_auth before any auth_param is refused', () => {
    expect(squidProgram(squidSection('acl a proxy_auth REQUIRED\n')).gaps.length).toBe(1);
  });

  test('a missing list keeps every no away, and a yes that rests on it', () => {
    const list = 'acl bad dstdomain "/etc/squid/bad.txt"\n';
    expect(unauthenticatedPath(squidSection(`${HEAD}${list}${rules}`), USERS).answer).toBe('unknown');
    const open = squidSection(`${HEAD}${list}http_access deny bad\nhttp_access allow localnet\n`);
    expect(unauthenticatedPath(open, USERS).answer).toBe('unknown');
    const before = squidSection(`${HEAD}${list}http_access allow localnet\nhttp_access deny bad\n`);
    expect(unauthenticatedPath(before, USERS).answer).toBe('yes');
  });
});

describe('address lists', () => {
  const at = (values: readonly string[], ip: string) => {
    const parsed = parseIpAddress(ip);
    return parsed && inAddressList(addressList(values), parsed);
  };

  test.each([
    [['10.0.0.1/24'], '10.0.0.200', 'yes'],
    [['10.0.0.0/255.255.255.0'], '10.0.0.200', 'yes'],
    [['10.0.0.0/255.0.255.0'], '10.0.0.200', 'maybe'],
    [['10.0.0.5-10.0.0.9'], '10.0.0.7', 'yes'],
    [['10.0.0.5-10.0.0.9'], '10.0.0.10', 'no'],
    [['10.0.0.10-10.0.0.20/24'], '10.0.0.99', 'maybe'],
    [['0.0.0.0/0'], '2001:db8::1', 'yes'],
    [['2001:db8::/32'], '2001:db8::1', 'yes'],
    [['192.168.10.0/24', '192.168.0.0/16'], '192.168.20.1', 'maybe'],
    [['192.168.0.0/16', '192.168.10.0/24'], '192.168.10.1', 'yes'],
    [['host.example'], '10.0.0.1', 'maybe'],
    [['ipv4'], '10.0.0.1', 'maybe'],
    [[], '10.0.0.1', 'no'],
  ] as const)('%j and %s: %s', (values, ip, expected) => expect(at(values, ip)).toBe(expected));

  test('agrees with a linear search', () => {
    const cidr = fc
      .tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 20, max: 32 }))
      .map(([o, n]) => `10.0.${o % 8}.${o}/${n}`);
    fc.assert(
      fc.property(fc.array(cidr, { maxLength: 12 }), fc.integer({ min: 0, max: 2047 }), (values, n) => {
        const ip = `10.0.${n >> 8}.${n & 255}`;
        const union = values.some((v) => at([v], ip) === 'yes');
        const answer = at(values, ip);
        expect(answer === 'no').toBe(!union);
        if (answer === 'yes') expect(union).toBe(true);
      }),
    );
  });
});
