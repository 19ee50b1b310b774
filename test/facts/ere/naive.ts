/** What a tree matches, by definition: the ends of all matches from each place. For short texts of one line. */
import { isWordByte } from '../../../src/facts/ere/bytes.ts';
import type { Ere } from '../../../src/facts/ere/syntax.ts';

const isWord = (text: Uint8Array, i: number): boolean => isWordByte(text[i] ?? 0);

function edge(kind: string, text: Uint8Array, at: number): boolean {
  const before = isWord(text, at - 1);
  const after = isWord(text, at);
  return (
    { b: before !== after, B: before === after, '<': !before && after, '>': before && !after }[kind] ?? false
  );
}

function repeated(of: Ere, text: Uint8Array, at: number, min: number, max: number): Set<number> {
  let now = new Set([at]);
  const found = new Set<number>(min === 0 ? [at] : []);
  for (let i = 1; i <= Math.min(max, min + text.length + 1); i++) {
    now = after(of, text, now);
    if (i >= min) for (const a of now) found.add(a);
  }
  return found;
}

function after(tree: Ere, text: Uint8Array, places: ReadonlySet<number>): Set<number> {
  return new Set([...places].flatMap((at) => [...ends(tree, text, at)]));
}

function ends(tree: Ere, text: Uint8Array, at: number): Set<number> {
  const when = (holds: boolean): Set<number> => new Set(holds ? [at] : []);
  switch (tree.op) {
    case 'empty':
      return when(true);
    case 'set':
      return new Set(at < text.length && tree.bytes[text[at] ?? 0] === 1 ? [at + 1] : []);
    case 'start':
    case 'text-start':
      return when(at === 0);
    case 'end':
    case 'text-end':
      return when(at === text.length);
    case 'edge':
      return when(edge(tree.kind, text, at));
    case 'concat':
      return tree.parts.reduce((places, part) => after(part, text, places), new Set([at]));
    case 'either':
      return new Set(tree.parts.flatMap((part) => [...ends(part, text, at)]));
    case 'repeat':
      return repeated(tree.of, text, at, tree.min, tree.max ?? Number.POSITIVE_INFINITY);
    case 'back-reference':
      throw new Error('no automaton decides that');
  }
}

export function naiveMatches(tree: Ere, text: Uint8Array): boolean {
  return Array.from(text, (_, i) => i)
    .concat(text.length)
    .some((from) => ends(tree, text, from).size > 0);
}
