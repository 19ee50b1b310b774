/** The form with braces: `show configuration`, `display inheritance`, what `load` and `save` write. */
import { isNoise, shownPath } from './noise.ts';
import type { Reading } from './reading.ts';
import { quoteEnd, unquote } from './tokens.ts';
import { consume, type JunosNode, refuse, removeKid, touchKid } from './tree.ts';

const MAX_DEPTH = 200;

interface Scan {
  readonly reading: Reading;
  readonly text: string;
  at: number;
  line: number;
  /** Open blocks; the first is where the text begins. */
  readonly open: JunosNode[];
  words: string[];
  /** What stands in brackets, each a value of its own. */
  list: string[] | null;
  inList: boolean;
  /** Line of the first word of the statement. */
  start: number;
}

const isBlank = (c: number): boolean => c === 0x20 || c === 0x09;
const isLineEnd = (c: number): boolean => c === 0x0a || c === 0x0d;
/** `{ } ; [ ]` and blanks end a word. */
const endsWord = (c: number): boolean =>
  c === 0x7b || c === 0x7d || c === 0x3b || c === 0x5b || c === 0x5d || c <= 0x20;

const lineEndAt = (text: string, from: number): number => {
  let i = from;
  while (i < text.length && !isLineEnd(text.charCodeAt(i))) i += 1;
  return i;
};

function newLine(scan: Scan): void {
  if (scan.text.charCodeAt(scan.at) === 0x0d && scan.text.charCodeAt(scan.at + 1) === 0x0a) scan.at += 1;
  scan.at += 1;
  scan.line += 1;
}

/** Counts the lines passed on the way to `to`. */
function passTo(scan: Scan, to: number): void {
  while (scan.at < to) {
    if (isLineEnd(scan.text.charCodeAt(scan.at))) newLine(scan);
    else scan.at += 1;
  }
}

const block = (scan: Scan): JunosNode => scan.open.at(-1) ?? scan.reading.root;

/** `inactive:`, `protect:` and what `load` understands; the words without it. */
interface Marked {
  readonly words: readonly string[];
  readonly inactive: boolean;
  readonly deleted: boolean;
  readonly replaced: boolean;
}

const MARKS: ReadonlySet<string> = new Set([
  'inactive:',
  'active:',
  'protect:',
  'unprotect:',
  'replace:',
  'delete:',
]);

function marked(words: readonly string[]): Marked {
  let from = 0;
  while (MARKS.has(words[from] ?? '')) from += 1;
  const marks = words.slice(0, from);
  return {
    words: from === 0 ? words : words.slice(from),
    inactive: marks.includes('inactive:'),
    deleted: marks.includes('delete:'),
    replaced: marks.includes('replace:'),
  };
}

function walkTo(scan: Scan, words: readonly string[], line: number): JunosNode {
  let node = block(scan);
  for (const word of words) node = touchKid(node, word, line);
  return node;
}

function emptied(node: JunosNode): void {
  while (node.first) removeKid(node, node.first);
}

function place(scan: Scan, words: readonly string[]): JunosNode {
  const { words: path, inactive, deleted, replaced } = marked(words);
  const node = walkTo(scan, path, scan.start);
  if (inactive) node.inactive = true;
  if (replaced) emptied(node);
  if (deleted) {
    emptied(node);
    node.inactive = true;
    consume(node);
  }
  return node;
}

function endStatement(scan: Scan): void {
  const { reading, words, list, start } = scan;
  scan.words = [];
  scan.list = null;
  if (words.length === 0 && list === null) return;
  if (list === null || list.length === 0) reading.ends[start] = place(scan, words);
  for (const value of list ?? []) reading.ends[start] = place(scan, [...words, value]);
  // A list over several lines stands and falls with its last value.
  for (let line = start + 1; line <= scan.line; line++) {
    const node = reading.ends[start];
    if (node) reading.ends[line] = node;
  }
}

function openBlock(scan: Scan): void {
  const { reading, words } = scan;
  if (words.length === 0 || scan.list) reading.fault(scan.line, 'damaged');
  const node = place(scan, words);
  scan.words = [];
  scan.list = null;
  reading.ends[scan.start] = node;
  if (scan.open.length >= MAX_DEPTH) {
    reading.fault(scan.line, 'too-deep');
    refuse(node);
    scan.at = scan.text.length;
  }
  scan.open.push(node);
}

function closeBlock(scan: Scan): void {
  const { reading } = scan;
  if (scan.words.length > 0 || scan.inList) damaged(scan);
  if (scan.open.length <= 1) {
    reading.fault(scan.line, 'unbalanced');
    return;
  }
  const node = scan.open.pop();
  if (node && !reading.ends[scan.line]) reading.ends[scan.line] = node;
}

/** A statement that does not end where it must: something is lost here. */
function damaged(scan: Scan): void {
  scan.reading.fault(scan.start, 'damaged');
  scan.words = [];
  scan.list = null;
  scan.inList = false;
}

/** A line end within a statement is right only in brackets and before an opening brace. */
function lineEnd(scan: Scan): void {
  if (scan.words.length > 0 && !scan.inList) {
    let i = scan.at;
    while (i < scan.text.length && scan.text.charCodeAt(i) <= 0x20) i += 1;
    if (scan.text.charCodeAt(i) !== 0x7b) damaged(scan);
  }
  newLine(scan);
  atLineStart(scan);
}

function atLineStart(scan: Scan): void {
  const { text } = scan;
  while (isBlank(text.charCodeAt(scan.at))) scan.at += 1;
  const c = text.charCodeAt(scan.at);
  if (scan.words.length > 0 || !mayBeNoise(text, scan.at, c)) return;
  const end = lineEndAt(text, scan.at);
  const line = text.slice(scan.at, end).trimEnd();
  if (!isNoise(line)) return;
  shown(scan, line);
  scan.at = end;
}

/** Prompts and banners hold `>`, `#`, `%` or begin with a bracket: other lines need no closer look. */
const mayBeNoise = (text: string, at: number, c: number): boolean =>
  c === 0x7b || c === 0x5b || /^[\w.-]+[@>]/.test(text.slice(at, at + 64));

/** Above a part of the configuration, the command that shows it tells where the part belongs. */
function shown(scan: Scan, line: string): void {
  const path = shownPath(line);
  if (path === null) {
    if (scan.reading.ends.length > 0 && scan.open.length === 1) scan.reading.closed = true;
    return;
  }
  if (scan.open.length > 1) scan.reading.fault(scan.line, 'unbalanced');
  scan.open.splice(0, scan.open.length);
  let node = scan.reading.root;
  for (const word of path) node = touchKid(node, word, scan.line);
  scan.open.push(node);
}

function comment(scan: Scan): void {
  const { text } = scan;
  const end = text.indexOf('*/', scan.at + 2);
  if (end < 0) {
    scan.reading.fault(scan.line, 'damaged');
    passTo(scan, text.length);
  } else passTo(scan, end + 2);
}

function word(scan: Scan): void {
  const { text } = scan;
  const from = scan.at;
  let end = from;
  while (end < text.length && !endsWord(text.charCodeAt(end))) end += 1;
  scan.at = end;
  push(scan, text.slice(from, end));
}

function quoted(scan: Scan): void {
  const end = quoteEnd(scan.text, scan.at);
  if (end < 0) {
    scan.reading.fault(scan.line, 'damaged');
    passTo(scan, scan.text.length);
    return;
  }
  const line = scan.line;
  const value = unquote(scan.text.slice(scan.at, end));
  passTo(scan, end);
  push(scan, value, line);
}

function push(scan: Scan, value: string, line = scan.line): void {
  if (scan.words.length === 0 && !scan.inList) scan.start = line;
  if (scan.inList) scan.list?.push(value);
  else if (scan.list) damaged(scan);
  else scan.words.push(scan.reading.intern(value));
}

function bracket(scan: Scan, opens: boolean): void {
  if (opens === scan.inList || (opens && scan.words.length === 0)) damaged(scan);
  else {
    scan.inList = opens;
    if (opens) scan.list = [];
  }
  scan.at += 1;
}

const PUNCTUATION: ReadonlyMap<number, (scan: Scan) => void> = new Map([
  [0x3b, endStatement],
  [0x7b, openBlock],
  [0x7d, closeBlock],
]);

function token(scan: Scan): void {
  const { text, at } = scan;
  const c = text.charCodeAt(at);
  const punctuation = PUNCTUATION.get(c);
  if (punctuation) {
    scan.at += 1;
    punctuation(scan);
  } else if (isLineEnd(c)) lineEnd(scan);
  else if (c <= 0x20) scan.at += 1;
  else if (c === 0x22) quoted(scan);
  else if (c === 0x23) scan.at = lineEndAt(text, at);
  else if (c === 0x5b || c === 0x5d) bracket(scan, c === 0x5b);
  else if (c === 0x2f && text.charCodeAt(at + 1) === 0x2a) comment(scan);
  else word(scan);
}

export function readCurly(reading: Reading, text: string): void {
  const scan: Scan = {
    reading,
    text,
    at: 0,
    line: 1,
    open: [reading.root],
    words: [],
    list: null,
    inList: false,
    start: 1,
  };
  atLineStart(scan);
  while (scan.at < text.length) token(scan);
  if (scan.words.length > 0) damaged(scan);
  if (scan.open.length > 1) {
    reading.cut = true;
    reading.fault(scan.line, 'cut');
  }
}
