/** Hosts of URLs that are addresses, as Squid reads and writes them: getaddrinfo with AI_NUMERICHOST, inet_ntop (glibc). */
import { type IpAddress, parseIpAddress, showIpAddress } from '../ip-address.ts';

const PART = /^(?:0x[0-9a-f]*|0[0-7]*|[1-9]\d*)$/i;

/** One part of the older forms of IPv4: decimal, octal with a leading 0, or hexadecimal with 0x. */
function partOf(text: string): bigint | null {
  if (!PART.test(text) || text.length > 32) return null;
  if (/^0x/i.test(text)) return text.length === 2 ? 0n : BigInt(text);
  return text.length > 1 && text.startsWith('0') ? BigInt(`0o${text.slice(1)}`) : BigInt(text);
}

/** inet_aton: one to four parts, of which the last takes all bytes that are left (`127.1`, `0x7f000001`, `2130706433`). */
function inetAton(text: string): bigint | null {
  const parts = text.split('.').map(partOf);
  const last = parts.pop();
  if (last === undefined || last === null || parts.length > 3) return null;
  let value = 0n;
  for (const part of parts) {
    if (part === null || part > 255n) return null;
    value = (value << 8n) | part;
  }
  const bits = BigInt(8 * (4 - parts.length));
  return last >= 1n << bits ? null : (value << bits) | last;
}

const MAPPED = 0xffffn << 32n;

/** IPv4 inside ::ffff:0:0/96 is IPv4 (Ip::Address). */
export function unmapped(address: IpAddress): IpAddress {
  return address.version === 6 && address.value >> 32n === MAPPED >> 32n
    ? { version: 4, value: address.value & 0xffff_ffffn }
    : address;
}

/** A zone by its number, up to 32 bits: any address may have one, and Squid drops it. */
function withoutZone(text: string): string {
  const [, address, zone] = /^(.+)%(\d{1,20})$/.exec(text) ?? [];
  return address === undefined || Number(zone) > 0xffff_ffff ? text : address;
}

/** The address that a text is, in every form that getaddrinfo takes; null for a name. Zones by names are not read. */
export function numericHost(text: string): IpAddress | null {
  if (text.includes(':')) {
    const address = parseIpAddress(withoutZone(text));
    return address && unmapped(address);
  }
  const value = inetAton(text);
  return value === null ? null : { version: 4, value };
}

/** Local to a link, with a zone by name (`fe80::1%eth0`): an address only where there is such an interface. */
export function hasNamedZone(text: string): boolean {
  const [, address] = /^((?:fe[89ab][0-9a-f]|ff[0-9a-f][12]):.*)%[^%]+$/is.exec(text) ?? [];
  return address !== undefined && parseIpAddress(address) !== null && numericHost(text) === null;
}

/** Squid holds an unspecified address for no address at all (Ip::Address::isAnyAddr). */
export const isUnspecified = (address: IpAddress): boolean => address.value === 0n;

/** inet_ntop writes the last 32 bits of ::/96 with dots. */
function show6(address: IpAddress): string {
  const compatible = address.value >= 0x1_0000n && address.value < 1n << 32n;
  return compatible ? `::${showIpAddress({ version: 4, value: address.value })}` : showIpAddress(address);
}

/** As it stands in URLs: IPv6 in brackets. */
export const hostText = (address: IpAddress): string =>
  address.version === 4 ? showIpAddress(address) : `[${show6(address)}]`;
