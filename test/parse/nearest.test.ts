import fc from 'fast-check';
import { expect, test } from 'vitest';
import { distance, nearest } from '../../src/parse/nearest.ts';

test.each([
  ['', '', 0],
  ['abc', '', 3],
  ['abc', 'abc', 0],
  ['abc', 'acb', 1],
  ['abc', 'abd', 1],
  ['ca', 'abc', 3],
  ['table', 'tabel', 1],
])('%s and %s are %i edits apart', (a, b, edits) => expect(distance(a, b)).toBe(edits));

test.each([
  ['asets', ['assets', 'segments'], 'assets'],
  ['e7b', ['E-7a', 'E-7b', 'E-7b.1'], 'E-7b'],
  ['userEndpoint', ['admin-workstation', 'user-endpoint'], 'user-endpoint'],
  ['ｊｓｏｎ', ['table', 'json'], 'json'],
  ['jsno', ['table', 'json', 'jsonl'], 'json'],
  ['xyz', ['table', 'json'], null],
  ['', ['a'], null],
  ['a', [], null],
  ['x'.repeat(100_000), ['x'.repeat(100)], null],
])('%.20s', (word, candidates, expected) => expect(nearest(word, candidates)).toBe(expected));

test('the distance is a symmetric number of edits, zero only for the same word', () => {
  const word = fc.string({ maxLength: 12 });
  fc.assert(
    fc.property(word, word, (a, b) => {
      const edits = distance(a, b);
      expect(edits).toBe(distance(b, a));
      expect(edits === 0).toBe(a === b);
      expect(edits).toBeLessThanOrEqual(Math.max(a.length, b.length));
      expect(edits).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
    }),
  );
});

test('a suggestion is always one of the candidates', () => {
  fc.assert(
    fc.property(fc.string(), fc.array(fc.string({ maxLength: 100 })), (word, candidates) => {
      const found = nearest(word, candidates);
      expect(found === null || candidates.includes(found)).toBe(true);
    }),
  );
});
