/** Regular expressions as regcomp of the GNU C library takes them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileEre, matches } from '../../src/facts/ere/matcher.ts';
import type { Refusal } from '../../src/facts/ere/syntax.ts';
import { parsePattern } from '../../src/parse/ere.ts';
import { anyTree, nearText, plainTree } from '../facts/ere/trees.ts';
import { printEre } from './print-ere.ts';

const refusal = (source: string, caseless = false): Refusal | null => parsePattern(source, caseless).refused;

/** null: not known. */
function finds(source: string, text: string, caseless = false): boolean | null {
  const matcher = compileEre([parsePattern(source, caseless)]);
  return matcher && matches(matcher, text);
}

describe('refused', () => {
  test.each([
    ...['(a', 'a(', '((a)', '*', '+a', '?', '{2}', 'a|*b', '(*a)', '(|+)', '^*', '$+', '\\b?', 'a||*'],
    ...[
      'a{',
      'a{1',
      'a{1,',
      'a{}',
      'a{x}',
      'a{2,1}',
      'a{1,2,3}',
      'a{-1}',
      'a{32768}',
      'a{1,32768}',
      'a{\\1}',
    ],
    ...['[', '[]', '[^]', '[a', '[z-a]', '[a-c-e]', '[[:nosuch:]]', '[[:ALPHA:]]', '[[:alpha:', '[[:alpha:]'],
    ...[
      '[[.ab.]]',
      '[[..]]',
      '[[.space.]]',
      '[[=ab=]]',
      '[a-[:digit:]]',
      '[[:digit:]-z]',
      '[[=a=]-z]',
      '[[.a.]',
    ],
    ...['\\', 'a\\', '\\1', '(a)\\2', '(a\\1)', '(a)|\\1'],
  ])('%j', (source) => expect(refusal(source)).toBe('by-regcomp'));

  test('more than is read here', () => {
    expect(refusal('(a{99}){99}')).toBeNull();
    expect(refusal('(a{99}){999}')).toBe('too-large');
    expect(refusal('(a{32767}){32767}')).toBe('too-large');
    expect(refusal(`${'('.repeat(5000)}a${')'.repeat(5000)}`)).toBe('too-large');
    expect(refusal(`${'([)]'.repeat(5000)}${')'.repeat(5000)}`)).toBe('too-large');
    expect(refusal('a'.repeat(20_001))).toBe('too-large');
  });

  test('characters whose bytes the encoding of the file decides', () => {
    expect(refusal('賭博')).toBe('not-ascii');
    expect(refusal('[é')).toBe('not-ascii');
  });

  test('anchors of which the library forgets copies', () => {
    expect(['(^a)+', '(a\\b){2}', '(^|a){0,2}', '($){1,}'].map((s) => refusal(s))).toEqual(
      Array(4).fill('repeated-anchor'),
    );
    expect(['(^a)*', '(^a)?', '(^a){1}', '(^a){0}', '^a+$', '(^|a)b+'].map((s) => refusal(s))).toEqual(
      Array(6).fill(null),
    );
  });
});

describe('taken', () => {
  test.each([
    ['a)b', 'a)b', true],
    [')*', '', true],
    ['a}', 'a}', true],
    ['()', 'x', true],
    ['a||b', 'x', true],
    ['(|a)b', 'b', true],
    ['', 'x', true],
    ['a{0}b', 'b', true],
    ['^a{,2}$', 'aa', true],
    ['^a{,2}$', 'aaa', false],
    ['^a{,}$', 'aaaa', true],
    ['^a{1\\,2}$', 'aa', true],
    ['^a{\\0}$', '', true],
    ['^a+*?$', '', true],
    ['[]a]', ']', true],
    ['[^]a]', ']', false],
    ['[a-]', '-', true],
    ['[--/]', '.', true],
    ['[a\\]', '\\', true],
    ['[[.-.]a]', '-', true],
    ['[[.a.]-c]', 'b', true],
    ['[[=a=]]', 'a', true],
    ['[:alpha:]', 'l', true],
    ['[[:punct:]]', '~', true],
    ['x^', 'x', false],
    ['a$b', 'a$b', false],
    ['\\.', 'a', false],
    ['\\n', 'n', true],
    ['\\{', '{', true],
    ['\\w', '_', true],
    ['\\W', 'é', true],
    ['\\S', ' \t', false],
    ['\\<b', 'a b', true],
    ['a\\>', 'ab', false],
    ['\\`b', 'ab', false],
    ["a\\'", 'ab', false],
    ['.', '\n', true],
  ])('%j on %j', (source, text, expected) => expect(finds(source, text)).toBe(expected));

  test('case is dropped byte by byte, in upper case', () => {
    expect(finds('aB', 'Ab', true)).toBe(true);
    expect(finds('[[:lower:]]', 'A', true)).toBe(true);
    expect(finds('[A-z]', '_', true)).toBe(false);
    expect(refusal('[_-a]', true)).toBe('by-regcomp');
    expect([finds('\\q', 'q', true), finds('\\Q', 'q', true)]).toEqual([false, true]);
  });

  test('lines end at the line feeds that a match reads itself', () => {
    expect([finds('^b', 'a\nb'), finds('\n^b', 'a\nb'), finds('a$', 'a\nb'), finds('a$\n', 'a\nb')]).toEqual([
      false,
      true,
      false,
      true,
    ]);
    expect([finds('\n\\`b', 'a\nb'), finds("a\\'\n", 'a\nb')]).toEqual([false, false]);
  });

  test('a reference is taken and nothing is said of what it matches', () => {
    expect(parsePattern('(a)\\1', false).refused).toBeNull();
    expect(finds('(a)\\1', 'aa')).toBeNull();
  });

  test('a zero ends the pattern', () => expect(finds('a\0b', 'a')).toBe(true));
});

test('never throws, and says why there is no tree', () => {
  const odd = fc.string({ unit: fc.constantFrom(...'ab(|)[]{}*+?^$.\\-,:=019é\n\0'), maxLength: 40 });
  fc.assert(
    fc.property(fc.oneof(odd, fc.string({ unit: 'binary' })), fc.boolean(), (source, caseless) => {
      const pattern = parsePattern(source, caseless);
      expect(pattern.tree === null).toBe(pattern.refused !== null);
    }),
    { numRuns: 3000 },
  );
});

test('what is printed is read as the same', () => {
  fc.assert(
    fc.property(fc.oneof(plainTree, anyTree), fc.array(nearText, { maxLength: 5 }), (tree, texts) => {
      const read = parsePattern(printEre(tree), false);
      const as = { source: '', caseless: false, tree, refused: null };
      const [mine, its] = [compileEre([as]), compileEre([read])];
      if (!mine || !its) throw new Error('no matcher');
      expect(texts.map((t) => matches(its, t))).toEqual(texts.map((t) => matches(mine, t)));
      // What is read has one form: printing it again changes nothing.
      expect(read.tree && parsePattern(printEre(read.tree), false).tree).toEqual(read.tree);
    }),
    { numRuns: 300 },
  );
});
