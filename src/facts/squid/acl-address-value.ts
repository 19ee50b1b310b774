/** One value of a src, dst or localip ACL, as acl_ip_data::FactoryParse (acl/Ip.cc) reads it. */
import { parseIpAddress } from '../ip-address.ts';

/** Inclusive, on the line of IPv6; IPv4 is ::ffff:0:0/96 of it, as in Squid itself. */
export interface AddressBlock {
  readonly from: bigint;
  readonly to: bigint;
}

/** What Squid makes of a value beyond what it seems to say. */
export type AddressOddity =
  | 'masked-address'
  | 'becomes-all'
  | 'odd-mask'
  | 'range-mask'
  | 'zero-prefix'
  | 'ignored-tail'
  | 'short-address'
  | 'reversed-range'
  | 'mapped-mask';

export type AddressValue =
  | { readonly is: 'block'; readonly block: AddressBlock; readonly oddities: readonly AddressOddity[] }
  /** The word `all`, or one of five spellings that Squid turns into it. */
  | { readonly is: 'all'; readonly oddities: readonly AddressOddity[] }
  | { readonly is: 'ipv4' }
  | { readonly is: 'ipv6' }
  /** A name to be resolved when Squid starts. */
  | { readonly is: 'name' }
  | { readonly is: 'refused' };

export const MAPPED = 0xffff_0000_0000n;
export const LAST = (1n << 128n) - 1n;

/** inet_aton: one to four numbers, decimal, octal (0…) or hexadecimal (0x…); the last one fills what is left. */
function aton(text: string): bigint | null {
  const parts = text.split('.');
  if (parts.length > 4 || !parts.every((p) => /^(?:0x[0-9a-f]+|0[0-7]*|[1-9]\d*)$/i.test(p))) return null;
  const numbers = parts.map((p) => BigInt(/^0[0-7]+$/.test(p) ? `0o${p.slice(1)}` : p));
  const last = numbers.pop() ?? 0n;
  if (numbers.some((n) => n > 255n) || last >= 1n << BigInt(8 * (4 - numbers.length))) return null;
  return numbers.reduce((sum, n, i) => sum | (n << BigInt(24 - 8 * i)), last);
}

interface Point {
  readonly value: bigint;
  /** Written in a short or octal form, which people read as something else. */
  readonly short: boolean;
}

const PLAIN = /^(?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2})){3}$/;

/** Four decimal numbers without leading zeros, as nearly all values are; -1 for anything else. */
function quad(text: string): number {
  if (!PLAIN.test(text)) return -1;
  let value = 0;
  for (let from = 0, dot = 0; dot >= 0; from = dot + 1) {
    dot = text.indexOf('.', from);
    const part = Number(dot < 0 ? text.slice(from) : text.slice(from, dot));
    if (part > 255) return -1;
    value = value * 256 + part;
  }
  return value;
}

function point(text: string): Point | null {
  const plain = quad(text);
  if (plain >= 0) return { value: MAPPED + BigInt(plain), short: false };
  if (text.includes(':')) {
    const six = parseIpAddress(text);
    return six && { value: six.value, short: false };
  }
  const value = aton(text);
  return value === null ? null : { value: MAPPED + value, short: true };
}

interface Mask {
  /** Leading bits of 128 that count. */
  readonly bits: number;
  readonly oddities: readonly AddressOddity[];
}

const HOST: Mask = { bits: 128, oddities: [] };

/** Ip::Address::applyMask: /0 is no valid mask to it and leaves the single address; of mapped addresses it loses count. */
function numericMask(length: number, family: Scan['family']): Mask | null {
  if (length === 0) return { bits: 128, oddities: ['zero-prefix'] };
  if (family === 6) return { bits: length, oddities: [] };
  if (length <= 32) return { bits: 96 + length, oddities: [] };
  return family === 4 ? null : { bits: 0, oddities: ['mapped-mask'] };
}

function leadingOnes(mask: bigint): number {
  let bits = 0;
  while (bits < 32 && (mask >> BigInt(31 - bits)) & 1n) bits += 1;
  return bits;
}

/** Dotted masks are cut to their leading ones. */
function dottedMask(text: string): Mask | null {
  const value = text.includes(':') ? null : aton(text);
  if (value === null) return null;
  const bits = leadingOnes(value);
  if (bits === 0) return { bits: 128, oddities: ['zero-prefix'] };
  const whole = (value << BigInt(bits)) % (1n << 32n) === 0n;
  return { bits: 96 + bits, oddities: whole ? [] : ['odd-mask'] };
}

function maskOf(text: string, family: Scan['family']): Mask | null {
  if (text === '') return HOST;
  const numeric = /^\d{1,9}$/.test(text) ? Number(text) : Number.POSITIVE_INFINITY;
  return numeric <= 128 ? numericMask(numeric, family) : dottedMask(text);
}

interface Scan {
  readonly family: 4 | 6 | null;
  readonly first: string;
  readonly second: string;
  readonly mask: string;
  readonly tail: boolean;
}

/** The formats of FactoryParse in its order; what follows a format that fits is not looked at. */
const FORMATS: readonly (readonly [RegExp, Scan['family']])[] = [
  [/^(?<a>[0-9.]+)-(?<b>[0-9.]+)\/(?<m>[0-9.]+)/, 4],
  [/^(?<a>[0-9.]+)-(?<b>[0-9.]+)/, 4],
  [/^(?<a>[0-9.]+)\/(?<m>[0-9.]+)/, 4],
  [/^(?<a>[0-9.]+)\/(?=.)/, 4],
  [/^(?<a>[0-9a-f:]+)-(?<b>[0-9a-f:]+)\/(?<m>[0-9]+)/i, 6],
  [/^(?<a>[0-9a-f:]+)-(?<b>[0-9a-f:]+)/i, 6],
  [/^(?<a>[0-9a-f:]+)\/(?<m>[0-9]+)/i, 6],
  [/^(?<a>[^/]+)\/(?<m>.+)/, null],
];

function scan(text: string): Scan | null {
  for (const [format, family] of FORMATS) {
    const found = format.exec(text);
    if (!found) continue;
    const { a = '', b = '', m = '' } = found.groups ?? {};
    return { family, first: a, second: b, mask: m, tail: found[0].length < text.length };
  }
  return null;
}

const UNSPECIFIED: ReadonlySet<bigint> = new Set([0n, MAPPED]);

/** Bits beyond the mask. */
const hostBits = (bits: number): bigint => (1n << BigInt(128 - bits)) - 1n;

function blockOf(from: Point, to: Point | null, mask: Mask, tail: boolean): AddressValue {
  const rest = hostBits(mask.bits);
  const low = from.value & ~rest;
  const high = to && to.value & ~rest;
  const range = high !== null && !UNSPECIFIED.has(high);
  const reversed = to !== null && to.value < from.value;
  const oddities: AddressOddity[] = [...mask.oddities];
  if (tail) oddities.push('ignored-tail');
  if (from.short || to?.short) oddities.push('short-address');
  if (reversed) oddities.push('reversed-range');
  else if (to && rest > 0n && (low !== from.value || (to.value | rest) !== to.value))
    oddities.push('range-mask');
  else if (!to && low !== from.value && mask.bits > 0) oddities.push('masked-address');
  return { is: 'block', block: { from: low, to: (range && high >= low ? high : low) | rest }, oddities };
}

const OLD_ALL: ReadonlySet<string> = new Set([
  '0/0',
  '0.0.0.0/0',
  '0.0.0.0/0.0.0.0',
  '0.0.0.0-255.255.255.255',
  '0.0.0.0-0.0.0.0/0',
]);

/** getaddrinfo: an address in any of its forms, else a name. A scoped address depends on the interfaces of the machine. */
function resolved(text: string): AddressValue {
  const found = point(text);
  if (found) return blockOf(found, null, HOST, false);
  if (/^[0-9a-f:]+%[\w.-]+$/i.test(text)) return { is: 'name' };
  return /^\w[\w.-]*$/.test(text) && /[a-z]/i.test(text) ? { is: 'name' } : { is: 'refused' };
}

export function addressValue(text: string): AddressValue {
  if (text === 'all') return { is: 'all', oddities: [] };
  if (OLD_ALL.has(text)) return { is: 'all', oddities: ['becomes-all'] };
  if (text === 'ipv4' || text === 'ipv6') return { is: text };
  const found = /^[0-9.]*$/.test(text) ? null : scan(text);
  if (!found) return resolved(text);
  const from = point(found.first);
  const to = found.second === '' ? null : point(found.second);
  const mask = maskOf(found.mask, found.family);
  if (!from || (found.second !== '' && !to) || !mask) return { is: 'refused' };
  return blockOf(from, to, mask, found.tail);
}
