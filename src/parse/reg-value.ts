/**
 * The lines of a .reg file: `"name"=data`. Read by hand and not by a generated grammar because exports of whole hives
 * come in hundreds of megabytes; the syntax is `regedit /e`'s (KB310516) and nothing more lenient.
 */
import type { RegistryData, RegistryType } from '../facts/registry.ts';
import { registryType, type TypedData, typedData } from './registry-data.ts';

export interface RegValue extends TypedData {
  readonly name: string;
  /** Index of the line after it. */
  readonly next: number;
}

/** `delete`: `"name"=-`, which an export never holds. `bad`: not as regedit writes it. */
export type RegLine = RegValue | 'delete' | 'bad';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Index of the quote that closes a string whose first character is at `from`; -1 when none does. */
function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (at - 1 - slashes >= from && text.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes += 1;
    if (slashes % 2 === 0) return at;
  }
  return -1;
}

const unescaped = (text: string): string => (text.includes('\\') ? text.replace(/\\(["\\])/g, '$1') : text);

interface Named {
  readonly name: string;
  /** Where the data begins in the line. */
  readonly data: number;
}

function nameOf(line: string): Named | null {
  if (line.startsWith('@=')) return { name: '', data: 2 };
  if (line.charCodeAt(0) !== QUOTE) return null;
  const end = closingQuote(line, 1);
  if (end < 0 || line.charAt(end + 1) !== '=') return null;
  return { name: unescaped(line.slice(1, end)), data: end + 2 };
}

/** A string may hold line ends: regedit writes them as they are. */
function stringValue(lines: readonly string[], at: number, named: Named): RegLine {
  let text = (lines[at] ?? '').slice(named.data + 1);
  let next = at + 1;
  let end = closingQuote(text, 0);
  if (end < 0) {
    const parts = [text];
    for (; end < 0 && next < lines.length; next++) {
      const line = lines[next] ?? '';
      end = closingQuote(line, 0);
      parts.push(line);
      if (end >= 0 && end !== line.length - 1) return 'bad';
    }
    if (end < 0) return 'bad';
    text = parts.join('\n');
    end = text.length - 1;
  }
  if (end !== text.length - 1) return 'bad';
  return { name: named.name, type: 'REG_SZ', data: unescaped(text.slice(0, end)), next };
}

const nibble = (code: number): number => {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
};

/** `aa,bb,…` appended to `out`; false when it is anything else. */
function addBytes(text: string, out: number[]): boolean {
  for (let at = 0; at < text.length; at += 3) {
    const high = nibble(text.charCodeAt(at));
    const low = nibble(text.charCodeAt(at + 1));
    if (high < 0 || low < 0) return false;
    out.push(high * 16 + low);
    if (at + 2 < text.length && text.charAt(at + 2) !== ',') return false;
  }
  return true;
}

/** A line of a hex list without the backslash that continues it, or null when it is the last. */
const continued = (line: string): string | null => (line.endsWith(',\\') ? line.slice(0, -2) : null);

function hexBytes(
  lines: readonly string[],
  at: number,
  from: number,
): { bytes: Uint8Array; next: number } | null {
  const out: number[] = [];
  let text = (lines[at] ?? '').slice(from).trim();
  let next = at + 1;
  for (;;) {
    const more = continued(text);
    if (!addBytes(more ?? text, out)) return null;
    if (more === null) return { bytes: Uint8Array.from(out), next };
    if (next >= lines.length) return null;
    text = (lines[next] ?? '').trim();
    if (text === '') return null;
    next += 1;
  }
}

const HEX = /^hex(?:\(([0-9a-f]{1,8})\))?:/i;
const DWORD = /^dword:([0-9a-f]{8})\s*$/i;

export interface RegDialect {
  /** How bytes of strings are decoded: UTF-16LE in version 5, the ANSI code page in REGEDIT4. */
  readonly decode: (bytes: Uint8Array) => string;
}

function dataOf(lines: readonly string[], at: number, named: Named, dialect: RegDialect): RegLine {
  const line = lines[at] ?? '';
  if (line.charCodeAt(named.data) === QUOTE) return stringValue(lines, at, named);
  const text = line.slice(named.data);
  if (text.trim() === '-') return 'delete';
  const dword = DWORD.exec(text)?.[1];
  if (dword) return { name: named.name, ...number(dword), next: at + 1 };
  const hex = HEX.exec(text);
  if (!hex) return 'bad';
  const read = hexBytes(lines, at, named.data + hex[0].length);
  if (!read) return 'bad';
  const type = hex[1] === undefined ? 'REG_BINARY' : registryType(Number.parseInt(hex[1], 16));
  return { name: named.name, ...typedData(type, read.bytes, dialect.decode), next: read.next };
}

const number = (digits: string): { type: RegistryType; data: RegistryData } => ({
  type: 'REG_DWORD',
  data: Number.parseInt(digits, 16),
});

/** The value that begins at line `at`. */
export function readValue(lines: readonly string[], at: number, dialect: RegDialect): RegLine {
  const named = nameOf(lines[at] ?? '');
  return named === null ? 'bad' : dataOf(lines, at, named, dialect);
}
