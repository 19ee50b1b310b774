import { describe, expect, test } from 'vitest';
import { parseAddressSet } from '../../../src/facts/address-set.ts';
import { findRequest, type ProveOptions } from '../../../src/facts/squid/prove.ts';
import type { SquidAnswer, SquidQuery } from '../../../src/facts/squid/query.ts';
import { sectionOf } from './section.ts';

const HEAD = `http_port 3128
auth_param basic program /usr/lib/squid/basic_ncsa_auth /etc/squid/passwd
acl segment src 192.168.10.0/24
acl Safe_ports port 80 443 1025-65535
acl SSL_ports port 443
acl users proxy_auth REQUIRED
`;
const SEGMENT = parseAddressSet('192.168.10.0/24') ?? [];
const OTHER_PORTS = [
  { from: 1, to: 442 },
  { from: 444, to: 65535 },
];
const TUNNELS: SquidQuery = { verdict: 'allow', method: { only: ['CONNECT'] }, port: OTHER_PORTS };
const ANONYMOUS: SquidQuery = { verdict: 'allow', src: SEGMENT, unauthenticated: true };

/** Rows after the usual head, asked of one release unless told. */
const find = (
  rows: string,
  query: SquidQuery,
  options: ProveOptions = { versions: ['5.7'] },
  files: Record<string, string> = {},
): SquidAnswer => findRequest(sectionOf(`${HEAD}${rows}\n`, files), query, options);

const lines = (answer: SquidAnswer): readonly string[] =>
  answer.answer === 'none' ? answer.rows.map((row) => row?.at.text ?? 'end') : [answer.answer];

const reasons = (answer: SquidAnswer): string =>
  answer.answer === 'undecided' ? answer.because.map((b) => b.en).join('\n') : answer.answer;

const CONNECT_ACL = 'acl CONNECT method CONNECT';

describe('what the guide asks', () => {
  const usual = `http_access deny !Safe_ports
http_access deny CONNECT !SSL_ports
http_access allow segment users
http_access deny all`;

  test('no request without credentials is allowed: the rows that settle it', () => {
    expect(lines(find(usual, ANONYMOUS))).toEqual([
      'http_access deny !Safe_ports',
      'http_access deny CONNECT !SSL_ports',
      'http_access allow segment users',
    ]);
  });

  test('with credentials it is, by a request that people know', () => {
    expect(find(usual, { ...ANONYMOUS, unauthenticated: false })).toMatchObject({
      answer: 'witness',
      request: { src: '192.168.10.10', method: 'GET', url: 'http://www.example.com/', user: 'user' },
      decision: { verdict: 'allow', row: { at: { line: 9 } } },
    });
  });

  test('CONNECT to another port is not allowed', () => {
    expect(lines(find(usual, TUNNELS))).toEqual([
      'http_access deny !Safe_ports',
      'http_access deny CONNECT !SSL_ports',
    ]);
  });

  test('an allow ahead of the rule of ports lets CONNECT by', () => {
    expect(find(`http_access allow segment\n${usual}`, TUNNELS)).toMatchObject({
      answer: 'witness',
      request: { src: '192.168.10.10', method: 'CONNECT', url: 'www.example.com:8443' },
    });
  });

  test('a sure challenge is found too', () => {
    expect(find(usual, { verdict: 'challenge', src: SEGMENT })).toMatchObject({
      answer: 'witness',
      request: { url: 'http://www.example.com/' },
    });
  });

  test('thousands of domains are two classes', () => {
    const list = Array.from({ length: 30_000 }, (_, i) => `.host${i}.example${i % 97}.test`).join('\n');
    const rows = `acl listed dstdomain "/etc/squid/list"\nhttp_access deny listed\n${usual}`;
    const files = { '/etc/squid/list': list };
    expect(lines(find(rows, ANONYMOUS, {}, files))).toContain('http_access deny listed');
    const inList = { verdict: 'allow', dst: { domain: '.host7.example7.test' } } as const;
    expect(lines(find(rows, inList, {}, files))).toEqual(['http_access deny listed']);
  });
});

describe('what only the running proxy knows', () => {
  const EXTERNAL = 'external_acl_type check %SRC /usr/lib/squid/check\nacl ext external check';

  test('an external program leaves it open, by its name and line', () => {
    const found = find(`${EXTERNAL}\nhttp_access allow segment ext\nhttp_access deny all`, ANONYMOUS);
    expect(reasons(found)).toMatch(/ACL ext \(px\/squid\.conf:8\): only the running proxy/);
  });

  test('the same condition in two rows is one: what both sides of it allow is allowed', () => {
    const rows = `${EXTERNAL}\nhttp_access allow segment ext\nhttp_access allow segment !ext\nhttp_access deny all`;
    expect(find(rows, ANONYMOUS).answer).toBe('witness');
    const never = `${EXTERNAL}\nhttp_access deny ext\nhttp_access allow segment ext\nhttp_access deny all`;
    expect(find(never, ANONYMOUS).answer).toBe('none');
  });

  test('chance is another one each time', () => {
    const rows = 'acl r random 0.5\nhttp_access deny r\nhttp_access allow segment r\nhttp_access deny all';
    expect(reasons(find(rows, ANONYMOUS))).toMatch(/ACL r/);
  });

  test('the name of an address: a proof holds for all names, a witness for unlisted ones', () => {
    const rows =
      'acl bad dstdomain .bad.test\nhttp_access deny bad\nhttp_access allow segment\nhttp_access deny all';
    const literal = parseAddressSet('203.0.113.0/24') ?? [];
    const found = find(rows, { ...ANONYMOUS, dst: { addresses: literal } });
    expect(found).toMatchObject({ answer: 'witness', request: { url: 'http://203.0.113.10/' } });
    expect(found.answer === 'witness' && found.decision.because.en).toContain(
      'no listed name by reverse look-up',
    );
    const one = parseAddressSet('203.0.113.7') ?? [];
    expect(reasons(find(rows, { ...ANONYMOUS, dst: { addresses: one } }))).toMatch(
      /of a destination that is an address/,
    );
    const only = 'acl good dstdomain .good.test\nhttp_access allow segment good\nhttp_access deny all';
    expect(find(only, { ...ANONYMOUS, dst: { addresses: literal } }).answer).toBe('undecided');
    const quiet = only.replace('dstdomain', 'dstdomain -n');
    expect(reasons(find(quiet, { ...ANONYMOUS, dst: { addresses: literal } }))).toMatch(
      /names of hosts resolve/,
    );
    const written = `acl anywhere dst -n 0.0.0.0-255.255.255.255\n${quiet.replace('segment good', 'segment good anywhere')}`;
    expect(find(written, ANONYMOUS).answer).toBe('none');
  });

  test('a name that resolves into denied addresses is denied: none is let by to them', () => {
    const inside = parseAddressSet('10.0.0.0/8') ?? [];
    const rows =
      'acl inside dst 10.0.0.0/8\nhttp_access deny inside\nhttp_access allow segment\nhttp_access deny all';
    expect(find(rows, { verdict: 'allow', dst: { addresses: inside } }).answer).toBe('none');
    const literal = rows.replace('dst 10', 'dst -n 10');
    expect(reasons(find(literal, { verdict: 'allow', dst: { addresses: inside } }))).toMatch(/resolve/);
  });

  test('a value file that is missing', () => {
    const rows = 'acl free src "/etc/squid/free"\nhttp_access allow free\nhttp_access deny all';
    expect(reasons(find(rows, ANONYMOUS))).toMatch(/ACL free/);
  });
});

describe('regular expressions', () => {
  test('one that no CONNECT can meet in a path is none', () => {
    const rows = `acl p urlpath_regex ^/x\nhttp_access allow p\nhttp_access deny all`;
    expect(find(rows, TUNNELS).answer).toBe('none');
    expect(find(rows, { verdict: 'allow' })).toMatchObject({ request: { url: 'http://www.example.com/x' } });
  });

  test('a host of CONNECT may be written so that a pattern of URLs matches it', () => {
    const rows = 'acl intra url_regex ^http://intra\\.test/\nhttp_access allow intra\nhttp_access deny all';
    expect(find(rows, TUNNELS)).toMatchObject({
      answer: 'witness',
      request: { method: 'CONNECT', url: expect.stringMatching(/^http%3a%2f%2fintra\.test%2f/) },
    });
  });

  test('headers are the client’s to choose', () => {
    const rows = 'acl agent browser ^Update/[0-9]+$\nhttp_access allow agent\nhttp_access deny all';
    expect(find(rows, ANONYMOUS)).toMatchObject({ request: { headers: { 'User-Agent': 'Update/1' } } });
  });

  test('all addresses written as such', () => {
    const rows =
      'acl ip dstdom_regex -n ^[0-9.]+$ ^\\[\nhttp_access deny ip\nhttp_access allow segment\nhttp_access deny all';
    const any = parseAddressSet('0.0.0.0-255.255.255.255') ?? [];
    expect(
      find(`acl named dst -n 0.0.0.0-255.255.255.255\n${rows}\n`, {
        verdict: 'allow',
        dst: { addresses: any },
        method: { only: ['CONNECT'] },
      }).answer,
    ).toBe('undecided');
    expect(find(rows, ANONYMOUS)).toMatchObject({ request: { url: 'http://www.example.com/' } });
  });

  test('one that cannot be told is not guessed', () => {
    const rows = 'acl odd url_regex (a|b)\\1\nhttp_access allow odd\nhttp_access deny all';
    expect(reasons(find(rows, ANONYMOUS))).toMatch(/ACL odd/);
  });
});

describe('ways around', () => {
  test('X-Forwarded-For of a trusted client names a source of its own', () => {
    const rows = `acl peer src 10.9.9.9
follow_x_forwarded_for allow peer
acl boss src 172.16.0.1
http_access allow boss
http_access deny all`;
    const query = { verdict: 'allow', src: parseAddressSet('10.9.9.9') ?? [] } as const;
    expect(find(rows, query)).toMatchObject({ request: { headers: { 'X-Forwarded-For': '172.16.0.1' } } });
    expect(find(`${rows}\nacl_uses_indirect_client off`, query).answer).toBe('none');
  });

  test('nobody is asked on a port that intercepts', () => {
    const rows =
      'http_port 3129 intercept\nhttp_access deny !users\nhttp_access allow segment\nhttp_access deny all';
    expect(find(rows, ANONYMOUS).answer).toBe('none');
    const open = 'http_port 3129 intercept\nhttp_access allow segment !users\nhttp_access deny all';
    expect(find(open, ANONYMOUS)).toMatchObject({
      answer: 'witness',
      request: { listener: { name: '3129' } },
    });
    expect(find(open.replace('intercept', ''), ANONYMOUS).answer).toBe('none');
  });

  test('time: only within its windows', () => {
    const rows = 'acl night time 22:00-23:59\nhttp_access allow segment night\nhttp_access deny all';
    expect(find(rows, ANONYMOUS)).toMatchObject({ request: { time: expect.stringContaining('T22:00') } });
    expect(find(rows, { ...ANONYMOUS, minute: 600 }).answer).toBe('none');
  });

  test('users by name', () => {
    const rows = 'acl boss proxy_auth hanako\nhttp_access allow boss\nhttp_access deny all';
    expect(find(rows, { verdict: 'allow' })).toMatchObject({ request: { user: 'hanako' } });
    expect(find(rows, { verdict: 'allow', unauthenticated: true }).answer).toBe('none');
  });

  test('a gate behind http_access takes the allow back', () => {
    const rows = 'http_access allow segment\nhttp_access deny all';
    expect(find(`${rows}\nadapted_http_access deny all`, ANONYMOUS).answer).toBe('none');
    const rewritten = `${rows}\nadapted_http_access deny all\nurl_rewrite_program /usr/bin/guard`;
    expect(reasons(find(rewritten, ANONYMOUS))).toMatch(/adapted_http_access/);
    expect(reasons(find(`${rows}\nurl_rewrite_program /usr/bin/guard`, ANONYMOUS))).toMatch(
      /url_rewrite_program/,
    );
  });
});

describe('releases', () => {
  const rows = `acl wide src 192.168.10.5 192.168.10.0/24
http_access allow wide
http_access deny all`;
  const query = { verdict: 'allow', src: parseAddressSet('192.168.10.9') ?? [] } as const;

  test('up to 6 the second value is dropped, from 7 it counts: named in the answer', () => {
    expect(find(rows, query, { versions: ['5.7'] }).answer).toBe('none');
    expect(find(rows, query, { versions: ['7'] }).answer).toBe('witness');
    expect(reasons(find(rows, query, {}))).toMatch(
      /releases of Squid differ.*7: there is one.*6: there is none/,
    );
  });

  test('a witness of all of them', () => {
    const found = find(rows, { verdict: 'allow' }, {});
    expect(found).toMatchObject({ answer: 'witness', request: { src: '192.168.10.5' } });
  });
});

describe('nothing is concluded', () => {
  test('from a file that Squid refuses', () => {
    expect(reasons(find('http_access allow nobody_defined_me', ANONYMOUS))).toMatch(/nobody_defined_me/);
  });

  test('from a file with an include that is missing', () => {
    expect(find('include /etc/squid/more.conf\nhttp_access deny all', ANONYMOUS).answer).toBe('undecided');
  });

  test('where the diagram is too large', () => {
    const acls = Array.from(
      { length: 40 },
      (_, i) => `acl a${i} src 10.0.${i}.0/24\nacl d${i} dst -n 10.1.${i}.0/24`,
    );
    const rows = acls.map((_, i) => `http_access allow a${i} d${39 - i}`);
    const text = [CONNECT_ACL, ...acls, ...rows, 'http_access deny all'].join('\n');
    const query = { verdict: 'allow', src: parseAddressSet('172.16.0.0/12') ?? [] } as const;
    expect(find(text, query).answer).toBe('none');
    expect(reasons(find(text, query, { versions: ['5.7'], limit: 200 }))).toMatch(
      /more ways than can be looked at/,
    );
  });
});
