/**
 * Lines of set commands, as the CLI prints them (`set cli config-output-format set`), as scripts hold them and as they are
 * pasted from a terminal: prompts and pager text are taken off, values in quotes may go on over line ends.
 */

export interface SetLine {
  /** 1-based. */
  readonly line: number;
  /** Words; a list `[ a b ]` is one word of several values. */
  readonly words: readonly Word[];
  /** A quote that nothing closes, or a list. */
  readonly broken: boolean;
}

export type Word = string | readonly string[];

/** Longer values (certificates) are no part of a policy. */
const MAX_VALUE = 1 << 17;

const PROMPT = /^[\w.+-]+@[\w.()+-]+[>#]\s*/;
const NOISE = /\u001b\[[0-9;?]*[A-Za-z]|[\b\u0007]/g;
/** What a pager leaves, and where in the configuration the CLI says it is. */
const PAGER = /^(?:--more--|--More--|lines? \d+-\d+(?:\/\d+)?(?: \(END\))?|\[edit[^\]]*\])\s*/;

interface Cursor {
  readonly text: string;
  at: number;
  line: number;
}

/** The end of the physical line at `from`; line ends are single line feeds by now. */
function endOf(text: string, from: number): number {
  const feed = text.indexOf('\n', from);
  return feed < 0 ? text.length : feed;
}

const countLines = (text: string): number => text.split('\n').length - 1;

const COMMAND_WITHIN = /\n[ \t]*(?:set|delete|move|rename) /;

/** Where the quoted value that begins at `from` ends; -1: nowhere that could be meant. */
function closing(text: string, from: number, quote: string): number {
  let at = text.indexOf(quote, from);
  while (at > from && text[at - 1] === '\\') at = text.indexOf(quote, at + 1);
  if (at < 0 || at - from > MAX_VALUE) return -1;
  const value = text.slice(from, at);
  return value.includes('\n') && COMMAND_WITHIN.test(value) ? -1 : at;
}

interface Words {
  readonly words: Word[];
  /** The list that is open. */
  list: string[] | null;
  broken: boolean;
}

function push(words: Words, value: string): void {
  if (words.list) words.list.push(value);
  else words.words.push(value);
}

function endList(words: Words): void {
  if (!words.list) return;
  words.words.push(words.list);
  words.list = null;
}

/** A word without quotes; brackets may stand against it. */
function bare(words: Words, word: string): void {
  let rest = word;
  if (!words.list && rest.startsWith('[')) {
    words.list = [];
    rest = rest.slice(1);
  }
  const ends = words.list !== null && rest.endsWith(']');
  if (ends) rest = rest.slice(0, -1);
  if (rest !== '') push(words, rest);
  if (ends) endList(words);
}

const isBlank = (code: number): boolean => code === 0x20 || code === 0x09;

/** Reads a quoted value at the cursor; false where nothing closes it. */
function quoted(cursor: Cursor, words: Words, quote: string, end: number): boolean {
  const close = closing(cursor.text, cursor.at + 1, quote);
  if (close < 0 || (quote === "'" && close > end)) return false;
  const value = cursor.text.slice(cursor.at + 1, close);
  push(words, value.includes('\\') ? value.replace(/\\(["'\\])/g, '$1') : value);
  cursor.line += close > end ? countLines(value) : 0;
  cursor.at = close + 1;
  return true;
}

/** Takes the word or quoted value at the cursor. False where a quote does not close. */
function take(cursor: Cursor, words: Words, end: number): boolean {
  const { text } = cursor;
  const char = text[cursor.at] ?? '';
  if (char === '"' || char === "'") return quoted(cursor, words, char, end);
  let at = cursor.at;
  while (at < end && !isBlank(text.charCodeAt(at))) at += 1;
  bare(words, text.slice(cursor.at, at));
  cursor.at = at;
  return true;
}

/** Words from the cursor to the end of the line on which the last of them ends. */
function wordsOf(cursor: Cursor, words: Words): void {
  let end = endOf(cursor.text, cursor.at);
  while (cursor.at < end) {
    if (isBlank(cursor.text.charCodeAt(cursor.at))) cursor.at += 1;
    else if (take(cursor, words, end)) end = cursor.at > end ? endOf(cursor.text, cursor.at) : end;
    else {
      words.broken = true;
      cursor.at = end;
    }
  }
}

function tokenized(cursor: Cursor): SetLine {
  const { line } = cursor;
  const words: Words = { words: [], list: null, broken: false };
  wordsOf(cursor, words);
  const broken = words.broken || words.list !== null;
  endList(words);
  return { line, words: words.words, broken };
}

const PLAIN = /["'[]/;

/** Where the words begin: behind prompts and what the pager left. */
function start(cursor: Cursor, raw: string): void {
  const indent = raw.length - raw.trimStart().length;
  const trimmed = raw.slice(indent);
  const taken = PAGER.exec(trimmed) ?? PROMPT.exec(trimmed);
  cursor.at += indent + (taken?.[0].length ?? 0);
}

const isComment = (text: string, at: number): boolean => text[at] === '#' || text[at] === '!';

function read(cursor: Cursor, raw: string): SetLine {
  const ready = raw.startsWith('set ');
  if (ready && !PLAIN.test(raw)) {
    cursor.at += raw.length;
    return { line: cursor.line, words: raw.trimEnd().split(/[ \t]+/), broken: false };
  }
  if (!ready) start(cursor, raw);
  if (isComment(cursor.text, cursor.at)) cursor.at = endOf(cursor.text, cursor.at);
  return tokenized(cursor);
}

const clean = (text: string): string => {
  const quiet = text.includes('\u001b') || text.includes('\b') ? text.replace(NOISE, '') : text;
  return quiet.includes('\r') ? quiet.replace(/\r\n?/g, '\n') : quiet;
};

/** Every line that is not blank; one without words is a comment, a prompt or what a pager left. */
export function* setLines(text: string): Generator<SetLine> {
  const cursor: Cursor = { text: clean(text), at: 0, line: 1 };
  while (cursor.at < cursor.text.length) {
    const end = endOf(cursor.text, cursor.at);
    const raw = cursor.text.slice(cursor.at, end);
    if (raw.trim() === '') cursor.at = end;
    else yield read(cursor, raw);
    cursor.at = (cursor.at <= end ? end : endOf(cursor.text, cursor.at)) + 1;
    cursor.line += 1;
  }
}
