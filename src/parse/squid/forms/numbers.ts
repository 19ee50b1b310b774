/** Numbers, sizes and times as Squid reads them (Parsing.cc, parseBytesLine and parseTimeLine in cache_cf.cc). */
import type { Bilingual } from '../../../model/text.ts';
import { badNumber, badUnit, cut, type Form, MISSING } from './form.ts';

/** xatoll: decimal and nothing else. */
export function integerOf(word: string): number | null {
  return /^\s*[+-]?\d+$/.test(word) ? Number(word) : null;
}

/** GetInteger (strtoll with base 0): hexadecimal and octal too. */
export function anyInteger(word: string): number | null {
  const [, sign, digits] = /^([+-]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)$/.exec(word) ?? [];
  if (digits === undefined) return null;
  const value = /^0[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
  return sign === '-' ? -value : value;
}

/** xatof: strtod and nothing after it. */
export function decimalOf(word: string): number | null {
  if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(word)) return Number(word);
  const hex = /^([+-]?)(0[xX][0-9a-fA-F]+)$/.exec(word);
  return hex ? Number(hex[2]) * (hex[1] === '-' ? -1 : 1) : null;
}

export const within = (value: number | null, from: number, to: number): boolean =>
  value !== null && value >= from && value <= to;

export const integer: Form = ([word]) => {
  if (word === undefined) return MISSING;
  return within(anyInteger(word), -(2 ** 31), 2 ** 31 - 1) ? null : badNumber(cut(word));
};

export const integer64: Form = ([word]) => {
  if (word === undefined) return MISSING;
  return within(integerOf(word), -(2 ** 63), 2 ** 63) ? null : badNumber(cut(word));
};

/** GetShort: a port. */
export const port: Form = ([word]) => {
  if (word === undefined) return MISSING;
  return within(integerOf(word), 0, 65535) ? null : badNumber(cut(word));
};

const BYTES: readonly (readonly [string, number])[] = [
  ['bytes', 1],
  ['kb', 1024],
  ['mb', 1024 ** 2],
  ['gb', 1024 ** 3],
];

/** Only the start of the unit is compared, without case: `MBytes` is MB. */
export const bytesOf = (unit: string): number | null =>
  BYTES.find(([name]) => unit.toLowerCase().startsWith(name))?.[1] ?? null;

/** `value` in units of the directive (null: no limit); `next`: how many words it takes. */
export interface Size {
  readonly value: number | null;
  readonly next: number;
}

export function sizeOf(words: readonly string[], unit: number): Size | Bilingual {
  const [word, named] = words;
  if (word === undefined) return MISSING;
  if (word === 'none' || word === '-1') return { value: null, next: 1 };
  const number = decimalOf(word);
  if (number === null) return badNumber(cut(word));
  if (number === 0) return { value: 0, next: 1 };
  const factor = named === undefined ? unit : bytesOf(named);
  if (factor === null) return badUnit(cut(named ?? ''));
  return { value: (number * factor) / unit, next: named === undefined ? 1 : 2 };
}

const size =
  (unit: number, from: number, to: number): Form =>
  (words) => {
    const found = sizeOf(words, unit);
    if (!('next' in found)) return found;
    const { value } = found;
    if (value === null) return null;
    return Number.isInteger(value) && within(value, from, to) ? null : badNumber(cut(words[0] ?? ''));
  };

/** b_size_t. */
export const bytes: Form = size(1, 0, 2 ** 64);
/** b_int64_t. */
export const bytes64: Form = size(1, -(2 ** 63), 2 ** 63);
/** kb_int64_t. */
export const kilobytes64: Form = size(1024, -(2 ** 63), 2 ** 63);

/** b_ssize_t: every negative number is no limit. */
export const signedBytes: Form = (words, defined, name, rest) =>
  words[0]?.startsWith('-') ? null : bytes64(words, defined, name, rest);

/** In nanoseconds, in the order in which Squid compares their starts. */
const TIMES: readonly (readonly [string, number])[] = [
  ['nanosecond', 1],
  ['microsecond', 1e3],
  ['millisecond', 1e6],
  ['second', 1e9],
  ['minute', 60e9],
  ['hour', 3600e9],
  ['day', 86_400e9],
  ['week', 604_800e9],
  ['fortnight', 1_209_600e9],
  ['month', 2_592_000e9],
  ['year', 8766 * 3600e9],
  ['decade', 87_660 * 3600e9],
];

export const timeUnit = (word: string): number | null =>
  TIMES.find(([name]) => word.toLowerCase().startsWith(name))?.[1] ?? null;

/** `least`: the unit of the directive in nanoseconds. Smaller units and parts of it are refused. */
const time =
  (least: number): Form =>
  ([word, unit]) => {
    if (word === undefined) return MISSING;
    const number = decimalOf(word);
    if (number === null || number < 0) return badNumber(cut(word));
    if (number === 0) return null;
    if (unit === undefined) return MISSING;
    const factor = timeUnit(unit);
    if (factor === null || factor < least) return badUnit(cut(unit));
    return within(number * factor, least, 2 ** 63) ? null : badNumber(cut(word));
  };

export const seconds: Form = time(1e9);
export const milliseconds: Form = time(1e6);
export const nanoseconds: Form = time(1);
