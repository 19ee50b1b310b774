/** Addresses and prefixes as Junos takes them: short forms (`10/8`, `0/0`) and masks that are no prefix among them. */
import { type AddressSet, fromRanges, parseAddressSet } from '../../facts/address-set.ts';
import type { Match } from '../../facts/firewall/model.ts';
import { parseIpAddress } from '../../facts/ip-address.ts';
import { side } from './match.ts';

const SHORT = /^\d{1,3}(?:\.\d{1,3}){0,2}(?=\/|$)/;

/** `10/8` is 10.0.0.0/8 (Junos fills up with zeros). */
const filled = (text: string): string =>
  text.replace(SHORT, (head) => head + '.0'.repeat(3 - (head.match(/\./g)?.length ?? 0)));

/** An address or prefix; host bits are dropped. null for what is neither. */
export const parsePrefix = (text: string): AddressSet | null =>
  text.includes('-') ? null : parseAddressSet(text.includes(':') ? text : filled(text));

export function rangeOf(low: string, high: string): AddressSet | null {
  const from = parseIpAddress(low);
  const to = parseIpAddress(high);
  if (!from || !to || from.version !== to.version || from.value > to.value) return null;
  return fromRanges([{ version: from.version, from: from.value, to: to.value }]);
}

/** `10.0.0.5/255.0.0.255`: the bits of the mask that are one are compared. */
function bitsOf(kind: 'src' | 'dst', text: string): Match | null {
  const [base, mask, more] = text.split('/');
  const value = parseIpAddress(base ?? '');
  const bits = parseIpAddress(mask ?? '');
  if (!value || bits?.version !== 4 || value.version !== 4 || more !== undefined) return null;
  return { kind: `${kind}-bits`, version: 4, value: value.value & bits.value, mask: bits.value };
}

/** A test of one side for an address, a prefix or a mask; null for anything else. */
export function prefixMatch(kind: 'src' | 'dst', text: string): Match | null {
  const set = parsePrefix(text);
  return set ? side(kind, set) : bitsOf(kind, text);
}

/** Its length, where it is a prefix: 32 or 128 without one. */
export function prefixLength(text: string): number {
  const length = /\/(\d{1,3})$/.exec(text)?.[1];
  return length === undefined ? (text.includes(':') ? 128 : 32) : Number(length);
}
