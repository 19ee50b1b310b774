/** Bytes to text, strictly: a byte that does not decode is shown as U+FFFD and never silently dropped. */
import type { Encoding } from '../model/evidence.ts';

export interface Decoded {
  readonly encoding: Encoding;
  readonly text: string;
}

const SAMPLE = 4096;

/** `stream`: a sequence that the end of the bytes leaves open is no error. */
function fatal(label: string, bytes: Uint8Array, stream = false): string | null {
  try {
    return new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(bytes, { stream });
  } catch {
    return null;
  }
}

const lossy = (label: string, bytes: Uint8Array): string =>
  new TextDecoder(label, { ignoreBOM: true }).decode(bytes);

const startsWith = (bytes: Uint8Array, ...head: readonly number[]): boolean =>
  head.every((b, i) => bytes[i] === b);

/** UTF-16 without BOM: nearly every second byte of the sample is NUL (ASCII layout characters dominate our formats). */
function guessUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const n = Math.min(bytes.length, SAMPLE) & ~1;
  if (n < 8) return null;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < n; i += 2) {
    if (bytes[i] === 0) even += 1;
    if (bytes[i + 1] === 0) odd += 1;
  }
  const pairs = n / 2;
  if (odd > pairs * 0.4 && even < pairs * 0.05) return 'utf-16le';
  if (even > pairs * 0.4 && odd < pairs * 0.05) return 'utf-16be';
  return null;
}

/** Formats told by their first bytes. Those that a text may begin with need a NUL near them: each has one there. */
const BINARY_HEADS: readonly string[] = ['ElfFile\0', 'PK\u0003\u0004', '\u007fELF', '%PDF-', '\u0089PNG'];
const HEADS_WITH_NUL: readonly string[] = ['PReg', 'regf', 'MZ'];

/** Control characters that no text holds in number: all but NUL, tab, line ends, form feed, and escape. */
const isControl = (byte: number): boolean =>
  byte < 0x20 && byte !== 0 && (byte < 0x09 || byte > 0x0d) && byte !== 0x1a && byte !== 0x1b;

/** One control character in twenty (packed data has one in ten), or NULs in the half of it: less is a damaged text. */
function hasManyControls(bytes: Uint8Array): boolean {
  const n = Math.min(bytes.length, SAMPLE);
  let controls = 0;
  let nuls = 0;
  for (let i = 0; i < n; i++) {
    if (bytes[i] === 0) nuls += 1;
    else if (isControl(bytes[i] ?? 0)) controls += 1;
  }
  return controls * 20 > n || nuls * 2 > n;
}

function isBinary(bytes: Uint8Array): boolean {
  const head = String.fromCharCode(...bytes.subarray(0, 8));
  if (BINARY_HEADS.some((b) => head.startsWith(b))) return true;
  return HEADS_WITH_NUL.some((b) => head.startsWith(b)) && bytes.subarray(0, 64).includes(0);
}

const isAscii = (bytes: Uint8Array): boolean => {
  for (let i = 0; i < bytes.length; i++) if ((bytes[i] ?? 0) >= 0x80) return false;
  return true;
};

function unknown8bit(bytes: Uint8Array): Decoded {
  let text = '';
  const step = 8192;
  for (let i = 0; i < bytes.length; i += step) {
    text += String.fromCharCode(...bytes.subarray(i, i + step).map((b) => b)).replace(
      /[\u0080-\u00ff]/g,
      '\ufffd',
    );
  }
  return { encoding: 'unknown-8bit', text };
}

function utf16(bytes: Uint8Array, label: 'utf-16le' | 'utf-16be', bom: boolean): Decoded {
  const body = bom ? bytes.subarray(2) : bytes;
  return { encoding: bom ? `${label}-bom` : label, text: lossy(label, body) };
}

const NOT_ASCII = /[^\x00-\x7f]/;

/** A text whose last character is cut off; something before it must show that this is its encoding. */
function cutShort(label: string, bytes: Uint8Array, shows: RegExp): string | null {
  const text = fatal(label, bytes, true);
  return text !== null && shows.test(text) ? `${text}\ufffd` : null;
}

const asUtf8 = (bytes: Uint8Array): string | null =>
  fatal('utf-8', bytes) ?? cutShort('utf-8', bytes, NOT_ASCII);

/**
 * Accented letters of Western code pages (cp850, cp1252) are CP932 kana, or swallow the letter after them as its second
 * byte, without any error; but they stand alone between ASCII letters, and Japanese text does not.
 */
const JAPANESE = /[^\x00-\x7f]{2}/;

function asCp932(bytes: Uint8Array): string | null {
  const text = fatal('shift_jis', bytes);
  if (text === null) return cutShort('shift_jis', bytes, JAPANESE);
  return JAPANESE.test(text) ? text : null;
}

/**
 * Order: BOM, UTF-16 without BOM, ASCII, strict UTF-8, strict CP932 (the WHATWG shift_jis decoder is CP932 in effect),
 * and last single bytes of which only ASCII is believed. A text that ends inside a character ends in U+FFFD.
 */
export function decode(bytes: Uint8Array): Decoded {
  if (isBinary(bytes)) return { encoding: 'binary', text: '' };
  if (startsWith(bytes, 0xff, 0xfe)) return utf16(bytes, 'utf-16le', true);
  if (startsWith(bytes, 0xfe, 0xff)) return utf16(bytes, 'utf-16be', true);
  if (startsWith(bytes, 0xef, 0xbb, 0xbf)) {
    return { encoding: 'utf-8-bom', text: lossy('utf-8', bytes.subarray(3)) };
  }
  const guess = guessUtf16(bytes);
  if (guess) return utf16(bytes, guess, false);
  if (hasManyControls(bytes)) return { encoding: 'binary', text: '' };
  if (isAscii(bytes)) return { encoding: 'ascii', text: lossy('utf-8', bytes) };
  const utf8 = asUtf8(bytes);
  if (utf8 !== null) return { encoding: 'utf-8', text: utf8 };
  const cp932 = asCp932(bytes);
  if (cp932 !== null) return { encoding: 'cp932', text: cp932 };
  return unknown8bit(bytes);
}
