/** The filter of a dynamic address group: tags in quotes, `and`, `or`, `not`, brackets; `and` binds closer than `or`. */

export type TagFilter =
  | { readonly kind: 'tag'; readonly tag: string }
  | { readonly kind: 'and' | 'or'; readonly of: readonly TagFilter[] }
  | { readonly kind: 'not'; readonly of: TagFilter };

const TOKEN = /\s*(?:'([^']*)'|"([^"]*)"|([()])|([^\s()'"]+))/y;
const MAX_TOKENS = 10_000;
const MAX_DEPTH = 100;

type Token = { readonly tag: string } | '(' | ')' | 'and' | 'or' | 'not';

const WORDS: ReadonlyMap<string, 'and' | 'or' | 'not'> = new Map([
  ['and', 'and'],
  ['or', 'or'],
  ['not', 'not'],
]);

function tokens(text: string): readonly Token[] | null {
  const out: Token[] = [];
  const trimmed = text.trimEnd();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < trimmed.length) {
    const found = TOKEN.exec(trimmed);
    if (!found || out.length >= MAX_TOKENS) return null;
    const [, single, double, bracket, bare] = found;
    if (bracket === '(' || bracket === ')') out.push(bracket);
    else if (bare !== undefined) out.push(WORDS.get(bare.toLowerCase()) ?? { tag: bare });
    else out.push({ tag: single ?? double ?? '' });
  }
  return out;
}

interface Cursor {
  readonly tokens: readonly Token[];
  at: number;
}

function list(cursor: Cursor, word: 'and' | 'or', part: () => TagFilter | null): TagFilter | null {
  const of: TagFilter[] = [];
  for (;;) {
    const next = part();
    if (!next) return null;
    of.push(next);
    if (cursor.tokens[cursor.at] !== word) break;
    cursor.at += 1;
  }
  const [first] = of;
  return of.length === 1 && first ? first : { kind: word, of };
}

function factor(cursor: Cursor, depth: number): TagFilter | null {
  const token = cursor.tokens[cursor.at];
  if (token === undefined || depth > MAX_DEPTH) return null;
  cursor.at += 1;
  if (typeof token !== 'string') return { kind: 'tag', tag: token.tag };
  if (token === 'not') {
    const of = factor(cursor, depth + 1);
    return of && { kind: 'not', of };
  }
  if (token !== '(') return null;
  const inner = either(cursor, depth + 1);
  if (cursor.tokens[cursor.at] !== ')') return null;
  cursor.at += 1;
  return inner;
}

const either = (cursor: Cursor, depth: number): TagFilter | null =>
  list(cursor, 'or', () => list(cursor, 'and', () => factor(cursor, depth)));

/** null where it cannot be read. */
export function parseTagFilter(text: string): TagFilter | null {
  const read = tokens(text);
  if (!read) return null;
  const cursor: Cursor = { tokens: read, at: 0 };
  const filter = either(cursor, 0);
  return cursor.at === read.length ? filter : null;
}

export function holds(filter: TagFilter, tags: ReadonlySet<string>): boolean {
  if (filter.kind === 'tag') return tags.has(filter.tag);
  if (filter.kind === 'not') return !holds(filter.of, tags);
  return filter.kind === 'and'
    ? filter.of.every((f) => holds(f, tags))
    : filter.of.some((f) => holds(f, tags));
}

/** Whether one more tag may take a member away. */
export const hasNot = (filter: TagFilter): boolean =>
  filter.kind === 'not' || (filter.kind !== 'tag' && filter.of.some(hasNot));
