/** Tokens of one squid.conf directive, in whichever of its ways Squid reads them. */
import { parse as parseLine } from '../generated/squid-conf.js';
import { parseWith } from '../grammar-line.ts';
import { isGapCode } from './blanks.ts';
import { type Reading, shapeOf } from './shape.ts';

/** `file`: a value file stands here; `text` is then its path. */
export interface SquidToken {
  readonly text: string;
  readonly file: string | null;
}

const HASH = 0x23;

const isQuote = (text: string): boolean => text.charCodeAt(0) === 0x22 || text.charCodeAt(0) === 0x27;

/** Words between blanks up to a comment, at most `most` of them; `end`: where the reading stopped. */
export function wordsOf(
  text: string,
  from = 0,
  most = Number.POSITIVE_INFINITY,
): { words: string[]; end: number } {
  const words: string[] = [];
  let at = from;
  while (words.length < most) {
    while (at < text.length && isGapCode(text.charCodeAt(at))) at += 1;
    if (at === text.length || text.charCodeAt(at) === HASH) return { words, end: text.length };
    const start = at;
    while (at < text.length && !isGapCode(text.charCodeAt(at))) at += 1;
    words.push(text.slice(start, at));
  }
  return { words, end: at };
}

/** Whether every way of reading but the strict one parts these words at blanks alike. */
function areSame(words: readonly string[], plain: number, tail: Reading, rest: string): boolean {
  if (tail === 'Words') return true;
  if (tail === 'Rest') return false;
  const isRegex = tail === 'Regex' || tail === 'Escaped';
  if (isRegex && rest.includes('\\')) return false;
  if (tail === 'Escaped') return true;
  for (let i = plain; i < words.length; i++) if (isQuote(words[i] ?? '')) return false;
  return true;
}

const asTokens = (words: readonly string[]): SquidToken[] => words.map((text) => ({ text, file: null }));

const readAs = (startRule: Reading | 'Strict', text: string): readonly SquidToken[] | null =>
  parseWith<readonly SquidToken[], object>(parseLine, text, { startRule });

/** null: the line breaks the rules of quoting or of escapes, and Squid refuses the file. */
export function tokens(name: string, rest: string, strict: boolean): readonly SquidToken[] | null {
  const { words } = wordsOf(rest);
  const { plain, tail } = shapeOf(name, words);
  // Regular expressions cannot be written at all where quoted values are on.
  if (strict) return tail === 'Regex' || tail === 'Escaped' ? null : readAs('Strict', rest);
  if (areSame(words, plain, tail, rest)) return asTokens(words);
  const head = wordsOf(rest, 0, plain);
  const read = readAs(tail, rest.slice(head.end));
  return read && [...asTokens(head.words), ...read];
}

/** The paths of an include; null where they cannot be read. */
export const includePaths = (rest: string): readonly string[] | null =>
  parseWith<readonly string[], object>(parseLine, rest, { startRule: 'Include' });
