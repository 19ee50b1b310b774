/**
 * Files of SharpHound (formats 4 to 6): one kind of object each, `{"data":[…],"meta":{"type":…,"count":…}}`.
 *
 * SharpHound writes the same for what does not exist and for what it could not read, and does not say what it searched:
 * only what is there is a fact, and no list of objects is ever whole. Access lists are given as the rights that matter
 * to attackers, from which no descriptor can be made.
 */

import type { SearchKind } from '../facts/directory/model.ts';
import type { Sections } from '../facts/sections.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Bilingual } from '../model/text.ts';
import { type Hound, houndObjects } from './directory/hound.ts';
import { cutShort, unreadLines } from './directory/problems.ts';
import { type JsonRecord, readJsonRecords } from './json.ts';
import { type JsonObject, property, textOf } from './json-value.ts';
import { locate, type Parsed, type Parser, type Tally, tally } from './parser.ts';

const KINDS: ReadonlyMap<string, readonly SearchKind[]> = new Map<string, readonly SearchKind[]>([
  ['users', ['users']],
  ['computers', ['computers']],
  ['groups', ['groups']],
  ['ous', ['ous']],
  ['gpos', ['gpos']],
  ['domains', ['domain', 'trusts']],
  ['containers', []],
]);

const HEAD = 4096;

/** Index of the closing quote of the string that opens at `at`. */
function endOfString(text: string, at: number): number {
  let i = at + 1;
  while (i < text.length && text.charAt(i) !== '"') i += text.charAt(i) === '\\' ? 2 : 1;
  return i;
}

/** Index after the bracket that closes the array at `start`; null: it is not closed. */
function endOfArray(text: string, start: number): number | null {
  let depth = 0;
  for (let i = start; i < text.length; i++) {
    const c = text.charAt(i);
    if (c === '"') i = endOfString(text, i);
    else if ('[{'.includes(c)) depth += 1;
    else if (']}'.includes(c)) depth -= 1;
    if (depth === 0) return i + 1;
  }
  return null;
}

interface File {
  readonly type: string | null;
  /** How many objects it says it holds; null: it does not say. */
  readonly count: number | null;
  readonly records: readonly JsonRecord[];
  /** Lines of what could not be read. */
  readonly unread: readonly number[];
  readonly closed: boolean;
}

const DATA = /"data"\s*:\s*\[/;

/** What may follow the objects: what the file says of itself, where it does not stand before them. */
const REST = /^\s*(?:,\s*"meta"\s*:\s*\{[^{}]*\}\s*)?\}\s*$/;

const linesIn = (text: string): number => (text.match(/\r\n|\n|\r/g) ?? []).length;

function readFile(text: string): File {
  const found = DATA.exec(text);
  const start = found ? found.index + found[0].length - 1 : text.length;
  const end = endOfArray(text, start);
  const { records, rejects } = readJsonRecords(text.slice(start, end ?? text.length));
  const before = linesIn(text.slice(0, start));
  const meta = text.slice(0, start) + (end === null ? '' : text.slice(end));
  const count = /"count"\s*:\s*(\d{1,9})/.exec(meta)?.[1];
  return {
    type: /"type"\s*:\s*"([a-z]{1,40})"/i.exec(meta)?.[1]?.toLowerCase() ?? null,
    count: count === undefined ? null : Number(count),
    records: records.map((r) => ({ ...r, line: r.line + before })),
    unread: rejects.map((r) => r.line + before),
    closed: end !== null && REST.test(text.slice(end)),
  };
}

const NEVER_WHOLE: Bilingual = {
  ja: 'SharpHound は何を探したかを記録しないので、全部かどうか分からない',
  en: 'SharpHound does not record what it searched, so it does not show that these are all',
};

const properties = (value: JsonObject): JsonObject => {
  const found = property(value, 'Properties');
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? (found as JsonObject) : {};
};

/** Well-known identities (`DOMAIN-S-1-5-11`) stand among users and groups without being objects of the directory. */
const isPlaceholder = (value: JsonObject): boolean =>
  /(?:^|-)S-1-(?!5-(?:21|32)-)[0-9-]+$/.test(textOf(property(value, 'ObjectIdentifier')) ?? '');

/** Objects with a DN; the others are counted as not understood, and all of a kind that is not read as irrelevant. */
function houndsOf(evidence: Evidence, file: File, count: Tally): readonly Hound[] {
  if ((KINDS.get(file.type ?? '') ?? []).length === 0) {
    count.irrelevant(file.records.length);
    return [];
  }
  const hounds: Hound[] = [];
  for (const { value, line } of file.records) {
    const bag = properties(value);
    const dn = textOf(property(bag, 'distinguishedname'));
    const at = locate(evidence, line, dn ?? textOf(property(bag, 'name')) ?? '');
    if (dn === null && isPlaceholder(value)) count.irrelevant();
    else if (dn === null || dn.includes('\ufffd')) count.notUnderstood(at);
    else {
      count.understood();
      hounds.push({ value, properties: bag, dn, at });
    }
  }
  return hounds;
}

const isCut = ({ closed, type, count, records, unread }: File): boolean =>
  !closed || type === null || (count !== null && count !== records.length + unread.length);

function sectionsOf(file: File, hounds: readonly Hound[]): Sections {
  const [first] = hounds;
  if (!first || file.type === null) return {};
  const { at } = first;
  const searches = (KINDS.get(file.type) ?? []).map((what) => ({
    what,
    complete: false,
    because: NEVER_WHOLE,
    at,
  }));
  return { directory: { ...houndObjects(file.type, hounds), searches, at } };
}

function parse(evidence: Evidence): Parsed {
  const file = readFile(evidence.text);
  const count = tally();
  const hounds = houndsOf(evidence, file, count);
  for (const line of file.unread) count.notUnderstood(locate(evidence, line, ''));
  const cut = isCut(file);
  const [first] = count.listed();
  return {
    kind: 'sharphound-json',
    sections: sectionsOf(file, hounds),
    lines: count.counts(),
    notUnderstood: count.listed(),
    intact: cut ? 'cut' : 'yes',
    problems: [
      ...(first ? [unreadLines(evidence, first.line, count.counts().notUnderstood)] : []),
      ...(cut ? [cutShort(evidence, file.records.at(-1)?.line ?? 1)] : []),
    ],
  };
}

const OBJECT = /"(?:ObjectIdentifier|Aces)"\s*:/;
const META = /"meta"\s*:\s*\{[^{}]*"type"\s*:\s*"[a-z]+"/i;

export const sharphoundJson: Parser = {
  kind: 'sharphound-json',
  recognise: ({ text }) => {
    const head = text.slice(0, HEAD);
    return (
      /^\s*\{\s*"(?:data|meta)"\s*:/.test(head) && DATA.test(head) && (OBJECT.test(head) || META.test(head))
    );
  },
  parse,
};
