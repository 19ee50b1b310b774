/**
 * Address books ([Junos] Address Books and Address Sets): one attached to a zone, or written in it, is asked before the
 * book `global`; a policy of the context `global` knows only that.
 */
import { type AddressSet, ALL_ADDRESSES, ALL_IPV4, ALL_IPV6, unionOf } from '../../facts/address-set.ts';
import { ANY, type Match } from '../../facts/firewall/model.ts';
import { type Build, condition, note } from './build.ts';
import { any, side } from './match.ts';
import { prefixMatch, rangeOf } from './prefix.ts';
import { allKids, at, consume, ignore, type JunosNode, kid, kids, lose, refuse } from './tree.ts';

type Side = 'src' | 'dst';

/** One book and the one asked after it. A set knows only its own book and those after. */
export interface Book {
  readonly node: JunosNode | null;
  readonly after: Book | null;
  readonly known: Map<string, Match>;
}

export interface Books {
  readonly global: Book;
  readonly byZone: ReadonlyMap<string, Book>;
  /** Names that feeds from outside fill (`security dynamic-address`). */
  readonly feeds: ReadonlySet<string>;
}

const book = (node: JunosNode | null, after: Book | null): Book => ({ node, after, known: new Map() });

/** Entries that no policy names are read for the count of lines all the same. */
function mark(node: JunosNode | null): void {
  for (const kind of kids(node)) {
    if (kind.word === 'description') ignore(kind);
    else if (kind.word === 'attach') consume(kind);
    else if (kind.word === 'address' || kind.word === 'address-set')
      for (const n of allKids(kind)) markEntry(n);
    else lose(kind);
  }
}

const PLAIN: ReadonlySet<string> = new Set([
  'description',
  'address',
  'address-set',
  'ip-prefix',
  'dns-name',
  'range-address',
  'wildcard-address',
]);

function markEntry(entry: JunosNode): void {
  for (const n of allKids(entry)) {
    if (PLAIN.has(n.word) || prefixMatch('src', n.word)) consume(n);
    else refuse(n);
  }
}

export function readBooks(build: Build, zones: readonly JunosNode[]): Books {
  const security = kid(build.root, 'security');
  const attached = new Map<string, JunosNode[]>();
  let global: JunosNode | null = null;
  for (const found of kids(kid(security, 'address-book'))) {
    mark(found);
    if (found.word === 'global') global = found;
    for (const zone of kids(at(found, 'attach', 'zone'))) {
      attached.set(zone.word, [...(attached.get(zone.word) ?? []), found]);
    }
  }
  const last = book(global, null);
  const names = new Set([...zones.map((z) => z.word), ...attached.keys()]);
  const own = new Map(zones.map((z) => [z.word, kid(z, 'address-book')] as const));
  for (const node of own.values()) mark(node);
  const chain = (zone: string): Book =>
    [own.get(zone) ?? null, ...(attached.get(zone) ?? [])].reduceRight<Book>(
      (after, node) => (node ? book(node, after) : after),
      last,
    );
  const byZone = new Map([...names].map((zone) => [zone, chain(zone)]));
  const dynamic = at(security, 'dynamic-address', 'address-name');
  consume(kid(security, 'dynamic-address'));
  return { global: last, byZone, feeds: new Set(kids(dynamic).map((n) => n.word)) };
}

/** The book of a zone; one that is not configured has the global book. */
export const bookOf = (books: Books, zone: string | null): Book =>
  (zone === null ? undefined : books.byZone.get(zone)) ?? books.global;

const FIXED: ReadonlyMap<string, AddressSet> = new Map([
  ['any', ALL_ADDRESSES],
  ['any-ipv4', ALL_IPV4],
  ['any-ipv6', ALL_IPV6],
]);

const undefinedAddress = (build: Build, kind: Side, name: string, by: JunosNode): Match => {
  note(build, by, 'undefined-reference', {
    ja: `アドレス ${name} は定義されていない`,
    en: `the address ${name} is not defined`,
  });
  return condition(build, `${kind} address ${name} (undefined)`, 'unknown', {
    ja: `定義のないアドレス ${name}`,
    en: `the address ${name}, which is not defined`,
  });
};

function dnsName(build: Build, kind: Side, entry: JunosNode, dns: JunosNode): Match {
  const [host] = kids(dns);
  const family = kids(host ?? null).map((n) => n.word)[0] ?? '';
  const name = host?.word ?? '';
  const found = condition(build, `${kind} fqdn ${name}${family ? ` ${family}` : ''}`, 'unknown', {
    ja: `DNS 名のアドレス ${entry.word} (${name})`,
    en: `the DNS address ${entry.word} (${name})`,
  });
  const only = family === 'ipv4-only' ? ALL_IPV4 : family === 'ipv6-only' ? ALL_IPV6 : null;
  return only ? { kind: 'all', of: [side(kind, only), found] } : found;
}

function spanMatch(kind: Side, range: JunosNode): Match | null {
  const [low] = kids(range);
  const high = low && at(low, 'to');
  const [last] = kids(high ?? null);
  const set = low && last ? rangeOf(low.word, last.word) : null;
  return set && side(kind, set);
}

function entryPart(build: Build, kind: Side, entry: JunosNode, part: JunosNode): Match | null {
  const [value] = kids(part);
  if (part.word === 'dns-name') return dnsName(build, kind, entry, part);
  if (part.word === 'range-address') return spanMatch(kind, part);
  if (part.word === 'ip-prefix' || part.word === 'wildcard-address') {
    return value ? prefixMatch(kind, value.word) : null;
  }
  return prefixMatch(kind, part.word);
}

function addressMatch(build: Build, kind: Side, entry: JunosNode): Match {
  const parts = kids(entry).filter((n) => n.word !== 'description');
  const last = parts.at(-1);
  const found = last ? entryPart(build, kind, entry, last) : null;
  if (found && parts.length === 1) return found;
  if (last) refuse(last);
  note(build, entry, 'not-understood', {
    ja: `アドレス ${entry.word} の内容は読めない`,
    en: `the address ${entry.word} is not understood`,
  });
  return condition(build, `${kind} address ${entry.word} (line ${entry.line})`, 'unknown', {
    ja: `読めないアドレス ${entry.word}`,
    en: `the address ${entry.word}, which was not understood`,
  });
}

interface Lookup {
  readonly build: Build;
  readonly feeds: ReadonlySet<string>;
  readonly kind: Side;
  /** Sets that are being read. */
  readonly open: Set<JunosNode>;
}

/** Addresses of one side join to one set; what is not known stands beside it. */
function joined(kind: Side, parts: readonly Match[]): Match {
  const sets = parts.flatMap((m) => (m.kind === kind ? [m.set] : []));
  const others = parts.filter((m) => m.kind !== kind);
  return any([...(sets.length > 0 ? [side(kind, unionOf(sets))] : []), ...new Set(others)]);
}

const MAX_OPEN = 100;

/** A set that contains itself, or sets within sets without end. */
function cyclic({ build, kind }: Lookup, set: JunosNode): Match {
  note(build, set, 'cyclic-group', {
    ja: `アドレスセット ${set.word} が自分自身を含むか、入れ子が深すぎる`,
    en: `the address set ${set.word} contains itself, or is nested too deeply`,
  });
  return condition(build, `${kind} address-set ${set.word} (cyclic)`, 'unknown', {
    ja: `循環しているアドレスセット ${set.word}`,
    en: `the address set ${set.word}, which contains itself`,
  });
}

function setMatch(look: Lookup, from: Book, set: JunosNode): Match {
  const { open, kind } = look;
  if (open.has(set) || open.size >= MAX_OPEN) return cyclic(look, set);
  open.add(set);
  const members = kids(set).flatMap((n) => (n.word === 'address' || n.word === 'address-set' ? kids(n) : []));
  const found = joined(
    kind,
    members.map((m) => lookUp(look, from, m.word, m)),
  );
  open.delete(set);
  return found;
}

function find(look: Lookup, from: Book, name: string): Match | null {
  for (let b: Book | null = from; b; b = b.after) {
    const address = at(b.node, 'address', name);
    if (address) return addressMatch(look.build, look.kind, address);
    const set = at(b.node, 'address-set', name);
    if (set) return setMatch(look, b, set);
  }
  return null;
}

const feed = (build: Build, kind: Side, name: string): Match =>
  condition(build, `${kind} feed ${name}`, 'unknown', {
    ja: `外部から配られる動的アドレス ${name}`,
    en: `the dynamic address ${name}, which a feed from outside fills`,
  });

function lookUp(look: Lookup, from: Book, name: string, by: JunosNode): Match {
  const { build, kind, feeds } = look;
  const fixed = FIXED.get(name);
  if (fixed) return fixed === ALL_ADDRESSES ? ANY : side(kind, fixed);
  const key = `${kind} ${name}`;
  const known = from.known.get(key);
  if (known) return known;
  const found =
    find(look, from, name) ??
    (feeds.has(name) ? feed(build, kind, name) : undefinedAddress(build, kind, name, by));
  from.known.set(key, found);
  return found;
}

/** The addresses that some names of a book stand for. Rules that name the same ones share one match. */
export function namedAddresses(
  build: Build,
  books: Books,
  from: Book,
  kind: Side,
  names: readonly JunosNode[],
): Match {
  const look: Lookup = { build, feeds: books.feeds, kind, open: new Set() };
  const [only] = names;
  if (only && names.length === 1) return lookUp(look, from, only.word, only);
  const key = `${kind} [${names.map((n) => n.word).join(' ')}]`;
  const known = from.known.get(key);
  if (known) return known;
  const found = joined(
    kind,
    names.map((n) => lookUp(look, from, n.word, n)),
  );
  from.known.set(key, found);
  return found;
}
