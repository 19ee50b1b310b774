/** Values of address objects, and addresses that stand in a rule themselves. */
import { type AddressSet, parseAddressSet } from '../../facts/address-set.ts';
import { parseIpAddress } from '../../facts/ip-address.ts';

/** `address & mask == value`. */
export interface Bits {
  readonly version: 4 | 6;
  readonly value: bigint;
  readonly mask: bigint;
}

/** Address, subnet (host bits may be set, no length is a host) or range; null for anything else, a reversed range among it. */
export const addressValue = (text: string): AddressSet | null => parseAddressSet(text);

/** `10.20.1.0/0.0.248.255`: bits that are 0 in the mask must agree (PAN-OS 9.0, IPv4 only). */
export function wildcardValue(text: string): Bits | null {
  const [left, right, more] = text.split('/');
  const address = parseIpAddress(left?.trim() ?? '');
  const wild = parseIpAddress(right?.trim() ?? '');
  if (address?.version !== 4 || wild?.version !== 4 || more !== undefined) return null;
  const mask = ~wild.value & 0xffff_ffffn;
  return { version: 4, value: address.value & mask, mask };
}
