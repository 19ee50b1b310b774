/** Numbers, SIDs and GUIDs in the bytes in which a domain controller sends them. */
import { createHash } from 'node:crypto';

export const u16 = (n: number): Uint8Array => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(n);
  return bytes;
};

export const u32 = (n: number): Uint8Array => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(n >>> 0);
  return bytes;
};

/** `S-1-5-21-…` ([MS-DTYP] 2.4.2.2): the authority big-endian, what follows little-endian. */
export function sidBytes(sid: string): Uint8Array {
  const [, revision, authority, ...parts] = sid.split('-').map(Number);
  const bytes = Buffer.alloc(8 + 4 * parts.length);
  bytes.writeUInt8(revision ?? 1, 0);
  bytes.writeUInt8(parts.length, 1);
  bytes.writeUIntBE(authority ?? 0, 2, 6);
  parts.forEach((part, i) => {
    bytes.writeUInt32LE(part, 8 + 4 * i);
  });
  return bytes;
}

/** A GUID, with or without braces ([MS-DTYP] 2.3.4.2): its first three fields little-endian. */
export function guidBytes(guid: string): Uint8Array {
  const [a = '', b = '', c = '', ...rest] = guid.replace(/[{}]/g, '').split('-');
  const reversed = (hex: string): Buffer => Buffer.from(hex, 'hex').reverse();
  return Buffer.concat([reversed(a), reversed(b), reversed(c), Buffer.from(rest.join(''), 'hex')]);
}

/** An invented GUID, lower case without braces, the same for the same text; of version 4 in its form. */
export function guidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  const fields = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ];
  return fields.join('-');
}

const EPOCH_1601 = 11_644_473_600_000n;

/** Epoch milliseconds as FILETIME, in decimal digits. */
export const filetime = (ms: number): string => String((BigInt(ms) + EPOCH_1601) * 10_000n);

/** Epoch milliseconds as `20261019001000.0Z`. */
export const generalizedTime = (ms: number): string =>
  `${new Date(ms).toISOString().replace(/\..*/, '').replace(/[-T:]/g, '')}.0Z`;

const DAY_TICKS = 864_000_000_000n;

/** A length of time as LDAP holds it: negative, in 100 ns. */
export const span = (days: number): string =>
  String(-(BigInt(Math.round(days * 86_400)) * DAY_TICKS) / 86_400n);

export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
