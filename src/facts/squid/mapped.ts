/** Squid takes an IPv4 address that is written within ::ffff:0:0/96 for IPv4. */
import { type AddressSet, parseAddressSet, union } from '../address-set.ts';

const MAPPED = parseAddressSet('::ffff:0:0/96')?.[0];
const IPV4 = parseAddressSet('0.0.0.0')?.[0];

export function unmappedSet(set: AddressSet): AddressSet {
  if (!MAPPED || !IPV4) return set;
  const shift = IPV4.from - MAPPED.from;
  return union(
    ...set.map(({ from, to }) =>
      from >= MAPPED.from && to <= MAPPED.to ? [{ from: from + shift, to: to + shift }] : [{ from, to }],
    ),
  );
}
