/** LDIF of a directory (RFC 2849): the output of ldifde and ldapsearch. Changes are no content and are passed over. */
import { dnKey } from '../facts/directory/dn.ts';
import type { SearchKind } from '../facts/directory/model.ts';
import type { Evidence, Intact } from '../model/evidence.ts';
import { isUnclear } from './directory/classes.ts';
import { readDescriptor } from './directory/descriptor.ts';
import { type Entry, gather, gathered, gathering, textOf, type Value } from './directory/entry.ts';
import { type LdifLine, readLine, unfold } from './directory/ldif-lines.ts';
import { type LdifSearch, ldifStates, noteComment, noteResult, searchHead } from './directory/ldif-search.ts';
import { badAttributes, cutShort, unreadLines } from './directory/problems.ts';
import { type BadAttribute, toSection } from './directory/section.ts';
import { isRead, searchOf } from './directory/shapes.ts';
import { locate, type Parsed, type Parser, splitLines, type Tally, tally } from './parser.ts';

interface Reading {
  readonly evidence: Evidence;
  readonly count: Tally;
  readonly entries: Entry[];
  readonly searches: LdifSearch[];
  readonly bad: BadAttribute[];
}

const DESCRIPTOR = 'ntsecuritydescriptor';

/** Lines that a change record holds and a content record does not (RFC 2849, ldif-change-record). */
const CHANGE = /^(?:-|(?:add|delete|replace|newrdn|newsuperior|deleteoldrdn): .*)$/i;
const CHANGETYPE = /^changetype: *(.*)$/i;

/** ldifde exports each entry as one to be added. */
function isChange(record: readonly LdifLine[]): boolean {
  const types = record.map(({ text }) => CHANGETYPE.exec(text)?.[1]?.trim().toLowerCase());
  if (types.some((type) => type !== undefined && type !== 'add')) return true;
  return !types.includes('add') && record.some(({ text }) => CHANGE.test(text));
}

const total = (record: readonly LdifLine[]): number => record.reduce((sum, l) => sum + l.lines, 0);

/** An excerpt may show a secret, so that only the number of the line is kept. */
function unread(r: Reading, { line }: LdifLine): void {
  r.count.notUnderstood(locate(r.evidence, line, ''));
  const search = r.searches.at(-1);
  if (search) search.damaged = true;
}

interface Named {
  readonly name: string;
  readonly value: Value | null;
  readonly from: LdifLine;
}

function valuesOf(r: Reading, record: readonly LdifLine[]): readonly Named[] {
  const out: Named[] = [];
  for (const from of record) {
    const read = readLine(from.text);
    if (!read) unread(r, from);
    else {
      r.count.understood(from.lines);
      out.push({ ...read, from });
    }
  }
  return out;
}

/** An attribute without its options (`;range=0-1499`, `;binary`). */
const baseOf = (name: string): string => name.toLowerCase().split(';')[0] ?? '';

/** `open`: the file ends in the record, so that its last attribute may lack values. */
function takeEntry(r: Reading, dn: string, record: readonly LdifLine[], open: boolean): void {
  const [first] = record;
  if (!first) return;
  const at = locate(r.evidence, first.line, dn);
  const values = valuesOf(r, record.slice(1));
  const into = gathering();
  const doubtful = new Set<string>();
  for (const { name, value } of values) {
    if (value !== null) gather(into, name, [value]);
    else doubtful.add(baseOf(name));
  }
  const last = values.at(-1);
  if (open && last) doubtful.add(baseOf(last.name));
  for (const attribute of doubtful) if (isRead(attribute)) r.bad.push({ attribute, at });
  const { values: all, partial, ranges: found } = gathered(into);
  // No other range makes an attribute whole that is doubtful.
  const ranges = new Map([...found].filter(([name]) => !doubtful.has(name)));
  const binary = all.get(DESCRIPTOR)?.[0];
  const descriptor =
    binary instanceof Uint8Array && !doubtful.has(DESCRIPTOR) ? readDescriptor(binary) : null;
  const entry: Entry = {
    dn,
    key: dnKey(dn),
    values: all,
    ranges,
    partial: new Set([...partial, ...doubtful]),
    asked: null,
    descriptor,
    search: null,
    at,
  };
  r.entries.push(entry);
  noteClasses(r, entry);
}

/** What an entry is decides which search would have found it, so that none can be said to be whole. */
function noteClasses(r: Reading, entry: Entry): void {
  const unclear = isUnclear(entry);
  if (!unclear && entry.values.has('objectclass')) return;
  if (unclear) r.bad.push({ attribute: 'objectclass', at: entry.at });
  const search = r.searches.at(-1);
  if (search) search.damaged = true;
}

/** Lines of ldapsearch's closing part, `version:`, referrals: a record without a DN. */
function takeOther(r: Reading, record: readonly LdifLine[]): void {
  for (const line of record) {
    const read = readLine(line.text);
    const search = r.searches.at(-1);
    if (!read || !KNOWN_OTHERS.has(read.name.toLowerCase())) {
      unread(r, line);
      continue;
    }
    r.count.understood(line.lines);
    if (search && typeof read.value === 'string') noteResult(search, read.name.toLowerCase(), read.value);
  }
}

const KNOWN_OTHERS: ReadonlySet<string> = new Set([
  'version',
  'ref',
  'search',
  'result',
  'text',
  'matcheddn',
  'control',
  'pagedresults',
]);

function takeRecord(r: Reading, lines: readonly LdifLine[], open: boolean): void {
  const record = lines[0]?.text.toLowerCase().startsWith('version:') ? lines.slice(1) : lines;
  r.count.understood(total(lines) - total(record));
  const [first] = record;
  if (!first) return;
  const head = readLine(first.text);
  if (head?.name.toLowerCase() !== 'dn') {
    takeOther(r, record);
    return;
  }
  const dn = head.value === null ? null : textOf(head.value);
  if (isChange(record)) r.count.irrelevant(total(record));
  else if (dn === null || dn.includes('\ufffd')) unread(r, first);
  // The root of the server has no name and is none of the objects.
  else if (dn === '') r.count.irrelevant(total(record));
  else {
    r.count.understood(first.lines);
    const search = r.searches.at(-1);
    if (search) search.entries += 1;
    takeEntry(r, dn, record, open);
  }
}

function takeComment(r: Reading, line: LdifLine): void {
  const text = line.text.trimEnd();
  const head = searchHead(text, locate(r.evidence, line.line, text));
  if (head) r.searches.push(head);
  const search = r.searches.at(-1);
  if (search && !head) noteComment(search, text);
  r.count.irrelevant(line.lines);
}

function walk(r: Reading, lines: readonly LdifLine[]): void {
  let record: LdifLine[] = [];
  for (const line of lines) {
    if (line.text.startsWith('#')) takeComment(r, line);
    else if (line.text.trim() !== '') record.push(line);
    else {
      r.count.irrelevant();
      takeRecord(r, record, false);
      record = [];
    }
  }
  takeRecord(r, record, true);
}

const endsInLine = (text: string): boolean => text !== '' && !/[\r\n]$/.test(text);

function intactOf(r: Reading, states: readonly { readonly complete: boolean }[]): Intact {
  if (endsInLine(r.evidence.text)) return 'cut';
  const whole = r.searches.length > 0 && states.length > 0 && states.every((s) => s.complete);
  return whole ? 'yes' : 'cannot-tell';
}

function parse(evidence: Evidence): Parsed {
  const r: Reading = { evidence, count: tally(), entries: [], searches: [], bad: [] };
  const physical = splitLines(evidence.text);
  walk(r, unfold(physical));
  const at = locate(evidence, r.entries[0]?.at.line ?? 1, r.entries[0]?.dn ?? '');
  const present = new Set<SearchKind>(r.entries.map(searchOf).filter((what) => what !== null));
  const searches = ldifStates(r.searches, present, at);
  const { section, bad } = toSection({
    entries: r.entries,
    searches,
    sysvol: [],
    readerSids: null,
    collected: null,
    schema: null,
    reader: null,
    readAt: null,
    at,
  });
  const intact = intactOf(r, searches);
  const [first] = r.count.listed();
  return {
    kind: 'ldif',
    sections: r.entries.length > 0 ? { directory: section } : {},
    lines: r.count.counts(),
    notUnderstood: r.count.listed(),
    intact,
    problems: [
      ...(first ? [unreadLines(evidence, first.line, r.count.counts().notUnderstood)] : []),
      ...(intact === 'cut' ? [cutShort(evidence, physical.length)] : []),
      ...badAttributes(evidence, [...r.bad, ...bad]),
    ],
  };
}

const HEAD = 4096;

/** The first line that is no comment begins a record or names the version. */
export const ldif: Parser = {
  kind: 'ldif',
  recognise: ({ text }) => {
    const lines = splitLines(text.slice(0, HEAD));
    if (lines[0]?.trimEnd() === '# extended LDIF') return true;
    const first = lines.find((line) => line.trim() !== '' && !/^[# ]/.test(line));
    return first !== undefined && /^(?:version: *1[ \t]*$|dn::? *\S)/i.test(first);
  },
  parse,
};
