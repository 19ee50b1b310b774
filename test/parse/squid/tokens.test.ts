import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from '../../../src/parse/generated/squid-conf.js';
import { includePaths, tokens } from '../../../src/parse/squid/tokens.ts';

const text = fc.string({ unit: fc.constantFrom(...'ab0.!/-="\'#\\ \t(){}%'), maxLength: 40 });

/** What the grammar says, null where it refuses. */
const byGrammar = (line: string, startRule: 'Words' | 'List' | 'Quoted' | 'Escaped'): unknown => {
  try {
    return parse(line, { startRule });
  } catch {
    return null;
  }
};

test.each([
  ['via', 'Words'],
  ['dns_nameservers', 'Quoted'],
  ['refresh_pattern', 'Escaped'],
] as const)('%s is read by the grammar, whatever way it takes', (name, startRule) => {
  fc.assert(
    fc.property(text, (rest) => {
      const line = rest.trim();
      expect(tokens(name, line, false)).toEqual(byGrammar(line, startRule));
    }),
  );
});

const shown = (name: string, rest: string, strict = false) =>
  tokens(name, rest, strict)?.map((t) => (t.file === null ? t.text : `<${t.file}>`)) ?? null;

test.each([
  ['acl', 'a url_regex -i x\\ y z#w # c', ['a', 'url_regex', '-i', 'x\\ y', 'z#w']],
  ['acl', 'a url_regex x\\', null],
  ['acl', 'a url_regex -i "/etc/l" x\\', ['a', 'url_regex', '-i', '</etc/l>']],
  ['acl', '"a" src 10.0.0.1 "/etc/l" 10.0.0.2', ['"a"', 'src', '10.0.0.1', '</etc/l>']],
  ['acl', 'a dstdomain parameters("/etc/l")', ['a', 'dstdomain', 'parameters("/etc/l")']],
  ['http_access', 'deny "/etc/names\' x', ['deny', '</etc/names>']],
  ['cache_peer_access', '"p" "allow" a', ['"p"', '"allow"', 'a']],
  ['visible_hostname', '"foo bar"', ['"foo', 'bar"']],
  ['dns_nameservers', '"10.0.0.1" b#c #d', ['10.0.0.1', 'b#c']],
  ['dns_nameservers', '"10.0.0.1', null],
  ['dns_nameservers', '"10.0.0.1"x', null],
  ['url_rewrite_program', '"/opt/my helper" "a\\q"', null],
  ['url_rewrite_program', "\"/opt/my helper\" 'a\\'b'", ['/opt/my helper', "a'b"]],
  ['request_header_add', 'X-A "b c" d "/etc/l"', ['X-A', 'b c', 'd', '</etc/l>']],
  ['logformat', 'own  %>a "%rm  %ru" # no comment', ['own', '%>a "%rm  %ru" # no comment']],
  ['logformat', 'own "%>a \\"%rm\\"" x', ['own', '"%>a \\"%rm\\"" x']],
  ['logformat', 'own', ['own']],
])('%s %s', (name, rest, expected) => {
  expect(shown(name, rest)).toEqual(expected);
});

test.each([
  ['a dstdomain "x y" \'c\\n\'', ['a', 'dstdomain', 'x y', 'c\n']],
  ['a dstdomain parameters("/etc/l") b', ['a', 'dstdomain', '</etc/l>', 'b']],
  ['a dstdomain parameters("/etc/l")b', null],
  ['a dstdomain foo(', null],
  ['a dstdomain !b', null],
  ['. 0 20% 43', ['.', '0', '20%', '43']],
  ['a 2x%', null],
])('with quoted values on: %s', (rest, expected) => {
  expect(shown('acl', rest, true)).toEqual(expected);
});

test.each([
  ['/etc/a.conf /etc/b*', ['/etc/a.conf', '/etc/b*']],
  ['"/etc/my a.conf" b', ['/etc/my a.conf', 'b']],
  ['/etc/"my a.conf', ['/etc/my a.conf']],
  ["'/etc/my a'", ["'/etc/my", "a'"]],
  ['/etc/a.conf # local', ['/etc/a.conf', '#', 'local']],
])('include %s', (rest, expected) => {
  expect(includePaths(rest)).toEqual(expected);
});
