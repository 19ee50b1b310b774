/** Matching: what it says, and the work it takes. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textBytes } from '../../../src/facts/ere/bytes.ts';
import { compileEre, type EreMatcher, matches } from '../../../src/facts/ere/matcher.ts';
import type { Ere, Pattern } from '../../../src/facts/ere/syntax.ts';
import { parsePattern } from '../../../src/parse/ere.ts';
import { naiveMatches } from './naive.ts';
import { anyTree, nearText, plainTree } from './trees.ts';

const patternOf = (tree: Ere | null): Pattern => ({ source: '', caseless: false, tree, refused: null });

function matcherOf(...patterns: readonly Pattern[]): EreMatcher {
  const matcher = compileEre(patterns);
  if (!matcher) throw new Error('no matcher');
  return matcher;
}

const read = (...sources: readonly string[]): EreMatcher =>
  matcherOf(...sources.map((source) => parsePattern(source, false)));

test('as the definition says', () => {
  fc.assert(
    fc.property(fc.oneof(plainTree, anyTree), fc.array(nearText, { maxLength: 6 }), (tree, texts) => {
      const matcher = matcherOf(patternOf(tree));
      const bytes = texts.map(textBytes);
      expect(texts.map((t) => matches(matcher, t))).toEqual(bytes.map((b) => naiveMatches(tree, b)));
    }),
    { numRuns: 2000 },
  );
});

test('a list matches what one of its patterns matches', () => {
  fc.assert(
    fc.property(fc.array(anyTree, { maxLength: 4 }), nearText, (trees, text) => {
      const all = trees.map((tree) => matches(matcherOf(patternOf(tree)), text));
      expect(matches(matcherOf(...trees.map(patternOf)), text)).toBe(all.includes(true));
    }),
    { numRuns: 500 },
  );
});

test('bytes, not characters', () => {
  expect(matches(read('^..$'), 'é')).toBe(true);
  expect(matches(read('^.$'), 'é')).toBe(false);
  expect(matches(read('a.b'), 'a\0b')).toBe(false);
});

describe('nothing is said', () => {
  test('of a pattern that is not known', () => {
    expect(compileEre([parsePattern('a', false), patternOf(null)])).toBeNull();
  });
  test('of a reference', () => expect(compileEre([parsePattern('(a)\\1', false)])).toBeNull());
  test('and no pattern matches nothing', () => expect(matches(read(), 'a')).toBe(false));
});

describe('work', () => {
  /** States looked at, a byte of the text. */
  const perByte = (matcher: EreMatcher, text: string): number => {
    const before = matcher.machine.work;
    matches(matcher, text);
    return (matcher.machine.work - before) / text.length;
  };

  test.each([
    '(a+)+$',
    '(a*)*b',
    '(a|a)*b',
    '(a|aa)+$',
    '(a?){99}a{99}b',
    '(.*)(.*)(.*)(.*)x',
    '(a{1,9}){1,9}c',
  ])('%s: no byte costs more than a look at each state', (source) => {
    const matcher = read(source);
    const states = matcher.nfa.kind.length;
    expect(perByte(matcher, 'a'.repeat(5000))).toBeLessThanOrEqual(2 * states);
    expect(perByte(matcher, 'ab'.repeat(2500))).toBeLessThanOrEqual(2 * states);
  });

  test('states that are many are forgotten, and the answer stays', () => {
    // Which of the last 14 bytes were an `a` takes 2^14 states.
    const matcher = read('a.{14}$');
    let text = '';
    for (let i = 0, x = 7; i < 60_000; i++) {
      x = (Math.imul(x, 1_103_515_245) + 12_345) >>> 0;
      text += (x >>> 16) & 1 ? 'a' : 'b';
    }
    expect(matches(matcher, `${text}a${'b'.repeat(14)}`)).toBe(true);
    expect(matches(matcher, `${text}b${'b'.repeat(14)}`)).toBe(false);
    expect(matcher.machine.weight).toBeLessThan(4_100_000);
    expect(matcher.machine.made).toBeGreaterThan(16_384);
  });

  test('a list of 20,000 takes 10 times the states of 2,000', () => {
    const list = (n: number): EreMatcher =>
      read(...Array.from({ length: n }, (_, i) => `(^|\\.)host${String(i).padStart(5, '0')}\\.example$`));
    const [small, large] = [list(2000), list(20_000)];
    expect(large.nfa.kind.length / small.nfa.kind.length).toBeLessThan(10.1);
    expect(matches(large, 'www.host19999.example')).toBe(true);
    expect(matches(large, 'www.host20000.example')).toBe(false);
  });
});
