/** Which bytes a single character, a bracket expression or a shorthand of a regular expression stands for. */
import { BYTE_CLASSES, bytesWhere, isWordByte, upperByte } from '../facts/ere/bytes.ts';
import type { Ere } from '../facts/ere/syntax.ts';

export interface CharNode {
  readonly kind: 'char';
  readonly char: string;
}

/** In the C locale a collating symbol `[.x.]` and an equivalence class `[=x=]` are one byte. */
type Point = CharNode | { readonly kind: 'symbol'; readonly name: string };

type BracketItem =
  | Point
  | { readonly kind: 'range'; readonly from: Point; readonly to: Point }
  | { readonly kind: 'class'; readonly name: string };

export interface Bracket {
  /** As written. */
  readonly source: string;
  readonly negated: boolean;
  readonly items: readonly BracketItem[];
}

type ByteTest = (byte: number) => boolean;

const nodeOf = (holds: ByteTest): Ere => ({ op: 'set', bytes: bytesWhere(holds) });

/** Lists of patterns are long: one node stands for all occurrences of a byte. */
const SINGLES = Array.from({ length: 256 }, (_, byte) => nodeOf((b) => b === byte));
const CASELESS = Array.from({ length: 256 }, (_, byte) => nodeOf((b) => upperByte(b) === byte));
const NONE = nodeOf(() => false);

/** Zero ends a string of C. */
export const ANY_BYTE = nodeOf((b) => b !== 0);

/** With REG_ICASE pattern and text are both taken in upper case, byte by byte. */
const foldedByte = (char: string, caseless: boolean): number =>
  caseless ? upperByte(char.charCodeAt(0)) : char.charCodeAt(0);

export const charSet = (char: string, caseless: boolean): Ere =>
  (caseless ? CASELESS : SINGLES)[foldedByte(char, caseless)] ?? NONE;

/** The GNU C library does not take an escaped letter in upper case: caseless, `\q` meets nothing and `\Q` both. */
export const escapedSet = (char: string, caseless: boolean): Ere =>
  (caseless ? CASELESS : SINGLES)[char.charCodeAt(0)] ?? NONE;

function pointByte(point: Point, caseless: boolean): number | null {
  const text = point.kind === 'char' ? point.char : point.name;
  return text.length === 1 ? foldedByte(text, caseless) : null;
}

function rangeTest(from: number | null, to: number | null): ByteTest | null {
  return from === null || to === null || from > to ? null : (b) => from <= b && b <= to;
}

function itemTest(item: BracketItem, caseless: boolean): ByteTest | null {
  if (item.kind === 'class') {
    const name = caseless && (item.name === 'upper' || item.name === 'lower') ? 'alpha' : item.name;
    return BYTE_CLASSES.get(name) ?? null;
  }
  if (item.kind === 'range') return rangeTest(pointByte(item.from, caseless), pointByte(item.to, caseless));
  const byte = pointByte(item, caseless);
  return rangeTest(byte, byte);
}

function readBracket({ items, negated }: Bracket, caseless: boolean): Ere | null {
  const tests: ByteTest[] = [];
  for (const item of items) {
    const test = itemTest(item, caseless);
    if (!test) return null;
    tests.push(test);
  }
  return nodeOf((b) => {
    const byte = caseless ? upperByte(b) : b;
    return b !== 0 && tests.some((test) => test(byte)) !== negated;
  });
}

/** Patterns of a list share their brackets: at most so many are kept. */
const MOST_KEPT = 1_000;
const kept = new Map<string, Ere | null>();

/** null: a range that is empty, or a class or symbol that the C locale does not have. */
export function bracketSet(bracket: Bracket, caseless: boolean): Ere | null {
  const key = (caseless ? 'i' : ' ') + bracket.source;
  const known = kept.get(key);
  if (known !== undefined) return known;
  if (kept.size >= MOST_KEPT) kept.clear();
  const made = readBracket(bracket, caseless);
  kept.set(key, made);
  return made;
}

/** `\w`, `\W`, `\s`, `\S`. */
export function shorthandSet(letter: string): Ere {
  const lower = letter.toLowerCase();
  const test = lower === 'w' ? isWordByte : (b: number) => BYTE_CLASSES.get('space')?.(b) === true;
  return nodeOf((b) => b !== 0 && test(b) === (letter === lower));
}
