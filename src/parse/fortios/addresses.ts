/** Lists of address names as sets of packets; groups are followed once. */
import { type AddressSet, NO_ADDRESSES, union, unionOf } from '../../facts/address-set.ts';
import type { Match } from '../../facts/firewall/model.ts';
import {
  type Addresses,
  addressValue,
  exactly,
  type Family,
  familyOf,
  open,
  type Side,
} from './address-value.ts';
import { all, any, both, not, note, undefinedReference, type Vdom } from './context.ts';
import { externalList } from './external.ts';
import { type Entry, isEnabled, type Table, values } from './tree.ts';
import type { Vips } from './vips.ts';

/** Names of one VDOM, by family. */
export interface AddressBook {
  readonly vdom: Vdom;
  readonly vips: Vips;
  readonly known: Map<string, Addresses>;
  readonly matches: Map<string, Match>;
  readonly lists: Map<string, Map<readonly string[], Match>>;
}

export const addressBook = (vdom: Vdom, vips: Vips): AddressBook => ({
  vdom,
  vips,
  known: new Map(),
  matches: new Map(),
  lists: new Map(),
});

const OBJECTS: Readonly<Record<Family, readonly string[]>> = {
  4: ['firewall address', 'firewall multicast-address'],
  6: ['firewall address6', 'firewall multicast-address6'],
};
const GROUPS: Readonly<Record<Family, string>> = { 4: 'firewall addrgrp', 6: 'firewall addrgrp6' };

function unionAll(sets: readonly AddressSet[]): AddressSet {
  if (sets.length <= 64) return unionOf(sets);
  const middle = sets.length >> 1;
  return union(unionAll(sets.slice(0, middle)), unionAll(sets.slice(middle)));
}

const joined = (parts: readonly Addresses[]): Addresses => ({
  set: unionAll(parts.map((p) => p.set)),
  others: parts.flatMap((p) => p.others),
});

const sideMatch = (of: Addresses, side: Side): Match =>
  any([
    ...(of.set.length > 0 ? [{ kind: side, set: of.set } as const] : []),
    ...of.others.map((o) => o[side]),
  ]);

/** What is in the members and in none of the excluded ones. */
function without(members: Addresses, excluded: Addresses): Addresses {
  const one = (side: Side): Match => all([sideMatch(members, side), not(sideMatch(excluded, side))]);
  return { set: NO_ADDRESSES, others: [{ src: one('src'), dst: one('dst') }] };
}

const MAX_NESTING = 64;

function cyclic(book: AddressBook, of: Entry): Addresses {
  const what = both(`グループ ${of.key} が自分自身を含む`, `the group ${of.key} contains itself`);
  note(book.vdom, 'cyclic-group', of.line, what);
  return open(book.vdom, `address ${of.key}`, what);
}

function group(book: AddressBook, family: Family, of: Entry, path: readonly string[]): Addresses {
  if (path.includes(of.key) || path.length > MAX_NESTING) return cyclic(book, of);
  const below = [...path, of.key];
  const members = joined(values(of, 'member').map((name) => find(book, family, name, of, below)));
  if (of.unknown) {
    const what = both(
      `グループ ${of.key} の未対応の設定`,
      `settings of the group ${of.key} that are not read`,
    );
    return open(book.vdom, `address ${of.key}`, what);
  }
  if (!isEnabled(of, 'exclude')) return members;
  return without(members, joined(values(of, 'exclude-member').map((n) => find(book, family, n, of, below))));
}

const tableOf = (book: AddressBook, path: string): Table | undefined => book.vdom.scope.tables.get(path);

/** Names that stand in every configuration, and need not in a part of one. */
const builtIn = (family: Family, name: string): Addresses | null =>
  name === 'all' || (family === 6 && name === 'all6')
    ? exactly(familyOf(family))
    : name === 'none'
      ? exactly(NO_ADDRESSES)
      : null;

function look(
  book: AddressBook,
  family: Family,
  name: string,
  used: Entry,
  path: readonly string[],
): Addresses {
  for (const table of OBJECTS[family]) {
    const object = tableOf(book, table)?.entries.get(name);
    if (object) return addressValue(book.vdom, table, object);
  }
  const grouped = tableOf(book, GROUPS[family])?.entries.get(name);
  if (grouped) return group(book, family, grouped, path);
  const vip = book.vips.match(name, family);
  if (vip) return { set: NO_ADDRESSES, others: [vip] };
  const built = builtIn(family, name);
  return built ?? externalList(book.vdom, name) ?? undefinedAddress(book, name, used);
}

function undefinedAddress({ vdom }: AddressBook, name: string, used: Entry): Addresses {
  const src = undefinedReference(vdom, `src address ${name}`, name, used);
  const dst = vdom.conditions.get(`dst address ${name}`) ?? undefinedDst(vdom, name);
  return { set: NO_ADDRESSES, others: [{ src, dst }] };
}

function undefinedDst(vdom: Vdom, name: string): Match {
  const what = both(`定義のない名前 ${name}`, `the undefined name ${name}`);
  const match: Match = {
    kind: 'condition',
    condition: { id: `dst address ${name}`, choice: 'unknown', what },
  };
  vdom.conditions.set(`dst address ${name}`, match);
  return match;
}

/** By name; one answer a name. */
function find(
  book: AddressBook,
  family: Family,
  name: string,
  used: Entry,
  path: readonly string[],
): Addresses {
  const key = `${family} ${name}`;
  const known = book.known.get(key);
  if (known) return known;
  const found = look(book, family, name, used, path);
  book.known.set(key, found);
  return found;
}

/** Lists of names are shared by the reader of lines, so that they are known by what they are. */
function listsOf(book: AddressBook, kind: string): Map<readonly string[], Match> {
  const known = book.lists.get(kind);
  if (known) return known;
  const made = new Map<readonly string[], Match>();
  book.lists.set(kind, made);
  return made;
}

/**
 * The packets whose side is any of the names; one object for names of one set of words. Of one family only. Empty
 * names match nothing.
 */
export function addressMatch(
  book: AddressBook,
  family: Family,
  side: Side,
  names: readonly string[],
  negated: boolean,
  used: Entry,
): Match {
  const lists = listsOf(book, `${family}${side}${negated}`);
  const known = lists.get(names);
  if (known) return known;
  const parts = names.map((name) => find(book, family, name, used, []));
  const plain = any(parts.map((part, i) => one(book, family, side, names[i] ?? '', part)));
  const made = negated ? all([{ kind: side, set: familyOf(family) }, not(plain)]) : plain;
  lists.set(names, made);
  return made;
}

/** One object a name, shared between the lists that hold it. */
function one(book: AddressBook, family: Family, side: Side, name: string, part: Addresses): Match {
  const key = `${family}${side} ${name}`;
  const known = book.matches.get(key);
  if (known) return known;
  const made = sideMatch(part, side);
  book.matches.set(key, made);
  return made;
}

/** The exact set of some names, where all of it is one. */
export function exactSet(
  book: AddressBook,
  family: Family,
  names: readonly string[],
  used: Entry,
): AddressSet | null {
  const whole = joined(names.map((name) => find(book, family, name, used, [])));
  return whole.others.length > 0 ? null : whole.set;
}
