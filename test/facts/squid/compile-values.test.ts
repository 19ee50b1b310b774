/** What becomes of the values of ACLs. Expected values are those of the real Squid 5.7 (test/oracles/squid-acl.test.ts). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { covers, toText } from '../../../src/facts/address-set.ts';
import type { AclTest } from '../../../src/facts/squid/acl.ts';
import { compileSquid } from '../../../src/facts/squid/compile.ts';
import type { SquidVersion } from '../../../src/facts/squid/version.ts';
import { sectionOf } from './section.ts';

const AUTH = 'auth_param basic program /usr/lib/squid/basic_ncsa_auth /etc/squid/passwd\n';

function aclOf(lines: string, version: SquidVersion = '5.7', files = {}) {
  const text = `${AUTH}${lines.replace(/^/gm, 'acl a ')}\nhttp_access deny a\n`;
  const acl = compileSquid(sectionOf(text, files), version).acls.get('a');
  if (!acl) throw new Error(`no ACL of ${lines}`);
  return acl;
}

const testOf = (lines: string, version?: SquidVersion): AclTest => aclOf(lines, version).test;

function addresses(lines: string, version?: SquidVersion): string {
  const made = testOf(lines, version);
  return made.test === 'address' ? toText(made.set) : made.test;
}

const refusals = (lines: string, version: SquidVersion = '5.7'): number =>
  compileSquid(sectionOf(`${AUTH}${lines}\n`), version).gaps.filter((g) => g.scope === 'text').length;

const EVERYTHING = '0.0.0.0/0, ::/0';

describe('addresses', () => {
  test.each([
    ['10.0.0.5', '10.0.0.5'],
    ['10.0.0.0/8 192.168.0.0/255.255.0.0', '10.0.0.0/8, 192.168.0.0/16'],
    ['10.0.0.5-10.0.0.9', '10.0.0.5-10.0.0.9'],
    ['10.0.0.1/24', '10.0.0.0/24'],
    ['10.0.0.10-10.0.0.20/24', '10.0.0.0/24'],
    ['10.0.0.10-10.0.2.20/24', '10.0.0.0-10.0.2.255'],
    ['10.1.2.3/255.0.255.0', '10.0.0.0/8'],
    ['all', EVERYTHING],
    ['0.0.0.0/0', EVERYTHING],
    ['0.0.0.0/0.0.0.0', EVERYTHING],
    ['0.0.0.0-255.255.255.255', EVERYTHING],
    ['::/0', '::'],
    ['10.0.0.0/0', '10.0.0.0'],
    ['10.0.0.0/0.0.0.255', '10.0.0.0'],
    ['10.0.0.0/129', '10.0.0.0'],
    ['10.0.0.0/24,10.1.0.0/24', '10.0.0.0/24'],
    ['10.0.0.0/abc', '10.0.0.0'],
    ['10.0.0.1-10.0.0.5xyz', '10.0.0.1-10.0.0.5'],
    ['10/8', '0.0.0.0/8'],
    ['192.168/16', '192.0.0.0/16'],
    ['10.1', '10.0.0.1'],
    ['010.0.0.1', '8.0.0.1'],
    ['0x0a.1', '10.0.0.1'],
    ['10.0.0.1-20', '10.0.0.1'],
    ['10.0.0.5-10.0.0.1', '10.0.0.5'],
    ['2001:db8::/33', '2001:db8::/33'],
    ['2001:db8::5-2001:db8::9', '2001:db8::5-2001:db8::9'],
    ['::ffff:10.0.0.1', '10.0.0.1'],
    ['::ffff:10.0.0.0/104', EVERYTHING],
    ['::ffff:10.0.0.0/24', '10.0.0.0/24'],
    ['::/8', '0.0.0.0/0, ::/8'],
    ['ipv4', '::'],
  ])('%s is %s', (values, expected) => {
    expect(addresses(`src ${values}`)).toBe(expected);
    expect(addresses(`dst ${values}`)).toBe(expected);
    expect(aclOf(`src ${values}`).open).toBe(false);
  });

  test.each([
    '10.0.0.0/33',
    '10.0.0.256',
    '10.0.0.0/',
    '[::1]',
    '[::1]/128',
    '!10.0.0.1',
    'db-01.example.test',
    '10.0.0.1,10.0.0.2',
    'web.example.test/32',
    '2001:db8::/ffff::',
  ])('%s is refused', (value) => {
    expect(refusals(`acl a src ${value}`)).toBe(1);
  });

  test.each([
    ['192.168.10.0/24 192.168.0.0/16', '192.168.10.0/24', '192.168.0.0/16'],
    ['192.168.0.0/16 192.168.10.0/24', '192.168.0.0/16', '192.168.0.0/16'],
    ['10.0.0.5-10.0.0.15 10.0.0.10-10.0.0.20 10.0.0.0-10.0.0.4', '10.0.0.0/28', '10.0.0.0-10.0.0.20'],
    ['10.0.0.0/8 all', '10.0.0.0/8', EVERYTHING],
    ['10.0.0.1\nsrc 10.0.0.0/24\nsrc 10.0.0.2', '10.0.0.1-10.0.0.2', '10.0.0.0/24'],
  ])('overlaps of %j: %s up to 6, %s from 7', (values, before, from7) => {
    for (const v of ['3.5', '4', '5.7', '5.9', '6'] as const)
      expect(addresses(`src ${values}`, v)).toBe(before);
    expect(addresses(`src ${values}`, '7')).toBe(from7);
  });

  test('the words ipv4 and ipv6 mean their families from 7', () => {
    expect(addresses('src ipv4', '7')).toBe('0.0.0.0/0');
    expect(addresses('src ipv6', '7')).toBe('::/0');
    expect(addresses('src ipv6', '6')).toBe(
      '1000::-efff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, fc00::/7, fe80::/10',
    );
  });

  test('a reversed range among others is not told for 7', () => {
    expect(testOf('src 10.0.0.5-10.0.0.1 10.0.0.9', '7').test).toBe('condition');
    expect(addresses('src 10.0.0.5-10.0.0.1', '7')).toBe('10.0.0.5');
  });

  test('behind a name or a missing file nothing is certain up to 6', () => {
    const named = aclOf('src 10.0.0.1 proxy.example.test 192.168.0.0/16');
    expect(named.open).toBe(true);
    expect(addresses('src 10.0.0.1 proxy.example.test 192.168.0.0/16')).toBe('10.0.0.1');
    expect(addresses('src 10.0.0.1 proxy.example.test 192.168.0.0/16', '7')).toBe('10.0.0.1, 192.168.0.0/16');
    const missing = 'src 10.0.0.1\nsrc "nowhere.txt"\nsrc 192.168.0.0/16';
    expect(aclOf(missing).open).toBe(true);
    expect(addresses(missing)).toBe('10.0.0.1');
  });

  test('-n is for dst alone', () => {
    expect(testOf('dst -n 10.0.0.1')).toMatchObject({ literalOnly: true });
    expect(testOf('dst 10.0.0.1')).toMatchObject({ literalOnly: false });
    expect(refusals('acl a src -n 10.0.0.1')).toBeGreaterThan(0);
  });

  const octet = fc.integer({ min: 0, max: 3 });
  const value = fc
    .tuple(octet, octet, fc.integer({ min: 20, max: 32 }))
    .map(([c, d, length]) => `10.0.${c}.${d}/${length}`);

  /** [from, to] of `10.0.c.d/length` as numbers. */
  function ends(text: string): readonly [number, number] {
    const [, c = 0, d = 0, length = 0] = (/^10\.0\.(\d+)\.(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
    const size = 2 ** (32 - length);
    const from = Math.floor((c * 256 + d) / size) * size;
    return [from, from + size - 1];
  }

  test('the first of overlapping values stays, whatever the order; 7 holds all that 6 does', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 12 }), (values) => {
        const kept: (readonly [number, number])[] = [];
        for (const [from, to] of values.map(ends)) {
          if (kept.every(([a, b]) => to < a || from > b)) kept.push([from, to]);
        }
        const old = testOf(`src ${values.join(' ')}`, '6');
        const merged = testOf(`src ${values.join(' ')}`, '7');
        if (old.test !== 'address' || merged.test !== 'address') throw new Error('no addresses');
        const size = old.set.reduce((sum, { from, to }) => sum + to - from + 1n, 0n);
        expect(size).toBe(BigInt(kept.reduce((sum, [a, b]) => sum + b - a + 1, 0)));
        expect(covers(merged.set, old.set)).toBe(true);
      }),
    );
  });
});

/** `d` and `.d`, sorted. */
function domains(lines: string, version?: SquidVersion): string {
  const made = testOf(lines, version);
  if (made.test !== 'domain') return made.test;
  return [...made.names.exact, ...[...made.names.below].map((d) => `.${d}`)].sort().join(' ');
}

describe('domains', () => {
  test.each([
    ['.Example.test WWW.other.test', '.example.test www.other.test'],
    ['.example.test www.example.test .a.example.test', '.example.test'],
    ['a.test a.test', 'a.test'],
    ['.', 'never'],
    ['', 'never'],
    ['-- -x.test', '-x.test'],
  ])('%s is %s', (values, expected) => {
    expect(domains(`dstdomain ${values}`)).toBe(expected);
  });

  test.each([
    ['www.example.test .example.test', '.example.test www.example.test'],
    ['example.test .example.test', '.example.test example.test'],
    ['.example.test example.test', '.example.test'],
    ['.a.example.test .example.test', '.a.example.test .example.test'],
    ['*.example.test .example.test', '*.example.test .example.test'],
    ['..example.test example.test', '..example.test example.test'],
  ])('%s is refused up to 6, and %s in 7', (values, merged) => {
    for (const v of ['3.5', '4', '5.7', '5.9', '6'] as const) {
      expect(refusals(`acl a dstdomain ${values}`, v)).toBe(1);
    }
    expect(refusals(`acl a dstdomain ${values}`, '7')).toBe(0);
    expect(domains(`dstdomain ${values}`, '7')).toBe(merged);
  });
});

describe('numbers and words', () => {
  test('ports', () => {
    expect(testOf('port 80 443 1025-65535')).toMatchObject({
      of: 'port',
      ranges: [
        { from: 80, to: 80 },
        { from: 443, to: 443 },
        { from: 1025, to: 65535 },
      ],
    });
    expect(aclOf('myport 3128')).toMatchObject({ type: 'myport', test: { of: 'localport' } });
    for (const bad of ['80-', '65536', 'http', '90-80', '80-90-100', '80,443', '-80', '0x50']) {
      expect(refusals(`acl a port ${bad}`), bad).toBeGreaterThan(0);
    }
  });

  test.each([
    ['get Post CONNECT', 'GET POST CONNECT'],
    ['P', 'POST'],
    ['C', 'CONNECT'],
    ['COP', 'COPY'],
    ['getx GETX PATCH', 'getx GETX PATCH'],
  ])('method %s is %s', (values, expected) => {
    const made = testOf(`method ${values}`);
    expect(made.test === 'word' && [...made.words].join(' ')).toBe(expected);
  });

  test('proto leaves unknown names out', () => {
    expect(testOf('proto http foo')).toMatchObject({ of: 'proto', words: new Set(['HTTP']) });
    expect(testOf('proto foo')).toEqual({ test: 'never' });
  });
});

describe('times', () => {
  test.each([
    ['MTWHF 08:00-18:00', [[62, 480, 1080]]],
    [
      'D 08:00-12:00 13:00-17:00',
      [
        [62, 480, 720],
        [127, 780, 1020],
      ],
    ],
    ['SA', [[65, 0, 1440]]],
    [
      '22:00-24:00 S',
      [
        [127, 1320, 1440],
        [1, 0, 1440],
      ],
    ],
    ['xyz 00:00-24:00', [[127, 0, 1440]]],
    ['8:0-18:0x', [[127, 480, 1080]]],
  ])('%s', (values, windows) => {
    expect(testOf(`time ${values}`)).toEqual({
      test: 'time',
      windows: windows.map(([days, from, to]) => ({ days, from, to })),
    });
  });

  test('none, and those that are refused', () => {
    expect(testOf('time')).toEqual({ test: 'never' });
    expect(testOf('time xyz')).toEqual({ test: 'never' });
    for (const bad of ['18:00-08:00', '00:00-24:01', '8-9', '24:00-24:00']) {
      expect(refusals(`acl a time ${bad}`), bad).toBe(1);
    }
  });
});

describe('users', () => {
  const user = (any: boolean, caseless: boolean, names: readonly string[]) => ({
    test: 'user',
    any,
    caseless,
    names: new Set(names),
    patterns: [],
  });

  test.each([
    ['REQUIRED', user(true, false, [])],
    ['bob Eve', user(false, false, ['bob', 'Eve'])],
    ['-i Bob', user(false, true, ['bob'])],
    ['-i REQUIRED', user(false, true, ['required'])],
    ['bob REQUIRED', user(false, false, ['bob', 'REQUIRED'])],
    ['REQUIRED bob', user(true, false, [])],
    ['+i -i bob', user(false, false, ['+i', '-i', 'bob'])],
    ['-- -i Bob', user(false, true, ['bob'])],
    ['', user(false, false, [])],
  ])('proxy_auth %s', (values, expected) => {
    expect(testOf(`proxy_auth ${values}`)).toEqual(expected);
  });

  test('from 6, REQUIRED behind an option is not told', () => {
    expect(testOf('proxy_auth -i REQUIRED', '6')).toEqual({ test: 'condition', asks: true, fresh: false });
    expect(testOf('proxy_auth -i Bob', '7')).toEqual(user(false, true, ['bob']));
  });
});

describe('regular expressions', () => {
  const sources = (lines: string, version?: SquidVersion): string => {
    const made = testOf(lines, version);
    return made.test === 'pattern'
      ? made.patterns.map((p) => `${p.source} ${p.tree ? 'read' : 'unread'}`).join(', ')
      : made.test;
  };

  test('one that regcomp refuses is left out, and fatal from 6', () => {
    expect(sources('url_regex ( foo')).toBe('foo read');
    expect(sources('url_regex (')).toBe('never');
    expect(refusals('acl a url_regex ( foo')).toBe(0);
    expect(refusals('acl a url_regex ( foo', '6')).toBe(1);
  });

  test('a lone ) makes another expression of the whole line', () => {
    expect(sources('url_regex a)|b foo')).toBe('a)|b unread, foo unread');
    expect(sources('url_regex (a) [)] \\) foo')).toBe('(a) read, [)] read, \\) read, foo read');
  });

  test('req_header: one header, in lower case', () => {
    expect(testOf('req_header X-Foo bar\nreq_header x-foo baz')).toMatchObject({
      header: 'x-foo',
      patterns: { length: 2 },
    });
    expect(testOf('req_header X-Foo bar\nreq_header X-Other baz')).toMatchObject({
      header: 'x-foo',
      patterns: { length: 1 },
    });
    expect(refusals('acl a req_header X-Foo bar\nacl a req_header X-Other baz', '7')).toBe(1);
    expect(refusals('acl a req_header -i X-Foo bar')).toBe(1);
    expect(testOf('req_header -i X-Foo bar', '7')).toMatchObject({ test: 'condition' });
    expect(testOf('req_header')).toEqual({ test: 'never' });
  });
});

test('no value makes it throw, and what is cut away never adds a refusal of another line', () => {
  const types = fc.constantFrom(
    'src',
    'dstdomain',
    'port',
    'method',
    'time',
    'proto',
    'proxy_auth',
    'req_header',
    'random',
    'has',
    'any-of',
  );
  const words = fc.array(fc.string({ maxLength: 12 }), { maxLength: 4 });
  fc.assert(
    fc.property(types, words, (type, values) => {
      const line = `acl a ${type} ${values.join(' ').replace(/[\r\n]/g, ' ')}`;
      for (const version of ['3.5', '5.7', '7'] as const) {
        expect(compileSquid(sectionOf(`${AUTH}${line}\n`), version).version).toBe(version);
      }
    }),
  );
});
