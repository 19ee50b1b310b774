/** The address lists of src and dst ACLs, with what Squid up to 6 does to lists that overlap. */
import { type IpAddress, type IpRange, overlaps, parseCidr, parseIpAddress } from './ip-address.ts';

/** `must`: certainly in it. `may`: also in it for some version of Squid. Ranges of `must` do not overlap. */
export interface AddressList {
  readonly must: readonly IpRange[];
  readonly may: readonly IpRange[];
  /** Holds a value that is not known here: a name, a keyword of one version, an odd mask. */
  readonly open: boolean;
}

const WHOLE: readonly IpRange[] = [
  { version: 4, from: 0n, to: 0xffffffffn },
  { version: 6, from: 0n, to: (1n << 128n) - 1n },
];

/** A dotted mask of leading ones as a prefix length. Others are not given a meaning here (Squid 5.7: 255.0.255.0 is /8). */
function maskLength(mask: string): number | null {
  const value = parseIpAddress(mask);
  if (value?.version !== 4) return null;
  const inverse = 0xffffffffn - value.value;
  return (inverse & (inverse + 1n)) === 0n ? 32 - inverse.toString(2).replace(/^0$/, '').length : null;
}

/** null: not known here. */
function rangesOf(value: string): readonly IpRange[] | null {
  if (value === 'all') return WHOLE;
  const [left = '', right] = value.split('/');
  const [first = '', last] = left.split('-');
  const from = parseIpAddress(first);
  if (!from) return null;
  if (last !== undefined) {
    const to = parseIpAddress(last);
    if (right !== undefined || to?.version !== from.version || to.value < from.value) return null;
    return [{ version: from.version, from: from.value, to: to.value }];
  }
  if (right === undefined) return [{ version: from.version, from: from.value, to: from.value }];
  const length = right.includes('.') ? maskLength(right) : Number(right);
  // 0.0.0.0/0 becomes `all`, IPv6 included.
  if (length === 0 && from.version === 4 && from.value === 0n) return WHOLE;
  const network = length === null ? null : parseCidr(`${first}/${length}`);
  return network && [{ version: network.version, from: network.from, to: network.to }];
}

const before = (a: IpRange, b: IpRange): boolean =>
  a.version !== b.version ? a.version < b.version : a.from < b.from;

/** Where `range` belongs in a sorted list. */
function place(list: readonly IpRange[], range: IpRange): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const at = list[middle];
    if (at && before(at, range)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Longer lists are read so far; what follows is not known. */
const MAX_VALUES = 20_000;

/** Up to Squid 6 a value that overlaps an earlier one is dropped whole; 7 merges them. */
export function addressList(values: readonly string[]): AddressList {
  const must: IpRange[] = [];
  const may: IpRange[] = [];
  let open = values.length > MAX_VALUES;
  for (const value of values.slice(0, MAX_VALUES)) {
    const ranges = rangesOf(value);
    open ||= ranges === null;
    for (const range of ranges ?? []) {
      const at = place(must, range);
      const clash = [must[at - 1], must[at]].some((r) => r && overlaps(r, range));
      if (clash) may.push(range);
      else must.splice(at, 0, range);
    }
  }
  return { must, may, open };
}

const holds = (range: IpRange, ip: IpAddress): boolean =>
  range.version === ip.version && range.from <= ip.value && ip.value <= range.to;

export function inAddressList(list: AddressList, ip: IpAddress): 'yes' | 'no' | 'maybe' {
  const point = { version: ip.version, from: ip.value, to: ip.value };
  const at = place(list.must, point);
  if ([list.must[at - 1], list.must[at]].some((r) => r && holds(r, ip))) return 'yes';
  return list.open || list.may.some((r) => holds(r, ip)) ? 'maybe' : 'no';
}

/** The lowest address of each piece into which the lists cut `space`: within a piece every list answers alike. */
export function samples(space: readonly IpRange[], lists: readonly AddressList[]): IpAddress[] {
  const cuts = new Map<string, IpAddress>();
  const add = (version: 4 | 6, value: bigint): void => {
    if (space.some((s) => holds(s, { version, value }))) cuts.set(`${version}:${value}`, { version, value });
  };
  for (const range of [...space, ...lists.flatMap((l) => [...l.must, ...l.may])]) {
    add(range.version, range.from);
    add(range.version, range.to + 1n);
  }
  return [...cuts.values()];
}

/** Every address save loopback, which no endpoint has. */
export const ANY_CLIENT: readonly IpRange[] = [
  { version: 4, from: 0n, to: 0x7effffffn },
  { version: 4, from: 0x80000000n, to: 0xffffffffn },
  { version: 6, from: 2n, to: (1n << 128n) - 1n },
];
