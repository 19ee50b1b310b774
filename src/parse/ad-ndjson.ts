/** `directory.ndjson` of `collect ad`: its lines are described in src/model/directory-bundle.ts. */

import { SCHEMA_MATTERS } from '../facts/directory/attributes.ts';
import { dnKey } from '../facts/directory/dn.ts';
import type { SearchKind, SearchState, SecurityDescriptor, SysvolListing } from '../facts/directory/model.ts';
import { DIRECTORY_FORMAT, DIRECTORY_FORMAT_VERSION } from '../model/directory-bundle.ts';
import type { Evidence, Location, Problem } from '../model/evidence.ts';
import type { Bilingual } from '../model/text.ts';
import { sidIn } from './account-name.ts';
import { isUnclear } from './directory/classes.ts';
import { readDescriptor } from './directory/descriptor.ts';
import { type Entry, fromBase64, gather, gathered, gathering, type Value } from './directory/entry.ts';
import { badAttributes, cutShort, unreadLines } from './directory/problems.ts';
import { type DirectoryReading, type SchemaSeen, toSection } from './directory/section.ts';
import { guidOfText } from './directory/sid.ts';
import { OF_WHOLE_DOMAIN, searchKind } from './directory/states.ts';
import { readJsonRecords } from './json.ts';
import { isObject, type JsonObject, type JsonValue } from './json-value.ts';
import { locate, type Parsed, type Parser, problem, type Tally, tally } from './parser.ts';

const HEAD_LENGTH = 1024;
const HEAD = new RegExp(`^\\s*\\{[^{}]*"format"\\s*:\\s*"${DIRECTORY_FORMAT}"`);

/** The sweep of `collect ad` over a whole domain, and its search for whatever may hold objects. */
const SWEEP = 'sweep';
const CONTAINERS = 'containers';

/** A search from its announcement to its closing line. */
interface Search {
  readonly name: string;
  readonly base: string;
  readonly sub: boolean;
  readonly filter: string;
  readonly asked: ReadonlySet<string>;
  readonly at: Location;
  entries: number;
  /** null: not closed. */
  complete: boolean | null;
  because: Bilingual | null;
}

interface Reading {
  readonly evidence: Evidence;
  readonly count: Tally;
  readonly problems: Problem[];
  readonly searches: Search[];
  readonly entries: Entry[];
  /** What the sweep found. */
  readonly swept: Entry[];
  readonly sysvol: SysvolListing[];
  /** By name; null: was not understood. */
  readonly descriptors: Map<string, SecurityDescriptor | null>;
  head: JsonObject | null;
  open: Search | null;
  /** Line of the end; null: none yet. */
  end: number | null;
  /** Lines are missing, or the collection says that it is partial. */
  partial: Bilingual | null;
}

const strings = (value: JsonValue | undefined): readonly string[] | null =>
  Array.isArray(value) && value.every((v) => typeof v === 'string') ? (value as readonly string[]) : null;

const text = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');

const say = (ja: string, en: string): Bilingual => ({ ja, en });

/** A reason that the collector gives, in English only. */
const told = (value: JsonValue | undefined, otherwise: Bilingual): Bilingual =>
  typeof value === 'string' && value !== '' ? say(`採取時の記録: ${value}`, value) : otherwise;

const NOT_CLOSED = say('検索の終わりの行がない', 'the line that closes the search is missing');
const BAD_COUNT = say('件数が終わりの行と合わない', 'the number of entries is not that of the closing line');
const UNREAD = say('読み取れない行がある', 'there are lines that cannot be read');
const STOPPED = say('採取が途中で終わった', 'the collection ended early');
const NO_END = say('最後の行 (end) がない', 'the last line (end) is missing');
const BAD_LINES = say('行数が最後の行と合わない', 'the number of lines is not that of the last line');

function startSearch(r: Reading, line: JsonObject, at: Location): boolean {
  const attributes = strings(line.attributes);
  if (typeof line.search !== 'string' || !attributes) return false;
  const search: Search = {
    name: line.search,
    base: dnKey(text(line.base)),
    sub: line.scope === 'sub',
    filter: text(line.filter),
    asked: new Set(attributes.map((name) => name.toLowerCase())),
    at,
    entries: 0,
    complete: null,
    because: null,
  };
  r.searches.push(search);
  r.open = search;
  return true;
}

function closeSearch(r: Reading, line: JsonObject): boolean {
  const search = r.open;
  if (!search || line.searched !== search.name || typeof line.complete !== 'boolean') return false;
  r.open = null;
  search.complete = line.complete && line.entries === search.entries;
  if (line.entries !== search.entries) search.because = BAD_COUNT;
  else if (!line.complete) search.because = told(line.because, STOPPED);
  return true;
}

function takeDescriptor(r: Reading, line: JsonObject): boolean {
  if (typeof line.descriptor !== 'string' || typeof line.b64 !== 'string') return false;
  const bytes = fromBase64(line.b64);
  const descriptor = bytes && readDescriptor(bytes);
  // A name that is given twice stands for neither.
  r.descriptors.set(line.descriptor, r.descriptors.has(line.descriptor) ? null : descriptor);
  return descriptor !== null;
}

/** Values of all attributes; null: one is not in its form. */
function attributesOf(line: JsonObject): Pick<Entry, 'values' | 'partial' | 'ranges'> | null {
  const into = gathering();
  const take = (bag: JsonValue | undefined, read: (text: string) => Value | null): boolean => {
    if (bag === undefined) return true;
    if (!isObject(bag)) return false;
    return Object.entries(bag).every(([name, list]) => {
      const values = strings(list)?.map(read);
      if (!values?.every((v) => v !== null)) return false;
      gather(into, name, values);
      return true;
    });
  };
  return take(line.a, (v) => v) && take(line.b, fromBase64) ? gathered(into) : null;
}

function takeEntry(r: Reading, line: JsonObject, at: Location): boolean {
  const search = r.open;
  const dn = text(line.dn);
  const attributes = attributesOf(line);
  if (search) search.entries += 1;
  if (!search || dn === '' || dn.includes('\ufffd') || !attributes) return false;
  const named = typeof line.sd === 'string';
  const descriptor = named ? r.descriptors.get(text(line.sd)) : null;
  const entry: Entry = {
    dn,
    key: dnKey(dn),
    ...attributes,
    asked: search.asked,
    descriptor: descriptor ?? null,
    search: searchKind(search.name),
    at,
  };
  if (isUnclear(entry)) return false;
  (search.name === SWEEP ? r.swept : r.entries).push(entry);
  // An entry whose descriptor was lost is still an entry; the line does not say what it should.
  return !named || descriptor !== undefined;
}

function takeSysvol(r: Reading, line: JsonObject, at: Location): boolean {
  const folder = text(line.sysvol);
  const guid = guidOfText(folder);
  const gpo = guid === null ? folder : `{${guid.toUpperCase()}}`;
  const files = line.files === null ? null : strings(line.files);
  if (gpo === '' || typeof line.complete !== 'boolean' || (files === null && line.files !== null))
    return false;
  const { complete } = line;
  const because = complete ? null : told(line.because, STOPPED);
  r.sysvol.push({ gpo, files, complete, because, at });
  return true;
}

function takeEnd(r: Reading, line: JsonObject, number: number): boolean {
  if (line.end !== true || typeof line.complete !== 'boolean') return false;
  r.end = number;
  if (line.lines !== number - 1) r.partial = BAD_LINES;
  else if (!line.complete) r.partial = told(line.because, STOPPED);
  return true;
}

function takeHead(r: Reading, line: JsonObject): boolean {
  if (r.head || line.format !== DIRECTORY_FORMAT || line.version !== DIRECTORY_FORMAT_VERSION) return false;
  r.head = line;
  return true;
}

/** Values of a line that is not known could be anything, a password among them. */
const shown = (line: JsonObject): string =>
  typeof line.dn === 'string' ? line.dn : Object.keys(line).slice(0, 10).join(', ');

/** True when the line was understood. */
function take(r: Reading, line: JsonObject, number: number, at: Location): boolean {
  if (r.end !== null) return false;
  if ('dn' in line) return takeEntry(r, line, at);
  if ('descriptor' in line) return takeDescriptor(r, line);
  if ('search' in line) return startSearch(r, line, at);
  if ('searched' in line) return closeSearch(r, line);
  if ('sysvol' in line) return takeSysvol(r, line, at);
  if ('end' in line) return takeEnd(r, line, number);
  return 'format' in line && takeHead(r, line);
}

/** Where a kind may stand anywhere, only a search of the whole domain finds all. */
function coversDomain(search: Search, what: SearchKind, domain: string): boolean {
  return !OF_WHOLE_DOMAIN.has(what) || (search.sub && search.base === domain);
}

const notAll = (base: string): Bilingual =>
  say(`${base} の下だけを探した`, `only what is below ${base} was searched`);

function stateOf(search: Search, domain: string, doubt: Bilingual | null): SearchState | null {
  const what = searchKind(search.name);
  if (!what) return null;
  const narrow = coversDomain(search, what, domain) ? null : notAll(search.base);
  const own = search.complete ? null : (search.because ?? NOT_CLOSED);
  const because = own ?? doubt ?? narrow;
  return { what, complete: because === null, because, at: search.at };
}

/** Which of the attributes that matter the schema has, if the search found all that it asked for. */
function schemaSeen(r: Reading): SchemaSeen | null {
  const filter = r.searches.find((s) => s.name === 'schema')?.filter.toLowerCase();
  const covers = (name: string): boolean =>
    filter !== undefined && (!filter.includes('ldapdisplayname') || filter.includes(`=${name})`));
  if (!SCHEMA_MATTERS.every(covers)) return null;
  const has = new Set(
    r.entries
      .filter((e) => e.search === 'schema')
      .map((e) => String(e.values.get('ldapdisplayname')?.[0] ?? '').toLowerCase()),
  );
  return { has, lacks: new Set(SCHEMA_MATTERS.filter((name) => !has.has(name))) };
}

const domainOf = (head: JsonObject | null): JsonObject => (isObject(head?.domain) ? head.domain : {});
const readerOf = (head: JsonObject | null): JsonObject => (isObject(head?.reader) ? head.reader : {});

function readerSids(head: JsonObject | null): readonly string[] | null {
  const sids = strings(readerOf(head).sids)?.map(sidIn);
  return sids?.every((sid) => sid !== null) ? sids : null;
}

/** What makes every search doubtful: it cannot be told to which of them a lost line belongs. */
const doubtOf = (r: Reading, lost: boolean): Bilingual | null =>
  r.partial === BAD_LINES ? BAD_LINES : lost ? UNREAD : null;

function toReading(r: Reading, lost: boolean): DirectoryReading {
  const domain = dnKey(text(domainOf(r.head).dn));
  const doubt = doubtOf(r, lost);
  const searches = r.searches.map((s) => stateOf(s, domain, doubt)).filter((s) => s !== null);
  const isWhole = (name: string): boolean =>
    doubt === null && r.searches.some((s) => s.name === name && s.complete && s.sub && s.base === domain);
  const { configuration, schema } = domainOf(r.head);
  const readAt = Date.parse(text(r.head?.collectedAt));
  const reader = text(readerOf(r.head).name);
  return {
    entries: r.entries,
    searches,
    sysvol: r.sysvol,
    readerSids: readerSids(r.head),
    collected: {
      places: { domain, configuration: dnKey(text(configuration)), schema: dnKey(text(schema)) },
      sweep: { whole: isWhole(SWEEP) && isWhole(CONTAINERS), found: r.swept },
    },
    schema: schemaSeen(r),
    reader: reader === '' ? null : reader,
    readAt: Number.isNaN(readAt) ? null : readAt,
    at: locate(r.evidence, 1, text(domainOf(r.head).dnsName)),
  };
}

const partial = (evidence: Evidence, line: number, because: Bilingual): Problem =>
  problem(
    evidence,
    line,
    {
      ja: `採取は部分的である (${because.ja})。採取し直す`,
      en: `the collection is partial (${because.en}); collect again`,
    },
    false,
  );

const incomplete = (evidence: Evidence, state: SearchState): Problem =>
  problem(
    evidence,
    state.at.line,
    {
      ja: `${state.what} の検索は全部を見つけたとは言えない: ${state.because?.ja ?? ''}`,
      en: `the search for ${state.what} cannot be said to have found all: ${state.because?.en ?? ''}`,
    },
    false,
  );

const NO_HEAD: Bilingual = say(
  '先頭の行 (format) がないか、この版が読む形式ではない',
  'its first line (format) is missing or of a version that is not read',
);

const MAX_TOLD = 20;

function parse(evidence: Evidence): Parsed {
  const { records, rejects, intact } = readJsonRecords(evidence.text);
  const r: Reading = {
    evidence,
    count: tally(),
    problems: [],
    searches: [],
    entries: [],
    swept: [],
    sysvol: [],
    descriptors: new Map(),
    head: null,
    open: null,
    end: null,
    partial: null,
  };
  for (const { value, line } of records) {
    const at = locate(evidence, line, shown(value));
    if (take(r, value, line, at)) r.count.understood();
    else r.count.notUnderstood(at);
  }
  for (const { line } of rejects) r.count.notUnderstood(locate(evidence, line, ''));
  const cut = intact === 'cut' || r.end === null;
  if (r.end === null) r.partial = NO_END;
  const [first] = r.count.listed();
  const lost = r.count.counts().notUnderstood;
  const { section, bad } = toSection(toReading(r, lost > 0));
  const last = records.at(-1)?.line ?? 1;
  const unfinished = section.searches.filter((s) => !s.complete).slice(0, MAX_TOLD);
  return {
    kind: 'ad-ndjson',
    sections: r.head ? { directory: section } : {},
    lines: r.count.counts(),
    notUnderstood: r.count.listed(),
    intact: cut ? 'cut' : 'yes',
    problems: [
      ...(r.head ? [] : [problem(evidence, 1, NO_HEAD, true)]),
      ...(first ? [unreadLines(evidence, first.line, lost)] : []),
      ...(cut ? [cutShort(evidence, last)] : []),
      ...(r.partial && !cut ? [partial(evidence, last, r.partial)] : []),
      ...unfinished.map((state) => incomplete(evidence, state)),
      ...badAttributes(evidence, bad),
    ],
  };
}

export const adNdjson: Parser = {
  kind: 'ad-ndjson',
  recognise: (evidence) => HEAD.test(evidence.text.slice(0, HEAD_LENGTH)),
  parse,
};
