/** SIDs ([MS-DTYP] 2.4.2) and GUIDs ([MS-DTYP] 2.3.4) as LDAP carries them, and as tools print them. */

const MAX_SUB_AUTHORITIES = 15;
const HEAD = 8;

/** Octets of a SID at an offset; the rest of the data is not looked at. null: no SID there. */
export function sidAt(data: Uint8Array, offset: number): string | null {
  const count = data[offset + 1] ?? 0;
  const end = offset + HEAD + count * 4;
  if (offset < 0 || data[offset] !== 1 || count > MAX_SUB_AUTHORITIES || end > data.length) return null;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const authority = view.getUint16(offset + 2) * 2 ** 32 + view.getUint32(offset + 4);
  const parts: number[] = [];
  for (let i = 0; i < count; i++) parts.push(view.getUint32(offset + HEAD + i * 4, true));
  return ['S-1', authority, ...parts].join('-');
}

/** A SID that fills the value. */
export const sidOfBytes = (data: Uint8Array): string | null =>
  data.length === HEAD + (data[1] ?? 0) * 4 ? sidAt(data, 0) : null;

const PAIRS: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function hex(data: Uint8Array, from: number, to: number): string {
  let out = '';
  for (let i = from; i < to; i++) out += PAIRS[data[i] ?? 0];
  return out;
}

function reversed(data: Uint8Array, from: number, to: number): string {
  let out = '';
  for (let i = to - 1; i >= from; i--) out += PAIRS[data[i] ?? 0];
  return out;
}

const GUID_LENGTH = 16;

/** Lower case without braces: the first three fields are little-endian. */
export function guidAt(data: Uint8Array, offset: number): string | null {
  if (offset < 0 || offset + GUID_LENGTH > data.length) return null;
  const d = data.subarray(offset, offset + GUID_LENGTH);
  return [reversed(d, 0, 4), reversed(d, 4, 6), reversed(d, 6, 8), hex(d, 8, 10), hex(d, 10, 16)].join('-');
}

export const guidOfBytes = (data: Uint8Array): string | null =>
  data.length === GUID_LENGTH ? guidAt(data, 0) : null;

const GUID_TEXT = /^\{?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\}?$/i;

/** A GUID as text, with or without braces, to lower case without them. */
export const guidOfText = (text: string): string | null => GUID_TEXT.exec(text)?.[1]?.toLowerCase() ?? null;
