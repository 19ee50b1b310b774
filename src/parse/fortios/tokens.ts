/**
 * Values of a FortiOS command line: words, and strings in double or single quotes in which `\` escapes and which may go on
 * over lines (certificates, comments).
 */

export interface Values {
  readonly values: readonly string[];
  /** Index of the line on which they end. */
  readonly last: number;
  /** false: a quote is still open at the end of the text. */
  readonly closed: boolean;
}

const BLANK = /[ \t]/;
const SPECIAL = /["'\\#]/;

/** Words of a line without quotes, escapes or comments. */
const plainWords = (text: string): readonly string[] => {
  const trimmed = text.trim();
  return trimmed === '' ? [] : trimmed.split(/[ \t]+/);
};

interface Cursor {
  readonly lines: readonly string[];
  line: number;
  at: number;
  text: string;
}

/** To the next line inside quotes; false at the end of the text. */
function nextLine(cursor: Cursor): boolean {
  const text = cursor.lines[cursor.line + 1];
  if (text === undefined) return false;
  cursor.line += 1;
  cursor.text = text;
  cursor.at = 0;
  return true;
}

/** A quoted string from behind its quote; null where it does not end. */
function quoted(cursor: Cursor, quote: string): string | null {
  let out = '';
  for (;;) {
    const { text } = cursor;
    let i = cursor.at;
    for (; i < text.length && text[i] !== quote; i++) {
      if (text[i] === '\\' && i + 1 < text.length) {
        out += text.slice(cursor.at, i) + (text[i + 1] ?? '');
        cursor.at = i + 2;
        i += 1;
      }
    }
    out += text.slice(cursor.at, i);
    cursor.at = i + 1;
    if (i < text.length) return out;
    if (!nextLine(cursor)) return null;
    out += '\n';
  }
}

/** The next piece of a word: a quoted string, an escaped character or a plain one; null where a quote does not end. */
function piece(cursor: Cursor, c: string, first: boolean): string | null {
  cursor.at += 1;
  if (c === '"' || (c === "'" && first)) return quoted(cursor, c);
  if (c !== '\\' || cursor.at >= cursor.text.length) return c;
  cursor.at += 1;
  return cursor.text[cursor.at - 1] ?? '';
}

/** One word, of plain and quoted pieces: `"new"_group`. */
function word(cursor: Cursor): string | null {
  let out = '';
  for (let first = true; ; first = false) {
    const c = cursor.text[cursor.at];
    if (c === undefined || BLANK.test(c)) return out;
    const next = piece(cursor, c, first);
    if (next === null) return null;
    out += next;
  }
}

function slowValues(cursor: Cursor): Values {
  const values: string[] = [];
  for (;;) {
    while (BLANK.test(cursor.text[cursor.at] ?? '')) cursor.at += 1;
    const c = cursor.text[cursor.at];
    if (c === undefined || c === '#') return { values, last: cursor.line, closed: true };
    const value = word(cursor);
    if (value === null) return { values, last: cursor.line, closed: false };
    values.push(value);
  }
}

/** Words in double quotes alone, as devices print lists of names; null for anything else. */
function plainNames(text: string): readonly string[] | null {
  if (text.includes('\\') || text.includes("'") || text.includes('#')) return null;
  const parts = text.split('"');
  if (parts.length % 2 === 0) return null;
  const out: string[] = [];
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] ?? '';
    if (i % 2 === 1) out.push(part);
    else if (part.trim() !== '') return null;
  }
  return parts.slice(2, -1).some((p, i) => i % 2 === 0 && p === '') ? null : out;
}

/** The values from `at` on of line number `line` of `lines`. A word that begins with `#` begins a comment. */
export function readValues(lines: readonly string[], line: number, at: number): Values {
  const text = lines[line] ?? '';
  const rest = text.slice(at);
  if (!SPECIAL.test(rest)) return { values: plainWords(rest), last: line, closed: true };
  const names = plainNames(rest);
  if (names) return { values: names, last: line, closed: true };
  return slowValues({ lines, line, at, text });
}
