/** Whether patterns match any text of a language. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canMatch } from '../../../src/facts/ere/can-match.ts';
import {
  advance,
  endsMatched,
  initial,
  type Machine,
  machineOf,
  type State,
} from '../../../src/facts/ere/machine.ts';
import { type Nfa, toNfa } from '../../../src/facts/ere/nfa.ts';
import type { Ere } from '../../../src/facts/ere/syntax.ts';
import { parsePattern } from '../../../src/parse/ere.ts';
import { anyTree, plainTree } from './trees.ts';

function nfaOf(...trees: readonly (Ere | null)[]): Nfa {
  const nfa = toNfa(trees.flatMap((tree) => tree ?? []));
  if (!nfa || trees.includes(null)) throw new Error('no automaton');
  return nfa;
}

const read = (...sources: readonly string[]): Nfa =>
  nfaOf(...sources.map((source) => parsePattern(source, false).tree));

const languageOf = (source: string): Machine => machineOf(read(source), false);

/** Above so many states of the language nothing is certain: true is then no mistake. */
const MOST_STATES = 1_000;

const statesOf = (language: Machine): number => {
  const seen = new Set([initial(language)]);
  for (const state of seen) {
    if (seen.size > MOST_STATES) break;
    for (let byte = 1; byte < 256; byte++) {
      const next = advance(language, state, language.nfa.classOf[byte] ?? 0);
      if (next.items.length > 0) seen.add(next);
    }
  }
  return seen.size;
};

/** By all pairs of deterministic states, one byte after another. */
function pairwise(search: Machine, language: Machine): boolean {
  const open: (readonly [State, State])[] = [[initial(search), initial(language)]];
  const seen = new Set(['0 0']);
  for (let pair = open.pop(); pair; pair = open.pop()) {
    const [s, l] = pair;
    if (endsMatched(search, s) && endsMatched(language, l)) return true;
    for (let byte = 1; byte < 256; byte++) {
      const next = advance(language, l, language.nfa.classOf[byte] ?? 0);
      if (next.items.length === 0) continue;
      const met = advance(search, s, search.nfa.classOf[byte] ?? 0);
      const key = `${met.id} ${next.id}`;
      if (!seen.has(key)) open.push([met, next]);
      seen.add(key);
    }
  }
  return false;
}

test('as all pairs of states say', () => {
  let misses = 0;
  fc.assert(
    fc.property(fc.array(anyTree, { maxLength: 3 }), plainTree, (patterns, language) => {
      const [nfa, its] = [nfaOf(...patterns), nfaOf(language)];
      const expected = pairwise(machineOf(nfa, true), machineOf(its, false));
      if (!expected) misses += 1;
      const told = canMatch(nfa, machineOf(its, false));
      if (told === expected) return;
      expect(told).toBe(true);
      expect(statesOf(machineOf(its, false))).toBeGreaterThan(MOST_STATES);
    }),
    { numRuns: 1500 },
  );
  expect(misses).toBeGreaterThan(50);
});

test.each([
  ['^https?://', '[^ ]+:[0-9]+', true],
  ['^https?://', '[a-z0-9.]+:[0-9]+', false],
  ['/', '[a-z0-9.]+:[0-9]+', false],
  [':443$', '[a-z0-9.]+:[0-9]+', true],
  [':443\\b.', '[a-z0-9.]+:[0-9]+', false],
  ['a$\n^b', '[ab\n]*', true],
  ['a$b', '[ab\n]*', false],
  ["a\\'\n", '[ab\n]*', false],
  ['\\Ba', 'a', false],
  ['', 'x', true],
  ['x', '[[.a.]]x{0}', false],
])('%j of texts %j: %s', (pattern, language, expected) => {
  expect(canMatch(read(pattern), languageOf(language))).toBe(expected);
});

test('nothing is matched of a language without texts, and nothing is certain of one that is too large', () => {
  const none = machineOf(nfaOf({ op: 'set', bytes: new Uint8Array(256) }), false);
  expect(canMatch(read(''), none)).toBe(false);
  expect(canMatch(read('z'), languageOf('[ab]*a[ab]{12}'))).toBe(true);
});

test('a long list whose deterministic states would be countless', () => {
  const list = Array.from({ length: 5000 }, (_, i) => `w${i}.*/x${i}`);
  expect(canMatch(read(...list), languageOf('[a-z0-9.]+:[0-9]+'))).toBe(false);
  expect(canMatch(read(...list, 'w.*:1'), languageOf('[a-z0-9.]+:[0-9]+'))).toBe(true);
});
