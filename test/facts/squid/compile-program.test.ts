/** Rows, built-in ACLs, groups, refusals and releases. */
import { describe, expect, test } from 'vitest';
import { toText } from '../../../src/facts/address-set.ts';
import { candidateVersions, compileSquid } from '../../../src/facts/squid/compile.ts';
import type { SquidRow } from '../../../src/facts/squid/program.ts';
import { SQUID_VERSIONS, type SquidVersion } from '../../../src/facts/squid/version.ts';
import { sectionOf } from './section.ts';

const programOf = (text: string, version: SquidVersion = '5.7') =>
  compileSquid(sectionOf(`${text}\n`), version);

const shown = ({ allow, terms }: SquidRow): string =>
  [allow ? 'allow' : 'deny', ...terms.map((t) => `${t.negated ? '!' : ''}${t.name}`)].join(' ');

const refused = (text: string, version: SquidVersion = '5.7'): readonly string[] =>
  programOf(text, version)
    .gaps.filter((g) => g.scope === 'text')
    .map((g) => g.because.en);

describe('rows', () => {
  test('those of every access directive, names without case', () => {
    const { rows } = programOf(`acl Net src 10.0.0.0/8
http_access allow NET !all
http_access2 deny all
miss_access deny net
always_direct allow net
follow_x_forwarded_for allow localhost`);
    expect(rows.http_access.map(shown)).toEqual(['allow net !all']);
    expect(rows.adapted_http_access.map(shown)).toEqual(['deny all']);
    expect(rows.miss_access.map(shown)).toEqual(['deny net']);
    expect(rows.always_direct.map(shown)).toEqual(['allow net']);
    expect(rows.never_direct).toEqual([]);
    expect(rows.follow_x_forwarded_for.map(shown)).toEqual(['allow localhost']);
  });

  test('without allow or deny, or without an ACL, a row does not count', () => {
    const { rows, notes } = programOf(`http_access permit all
http_access ALLOW all
http_access allow
http_access deny all`);
    expect(rows.http_access.map(shown)).toEqual(['deny all']);
    expect(notes.map((n) => `${n.at.line} ${n.kind}`)).toEqual([
      '1 ignored-row',
      '2 ignored-row',
      '3 ignored-row',
    ]);
  });

  test.each([
    'http_access allow nowhere',
    'http_access allow ! all',
    'http_access allow !!all',
    'http_access allow late\nacl late src 10.0.0.1',
    'cache deny nowhere',
    'cache_peer parent.example.test parent 3128 0\ncache_peer_access parent.example.test allow nowhere',
    'delay_pools 1\ndelay_access 1 allow nowhere',
    'request_header_access Cookie deny nowhere',
  ])('%j names an ACL that is not there', (text) => {
    expect(refused(text)).toHaveLength(1);
  });

  test.each(['cache_peer_access nobody allow nowhere', 'delay_access 1 allow nowhere'])(
    '%j is passed over unread',
    (text) => {
      expect(refused(text)).toEqual([]);
    },
  );
});

describe('acl lines', () => {
  test.each([
    'acl',
    'acl a',
    'acl a SRC 10.0.0.1',
    'acl a nothing 1',
    'acl a src 10.0.0.1\nacl A port 80',
    'acl localhost dst 10.0.0.1',
    `acl ${'x'.repeat(64)} src 10.0.0.1`,
    'acl a any-of a',
    'acl a all-of nowhere',
    'acl a proxy_auth REQUIRED',
    'auth_param basic realm x\nacl a proxy_auth REQUIRED',
    'acl a proxy_auth REQUIRED\nauth_param basic program /usr/lib/squid/basic_ncsa_auth',
    'acl a external nowhere',
    'external_acl_type e %SRC /usr/lib/squid/check\nacl a external e x\nacl a external e y',
    'external_acl_type e %LOGIN /usr/lib/squid/check\nacl a external e',
    'acl a random 5/3',
    'acl a random',
    'acl a maxconn x',
    'acl a has request response',
    'acl a transaction_initiator cache_digest',
    'acl a pattern x',
    'acl a method -i get',
    'acl a dstdomain -',
  ])('%j is refused', (text) => {
    expect(refused(text)).toHaveLength(1);
  });

  test.each([
    'acl a src 10.0.0.1\nacl A src 10.0.0.2',
    'acl a myport 3128\nacl a localport 3129',
    'acl manager proto cache_object',
    'acl a random 1/3',
    'acl a has ALE',
    'acl a transaction_initiator',
    'acl a ident -i bob',
    'acl a dstdom_regex -ni foo',
    'acl a all-of',
  ])('%j is taken', (text) => {
    expect(refused(text)).toEqual([]);
  });

  test('types come and go with releases', () => {
    const taking = (line: string): string =>
      SQUID_VERSIONS.filter((v) => refused(line, v).length === 0).join(' ');
    expect(taking('acl a ident bob')).toBe('3.5 4 5.7 5.9 6');
    expect(taking('acl a pattern x')).toBe('3.5');
    expect(taking('acl a has request')).toBe('4 5.7 5.9 6 7');
    expect(taking('acl a annotate_client a=b')).toBe('5.7 5.9 6 7');
    expect(taking('acl a url_regex (')).toBe('3.5 4 5.7 5.9');
    expect(taking('http_access deny to_linklocal')).toBe('5.9 6 7');
    expect(taking('http_access deny CONNECT')).toBe('5.7 5.9 6 7');
  });

  test('types that ask for what is not there yet', () => {
    const only = programOf('acl a rep_header Server x\nhttp_access deny a').acls.get('a');
    expect(only?.test).toEqual({ test: 'never' });
    const both = programOf(
      'acl a rep_header Server x\nhttp_access deny a\nhttp_reply_access deny a',
    ).acls.get('a');
    expect(both?.test).toEqual({ test: 'condition', asks: false, fresh: false });
    const grouped = programOf('acl a http_status 404\nacl b any-of a\nhttp_reply_access deny b').acls.get(
      'a',
    );
    expect(grouped?.test).toEqual({ test: 'condition', asks: false, fresh: false });
    expect(programOf('acl a hier_code HIER_NONE\nhttp_access deny a').acls.get('a')?.test.test).toBe(
      'condition',
    );
  });

  test('an external ACL asks for credentials if its program is given the name', () => {
    const asks = (format: string): unknown => {
      const text = `auth_param basic program /usr/lib/squid/basic_ncsa_auth
external_acl_type e ttl=60 ${format} /usr/lib/squid/check %LOGIN
acl a external e staff`;
      return programOf(text).acls.get('a')?.test;
    };
    expect(asks('%SRC %LOGIN')).toEqual({ test: 'condition', asks: true, fresh: false });
    expect(asks('%ul %DATA')).toEqual({ test: 'condition', asks: true, fresh: false });
    expect(asks('%SRC %un')).toEqual({ test: 'condition', asks: false, fresh: false });
  });

  test('groups: the lines of any-of are one list, those of all-of are alternatives', () => {
    const { acls } = programOf(
      'acl p port 80\nacl o any-of p !all\nacl o any-of CONNECT\nacl l all-of p !all\nacl l all-of CONNECT',
    );
    const term = (name: string, negated = false) => ({ name, negated });
    expect(acls.get('o')?.test).toEqual({
      test: 'any-of',
      terms: [term('p'), term('all', true), term('connect')],
    });
    expect(acls.get('l')?.test).toEqual({
      test: 'all-of',
      lines: [[term('p'), term('all', true)], [term('connect')]],
    });
  });

  test('a group whose names are in a missing file keeps everything from being known', () => {
    const { gaps } = programOf('acl g all-of "nowhere.txt"\nhttp_access allow g');
    expect(gaps.filter((g) => g.scope === 'text')).toHaveLength(1);
  });
});

describe('built-in ACLs', () => {
  test.each([
    ['3.5', 'all localhost manager to_localhost'],
    ['4', 'all localhost manager to_localhost'],
    ['5.7', 'all connect localhost manager to_localhost'],
    ['5.9', 'all connect localhost manager to_linklocal to_localhost'],
    ['7', 'all connect localhost manager to_linklocal to_localhost'],
  ] as const)('%s: %s', (version, names) => {
    const { acls } = programOf('', version);
    expect(
      [...acls.keys()]
        .filter((n) => !n.startsWith('ssl::'))
        .sort()
        .join(' '),
    ).toBe(names);
    expect([...acls.values()].every((a) => a.at.length === 0)).toBe(true);
  });

  test('what is written adds to them', () => {
    const addresses = (name: string, text: string): string => {
      const made = programOf(text).acls.get(name)?.test;
      return made?.test === 'address' ? toText(made.set) : '';
    };
    expect(addresses('all', 'acl all src 10.0.0.0/8')).toBe('0.0.0.0/0, ::/0');
    expect(addresses('localhost', 'acl localhost src 10.0.0.0/8')).toBe('10.0.0.0/8, 127.0.0.1, ::1');
  });

  test('manager is the page of the cache manager, and cache_object up to 6', () => {
    const sources = (version: SquidVersion): unknown => {
      const made = programOf('', version).acls.get('manager')?.test;
      return made?.test === 'pattern' && made.patterns.map((p) => p.source);
    };
    expect(sources('5.7')).toEqual(['^cache_object://', '^[^:]+://[^/]+/squid-internal-mgr/']);
    expect(sources('7')).toEqual(['^[^:]+://[^/]+/squid-internal-mgr/']);
  });
});

describe('releases that may be running a file', () => {
  const candidates = (text: string): string => candidateVersions(sectionOf(`${text}\n`)).join(' ');

  test.each([
    ['http_access deny all', '3.5 4 5.7 5.9 6 7'],
    ['http_access deny CONNECT', '5.7 5.9 6 7'],
    ['acl a dstdomain www.example.test .example.test', '7'],
    ['acl a ident bob\nhttp_access deny CONNECT a', '5.7 5.9 6'],
    ['http_access deny nowhere', '3.5 4 5.7 5.9 6 7'],
    ['acl a ident bob\nacl b dstdomain www.example.test .example.test', '3.5 4 5.7 5.9 6 7'],
  ])('%j: %s', (text, expected) => {
    expect(candidates(text)).toBe(expected);
  });

  test('words of the file itself go first, unless those releases refuse it', () => {
    const section = sectionOf('http_access deny all\n');
    expect(candidateVersions({ ...section, hinted: ['4'] })).toEqual(['4']);
    const connect = sectionOf('http_access deny CONNECT\n');
    expect(candidateVersions({ ...connect, hinted: ['4'] })).toEqual(['5.7', '5.9', '6', '7']);
  });
});
