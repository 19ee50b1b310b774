/** Sets of bytes as they occur in regular expressions, and the bytes of a text. */
import type { ByteSet } from './syntax.ts';

export const bytesWhere = (holds: (byte: number) => boolean): ByteSet => {
  const set = new Uint8Array(256);
  for (let byte = 0; byte < 256; byte++) if (holds(byte)) set[byte] = 1;
  return set;
};

const isUpper = (b: number): boolean => b >= 0x41 && b <= 0x5a;
const isLower = (b: number): boolean => b >= 0x61 && b <= 0x7a;
const isDigit = (b: number): boolean => b >= 0x30 && b <= 0x39;
const isAlpha = (b: number): boolean => isUpper(b) || isLower(b);
const isAlnum = (b: number): boolean => isAlpha(b) || isDigit(b);
const isGraph = (b: number): boolean => b > 0x20 && b < 0x7f;
const isSpace = (b: number): boolean => b === 0x20 || (b >= 0x09 && b <= 0x0d);
const isHex = (b: number): boolean => isDigit(b) || (b >= 0x41 && b <= 0x46) || (b >= 0x61 && b <= 0x66);

/** What words are made of, to `\w` and to the edges of words. */
export const isWordByte = (b: number): boolean => isAlnum(b) || b === 0x5f;

/** The classes `[:name:]` of the C locale. */
export const BYTE_CLASSES: ReadonlyMap<string, (byte: number) => boolean> = new Map([
  ['alnum', isAlnum],
  ['alpha', isAlpha],
  ['blank', (b: number) => b === 0x20 || b === 0x09],
  ['cntrl', (b: number) => b < 0x20 || b === 0x7f],
  ['digit', isDigit],
  ['graph', isGraph],
  ['lower', isLower],
  ['print', (b: number) => isGraph(b) || b === 0x20],
  ['punct', (b: number) => isGraph(b) && !isAlnum(b)],
  ['space', isSpace],
  ['upper', isUpper],
  ['xdigit', isHex],
]);

export const upperByte = (b: number): number => (isLower(b) ? b - 0x20 : b);

const encoder = new TextEncoder();

/** The bytes of a text as C sees them: UTF-8 (or the bytes as given), up to the first zero. */
export function textBytes(text: string | Uint8Array): Uint8Array {
  const end = typeof text === 'string' ? text.indexOf('\0') : text.indexOf(0);
  if (typeof text !== 'string') return end < 0 ? text : text.subarray(0, end);
  return encoder.encode(end < 0 ? text : text.slice(0, end));
}
