/** Writes Registry.pol ([MS-GPREG] 2.2.1). */
import { utf16le } from '../encode.ts';
import { u32 } from './binary.ts';

export interface PolRecord {
  /** Below HKLM or HKCU, by the half in which the file lies. */
  readonly key: string;
  /** Or a directive: `**del.Name`, `**delvals.` … */
  readonly name: string;
  /** number: REG_DWORD; string: REG_SZ; array: REG_MULTI_SZ; bytes: REG_BINARY. null: REG_SZ of one blank, as directives are written. */
  readonly data: number | string | readonly string[] | Uint8Array | null;
}

const SZ = 1;
const BINARY = 3;
const DWORD = 4;
const MULTI_SZ = 7;

const text = (value: string): Uint8Array => utf16le(`${value}\0`, false);

function typed(data: PolRecord['data']): { readonly type: number; readonly bytes: Uint8Array } {
  if (data === null) return { type: SZ, bytes: text(' ') };
  if (typeof data === 'number') return { type: DWORD, bytes: u32(data) };
  if (typeof data === 'string') return { type: SZ, bytes: text(data) };
  if (data instanceof Uint8Array) return { type: BINARY, bytes: data };
  return { type: MULTI_SZ, bytes: utf16le(`${data.map((item) => `${item}\0`).join('')}\0`, false) };
}

/** One record of a type that is given as its number, with its bytes as they are. */
export function rawRecord(key: string, name: string, type: number, bytes: Uint8Array): Uint8Array {
  const mark = utf16le(';', false);
  const head = utf16le(`[${key}\0;${name}\0;`, false);
  return Buffer.concat([head, u32(type), mark, u32(bytes.length), mark, bytes, utf16le(']', false)]);
}

const HEADER = Buffer.from('PReg\u0001\0\0\0', 'latin1');

export const polFile = (records: readonly Uint8Array[]): Uint8Array => Buffer.concat([HEADER, ...records]);

export const registryPol = (records: readonly PolRecord[]): Uint8Array =>
  polFile(
    records.map(({ key, name, data }) => {
      const { type, bytes } = typed(data);
      return rawRecord(key, name, type, bytes);
    }),
  );
