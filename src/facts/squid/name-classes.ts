/** Names of hosts, told apart by which lists of domains they are in. Linear in the lengths of the lists. */
import type { DomainList } from './acl.ts';
import { isUnspecified, numericHost } from './host-address.ts';
import { classesOf, type Partition, type Signatures, signatures } from './partition.ts';
import { isWideDomain } from './wide-domains.ts';

export interface NameClass {
  /** Some names of the class that stand in the lists themselves. */
  readonly listed: readonly string[];
  /** Domains below which every name that is in no list is of this class; '' where any such name at all is. */
  readonly below: readonly string[];
  /** There are no others than `listed`. */
  readonly complete: boolean;
  /** Anybody can have a name of this class (wide-domains.ts). */
  readonly wide: boolean;
  /** All of them are addresses as texts: only a reverse look-up gives such a name, no host of a URL is one. */
  readonly numeric: boolean;
}

const MAX_KEPT = 64;
/** Squid cuts a longer host (SQUIDHOSTNAMELEN), so that no name of a request is longer. */
const MAX_NAME = 255;

interface Draft {
  readonly listed: string[];
  readonly below: string[];
  more: boolean;
  numeric: boolean;
  wide: boolean;
}

/** For each name the combination of the sets that hold it. */
function marked(sigs: Signatures, sets: readonly ReadonlySet<string>[]): ReadonlyMap<string, number> {
  const out = new Map<string, number>();
  for (const [set, names] of sets.entries()) {
    const alone = sigs.toggled(0, set);
    for (const name of names) {
      if (name.length <= MAX_NAME) out.set(name, sigs.joined(out.get(name) ?? 0, alone));
    }
  }
  return out;
}

/** What a name is in because of a domain that is it or above it. */
function inherited(sigs: Signatures, below: ReadonlyMap<string, number>, name: string): number {
  let signature = below.get('') ?? 0;
  for (let from = 0; from >= 0; ) {
    const found = below.get(from === 0 ? name : name.slice(from));
    if (found !== undefined) signature = sigs.joined(signature, found);
    const dot = name.indexOf('.', from);
    from = dot < 0 ? -1 : dot + 1;
  }
  return signature;
}

/** The host of a URL that looks so is an address, and its text is compared apart. */
const isName = (text: string): boolean => {
  const address = /^[\da-fx.]+$/i.test(text) ? numericHost(text) : null;
  return address === null || isUnspecified(address);
};

function keep(list: string[], text: string): boolean {
  if (list.length < MAX_KEPT) list.push(text);
  return list.length < MAX_KEPT;
}

/** The first class is that of names in no list, where there is one. */
export function partitionNames(lists: readonly DomainList[]): Partition<NameClass> {
  const sigs = signatures();
  const exact = marked(
    sigs,
    lists.map((l) => l.exact),
  );
  const below = marked(
    sigs,
    lists.map((l) => l.below),
  );
  const drafts = new Map<number, Draft>();
  const draftOf = (signature: number): Draft => {
    const known = drafts.get(signature) ?? { listed: [], below: [], more: false, numeric: true, wide: false };
    drafts.set(signature, known);
    return known;
  };
  draftOf(below.get('') ?? 0).below.push('');
  const visit = (name: string, own: number, wild: boolean): void => {
    const above = inherited(sigs, below, name);
    const draft = draftOf(sigs.joined(own, above));
    if (!keep(draft.listed, name)) draft.more = true;
    if (isName(name)) draft.numeric = false;
    if (!wild) return;
    const under = draftOf(above);
    keep(under.below, name);
    if (isWideDomain(name)) under.wide = true;
  };
  for (const [name, own] of exact) visit(name, own, name !== '' && below.has(name));
  for (const name of below.keys()) if (name !== '' && !exact.has(name)) visit(name, 0, true);
  const members = [...drafts.values()].map(({ listed, below: under, more, numeric, wide }) => ({
    listed,
    below: under,
    complete: under.length === 0 && !more,
    numeric: numeric && under.length === 0,
    wide,
  }));
  return { members, classesOf: classesOf(sigs, [...drafts.keys()], lists.length) };
}
