/** The attributes of one entry as typed values. What does not fit its syntax is noted, and counts as not shown. */
import { dnKey } from '../../facts/directory/dn.ts';
import { sidIn } from '../account-name.ts';
import { type Entry, textOf, type Value } from './entry.ts';
import { guidOfBytes, guidOfText, sidOfBytes } from './sid.ts';

export interface Fields {
  readonly entry: Entry;
  /** Attributes whose values were not understood. */
  readonly bad: Set<string>;
}

const INTEGER = /^-?\d{1,10}$/;
const LARGE = /^-?\d{1,19}$/;
const INT32 = 2 ** 31;

function one<T>(fields: Fields, name: string, read: (value: Value) => T | null): T | null {
  const values = fields.entry.partial.has(name) ? undefined : fields.entry.values.get(name);
  if (!values) return null;
  const [first, second] = values;
  const value = first === undefined || second !== undefined ? null : read(first);
  if (value === null) fields.bad.add(name);
  return value;
}

/** All values; [] where one of them was not understood, which is then noted. */
function many<T>(fields: Fields, name: string, read: (value: Value) => T | null): readonly T[] {
  const out: T[] = [];
  if (fields.entry.partial.has(name)) return out;
  for (const value of fields.entry.values.get(name) ?? []) {
    const one = read(value);
    if (one === null) {
      fields.bad.add(name);
      return [];
    }
    out.push(one);
  }
  return out;
}

const text = (value: Value): string | null => {
  const found = textOf(value);
  return found === null || found.includes('\ufffd') ? null : found;
};

const integer = (value: Value): number | null => {
  const found = textOf(value);
  if (found === null || !INTEGER.test(found)) return null;
  const number = Number(found);
  return number >= -INT32 && number < 2 * INT32 ? number : null;
};

const large = (value: Value): bigint | null => {
  const found = textOf(value);
  return found !== null && LARGE.test(found) ? BigInt(found) : null;
};

const boolean = (value: Value): boolean | null => {
  const found = textOf(value)?.toUpperCase();
  return found === 'TRUE' ? true : found === 'FALSE' ? false : null;
};

export const sidOf = (value: Value): string | null =>
  typeof value === 'string' ? sidIn(value) : (sidOfBytes(value) ?? sidIn(textOf(value) ?? ''));

export const guidOf = (value: Value): string | null =>
  typeof value === 'string' ? guidOfText(value) : (guidOfBytes(value) ?? guidOfText(textOf(value) ?? ''));

/** GeneralizedTime in UTC, as AD writes it (`20261101093000.0Z`), to epoch milliseconds. */
const TIME = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(?:\.\d{1,7})?Z$/;

export function timeOf(value: Value): number | null {
  const found = TIME.exec(textOf(value) ?? '');
  if (!found) return null;
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number);
  const at = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
  return Number.isNaN(at) ? null : at;
}

const key = (value: Value): string | null => {
  const found = text(value);
  return found === null ? null : dnKey(found);
};

export const textIn = (f: Fields, name: string): string | null => one(f, name, text);
export const textsIn = (f: Fields, name: string): readonly string[] => many(f, name, text);
export const integerIn = (f: Fields, name: string): number | null => one(f, name, integer);
export const largeIn = (f: Fields, name: string): bigint | null => one(f, name, large);
export const booleanIn = (f: Fields, name: string): boolean | null => one(f, name, boolean);
export const sidIn1 = (f: Fields, name: string): string | null => one(f, name, sidOf);
export const sidsIn = (f: Fields, name: string): readonly string[] => many(f, name, sidOf);
export const guidIn = (f: Fields, name: string): string | null => one(f, name, guidOf);
export const timeIn = (f: Fields, name: string): number | null => one(f, name, timeOf);
export const keyIn = (f: Fields, name: string): string | null => one(f, name, key);
export const keysIn = (f: Fields, name: string): readonly string[] => many(f, name, key);
export const readIn = <T>(f: Fields, name: string, read: (value: Value) => T | null): T | null =>
  one(f, name, read);
