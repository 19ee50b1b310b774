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

interface Book {
  readonly flavour: Config['flavour'];
  readonly byName: ReadonlyMap<string, ConfigRecord>;
  readonly addresses: Map<string, AddressAlias>;
  readonly ports: Map<string, PortAlias>;
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

function cyclic(book: Book, name: string, line: number): Unknown {
  book.faults.push({
    kind: 'cyclic-group',
    because: { ja: `エイリアス ${name} が自身を含む`, en: `alias ${name} contains itself` },
    line,
  });
  return strange(name, name);
}

const HOSTNAME = /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*\.?$/i;

interface Entry {
  readonly set: AddressSet;
  readonly not: boolean;
}

const CHUNK = 4096;

/** In chunks, as an alias may hold more entries than a call takes arguments. */
function unionAll(sets: readonly AddressSet[]): AddressSet {
  const parts: AddressSet[] = [];
  for (let at = 0; at < sets.length; at += CHUNK) parts.push(unionOf(sets.slice(at, at + CHUNK)));
  return parts.length === 1 ? (parts[0] ?? NO_ADDRESSES) : unionOf(parts);
}

const width = ({ set }: Entry): bigint => set.reduce((sum, i) => sum + (i.to - i.from), 0n);

/** Of tables of pf the most specific entry decides, so the widest are applied first. */
function applied(entries: readonly Entry[]): AddressSet {
  if (entries.every((e) => !e.not)) return unionAll(entries.map((e) => e.set));
  const sorted = entries.map((e) => ({ ...e, size: width(e) }));
  sorted.sort((a, b) => (a.size > b.size ? -1 : a.size < b.size ? 1 : 0));
  let all = NO_ADDRESSES;
  for (let at = 0; at < sorted.length; ) {
    let end = at;
    while (end < sorted.length && sorted[end]?.not === sorted[at]?.not) end += 1;
    const run = unionAll(sorted.slice(at, end).map((e) => e.set));
    all = sorted[at]?.not ? subtract(all, run) : union(all, run);
    at = end;
  }
  return all;
}

function addressEntry(
  book: Book,
  alias: string,
  text: string,
  path: readonly string[],
): Entry | readonly Unknown[] {
  const not = text.startsWith('!');
  const bare = not ? text.slice(1) : text;
  const set = parseAddressSet(bare);
  if (set) return { set, not };
  const nested = book.byName.has(bare) ? resolveAddress(book, bare, path) : null;
  if (nested && nested.unknown.length === 0) return { set: nested.set, not };
  if (nested) return not ? [strange(alias, text)] : [...nested.unknown];
  return [HOSTNAME.test(bare) && !not && /[a-z]/i.test(bare) ? fqdn(bare) : strange(alias, text)];
}

function readAddresses(book: Book, record: ConfigRecord, path: readonly string[]): AddressAlias {
  const name = record.fields.name ?? '';
  if (isOpen(record)) return { set: NO_ADDRESSES, unknown: [listed(name, typeOf(record))] };
  const entries: Entry[] = [];
  const unknown: Unknown[] = [];
  for (const text of entriesOf(record)) {
    const entry = addressEntry(book, name, text, path);
    if ('set' in entry) entries.push(entry);
    else {
      unknown.push(...entry);
      const nested = book.addresses.get(text);
      if (nested) entries.push({ set: nested.set, not: false });
    }
  }
  return { set: applied(entries), unknown: [...new Map(unknown.map((u) => [u.name, u])).values()] };
}

function resolveAddress(book: Book, name: string, path: readonly string[]): AddressAlias | null {
  const done = book.addresses.get(name);
  if (done) return done;
  const record = book.byName.get(name);
  if (!record) return null;
  if (path.includes(name) || path.length > DEPTH) {
    return { set: NO_ADDRESSES, unknown: [cyclic(book, name, record.line)] };
  }
  const found = readAddresses(book, record, [...path, name]);
  book.addresses.set(name, found);
  return found;
}

function readPorts(book: Book, record: ConfigRecord, path: readonly string[]): PortAlias {
  const name = record.fields.name ?? '';
  if (isOpen(record)) return { set: [], unknown: [listed(name, typeOf(record))] };
  const spans: NumberSpan[] = [];
  const unknown: Unknown[] = [];
  for (const text of entriesOf(record)) {
    const span = portSpan(text);
    const nested = span ? null : resolvePort(book, text, path);
    if (span) spans.push(span);
    else if (nested) {
      spans.push(...nested.set);
      unknown.push(...nested.unknown);
    } else unknown.push(strange(name, text));
  }
  return { set: numberUnion(spans), unknown };
}

function resolvePort(book: Book, name: string, path: readonly string[]): PortAlias | null {
  const done = book.ports.get(name);
  if (done) return done;
  const record = book.byName.get(name);
  if (!record) return null;
  if (path.includes(name) || path.length > DEPTH)
    return { set: [], unknown: [cyclic(book, name, record.line)] };
  const found = readPorts(book, record, [...path, name]);
  book.ports.set(name, found);
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
  const book: Book = { flavour: config.flavour, byName, addresses: new Map(), ports: new Map(), faults };
  return {
    address: (name) => resolveAddress(book, name, []),
    port: (name) => resolvePort(book, name, []),
    present: byName.size > 0,
    faults,
  };
}
