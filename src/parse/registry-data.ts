/** Types, data and hives of the registry, as the formats that carry them write them. */
import type { RegistryData, RegistryType } from '../facts/registry.ts';

/** Type numbers of winnt.h. */
const TYPES: ReadonlyMap<number, RegistryType> = new Map<number, RegistryType>([
  [0, 'REG_NONE'],
  [1, 'REG_SZ'],
  [2, 'REG_EXPAND_SZ'],
  [3, 'REG_BINARY'],
  [4, 'REG_DWORD'],
  [5, 'REG_DWORD_BIG_ENDIAN'],
  [6, 'REG_LINK'],
  [7, 'REG_MULTI_SZ'],
  [11, 'REG_QWORD'],
]);

export const registryType = (code: number): RegistryType => TYPES.get(code) ?? 'REG_OTHER';

export interface TypedData {
  readonly type: RegistryType;
  readonly data: RegistryData;
}

const UTF16 = new TextDecoder('utf-16le');
const untilNul = (text: string): string => {
  const nul = text.indexOf('\0');
  return nul < 0 ? text : text.slice(0, nul);
};

/** Strings of a REG_MULTI_SZ: each ends with NUL, the list with an empty one. */
function strings(text: string): readonly string[] {
  const end = text.indexOf('\0\0');
  const body = end < 0 ? text.replace(/\0$/, '') : text.slice(0, end);
  return body === '' ? [] : body.split('\0');
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function numberOf(type: RegistryType, bytes: Uint8Array): number | bigint | null {
  if (type === 'REG_QWORD') return bytes.length === 8 ? viewOf(bytes).getBigUint64(0, true) : null;
  if (bytes.length !== 4) return null;
  return viewOf(bytes).getUint32(0, type === 'REG_DWORD');
}

/** Raw bytes as data of a type. Bytes that cannot be of that type (a DWORD of 3 bytes) are REG_OTHER. */
export function typedData(
  type: RegistryType,
  bytes: Uint8Array,
  decode: (bytes: Uint8Array) => string = (b) => UTF16.decode(b),
): TypedData {
  switch (type) {
    case 'REG_SZ':
    case 'REG_EXPAND_SZ':
    case 'REG_LINK':
      return { type, data: untilNul(decode(bytes)) };
    case 'REG_MULTI_SZ':
      return { type, data: strings(decode(bytes)) };
    case 'REG_DWORD':
    case 'REG_DWORD_BIG_ENDIAN':
    case 'REG_QWORD': {
      const value = numberOf(type, bytes);
      return value === null ? { type: 'REG_OTHER', data: new Uint8Array(bytes) } : { type, data: value };
    }
    default:
      return { type, data: new Uint8Array(bytes) };
  }
}

const HIVES: ReadonlyMap<string, string> = new Map([
  ['HKEY_LOCAL_MACHINE', 'HKLM'],
  ['HKEY_CURRENT_USER', 'HKCU'],
  ['HKEY_USERS', 'HKU'],
  ['HKEY_CLASSES_ROOT', 'HKCR'],
  ['HKEY_CURRENT_CONFIG', 'HKCC'],
]);

export interface KeyPath {
  readonly hive: string;
  readonly key: string;
}

/** `HKEY_USERS\S-1-…\Software` as { hive: 'HKU\S-1-…', key: 'Software' }; null where the root is no hive. */
export function keyPath(root: string, rest: string): KeyPath | null {
  const hive = HIVES.get(root.toUpperCase());
  if (hive === undefined) return null;
  if (hive !== 'HKU' || rest === '') return { hive, key: rest };
  const cut = rest.indexOf('\\');
  if (cut < 0) return { hive: `HKU\\${rest}`, key: '' };
  return { hive: `HKU\\${rest.slice(0, cut)}`, key: rest.slice(cut + 1) };
}
