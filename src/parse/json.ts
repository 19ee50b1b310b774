/**
 * Reads JSON as PowerShell writes it and keeps the line of each object, because evidence is quoted by line.
 *
 * Accepted: one array, one bare object (Windows PowerShell unrolls an array of one), several documents one after
 * another, one document per line, and the `{"value":[…],"Count":n}` into which Windows PowerShell turns some arrays.
 * Enumerations come as number (5.1) or name (7, -EnumsAsStrings); dates come as text and stay text.
 */
import type { Intact } from '../model/evidence.ts';
import { distinctNames, isObject, type JsonObject, type JsonValue } from './json-value.ts';

/** One object of the list, with the 1-based line of its opening brace. */
export interface JsonRecord {
  readonly value: JsonObject;
  readonly line: number;
}

/** Something that is not an object in its place: damaged, too deep, or no JSON at all. `text` may hold anything. */
export interface JsonReject {
  readonly line: number;
  readonly text: string;
}

export interface JsonRecords {
  readonly records: readonly JsonRecord[];
  readonly rejects: readonly JsonReject[];
  /**
   * `yes`: one array that is closed. `cut`: the text ends inside a value, or holds more than can be read.
   * `cannot-tell`: bare objects or several documents, where a lost tail leaves no trace.
   */
  readonly intact: Intact;
}

const MAX_DEPTH = 64;
const MAX_RECORDS = 1_000_000;
const MAX_REJECTS = 1000;
const MAX_REJECT_TEXT = 120;

/** An open array. `after` tells what may follow; `counted`: a `Count` follows it. */
interface Level {
  after: 'open' | 'value' | 'comma';
  elements: number;
  readonly counted: boolean;
}

interface Scan {
  readonly text: string;
  at: number;
  line: number;
  documents: number;
  bareObjects: number;
  cut: boolean;
  readonly levels: Level[];
  readonly records: JsonRecord[];
  readonly rejects: JsonReject[];
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LF = 0x0a;
const CR = 0x0d;

/** A line ends at LF, CRLF or a lone CR. */
const endsLine = (text: string, at: number): boolean => {
  const c = text.charCodeAt(at);
  return c === LF || (c === CR && text.charCodeAt(at + 1) !== LF);
};

/** Index after the string that opens at `from`. A raw line end closes it too: that is damage, and the next line is sound. */
function skipString(text: string, from: number): number {
  for (let i = from + 1; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === QUOTE) return i + 1;
    if (c === BACKSLASH) i += 1;
    else if (c === LF || c === CR) return i;
  }
  return text.length;
}

interface Extent {
  readonly end: number;
  readonly lines: number;
  readonly closed: boolean;
  readonly deepest: number;
  /** Property names written in it, at any depth. */
  readonly names: number;
}

const opens = (c: number): boolean => c === 0x7b || c === 0x5b;
const closes = (c: number): boolean => c === 0x7d || c === 0x5d;

/** Whether the string that ends at `from` is the name of a property. */
function isName(text: string, from: number): boolean {
  let i = from;
  for (let c = text.charCodeAt(i); c === 0x20 || c === LF || c === CR || c === 0x09; i++) {
    c = text.charCodeAt(i + 1);
  }
  return text.charCodeAt(i) === 0x3a;
}

/** Where the object that opens at `start` ends, by counting brackets outside strings. */
function extent(text: string, start: number): Extent {
  let depth = 0;
  let deepest = 0;
  let lines = 0;
  let names = 0;
  for (let i = start; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === QUOTE) {
      i = skipString(text, i) - 1;
      if (isName(text, i + 1)) names += 1;
    } else if (opens(c)) {
      depth += 1;
      deepest = Math.max(deepest, depth);
    } else if (closes(c)) {
      depth -= 1;
      if (depth === 0) return { end: i + 1, lines, closed: true, deepest, names };
    } else if (endsLine(text, i)) lines += 1;
  }
  return { end: text.length, lines, closed: false, deepest, names };
}

/** Of two properties of one name JSON.parse keeps the last and says nothing: an object with such is not understood. */
function parseObject(source: string, names: number): JsonObject | null {
  try {
    const value = JSON.parse(source) as JsonValue;
    return isObject(value) && distinctNames(value) === names ? value : null;
  } catch {
    return null;
  }
}

function reject(scan: Scan, text: string): void {
  if (scan.rejects.length >= MAX_REJECTS) scan.cut = true;
  else scan.rejects.push({ line: scan.line, text: text.slice(0, MAX_REJECT_TEXT) });
}

/** Notes that a value stands here; inside an array two values without a comma mean that something between them is lost. */
function placeValue(scan: Scan): void {
  const level = scan.levels.at(-1);
  if (!level) {
    scan.documents += 1;
    return;
  }
  if (level.after === 'value') reject(scan, 'missing comma');
  level.after = 'value';
  level.elements += 1;
}

function takeObject(scan: Scan): void {
  const { end, lines, closed, deepest, names } = extent(scan.text, scan.at);
  placeValue(scan);
  if (scan.levels.length === 0) scan.bareObjects += 1;
  const source = scan.text.slice(scan.at, end);
  const value = closed && deepest <= MAX_DEPTH ? parseObject(source, names) : null;
  if (!closed || scan.records.length >= MAX_RECORDS) scan.cut = true;
  if (value === null) reject(scan, source);
  else if (!scan.cut) scan.records.push({ value, line: scan.line });
  scan.line += lines;
  scan.at = end;
}

function openArray(scan: Scan, counted: boolean): void {
  placeValue(scan);
  if (scan.levels.length >= MAX_DEPTH) {
    scan.cut = true;
    scan.at = scan.text.length;
    return;
  }
  scan.levels.push({ after: 'open', elements: 0, counted });
  scan.at += 1;
}

const countTail = /\s*,\s*"Count"\s*:\s*(\d{1,9})\s*\}/y;

function closeArray(scan: Scan): void {
  const level = scan.levels.pop();
  if (!level || level.after === 'comma') reject(scan, ']');
  scan.at += 1;
  if (!level?.counted) return;
  countTail.lastIndex = scan.at;
  const tail = countTail.exec(scan.text);
  if (!tail) {
    scan.cut = true;
    return;
  }
  if (Number(tail[1]) !== level.elements) reject(scan, tail[0]);
  advance(scan, scan.at + tail[0].length);
}

/** Moves on, counting the lines passed. */
function advance(scan: Scan, to: number): void {
  for (; scan.at < to; scan.at++) if (endsLine(scan.text, scan.at)) scan.line += 1;
}

function takeComma(scan: Scan): void {
  const level = scan.levels.at(-1);
  if (level?.after === 'value') level.after = 'comma';
  else reject(scan, ',');
  scan.at += 1;
}

const junk = /[^\s[\]{},"]+/y;

/** Numbers, null, strings, error messages: nothing that a list of objects holds. */
function takeOther(scan: Scan): void {
  junk.lastIndex = scan.at;
  const quoted = scan.text.charCodeAt(scan.at) === QUOTE;
  const end = quoted
    ? skipString(scan.text, scan.at)
    : scan.at + Math.max(1, junk.exec(scan.text)?.[0].length ?? 1);
  const last = scan.rejects.at(-1);
  if (last?.line !== scan.line) reject(scan, scan.text.slice(scan.at, end));
  placeQuietly(scan);
  scan.at = end;
}

function placeQuietly(scan: Scan): void {
  const level = scan.levels.at(-1);
  if (level) level.after = 'value';
}

const wrapper = /\{\s*"value"\s*:\s*(?=\[)/y;

function takeBrace(scan: Scan): void {
  wrapper.lastIndex = scan.at;
  const head = scan.levels.length === 0 ? wrapper.exec(scan.text) : null;
  if (!head) {
    takeObject(scan);
    return;
  }
  advance(scan, scan.at + head[0].length);
  openArray(scan, true);
}

const BLANK = /[\s\ufeff]/;

function step(scan: Scan): void {
  const c = scan.text.charAt(scan.at);
  if (c === '{') takeBrace(scan);
  else if (c === '[') openArray(scan, false);
  else if (c === ']') closeArray(scan);
  else if (c === ',') takeComma(scan);
  else if (BLANK.test(c)) advance(scan, scan.at + 1);
  else takeOther(scan);
}

function intactOf(scan: Scan): Intact {
  if (scan.cut || scan.levels.length > 0) return 'cut';
  return scan.documents === 1 && scan.bareObjects === 0 ? 'yes' : 'cannot-tell';
}

/** Every object of the text, at the top or in arrays at the top. Never throws. */
export function readJsonRecords(text: string): JsonRecords {
  const scan: Scan = {
    text,
    at: 0,
    line: 1,
    documents: 0,
    bareObjects: 0,
    cut: false,
    levels: [],
    records: [],
    rejects: [],
  };
  while (scan.at < text.length) step(scan);
  return { records: scan.records, rejects: scan.rejects, intact: intactOf(scan) };
}
