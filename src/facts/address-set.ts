/**
 * Exact sets of IPv4 and IPv6 addresses: sorted, disjoint, non-adjacent intervals on one line of integers.
 * IPv6 takes 0 … 2^128-1; IPv4 stands apart from it at 2^129, so the families never touch and never mix.
 */
import { type IpRange, parseIpAddress, showIpAddress } from './ip-address.ts';

export interface Interval {
  readonly from: bigint;
  readonly to: bigint;
}

export type AddressSet = readonly Interval[];

const larger = (a: bigint, b: bigint): bigint => (a < b ? b : a);
const smaller = (a: bigint, b: bigint): bigint => (b < a ? b : a);

const V4 = 1n << 129n;
const V4_MAX = V4 + 0xffff_ffffn;
const V6_MAX = (1n << 128n) - 1n;

export const NO_ADDRESSES: AddressSet = [];
export const ALL_IPV4: AddressSet = [{ from: V4, to: V4_MAX }];
export const ALL_IPV6: AddressSet = [{ from: 0n, to: V6_MAX }];
export const ALL_ADDRESSES: AddressSet = [...ALL_IPV6, ...ALL_IPV4];

function parsePoint(text: string): bigint | null {
  const address = parseIpAddress(text);
  return address && (address.version === 4 ? V4 + address.value : address.value);
}

function maskBits(text: string): number | null {
  const mask = parseIpAddress(text);
  if (mask?.version !== 4) return null;
  const bits = Math.log2(2 ** 32 - Number(mask.value));
  return Number.isInteger(bits) ? bits : null;
}

/** Host bits of a prefix length or a contiguous dotted mask; null when it is neither. */
function hostBits(text: string, width: number): number | null {
  if (/^\d{1,3}$/.test(text)) {
    const length = Number(text);
    return length <= width ? width - length : null;
  }
  return width === 32 ? maskBits(text) : null;
}

function parseSubnet(base: string, length: string): AddressSet | null {
  const point = parsePoint(base);
  if (point === null) return null;
  const bits = hostBits(length, point >= V4 ? 32 : 128);
  if (bits === null) return null;
  const from = (point >> BigInt(bits)) << BigInt(bits);
  return [{ from, to: from + (1n << BigInt(bits)) - 1n }];
}

const sameFamily = (a: bigint, b: bigint): boolean => a >= V4 === b >= V4;

function parseRange(first: string, last: string): AddressSet | null {
  const from = parsePoint(first);
  const to = parsePoint(last);
  if (from === null || to === null || !sameFamily(from, to) || from > to) return null;
  return [{ from, to }];
}

/**
 * `10.1.0.0/16`, `10.1.0.0/255.255.0.0`, `10.1.0.5`, `10.1.0.5-10.1.0.9`, and the same in IPv6. Host bits of a subnet
 * are dropped. null for anything else, zones and non-contiguous masks among it.
 */
export function parseAddressSet(text: string): AddressSet | null {
  const trimmed = text.trim();
  const slash = trimmed.indexOf('/');
  if (slash >= 0) return parseSubnet(trimmed.slice(0, slash), trimmed.slice(slash + 1));
  const dash = trimmed.indexOf('-');
  if (dash >= 0) return parseRange(trimmed.slice(0, dash).trim(), trimmed.slice(dash + 1).trim());
  const point = parsePoint(trimmed);
  return point === null ? null : [{ from: point, to: point }];
}

/** Sorts and joins whatever overlaps or touches. */
function normal(intervals: readonly Interval[]): AddressSet {
  const sorted = [...intervals].sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
  const out: { from: bigint; to: bigint }[] = [];
  for (const { from, to } of sorted) {
    const last = out.at(-1);
    if (last && from <= last.to + 1n) last.to = larger(to, last.to);
    else out.push({ from, to });
  }
  return out;
}

/** The union of any number of sets: a call with as many arguments would not fit the stack. */
export function unionOf(sets: readonly AddressSet[]): AddressSet {
  const some = sets.filter((s) => s.length > 0);
  const [first] = some;
  return first && some.length > 1 ? normal(some.flat()) : (first ?? NO_ADDRESSES);
}

export const union = (...sets: readonly AddressSet[]): AddressSet => unionOf(sets);

export function intersect(a: AddressSet, b: AddressSet): AddressSet {
  const out: Interval[] = [];
  let i = 0;
  let j = 0;
  for (let x = a[i], y = b[j]; x && y; x = a[i], y = b[j]) {
    const from = larger(x.from, y.from);
    const to = smaller(x.to, y.to);
    if (from <= to) out.push({ from, to });
    if (x.to < y.to) i += 1;
    else j += 1;
  }
  return out;
}

function complement(set: AddressSet): AddressSet {
  const out: Interval[] = [];
  for (const whole of ALL_ADDRESSES) {
    let next = whole.from;
    for (const { from, to } of set) {
      if (to < whole.from || from > whole.to) continue;
      if (from > next) out.push({ from: next, to: from - 1n });
      next = to + 1n;
    }
    if (next <= whole.to) out.push({ from: next, to: whole.to });
  }
  return out;
}

export const subtract = (a: AddressSet, b: AddressSet): AddressSet =>
  a.length === 0 || b.length === 0 ? a : intersect(a, complement(b));

export const isEmpty = (set: AddressSet): boolean => set.length === 0;

/** Whether every address of `b` is in `a`. */
export const covers = (a: AddressSet, b: AddressSet): boolean => isEmpty(subtract(b, a));

const pointText = (point: bigint): string =>
  point >= V4
    ? showIpAddress({ version: 4, value: point - V4 })
    : showIpAddress({ version: 6, value: point });

const width = (point: bigint): number => (point >= V4 ? 32 : 128);

const bitLength = (n: bigint): number => n.toString(2).length;

/** Host bits of the largest subnet that starts at `from` and ends no later than `to`. */
function largestSubnet(from: bigint, to: bigint): number {
  const size = bitLength(to - from + 1n) - 1;
  const offset = from >= V4 ? from - V4 : from;
  const aligned = offset === 0n ? width(from) : bitLength(offset & -offset) - 1;
  return Math.min(size, aligned);
}

const subnetText = (from: bigint, bits: number): string =>
  bits === 0 ? pointText(from) : `${pointText(from)}/${width(from) - bits}`;

function intervalPrefixes({ from, to }: Interval): string[] {
  const out: string[] = [];
  for (let at = from; at <= to; ) {
    const bits = largestSubnet(at, to);
    out.push(subnetText(at, bits));
    at += 1n << BigInt(bits);
  }
  return out;
}

/** IPv4 before IPv6, each in ascending order. */
const readable = (set: AddressSet): readonly Interval[] => [
  ...set.filter((i) => i.from >= V4),
  ...set.filter((i) => i.from < V4),
];

/** The set as the fewest prefixes; single addresses stand without a length. */
export const toPrefixes = (set: AddressSet): readonly string[] => readable(set).flatMap(intervalPrefixes);

/** Address, prefix or range, whichever one interval is. */
function intervalText({ from, to }: Interval): string {
  const bits = largestSubnet(from, to);
  const one = from + (1n << BigInt(bits)) - 1n === to;
  return one ? subnetText(from, bits) : `${pointText(from)}-${pointText(to)}`;
}

/** The set for a sentence: address, prefix or range per interval. */
export const toText = (set: AddressSet): string => readable(set).map(intervalText).join(', ');

const PLEASANT = 10n;

/** One address of the set that looks like a host (….10 where it fits, never the first of a subnet); null when empty. */
export function witnessAddress(set: AddressSet): string | null {
  const [interval] = readable(set);
  if (!interval) return null;
  const size = interval.to - interval.from;
  const step = size > PLEASANT ? PLEASANT : size > 1n ? 1n : 0n;
  return pointText(interval.from + step);
}

/** The set of some ranges. */
export const fromRanges = (ranges: readonly IpRange[]): AddressSet =>
  normal(
    ranges.map((r) => (r.version === 4 ? { from: V4 + r.from, to: V4 + r.to } : { from: r.from, to: r.to })),
  );

/** The intervals of a set, each in its own family. */
export const toRanges = (set: AddressSet): readonly IpRange[] =>
  set.map(({ from, to }) =>
    from >= V4 ? { version: 4, from: from - V4, to: to - V4 } : { version: 6, from, to },
  );
