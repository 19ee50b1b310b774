/** What NAT makes of a set of addresses. */
import { toRanges } from '../../facts/address-set.ts';
import type { AddressTarget } from '../../facts/firewall/model.ts';
import type { Addresses } from './addresses.ts';

/** Address by address where both are one block of one size and family; else one of them, which is not told. */
export function blockTarget(from: Addresses, to: Addresses): AddressTarget {
  const [a] = toRanges(from.set);
  const [b] = toRanges(to.set);
  const blocks = from.set.length === 1 && to.set.length === 1 && a?.version === b?.version;
  if (a && b && blocks && a.to - a.from === b.to - b.from)
    return { to: 'shift', version: a.version, first: a.from, last: a.to, onto: b.from };
  return { to: 'addresses', set: to.set };
}
