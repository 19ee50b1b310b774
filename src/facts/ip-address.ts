/** IPv4 and IPv6 addresses and networks as numbers (RFC 4291 2.2, RFC 4632 3.1). Strict: what tools read differently is refused. */

export interface IpAddress {
  readonly version: 4 | 6;
  readonly value: bigint;
}

/** An inclusive range of addresses of one version. */
export interface IpRange {
  readonly version: 4 | 6;
  readonly from: bigint;
  readonly to: bigint;
}

/** No leading zeros: some readers take `010` as eight. */
const OCTET = /^(?:0|[1-9]\d{0,2})$/;
const HEXTET = /^[0-9a-f]{1,4}$/i;

function parse4(text: string): bigint | null {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((p) => OCTET.test(p) && Number(p) <= 255)) return null;
  return parts.reduce((sum, p) => (sum << 8n) | BigInt(p), 0n);
}

/** The hextets of one side of `::`; a dotted IPv4 tail counts as two. */
function hextets(text: string): readonly bigint[] | null {
  if (text === '') return [];
  const parts = text.split(':');
  const tail = parts.at(-1)?.includes('.') ? parse4(parts.pop() ?? '') : undefined;
  if (tail === null || !parts.every((p) => HEXTET.test(p))) return null;
  const head = parts.map((p) => BigInt(`0x${p}`));
  return tail === undefined ? head : [...head, tail >> 16n, tail & 0xffffn];
}

function parse6(text: string): bigint | null {
  const sides = text.split('::');
  if (sides.length > 2) return null;
  const head = hextets(sides[0] ?? '');
  const tail = hextets(sides[1] ?? '');
  if (!head || !tail || (sides.length === 2 && (sides[0] ?? '').includes('.'))) return null;
  const gap = 8 - head.length - tail.length;
  if (sides.length === 2 ? gap < 1 : gap !== 0) return null;
  const all = [...head, ...Array.from({ length: gap }, () => 0n), ...tail];
  return all.reduce((sum, h) => (sum << 16n) | h, 0n);
}

/** Null for anything else, zone ids (`fe80::1%3`) and short forms (`10.1`) among it. */
export function parseIpAddress(text: string): IpAddress | null {
  if (text.length > 45) return null;
  const version = text.includes(':') ? 6 : 4;
  const value = version === 6 ? parse6(text) : parse4(text);
  return value === null ? null : { version, value };
}

/** `address/length`. Host bits may be set; `from` has them cleared. Null where it is not a network. */
export function parseCidr(
  text: string,
): (IpRange & { readonly hostBits: boolean; readonly length: number }) | null {
  const [left, right, more] = text.split('/');
  const address = parseIpAddress(left ?? '');
  if (!address || more !== undefined || !right || !OCTET.test(right)) return null;
  const width = address.version === 4 ? 32 : 128;
  const length = Number(right);
  if (length > width) return null;
  const mask = (1n << BigInt(width - length)) - 1n;
  const from = address.value & ~mask;
  return { version: address.version, from, to: from | mask, length, hostBits: from !== address.value };
}

function show6(value: bigint): string {
  const parts = Array.from({ length: 8 }, (_, i) => ((value >> BigInt(112 - 16 * i)) & 0xffffn).toString(16));
  const zeros = [...parts.join(':').matchAll(/(?<=^|:)0(?::0)+(?=$|:)/g)];
  const longest = zeros.sort((a, b) => b[0].length - a[0].length)[0];
  if (!longest) return parts.join(':');
  const text = parts.join(':');
  const head = text.slice(0, longest.index).replace(/:$/, '');
  const tail = text.slice(longest.index + longest[0].length).replace(/^:/, '');
  return `${head}::${tail}`;
}

/** The usual text of an address (RFC 5952 for IPv6). */
export function showIpAddress({ version, value }: IpAddress): string {
  if (version === 6) return show6(value);
  return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.');
}

export const overlaps = (a: IpRange, b: IpRange): boolean =>
  a.version === b.version && a.from <= b.to && b.from <= a.to;
