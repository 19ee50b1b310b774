/** What every parser of a PowerShell list as JSON does alike: read each object, count it, and say whether the list is whole. */
import type { Evidence, EvidenceKind, Location, Problem } from '../model/evidence.ts';
import type { Bilingual } from '../model/text.ts';
import { type JsonRecord, readJsonRecords } from './json.ts';
import { type JsonObject, type JsonValue, property, textOf } from './json-value.ts';
import { locate, type Parsed, problem, tally } from './parser.ts';
import { computerOf, hostNames } from './stated-hosts.ts';

const HEAD = 16_384;

/** The property names of the first object, lower case, as far as the head of the text shows them; empty when it is no JSON. */
export function headNames(evidence: Evidence): ReadonlySet<string> {
  const head = evidence.text.slice(0, HEAD);
  const start = /^[\s\ufeff]*(?:\{\s*"value"\s*:\s*)?(?:\[[\s[]*)?(?=\{)/.exec(head);
  return start ? namesAt(head, start[0].length) : new Set();
}

// A string that the head cuts runs to its end, so that no text is scanned twice.
const token = /"((?:[^"\\]|\\.)*)(?:"|\\?$)(\s*:)?|[{}[\]]/gs;

function namesAt(text: string, start: number): ReadonlySet<string> {
  const names = new Set<string>();
  let depth = 0;
  token.lastIndex = start;
  for (let m = token.exec(text); m; m = token.exec(text)) {
    const [whole, name, colon] = m;
    if (whole === '{' || whole === '[') depth += 1;
    else if (whole === '}' || whole === ']') depth -= 1;
    else if (depth === 1 && colon && name !== undefined) names.add(name.toLowerCase());
    if (depth === 0) break;
  }
  return names;
}

export const hasAll = (names: ReadonlySet<string>, ...wanted: readonly string[]): boolean =>
  wanted.every((name) => names.has(name));

export const hasAny = (names: ReadonlySet<string>, ...wanted: readonly string[]): boolean =>
  wanted.some((name) => names.has(name));

/** A text that is there, not empty, and in which every byte was decoded; otherwise it names nothing for certain. */
export function nameOf(value: JsonValue | undefined): string | null {
  return typeof value === 'string' && value.trim() !== '' && !value.includes('\ufffd') ? value : null;
}

export const namedBy = (object: JsonObject, name: string): string | null => nameOf(property(object, name));

/** `null`: not understood. `irrelevant`: understood, and nothing to keep. */
export type ReadObject<T> = (
  object: JsonObject,
  locateAs: (text: string) => Location,
) => T | 'irrelevant' | null;

interface Placed {
  readonly at: Location;
}

export interface JsonList<T> {
  readonly items: readonly T[];
  /** Every object was understood and the end of the text is not missing. */
  readonly complete: boolean;
  /** The first item. */
  readonly at: Location;
  /** The answer of the parser, to which it adds its sections. */
  readonly parsed: Parsed;
}

const CUT: Bilingual = {
  ja: 'JSON が途中で切れている。もう一度出力して保存すること',
  en: 'the JSON is cut short; export it again',
};

const LOOSE: Bilingual = {
  ja: '項目が一つの配列になっておらず、末尾が欠けていても分からない。一覧全体を一度に ConvertTo-Json に渡して出力し直すこと',
  en: 'the items do not form one array, so a lost end would not show; pass the whole list to ConvertTo-Json at once',
};

/**
 * Objects outside an array may be the rest of a longer list. One indented object alone is what Windows PowerShell makes
 * of a list of one.
 */
const isLoose = (evidence: Evidence, records: number): boolean =>
  records !== 1 || !/[\r\n]/.test(evidence.text.trim());

const lost = (count: number): Bilingual => ({
  ja: `読み取れない項目が ${count} 個ある。もう一度出力して保存すること`,
  en: `${count} item(s) cannot be read; export the list again`,
});

function statedIn(evidence: Evidence, records: readonly JsonRecord[]): Pick<Parsed, 'hosts'> {
  const hosts = hostNames();
  for (const { value, line } of records) {
    const name = computerOf(value);
    if (name !== null) hosts.add(name, () => locate(evidence, line, name));
  }
  return hosts.found();
}

export function readList<T extends Placed>(
  evidence: Evidence,
  kind: EvidenceKind,
  read: ReadObject<T>,
): JsonList<T> {
  const { records, rejects, intact } = readJsonRecords(evidence.text);
  const count = tally();
  const items: T[] = [];
  const unread: Location[] = rejects.map((r) => locate(evidence, r.line, ''));
  for (const { value, line } of records) {
    const item = read(value, (text) => locate(evidence, line, text));
    if (item === null) unread.push(locate(evidence, line, textOf(property(value, 'Name')) ?? ''));
    else if (item === 'irrelevant') count.irrelevant();
    else items.push(item);
  }
  count.understood(items.length);
  for (const at of unread) count.notUnderstood(at);
  const problems: Problem[] = [];
  if (intact === 'cut') problems.push(problem(evidence, 1, CUT, true));
  if (intact === 'cannot-tell' && isLoose(evidence, records.length)) {
    problems.push(problem(evidence, 1, LOOSE, true));
  }
  const [first] = unread;
  if (first) problems.push(problem(evidence, first.line, lost(unread.length), true));
  return {
    items,
    complete: problems.length === 0,
    at: items[0]?.at ?? locate(evidence, records[0]?.line ?? 1, ''),
    parsed: {
      kind,
      sections: {},
      lines: count.counts(),
      notUnderstood: count.listed(),
      intact,
      problems,
      ...statedIn(evidence, records),
    },
  };
}
