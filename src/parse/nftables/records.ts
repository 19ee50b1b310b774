/**
 * The objects in the array of `nft -j list ruleset` (libnftables-json(5)), each with its line. Every one is parsed by
 * itself, so that damage costs one record.
 */
import type { Intact } from '../../model/evidence.ts';
import { isObject, type JsonObject, type JsonValue } from '../json-value.ts';

export interface NftRecord {
  /** `table`, `chain`, `rule`, `set`, `map` …, null where it is not understood. */
  readonly kind: string | null;
  readonly value: JsonObject;
  readonly line: number;
  readonly text: string;
}

export interface NftRecords {
  readonly records: readonly NftRecord[];
  readonly intact: Intact;
}

const MAX_DEPTH = 64;
const MAX_TEXT = 200;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LF = 0x0a;

interface Extent {
  readonly end: number;
  readonly closed: boolean;
  readonly lines: number;
  readonly deepest: number;
}

/** Where the string that opens at `from` ends. */
function stringEnd(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes += 1;
    if (slashes % 2 === 0) return at;
  }
  return text.length;
}

/** Where the object that opens at `start` ends. */
function extent(text: string, start: number): Extent {
  let depth = 0;
  let deepest = 0;
  let lines = 0;
  for (let i = start; i < text.length; i += 1) {
    const c = text.charCodeAt(i);
    if (c === QUOTE) i = stringEnd(text, i);
    else if (c === 0x7b || c === 0x5b) {
      depth += 1;
      deepest = Math.max(deepest, depth);
    } else if (c === 0x7d || c === 0x5d) {
      depth -= 1;
      if (depth === 0) return { end: i + 1, closed: true, lines, deepest };
    } else if (c === LF) lines += 1;
  }
  return { end: text.length, closed: false, lines, deepest };
}

function parsed(source: string): JsonValue {
  try {
    return JSON.parse(source) as JsonValue;
  } catch {
    return null;
  }
}

/** A record is an object with one property, whose name is its kind. */
function recordOf(source: string, line: number, deepest: number): NftRecord {
  const value = deepest > MAX_DEPTH ? null : parsed(source);
  const [kind, ...more] = isObject(value) ? Object.keys(value) : [];
  const inner = isObject(value) && kind !== undefined ? value[kind] : undefined;
  const head = source.slice(0, MAX_TEXT);
  const text = head.includes('\n') ? head.replace(/\s+/g, ' ') : head;
  return kind !== undefined && more.length === 0 && isObject(inner)
    ? { kind, value: inner, line, text }
    : { kind: null, value: {}, line, text };
}

const START = /"nftables"\s*:\s*\[/;

/** What stands at a place that is neither blank nor comma. */
function itemAt(text: string, at: number, line: number): { record: NftRecord; found: Extent } {
  const object = text.charCodeAt(at) === 0x7b;
  const found = object ? extent(text, at) : { end: at + 1, closed: false, lines: 0, deepest: 0 };
  const record = found.closed
    ? recordOf(text.slice(at, found.end), line, found.deepest)
    : { kind: null, value: {}, line, text: text.slice(at, at + MAX_TEXT) };
  return { record, found };
}

/** Only blanks and commas stand between records; what else does, and an object that does not end, ends the reading. */
export function readRecords(text: string): NftRecords {
  const start = START.exec(text);
  if (!start) return { records: [], intact: 'cannot-tell' };
  const records: NftRecord[] = [];
  let line = text.slice(0, start.index + start[0].length).split('\n').length;
  for (let i = start.index + start[0].length; i < text.length; i += 1) {
    const c = text.charCodeAt(i);
    if (c === LF) line += 1;
    if (c === 0x5d) return { records, intact: /^\s*\}/.test(text.slice(i + 1)) ? 'yes' : 'cut' };
    if (c === 0x2c || c <= 0x20) continue;
    const { record, found } = itemAt(text, i, line);
    records.push(record);
    if (!found.closed) break;
    line += found.lines;
    i = found.end - 1;
  }
  return { records, intact: 'cut' };
}
