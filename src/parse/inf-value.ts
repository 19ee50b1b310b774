/** A line of [Registry Values]: `MACHINE\path\name=type,data` ([MS-GPSB] 2.2.6). */
import { HIDDEN, withoutSecret } from '../facts/secrets.ts';
import { type KeyPath, keyPath, type TypedData } from './registry-data.ts';

/** As the grammar gives it. */
export interface WrittenValue {
  readonly name: string;
  readonly type: number;
  readonly items: readonly { readonly quoted: boolean; readonly text: string }[];
}

export interface InfValue extends KeyPath, TypedData {
  readonly name: string;
  /** Set instead of the line where the data must not be shown. */
  readonly text?: string;
}

const ROOTS: ReadonlyMap<string, string> = new Map([
  ['MACHINE', 'HKEY_LOCAL_MACHINE'],
  ['USERS', 'HKEY_USERS'],
  ['CLASSES_ROOT', 'HKEY_CLASSES_ROOT'],
]);

/** Numbers are decimal here, unlike everywhere else. */
function dword(text: string): TypedData | null {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  return value <= 0xffffffff ? { type: 'REG_DWORD', data: value } : null;
}

function binary(items: readonly string[]): TypedData | null {
  const fits = items.every((item) => /^\d{1,3}$/.test(item) && Number(item) <= 0xff);
  return fits ? { type: 'REG_BINARY', data: Uint8Array.from(items, Number) } : null;
}

function dataOf({ type, items }: WrittenValue): TypedData | null {
  const texts = items.map((item) => item.text);
  if (type === 1) return { type: 'REG_SZ', data: texts.join(',') };
  if (type === 2) return { type: 'REG_EXPAND_SZ', data: texts.join(',') };
  if (type === 3) return binary(texts);
  if (type === 4) return items.length === 1 ? dword(texts[0] ?? '') : null;
  if (type !== 7) return null;
  return { type: 'REG_MULTI_SZ', data: texts.length === 1 && texts[0] === '' ? [] : texts };
}

export interface ValuePath extends KeyPath {
  readonly name: string;
}

/** `MACHINE\path\name`: the value's name begins after the last backslash. null: no hive, or no name. */
export function valuePath(written: string): ValuePath | null {
  const parts = written.split('\\');
  const name = parts.at(-1) ?? '';
  const root = ROOTS.get((parts[0] ?? '').toUpperCase());
  const path = root && parts.length > 2 ? keyPath(root, parts.slice(1, -1).join('\\')) : null;
  return path === null || name === '' ? null : { ...path, name };
}

/** null: no path of a value, or data that is not of its type. */
export function infValue(written: WrittenValue): InfValue | null {
  const path = valuePath(written.name);
  const data = dataOf(written);
  if (path === null || data === null) return null;
  const kept = withoutSecret(path, data.data);
  const value = { ...path, type: data.type, data: kept };
  return kept === data.data ? value : { ...value, text: `${written.name}=${HIDDEN}` };
}
