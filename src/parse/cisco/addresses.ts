/** Addresses of either side, as ACLs, objects and groups hold them. */
import {
  type AddressSet,
  ALL_ADDRESSES,
  ALL_IPV4,
  ALL_IPV6,
  NO_ADDRESSES,
  parseAddressSet,
  union,
} from '../../facts/address-set.ts';
import { ANY, type Match } from '../../facts/firewall/model.ts';
import { either, type Side } from './matches.ts';

/** IPv4 addresses with `address & mask == value`. */
export interface Bits {
  readonly value: bigint;
  readonly mask: bigint;
}

const NO_BITS: readonly Bits[] = [];
const NO_OPEN: readonly OpenAddresses[] = [];

/** A part that the evidence does not tell, as a match of each side. */
export type OpenAddresses = Readonly<Record<Side, Match>>;

/** Some addresses. */
export interface Addresses {
  readonly set: AddressSet;
  readonly bits: readonly Bits[];
  readonly open: readonly OpenAddresses[];
  /** The matches of both sides, made once for all rules that name these addresses (`matchOf`). */
  src: Match | null;
  dst: Match | null;
}

export const addresses = (
  set: AddressSet,
  bits: readonly Bits[] = NO_BITS,
  open: readonly OpenAddresses[] = NO_OPEN,
): Addresses => ({ set, bits, open, src: null, dst: null });

function makeMatch({ set, bits, open }: Addresses, side: Side): Match {
  if (set === ALL_ADDRESSES) return ANY;
  if (bits.length === 0 && open.length === 0 && set.length > 0) return { kind: side, set };
  const parts: Match[] = bits.map((b) => ({
    kind: side === 'src' ? 'src-bits' : 'dst-bits',
    version: 4,
    ...b,
  }));
  if (set.length > 0) parts.push({ kind: side, set });
  return either([...parts, ...open.map((o) => o[side])]);
}

/** Packets from (or to) these addresses. */
export function matchOf(of: Addresses, side: Side): Match {
  const before = of[side];
  if (before) return before;
  const match = makeMatch(of, side);
  of[side] = match;
  return match;
}

export const srcOf = (of: Addresses | null): Match | null => of && matchOf(of, 'src');

export const ANY_ADDRESS = addresses(ALL_ADDRESSES);
export const ANY_IPV4 = addresses(ALL_IPV4);
export const ANY_IPV6 = addresses(ALL_IPV6);
export const NO_ADDRESS = addresses(NO_ADDRESSES);

export function joinAddresses(parts: readonly Addresses[]): Addresses {
  const [first] = parts;
  if (first === undefined) return NO_ADDRESS;
  if (parts.length === 1) return first;
  const bits = new Map(parts.flatMap((p) => p.bits).map((b) => [`${b.value} ${b.mask}`, b]));
  return addresses(
    union(...parts.map((p) => p.set)),
    [...bits.values()],
    [...new Set(parts.flatMap((p) => p.open))],
  );
}

/** Only addresses that are certainly known: what NAT and routes can work with. */
export const isExact = (a: Addresses): boolean => a.bits.length === 0 && a.open.length === 0;

/** A dotted IPv4 address as a number; null for anything else. Leading zeros are refused, as some readers take them as octal. */
export function ip4(text: string): number | null {
  let value = 0;
  let octet = -1;
  let dots = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i) - 48;
    if (c === -2) {
      if (octet < 0 || dots === 3) return null;
      value = value * 256 + octet;
      octet = -1;
      dots += 1;
    } else {
      if (c < 0 || c > 9 || octet === 0) return null;
      octet = octet < 0 ? c : octet * 10 + c;
      if (octet > 255) return null;
    }
  }
  return dots === 3 && octet >= 0 ? value * 256 + octet : null;
}

/** Whether the ones of a mask stand before its zeros. */
const isPrefixMask = (mask: number): boolean => Number.isInteger(Math.log2(2 ** 32 - mask));

/** Where IPv4 stands on the line of addresses. */
const START4 = ALL_IPV4[0]?.from ?? 0n;

export function range4(from: number, to: number): AddressSet {
  const first = START4 + BigInt(from);
  return [{ from: first, to: from === to ? first : START4 + BigInt(to) }];
}

/** Addresses that agree with `base` where `mask` has ones. */
export function masked(base: number, mask: number): Addresses {
  if (mask === 0) return ANY_IPV4;
  if (isPrefixMask(mask)) {
    const size = 2 ** 32 - mask;
    const from = Math.floor(base / size) * size;
    return addresses(range4(from, from + size - 1));
  }
  const value = BigInt(base) & BigInt(mask);
  return addresses(NO_ADDRESSES, [{ value, mask: BigInt(mask) }]);
}

/** Reads addresses, each once. `wildcard`: masks have ones where a bit is of no account (IOS ACLs). */
export interface AddressReader {
  one(text: string): Addresses | null;
  masked(base: string, mask: string, wildcard: boolean): Addresses | null;
  /** `2001:db8::/32`, `10.0.0.0/8`. */
  prefix(text: string): Addresses | null;
}

function readText(text: string): Addresses | null {
  const set = parseAddressSet(text);
  return set && addresses(set);
}

/** What was made for a number of 32 bits; anew where nothing was. As a signed one it is a key that takes no memory. */
function once<V extends object>(known: Map<number, V>, number: number, make: (number: number) => V): V {
  const before = known.get(number | 0);
  if (before !== undefined) return before;
  const made = make(number);
  known.set(number | 0, made);
  return made;
}

const noNetworks = (): Map<number, Addresses> => new Map();
const hostAt = (value: number): Addresses => addresses(range4(value, value));

const maskOf = (text: string): number | null => (text === '0' ? 0 : ip4(text));

/** Addresses by number: by text would cost more than reading them. */
export function addressReader(): AddressReader {
  const hosts = new Map<number, Addresses>();
  const networks = new Map<number, Map<number, Addresses>>();
  const texts = new Map<string, Addresses>();
  const read = (text: string): Addresses | null => {
    const known = texts.get(text) ?? readText(text);
    if (known) texts.set(text, known);
    return known;
  };
  return {
    one: (text) => {
      const value = ip4(text);
      if (value !== null) return once(hosts, value, hostAt);
      return /[/-]/.test(text) ? null : read(text);
    },
    masked: (base, mask, wildcard) => {
      const value = maskOf(base);
      const written = maskOf(mask);
      if (value === null || written === null) return null;
      const bits = wildcard ? 0xffff_ffff - written : written;
      const ofMask = once(networks, bits, noNetworks);
      const known = ofMask.get(value | 0);
      if (known) return known;
      const made = masked(value, bits);
      ofMask.set(value | 0, made);
      return made;
    },
    prefix: (text) => (text.includes('/') ? read(text) : null),
  };
}
