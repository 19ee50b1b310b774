/** Address and service objects that a mapping file defines or whose tables it names. */
import { type AddressSet, NO_ADDRESSES, parseAddressSet, unionOf } from '../../facts/address-set.ts';
import type { Condition, Service } from '../../facts/firewall/model.ts';
import type { Evidence } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';
import { readTable } from '../csv-table.ts';
import type { ParseContext } from '../parser.ts';
import type { CsvMap, ObjectSource } from './map.ts';
import { serviceOf } from './services.ts';
import { headingKey, NAMED_SERVICES, plain, withoutRemark, wordKey } from './words.ts';

/** What a name or a literal stands for; `unknown`: names of what is not told. */
export interface Addresses {
  readonly set: AddressSet;
  readonly unknown: readonly Named[];
}

export interface Services {
  readonly of: readonly Service[];
  readonly unknown: readonly Named[];
}

export interface Named {
  readonly id: string;
  readonly what: Bilingual;
}

export interface Objects {
  address(text: string): Addresses;
  service(text: string): Services;
  readonly faults: readonly { readonly kind: string; readonly because: Bilingual }[];
}

const DEPTH = 30;
const LONGEST = 2000;

type Definitions = ReadonlyMap<string, readonly string[]>;

interface Book {
  readonly map: CsvMap;
  readonly addresses: Definitions;
  readonly services: Definitions;
  readonly knownAddresses: Map<string, Addresses>;
  readonly knownServices: Map<string, Services>;
  readonly faults: { kind: string; because: Bilingual }[];
}

/** `10.0.0.0 255.0.0.0`, `10.0.0.1～10.0.0.9`, a literal with a remark in brackets behind it. */
export function literal(text: string): AddressSet | null {
  if (text.length > LONGEST) return null;
  const bare = withoutRemark(plain(text))
    .replace(/\s*[~〜–—]\s*|\s+-\s+/, '-')
    .replace(/^(\d+(?:\.\d+){3}) (\d+(?:\.\d+){3})$/, '$1/$2');
  return parseAddressSet(bare);
}

/** A word that may be a mask, whose pair is then no list. */
const MASK = /^(?:255|0)\./;

/** Addresses with blanks or commas between them, as people write several into one cell. */
function listed(text: string): AddressSet | null {
  const words = plain(text.slice(0, LONGEST)).split(/[\s,、]+/);
  if (words.length < 2 || text.length > LONGEST || words.some((w) => MASK.test(w))) return null;
  const sets = words.map(literal);
  return sets.some((s) => s === null) ? null : unionOf(sets.flatMap((s) => (s ? [s] : [])));
}

const HOSTNAME = /^(?:\*\.)?(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z][a-z0-9-]*[a-z0-9]\.?$/i;

function unknownAddress(text: string): Named {
  const name = plain(text);
  const shown = name.slice(0, 60);
  return name.length <= LONGEST && HOSTNAME.test(name)
    ? { id: `fqdn ${name.toLowerCase()}`, what: { ja: `FQDN ${shown}`, en: `FQDN ${shown}` } }
    : {
        id: `object ${name}`,
        what: { ja: `定義の無いアドレス ${shown}`, en: `address ${shown}, which is not defined` },
      };
}

const unknownService = (text: string): Named => {
  const name = plain(text);
  const shown = name.slice(0, 60);
  return {
    id: `service ${name}`,
    what: { ja: `読み取れないサービス ${shown}`, en: `service ${shown}, which is not understood` },
  };
};

const cyclic = (book: Book, text: string): void => {
  const name = plain(text).slice(0, 60);
  book.faults.push({
    kind: 'cyclic-group',
    because: { ja: `オブジェクト ${name} が自身を含む`, en: `object ${name} contains itself` },
  });
};

function address(book: Book, text: string, path: readonly string[]): Addresses {
  const key = wordKey(text);
  const known = book.knownAddresses.get(key);
  if (known) return known;
  const made = makeAddress(book, text, key, path);
  if (!path.includes(key)) book.knownAddresses.set(key, made);
  return made;
}

function makeAddress(book: Book, text: string, key: string, path: readonly string[]): Addresses {
  const members = book.addresses.get(key);
  if (!members) {
    const set = literal(text) ?? listed(text);
    return set ? { set, unknown: [] } : { set: NO_ADDRESSES, unknown: [unknownAddress(text)] };
  }
  if (path.includes(key) || path.length > DEPTH) {
    cyclic(book, text);
    return { set: NO_ADDRESSES, unknown: [unknownAddress(text)] };
  }
  const parts = members.map((m) => address(book, m, [...path, key]));
  return { set: unionOf(parts.map((p) => p.set)), unknown: parts.flatMap((p) => p.unknown) };
}

function service(book: Book, text: string, path: readonly string[]): Services {
  const key = wordKey(text);
  const known = book.knownServices.get(key);
  if (known) return known;
  const made = makeService(book, text, key, path);
  if (!path.includes(key)) book.knownServices.set(key, made);
  return made;
}

function makeService(book: Book, text: string, key: string, path: readonly string[]): Services {
  const members = book.services.get(key);
  if (!members) {
    const usual = book.map.usualServices || !NAMED_SERVICES.has(key);
    const of = usual && text.length <= LONGEST ? serviceOf(text) : null;
    return of ? { of, unknown: [] } : { of: [], unknown: [unknownService(text)] };
  }
  if (path.includes(key) || path.length > DEPTH) {
    cyclic(book, text);
    return { of: [], unknown: [unknownService(text)] };
  }
  const parts = members.map((m) => service(book, m, [...path, key]));
  return { of: parts.flatMap((p) => p.of), unknown: parts.flatMap((p) => p.unknown) };
}

/** What separates the members of a group in one cell. */
export const splitCell = (text: string, within: readonly string[]): readonly string[] => {
  let parts: readonly string[] = text.split(/[\r\n]+/);
  for (const separator of within) if (separator !== '') parts = parts.flatMap((p) => p.split(separator));
  return parts.map((p) => p.trim()).filter((p) => p !== '');
};

function fromTable(source: ObjectSource, table: Evidence, map: CsvMap, faults: Book['faults']): Definitions {
  const read = readTable(table.text);
  const names = read?.heading.cells.map(headingKey) ?? [];
  const name = names.indexOf(source.name);
  const value = names.indexOf(source.value);
  const out = new Map<string, string[]>();
  if (!read || name < 0 || value < 0) {
    const because = {
      ja: `${table.file} に見出し ${source.name} と ${source.value} の列が無い`,
      en: `${table.file} has no columns headed ${source.name} and ${source.value}`,
    };
    faults.push({ kind: 'objects', because });
    return out;
  }
  for (const { cells } of read.rows) {
    const key = wordKey(cells[name] ?? '');
    if (key === '') continue;
    const members = splitCell(cells[value] ?? '', within(map));
    const kept = out.get(key);
    if (kept) for (const member of members) kept.push(member);
    else out.set(key, [...members]);
  }
  return out;
}

/** Ends of lines always separate; `;` where the mapping says nothing else. */
export const within = (map: CsvMap): readonly string[] => (map.within.length === 0 ? [';'] : map.within);

function definitions(
  source: ObjectSource | null,
  map: CsvMap,
  context: ParseContext,
  faults: Book['faults'],
): Definitions {
  if (!source) return new Map();
  if (source.file === null) return new Map([...source.written].map(([name, list]) => [wordKey(name), list]));
  const table = context.sibling(source.file);
  if (table && table !== 'ambiguous') return fromTable(source, table, map, faults);
  const because = {
    ja: `オブジェクトの表 ${source.file} が見つからない`,
    en: `the table of objects ${source.file} is not among the evidence`,
  };
  faults.push({ kind: 'objects', because });
  return new Map();
}

export function objectsOf(map: CsvMap, context: ParseContext): Objects {
  const faults: Book['faults'] = [];
  const book: Book = {
    map,
    addresses: definitions(map.addresses, map, context, faults),
    services: definitions(map.services, map, context, faults),
    knownAddresses: new Map(),
    knownServices: new Map(),
    faults,
  };
  return {
    address: (text) => address(book, text, []),
    service: (text) => service(book, text, []),
    faults,
  };
}

/** One condition a name and side. */
export const named = (side: string, { id, what }: Named): Condition => ({
  id: `${side} ${id}`,
  choice: 'unknown',
  what,
});
