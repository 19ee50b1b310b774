/** The JSON documents of a file: `mgmt_cli … --format json` writes one a call, and people append one to another. */
import { distinctNames, type JsonValue } from '../json-value.ts';

export interface Documents {
  readonly values: readonly JsonValue[];
  /** The text ends inside a document. */
  readonly cut: boolean;
  /** 1-based lines at which a document cannot be read: damaged, too deep, or with two values of one name. */
  readonly bad: readonly number[];
}

const MAX_DEPTH = 64;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

interface Extent {
  readonly end: number;
  readonly closed: boolean;
  readonly deepest: number;
  /** Names of properties, in all depth. */
  readonly names: number;
}

function stringEnd(text: string, from: number): number {
  let end = text.indexOf('"', from + 1);
  while (end > 0 && text.charCodeAt(end - 1) === BACKSLASH && escaped(text, end))
    end = text.indexOf('"', end + 1);
  return end < 0 ? text.length : end + 1;
}

/** An odd number of backslashes stands before it. */
function escaped(text: string, at: number): boolean {
  let n = 0;
  while (text.charCodeAt(at - 1 - n) === BACKSLASH) n += 1;
  return n % 2 === 1;
}

function isName(text: string, from: number): boolean {
  let i = from;
  while (i < text.length && text.charCodeAt(i) <= 0x20) i += 1;
  return text.charCodeAt(i) === 0x3a;
}

const opens = (c: number): boolean => c === 0x7b || c === 0x5b;
const closes = (c: number): boolean => c === 0x7d || c === 0x5d;

function extent(text: string, start: number): Extent {
  let depth = 0;
  let deepest = 0;
  let names = 0;
  for (let i = start; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === QUOTE) {
      i = stringEnd(text, i) - 1;
      if (isName(text, i + 1)) names += 1;
    } else if (opens(c)) {
      depth += 1;
      deepest = Math.max(deepest, depth);
    } else if (closes(c)) {
      depth -= 1;
      if (depth <= 0) return { end: i + 1, closed: true, deepest, names };
    }
  }
  return { end: text.length, closed: false, deepest, names };
}

function parsed(text: string, { names, deepest }: Extent): JsonValue | undefined {
  if (deepest > MAX_DEPTH) return undefined;
  try {
    const value = JSON.parse(text) as JsonValue;
    // Of two properties of one name JSON.parse keeps the last.
    return distinctNames(value) === names ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Lines before an index. */
export function lineAt(text: string, at: number): number {
  let line = 1;
  for (let i = text.indexOf('\n'); i >= 0 && i < at; i = text.indexOf('\n', i + 1)) line += 1;
  return line;
}

const MAX_DOCUMENTS = 10_000;

/** Something that is no document: the rest of its line. */
const junk = (text: string, at: number): Extent => {
  const end = text.indexOf('\n', at);
  return { end: end < 0 ? text.length : end, closed: true, deepest: 0, names: 0 };
};

function documentAt(
  text: string,
  at: number,
): { readonly extent: Extent; readonly value: JsonValue | undefined } {
  if (!opens(text.charCodeAt(at))) return { extent: junk(text, at), value: undefined };
  const found = extent(text, at);
  return { extent: found, value: found.closed ? parsed(text.slice(at, found.end), found) : undefined };
}

const BLANK = /[\s\ufeff]*/y;

function skipBlanks(text: string, at: number): number {
  BLANK.lastIndex = at;
  BLANK.exec(text);
  return BLANK.lastIndex;
}

export function readDocuments(text: string): Documents {
  const values: JsonValue[] = [];
  const bad: number[] = [];
  let cut = false;
  let at = skipBlanks(text, 0);
  while (at < text.length && values.length + bad.length < MAX_DOCUMENTS) {
    const { extent: found, value } = documentAt(text, at);
    if (!found.closed) cut = true;
    if (value === undefined) bad.push(lineAt(text, at));
    else values.push(value);
    at = skipBlanks(text, found.end);
  }
  return { values, cut: cut || at < text.length, bad };
}

/** Line of the object of each uid: the first `"uid": "…"` that names it. */
export function uidLines(text: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  const found = /"uid"\s*:\s*"([^"\\]{1,100})"/g;
  let line = 1;
  let counted = 0;
  for (let m = found.exec(text); m; m = found.exec(text)) {
    for (let i = text.indexOf('\n', counted); i >= 0 && i < m.index; i = text.indexOf('\n', i + 1)) {
      line += 1;
      counted = i + 1;
    }
    if (m[1] !== undefined && !lines.has(m[1])) lines.set(m[1], line);
  }
  return lines;
}
