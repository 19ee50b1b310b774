/** One registry item of Group Policy Preferences ([MS-GPPREF] 2.2.1.10 and 2.2.1.5), from a Preferences file or a report. */
import type { RegistryData, RegistryOp, RegistryType } from '../facts/registry.ts';
import { keyPath } from './registry-data.ts';

export interface GppWrite {
  readonly hive: string;
  readonly key: string;
  readonly name: string;
  readonly op: RegistryOp;
  readonly type: RegistryType;
  readonly data: RegistryData;
}

interface Typed {
  readonly type: RegistryType;
  readonly data: RegistryData;
}

const NOTHING: Typed = { type: 'REG_NONE', data: '' };

const bytesOf = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

/** Numbers are hexadecimal whatever displayDecimal says. null: not of its type. */
function typed(type: string, text: string, values: readonly string[]): Typed | null {
  switch (type) {
    case 'REG_SZ':
    case 'REG_EXPAND_SZ':
      return { type, data: text };
    case 'REG_MULTI_SZ':
      return { type, data: values };
    case 'REG_DWORD':
      return /^[0-9a-f]{1,8}$/i.test(text) ? { type, data: Number.parseInt(text, 16) } : null;
    case 'REG_QWORD':
      return /^[0-9a-f]{1,16}$/i.test(text) ? { type, data: BigInt(`0x${text}`) } : null;
    case 'REG_BINARY':
      return /^([0-9a-f]{2})*$/i.test(text) ? { type, data: bytesOf(text) } : null;
    default:
      return null;
  }
}

/** The value an item is about: null for an item about its key alone. */
const valueName = (attributes: ReadonlyMap<string, string>): string | null => {
  const name = attributes.get('name') ?? '';
  if (name !== '') return name;
  return attributes.get('default') === '1' ? '' : null;
};

/** C creates only what is not there; R and U write; D deletes ([MS-GPPREF] 2.2.1.10.1). */
const OPS: ReadonlyMap<string, RegistryOp> = new Map<string, RegistryOp>([
  ['C', 'set-if-absent'],
  ['R', 'set'],
  ['U', 'set'],
  ['D', 'delete'],
]);

export type GppOutcome =
  | { readonly kind: 'write'; readonly write: GppWrite }
  /** Creates a key and writes nothing. */
  | { readonly kind: 'key' }
  | { readonly kind: 'not-understood' };

const NOT_UNDERSTOOD: GppOutcome = { kind: 'not-understood' };

/** A replaced key is deleted with all in it, then made anew. */
function keyItem(path: { hive: string; key: string }, action: string): GppOutcome {
  if (action !== 'D' && action !== 'R') return { kind: 'key' };
  return { kind: 'write', write: { ...path, name: '', op: 'delete-key', ...NOTHING } };
}

/** The account that applies the half: HKEY_CURRENT_USER of the computer half is SYSTEM's. */
export type GppHalf = 'computer' | 'user';

/** Attributes of `<Properties>` (or of `<Reg>`, which has no action and is an update), and texts of `<Values><Value>`. */
export function gppRegistryWrite(
  attributes: ReadonlyMap<string, string>,
  values: readonly string[],
  half: GppHalf,
): GppOutcome {
  const path = keyPath(attributes.get('hive') ?? '', attributes.get('key') ?? '');
  const action = (attributes.get('action') ?? 'U').toUpperCase();
  const op = OPS.get(action);
  if (!path || !op) return NOT_UNDERSTOOD;
  const where = path.hive === 'HKCU' && half === 'computer' ? { ...path, hive: 'HKU\\S-1-5-18' } : path;
  const name = valueName(attributes);
  if (name === null) return keyItem(where, action);
  const data =
    op === 'delete' ? NOTHING : typed(attributes.get('type') ?? '', attributes.get('value') ?? '', values);
  return data ? { kind: 'write', write: { ...where, name, op, ...data } } : NOT_UNDERSTOOD;
}
