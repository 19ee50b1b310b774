/**
 * Aliases: what they hold for certain, and what only the running device knows. pfSense writes `aliases/alias` with
 * blanks between the entries, OPNsense `OPNsense/Firewall/Alias` with line feeds (and the former where the latter is
 * empty: its Alias::aliasIterator).
 */
import {
  type AddressSet,
  NO_ADDRESSES,
  parseAddressSet,
  subtract,
  union,
  unionOf,
} from '../../facts/address-set.ts';
import { numberUnion } from '../../facts/firewall/bounds.ts';
import type { Condition, NumberSet, NumberSpan } from '../../facts/firewall/model.ts';
import type { Bilingual } from '../../model/text.ts';
import type { Config, ConfigRecord } from './records.ts';
import { portSpan } from './words.ts';

/** `unknown`: what may belong to it besides, each told by `name` wherever it is used. */
export interface Unknown {
  readonly name: string;
  readonly what: Bilingual;
}

export interface AddressAlias {
  readonly set: AddressSet;
  readonly unknown: readonly Unknown[];
}

export interface PortAlias {
  readonly set: NumberSet;
  readonly unknown: readonly Unknown[];
}

export interface Fault {
  readonly kind: 'undefined-reference' | 'cyclic-group' | 'duplicate-definition';
  readonly because: Bilingual;
  readonly line: number;
}

export interface Aliases {
  /** null: no alias of that name. */
  address(name: string): AddressAlias | null;
  port(name: string): PortAlias | null;
  /** Whether the file holds aliases at all. */
  readonly present: boolean;
  /** What was found while resolving; grows with use. */
  readonly faults: readonly Fault[];
}

const DEPTH = 50;

/** One condition a name and side, the same object in every rule. */
export const unknownCondition = (
  side: 'src' | 'dst' | 'sport' | 'dport',
  { name, what }: Unknown,
): Condition => ({
  id: `${side} ${name}`,
  choice: 'unknown',
  what,
});

/** Types whose entries stand in the file. */
const WRITTEN: ReadonlySet<string> = new Set([
  'host',
  'network',
  'networkgroup',
  'port',
  'url',
  'url_ports',
  '',
]);

const WHAT: Readonly<Record<string, Bilingual>> = {
  geoip: { ja: '国別アドレス', en: 'addresses by country' },
  urltable: { ja: 'URL から取得する一覧', en: 'a list fetched from a URL' },
  urltable_ports: { ja: 'URL から取得するポート一覧', en: 'ports fetched from a URL' },
  urljson: { ja: 'URL から取得する一覧', en: 'a list fetched from a URL' },
  asn: { ja: 'AS 番号によるアドレス', en: 'addresses of an AS number' },
  mac: { ja: 'MAC アドレス', en: 'MAC addresses' },
  dynipv6host: { ja: '動的な IPv6 アドレス', en: 'a dynamic IPv6 address' },
  authgroup: { ja: '利用者グループ', en: 'a group of users' },
  internal: { ja: '内部の一覧', en: 'an internal list' },
  duplicate: { ja: '二度定義された一覧', en: 'a list that is defined twice' },
  external: { ja: '外部で管理する一覧', en: 'a list managed elsewhere' },
};

const listed = (name: string, type: string): Unknown => {
  const kind = WHAT[type] ?? { ja: `種別 ${type} の一覧`, en: `a list of type ${type}` };
  return {
    name: `alias ${name}`,
    what: { ja: `エイリアス ${name} (${kind.ja})`, en: `alias ${name} (${kind.en})` },
  };
};

const fqdn = (name: string): Unknown => ({
  name: `fqdn ${name.toLowerCase()}`,
  what: { ja: `FQDN ${name}`, en: `FQDN ${name}` },
});

const strange = (alias: string, entry: string): Unknown => ({
  name: `alias ${alias}`,
  what: {
    ja: `エイリアス ${alias} の読み取れない内容 (${entry.slice(0, 40)})`,
    en: `an entry of alias ${alias} that was not understood (${entry.slice(0, 40)})`,
  },
});

/** What one alias holds by itself, without what the aliases it names hold. */
interface Own<T> {
  readonly entries: readonly T[];
  readonly nested: readonly { readonly name: string; readonly not: boolean }[];
  readonly unknown: readonly Unknown[];
  /** Whether it leaves something out, so that it cannot be mixed with others. */
  readonly leavesOut: boolean;
}

interface Entry {
  readonly set: AddressSet;
  readonly not: boolean;
}

interface Book {
  readonly byName: ReadonlyMap<string, ConfigRecord>;
  readonly own: Map<string, Own<Entry>>;
  readonly ownPorts: Map<string, Own<NumberSpan>>;
  readonly addresses: Map<string, AddressAlias>;
  readonly ports: Map<string, PortAlias>;
  /** Aliases that are being resolved. */
  readonly open: Set<string>;
  readonly faults: Fault[];
}

const entriesOf = ({ fields }: ConfigRecord): readonly string[] =>
  (fields.content ?? fields.address ?? '').split(/\s+/).filter((e) => e !== '');

const typeOf = ({ fields }: ConfigRecord): string => (fields.type ?? '').toLowerCase();

/** Not written in this file, or switched off: then the table exists, and what it holds is not certain. */
const isOpen = (record: ConfigRecord): boolean =>
  record.fields.enabled === '0' ||
  !WRITTEN.has(typeOf(record)) ||
  (typeOf(record).startsWith('url') && entriesOf(record).length === 0);

const HOSTNAME = /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*\.?$/i;

const width = ({ set }: Entry): bigint => set.reduce((sum, i) => sum + (i.to - i.from), 0n);

/** Of tables of pf the most specific entry decides, so the widest are applied first. */
function applied(entries: readonly Entry[]): AddressSet {
  if (entries.every((e) => !e.not)) return unionOf(entries.map((e) => e.set));
  const sorted = entries.map((e) => ({ ...e, size: width(e) }));
  sorted.sort((a, b) => (a.size > b.size ? -1 : a.size < b.size ? 1 : 0));
  let all = NO_ADDRESSES;
  for (let at = 0; at < sorted.length; ) {
    let end = at;
    while (end < sorted.length && sorted[end]?.not === sorted[at]?.not) end += 1;
    const run = unionOf(sorted.slice(at, end).map((e) => e.set));
    all = sorted[at]?.not ? subtract(all, run) : union(all, run);
    at = end;
  }
  return all;
}

function readOwn(book: Book, record: ConfigRecord): Own<Entry> {
  const name = record.fields.name ?? '';
  if (isOpen(record))
    return { entries: [], nested: [], unknown: [listed(name, typeOf(record))], leavesOut: false };
  const entries: Entry[] = [];
  const nested: { name: string; not: boolean }[] = [];
  const unknown: Unknown[] = [];
  for (const text of entriesOf(record)) {
    const not = text.startsWith('!');
    const bare = not ? text.slice(1) : text;
    const set = parseAddressSet(bare);
    if (set) entries.push({ set, not });
    else if (book.byName.has(bare)) nested.push({ name: bare, not });
    else unknown.push(!not && HOSTNAME.test(bare) && /[a-z]/i.test(bare) ? fqdn(bare) : strange(name, text));
  }
  const leavesOut = [...entries, ...nested].some((e) => e.not);
  if (leavesOut) return { entries, nested, unknown, leavesOut };
  return { entries: [{ set: applied(entries), not: false }], nested, unknown, leavesOut };
}

function ownOf(book: Book, name: string): Own<Entry> | null {
  const known = book.own.get(name);
  const record = known ? undefined : book.byName.get(name);
  if (!record) return known ?? null;
  const made = readOwn(book, record);
  book.own.set(name, made);
  return made;
}

const distinct = (unknown: readonly Unknown[]): readonly Unknown[] => [
  ...new Map(unknown.map((u) => [u.name, u])).values(),
];

function noteCycle(book: Book, name: string): void {
  const because = { ja: `エイリアス ${name} が自身を含む`, en: `alias ${name} contains itself` };
  book.faults.push({ kind: 'cyclic-group', because, line: book.byName.get(name)?.line ?? 1 });
}

/** One that leaves something out: what it names is worked out apart and then applied. */
function excluding(book: Book, name: string, own: Own<Entry>): AddressAlias {
  const entries: Entry[] = [...own.entries];
  const unknown: Unknown[] = [...own.unknown];
  for (const inner of own.nested) {
    const found =
      book.open.size > DEPTH || book.open.has(inner.name) ? null : resolveAddress(book, inner.name);
    if (!found || (inner.not && found.unknown.length > 0)) unknown.push(strange(name, inner.name));
    else {
      entries.push({ set: found.set, not: inner.not });
      unknown.push(...found.unknown);
    }
  }
  return { set: applied(entries), unknown: distinct(unknown) };
}

/** Of one met on the way from `root`: itself alone, as those it names are met in turn. */
function metOn(book: Book, root: string, name: string, own: Own<Entry>): AddressAlias {
  if (!own.leavesOut) return { set: unionOf(own.entries.map((e) => e.set)), unknown: own.unknown };
  if (name === root) return excluding(book, name, own);
  const found = book.open.has(name) ? null : resolveAddress(book, name);
  return found ?? { set: NO_ADDRESSES, unknown: [strange(root, name)] };
}

/**
 * Everything that an alias comes to. pfSense takes each alias once (filter_generate_nested_alias), so that one that names
 * itself adds nothing.
 */
function gathered(book: Book, root: string): AddressAlias {
  const met = new Set([root]);
  const parts: AddressAlias[] = [];
  for (const name of met) {
    const own = ownOf(book, name);
    if (!own) continue;
    parts.push(metOn(book, root, name, own));
    const nested = own.leavesOut ? [] : own.nested;
    if (nested.some((n) => n.name === root)) noteCycle(book, root);
    for (const inner of nested) met.add(inner.name);
  }
  return { set: unionOf(parts.map((p) => p.set)), unknown: distinct(parts.flatMap((p) => p.unknown)) };
}

function resolveAddress(book: Book, name: string): AddressAlias | null {
  const done = book.addresses.get(name);
  if (done) return done;
  if (!book.byName.has(name)) return null;
  book.open.add(name);
  const found = gathered(book, name);
  book.open.delete(name);
  book.addresses.set(name, found);
  return found;
}

function ownPorts(book: Book, record: ConfigRecord): Own<NumberSpan> {
  const name = record.fields.name ?? '';
  if (isOpen(record))
    return { entries: [], nested: [], unknown: [listed(name, typeOf(record))], leavesOut: false };
  const entries: NumberSpan[] = [];
  const nested: { name: string; not: boolean }[] = [];
  const unknown: Unknown[] = [];
  for (const text of entriesOf(record)) {
    const span = portSpan(text);
    if (span) entries.push(span);
    else if (book.byName.has(text)) nested.push({ name: text, not: false });
    else unknown.push(strange(name, text));
  }
  return { entries, nested, unknown, leavesOut: false };
}

function resolvePort(book: Book, root: string): PortAlias | null {
  const done = book.ports.get(root);
  if (done) return done;
  if (!book.byName.has(root)) return null;
  const met = new Set([root]);
  const spans: NumberSpan[] = [];
  const unknown: Unknown[] = [];
  for (const name of met) {
    const record = book.byName.get(name);
    const own = book.ownPorts.get(name) ?? (record ? ownPorts(book, record) : null);
    if (!own) continue;
    book.ownPorts.set(name, own);
    for (const span of own.entries) spans.push(span);
    unknown.push(...own.unknown);
    if (own.nested.some((n) => n.name === root)) noteCycle(book, root);
    for (const inner of own.nested) met.add(inner.name);
  }
  const found = { set: numberUnion(spans), unknown: distinct(unknown) };
  book.ports.set(root, found);
  return found;
}

function recordsOf({ records, flavour }: Config): readonly ConfigRecord[] {
  const legacy = records.get('aliases/alias') ?? [];
  const own = records.get('OPNsense/Firewall/Alias/aliases/alias') ?? [];
  return flavour === 'opnsense' && own.length > 0 ? own : legacy;
}

function named(records: readonly ConfigRecord[], faults: Fault[]): ReadonlyMap<string, ConfigRecord> {
  const map = new Map<string, ConfigRecord>();
  for (const record of records) {
    const name = record.fields.name ?? '';
    if (map.has(name)) {
      faults.push({
        kind: 'duplicate-definition',
        because: { ja: `エイリアス ${name} が二度定義されている`, en: `alias ${name} is defined twice` },
        line: record.line,
      });
      map.set(name, { ...record, fields: { ...record.fields, type: 'duplicate' } });
    } else map.set(name, record);
  }
  return map;
}

export function aliasesOf(config: Config): Aliases {
  const faults: Fault[] = [];
  const byName = named(recordsOf(config), faults);
  const book: Book = {
    byName,
    own: new Map(),
    ownPorts: new Map(),
    addresses: new Map(),
    ports: new Map(),
    open: new Set(),
    faults,
  };
  return {
    address: (name) => resolveAddress(book, name),
    port: (name) => resolvePort(book, name),
    present: byName.size > 0,
    faults,
  };
}
