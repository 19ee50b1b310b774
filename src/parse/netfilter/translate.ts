/** Targets of NAT, common to both formats. */
import { type AddressSet, parseAddressSet, toRanges } from '../../facts/address-set.ts';
import type { AddressTarget, NumberSet, PortTarget, Translation } from '../../facts/firewall/model.ts';
import { parseCidr } from '../../facts/ip-address.ts';
import type { Bilingual } from '../../model/text.ts';

export type NatSide = 'src' | 'dst';

const unknownTarget = (what: Bilingual): AddressTarget => ({ to: 'unknown', what });

export const notUnderstoodNat = (text: string): Bilingual => ({
  ja: `変換先 ${text} は読み取れない`,
  en: `what ${text} translates to is not understood`,
});

export const unknownNat = (side: NatSide, text: string): Translation => ({
  [side]: unknownTarget(notUnderstoodNat(text)),
});

/** A rule that gives this side of the packet an address, a port, or both. */
export function natTo(side: NatSide, address: AddressTarget | null, port: PortTarget | null): Translation {
  return {
    ...(address ? { [side]: address } : {}),
    ...(port ? { [side === 'src' ? 'sport' : 'dport']: port } : {}),
  };
}

export const toAddresses = (set: AddressSet): AddressTarget => ({ to: 'addresses', set });
export const toPorts = (set: NumberSet): PortTarget => ({ to: 'ports', set });

/** `80`, `1000-2000`, `1000:2000`; null for anything else. */
export function portRange(text: string): NumberSet | null {
  const [, first, last] = /^(\d{1,5})(?:[-:](\d{1,5}))?$/.exec(text) ?? [];
  const from = Number(first ?? Number.NaN);
  const to = last === undefined ? from : Number(last);
  return from <= to && to <= 65_535 ? [{ from, to }] : null;
}

/**
 * The network part becomes that of `onto`, the host part stays (NETMAP). What the rule matches on this side must lie in
 * one block of that size, as only then it is one shift; null where it does not.
 */
export function mapped(matched: AddressSet | null, onto: string): AddressTarget | null {
  const network = parseCidr(onto.includes('/') ? onto : `${onto}/${onto.includes(':') ? 128 : 32}`);
  const ranges = matched ? toRanges(matched) : [];
  const [first, last] = [ranges[0], ranges.at(-1)];
  if (!network || !first || !last || first.version !== network.version) return null;
  const size = network.to - network.from + 1n;
  const block = (first.from / size) * size;
  if (last.version !== first.version || last.to >= block + size) return null;
  return { to: 'shift', version: network.version, first: block, last: block + size - 1n, onto: network.from };
}

/** An address or a range of them, in text. */
export function addressTarget(text: string): AddressTarget | null {
  const set = parseAddressSet(text);
  return set ? toAddresses(set) : null;
}
