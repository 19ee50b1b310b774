import { describe, expect, test } from 'vitest';
import { readConf } from './section.ts';

const LISTS = {
  '/etc/squid/d.txt': '# denied\n.a.test\n\n.b.test .c.test\n',
  '/etc/squid/e.txt': '.e.test\n',
  '/etc/squid/long.txt': `80${' '.repeat(2030)}# tail of a comment\n`,
};

const notes = (text: string): string[] =>
  (readConf(text, LISTS).notes ?? []).map((n) => `${n.at.file}:${n.at.line} ${n.kind}`);

describe('written but not in force', () => {
  test.each([
    ['acl a dstdomain x \\\n# no\n y\n', 'continued-over-comment', 1],
    ['via on\nhttp_access deny all \\\n', 'dropped-at-end', 2],
    ['via on\nhttp_access deny all \\\n# end\n', 'dropped-at-end', 2],
    ['via off\rhttp_access deny all\n', 'text-after-cr', 1],
    ['hierarchy_stoplist ?\n', 'obsolete-directive', 1],
    ['if false\nelif true\nvia on\nendif\n', 'elif-skipped', 2],
    ['if false\nif true\nvia on\nendif\nendif\n', 'nested-if', 2],
    ['if true\nelse\nelse\nvia on\nendif\n', 'repeated-else', 3],
    ['via on\nacl a dstdomain "/etc/squid/e.txt" .x.test\n', 'words-after-value-file', 2],
    ['acl a dstdomain "/etc/squid/e.txt" "/etc/squid/d.txt"\n', 'words-after-value-file', 1],
    ['http_access deny "/etc/squid/e.txt" all\n', 'words-after-value-file', 1],
    ['acl a dstdomain parameters("/etc/squid/e.txt")\n', 'literal-parameters', 1],
    ['acl a dstdomain "/etc/squid/none.txt"\n', 'missing-value-file', 1],
  ])('%j: %s', (text, kind, line) => {
    expect(notes(text)).toContain(`px/squid.conf:${line} ${kind}`);
  });

  test('a value with blanks is named where it stands', () => {
    expect(notes('acl a dstdomain "/etc/squid/d.txt"\n')).toEqual([
      '/etc/squid/d.txt:4 blank-in-listed-value',
    ]);
  });

  test.each([
    'acl a dstdomain x \\\n y\n',
    'if true\nvia on\nelse\nvia off\nendif\n',
    'if true\nif true\nvia on\nendif\nendif\n',
    'acl a dstdomain .x.test "/etc/squid/e.txt" # comment\n'.replace(' # comment', ''),
    'visible_hostname "x y"\n',
    'url_rewrite_program /bin/x "a b" c\n',
    'acl t url_regex two\\ words\n',
  ])('%j is in force', (text) => expect(notes(text)).toEqual([]));

  test('a dropped directive is a gap only where the line itself may be cut', () => {
    expect(readConf('http_access deny all \\\n').gaps).toEqual([]);
    expect(readConf('http_access deny all \\').gaps.length).toBe(1);
  });
});

describe('positions of listed values', () => {
  test('one line for each value', () => {
    const [acl] = readConf('acl a dstdomain .first.test "/etc/squid/d.txt"\n', LISTS).directives;
    expect(acl?.args).toEqual(['a', 'dstdomain', '.first.test', '.a.test', '.b.test .c.test']);
    expect(acl?.lists).toEqual([{ file: '/etc/squid/d.txt', from: 3, lines: [2, 4] }]);
  });

  test('a line over 2047 bytes is cut, and its tail is a value', () => {
    const [acl] = readConf('acl p port "/etc/squid/long.txt"\n', LISTS).directives;
    expect(acl?.args.slice(2)).toEqual(['80', 'ment']);
    expect(acl?.lists?.[0]?.lines).toEqual([1, 1]);
  });

  test('with quoted values on a file holds tokens and may name another', () => {
    const files = { 'a.txt': 'x.test "y z" parameters("b.txt") # c\n', 'b.txt': 'b.test\n' };
    const on = 'configuration_includes_quoted_values on\n';
    const acl = readConf(`${on}acl a dstdomain parameters("a.txt")\n`, files).directives[1];
    expect(acl?.args.slice(2)).toEqual(['x.test', 'y z', 'b.test']);
    expect(acl?.lists?.map((l) => l.file)).toEqual(['a.txt', 'a.txt', 'b.txt']);
  });

  test('files that name one another end, and Squid refuses them', () => {
    const files = { 'a.txt': 'parameters("a.txt") parameters("a.txt")\n' };
    const text = 'configuration_includes_quoted_values on\nacl a dstdomain parameters("a.txt")\n';
    expect(readConf(text, files).gaps.map((g) => g.scope)).toEqual(['text']);
  });
});
