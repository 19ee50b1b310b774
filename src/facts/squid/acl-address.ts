/** src, dst and localip ACLs: up to Squid 6 a value that overlaps an earlier one is dropped whole, from 7 they merge. */
import type { Location } from '../../model/evidence.ts';
import { type AddressSet, ALL_ADDRESSES, ALL_IPV4, ALL_IPV6, fromRanges, union } from '../address-set.ts';
import type { IpRange } from '../ip-address.ts';
import type { AclTest } from './acl.ts';
import { addressOddity, droppedValue, unresolvable, wordBefore7 } from './acl-address-notes.ts';
import { type AddressBlock, type AddressValue, addressValue, LAST, MAPPED } from './acl-address-value.ts';
import { type AclSource, type CompiledAcl, compiled, eachValue, NEVER, type Refusal } from './acl-line.ts';
import { isBuiltIn } from './built-in.ts';
import { allKept, isWithin, joinedBlocks, type Kept, keep, keptBlocks } from './kept-blocks.ts';
import type { SquidNote } from './section.ts';
import { isFrom } from './version.ts';

/** Squid 3.5 to 6 know `ipv6` as these networks (acl/Ip.cc), and `ipv4` as the one address `::`. */
const OLD_IPV6 = ['1000::4', '2000::3', '4000::2', '8000::2', 'c000::3', 'e000::4', 'fc00::7', 'fe80::10'];

function oldIpv6(text: string): AddressBlock {
  const [start = '', length = ''] = text.split('::');
  const from = BigInt(`0x${start}`) << 112n;
  return { from, to: from | ((1n << BigInt(128 - Number(length))) - 1n) };
}

const WHOLE: AddressBlock = { from: 0n, to: LAST };

/** The blocks of a value as the tree of Squid 3.5 to 6 takes them in. */
function oldBlocks(value: AddressValue): readonly AddressBlock[] {
  if (value.is === 'all') return [WHOLE];
  if (value.is === 'ipv4') return [{ from: 0n, to: 0n }];
  if (value.is === 'ipv6') return OLD_IPV6.map(oldIpv6);
  return value.is === 'block' ? [value.block] : [];
}

const MAPPED_END = MAPPED + 0xffff_ffffn;

/** IPv4 apart from IPv6. No address of IPv6 is one of ::ffff:0:0/96: Squid takes those for IPv4. */
function ranges({ from, to }: AddressBlock): readonly IpRange[] {
  const first = from > MAPPED ? from : MAPPED;
  const last = to < MAPPED_END ? to : MAPPED_END;
  const own: IpRange[] = first > last ? [] : [{ version: 4, from: first - MAPPED, to: last - MAPPED }];
  return from >= MAPPED && to <= MAPPED_END ? own : [{ version: 6, from, to }, ...own];
}

const setOf = (blocks: readonly AddressBlock[]): AddressSet => fromRanges(blocks.flatMap(ranges));

interface Origin {
  readonly text: string;
  readonly at: () => Location;
}

interface Dropped {
  readonly block: AddressBlock;
  readonly origin: Origin;
  readonly kept: Kept<Origin>;
}

interface Draft {
  readonly source: AclSource;
  readonly merges: boolean;
  readonly tree: ReturnType<typeof keptBlocks<Origin>>;
  readonly blocks: AddressBlock[];
  readonly dropped: Dropped[];
  readonly notes: SquidNote[];
  readonly refusals: Refusal[];
  /** A value that only the running machine knows stands before: what follows may be dropped for it. */
  open: boolean;
  reversed: boolean;
  whole: AddressSet;
}

function add(draft: Draft, block: AddressBlock, origin: Origin): void {
  if (draft.merges) {
    draft.blocks.push(block);
    return;
  }
  if (draft.open) return;
  const kept = keep(draft.tree, block, origin);
  if (kept) draft.dropped.push({ block, origin, kept });
}

function addNew(draft: Draft, value: AddressValue, origin: Origin): void {
  if (value.is === 'all') draft.whole = ALL_ADDRESSES;
  else if (value.is === 'ipv4') draft.whole = union(draft.whole, ALL_IPV4);
  else if (value.is === 'ipv6') draft.whole = union(draft.whole, ALL_IPV6);
  else if (value.is === 'block') add(draft, value.block, origin);
}

function take(draft: Draft, text: string, at: () => Location): void {
  const value = addressValue(text);
  if (value.is === 'refused') draft.refusals.push({ at: at(), because: unresolvable(text) });
  if (value.is === 'name') draft.open = true;
  if (value.is === 'block' || value.is === 'all') {
    for (const oddity of value.oddities) draft.notes.push(addressOddity(oddity, text, value, at()));
    draft.reversed ||= value.oddities.includes('reversed-range');
  }
  if (draft.merges) {
    addNew(draft, value, { text, at });
    return;
  }
  if (value.is === 'ipv4' || value.is === 'ipv6') draft.notes.push(wordBefore7(value.is, at()));
  for (const block of oldBlocks(value)) add(draft, block, { text, at });
}

/** Values that are dropped whole, told apart by whether anything is lost with them. */
function droppedNotes(draft: Draft, blocks: readonly AddressBlock[]): readonly SquidNote[] {
  if (draft.dropped.length === 0) return [];
  const joined = joinedBlocks(blocks);
  return draft.dropped.flatMap(({ block, origin, kept }) => {
    const lost = !isWithin(joined, block);
    // What repeats a built-in value is told with the other words on built-in ACLs.
    if (!lost && isBuiltIn(kept.by.at())) return [];
    return [droppedValue(draft.source.name, origin.text, origin.at(), kept.by.text, kept.by.at(), lost)];
  });
}

const UNTOLD: AclTest = { test: 'condition', asks: false, fresh: false };

/** Squid 7 puts a reversed range beside others by both of its ends: what it finds in such a tree is not told here. */
const isUntold = ({ merges, reversed, blocks }: Draft): boolean => merges && reversed && blocks.length > 1;

export function addressAcl(source: AclSource, of: 'src' | 'dst' | 'localip'): CompiledAcl {
  const draft: Draft = {
    source,
    merges: isFrom(source.version, '7'),
    tree: keptBlocks(),
    blocks: [],
    dropped: [],
    notes: [],
    refusals: [],
    open: false,
    reversed: false,
    whole: [],
  };
  for (const line of source.lines) {
    // Which values a missing file holds is not known, nor is it where among those of its line they stand.
    if (line.directive.missing.length > 0) draft.open = true;
    eachValue([line], (text, at) => take(draft, text, at));
  }
  const blocks = draft.merges ? draft.blocks : allKept(draft.tree).map((k) => k.block);
  const set = union(draft.whole, setOf(blocks));
  const literalOnly = source.lines.some((l) => l.options.has('-n'));
  const notes = [...draft.notes, ...droppedNotes(draft, blocks)];
  const address: AclTest = { test: 'address', of, set, literalOnly };
  const test = isUntold(draft) ? UNTOLD : set.length === 0 && !draft.open ? NEVER : address;
  return compiled(test, notes, draft.refusals, draft.open);
}
