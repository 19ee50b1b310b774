/** The access lists of IOS as lists of rules. */
import { oneNumber } from '../../facts/firewall/match-packet-numbers.ts';
import type { Action, FilterList, FilterRule, Match } from '../../facts/firewall/model.ts';
import type { Draft } from '../cisco/draft.ts';
import { type Block, type ConfigLine, wordsOf } from '../cisco/lines.ts';
import { wholeNumber } from '../cisco/names.ts';
import { timeRange } from '../cisco/time-range.ts';
import { type Ace, readAce } from './ace.ts';
import type { IosConfig, IosList } from './config.ts';
import { type Dictionary, service } from './dictionary.ts';

export interface ListReader {
  readonly config: IosConfig;
  readonly draft: Draft;
  readonly names: Dictionary;
  /** Hit counts by list and sequence number. */
  readonly hits: ReadonlyMap<string, number>;
  readonly timeRange: (name: string) => Match;
}

export const hitKey = (list: string, sequence: number): string => `${list} ${sequence}`;

function timeRangeMatch(draft: Draft, names: Dictionary, name: string, block: Block | undefined): Match {
  const lines = block?.body.filter((l) => !/^(?:!|exit$)/.test(l.text)) ?? [];
  const schedule = block && timeRange(lines.map((l) => l.text));
  for (const line of lines) {
    if (schedule) draft.tally.understood();
    else draft.tally.notUnderstood(draft.at(line));
  }
  const what = { ja: `時間帯 ${name}`, en: `the time range ${name}` };
  if (schedule) return names.conditions.of(`time-range ${name}`, 'time', what, schedule);
  const en = `the time range ${name}, whose content is not known`;
  return names.conditions.unknown(`time-range ${name}`, `内容の分からない時間帯 ${name}`, en);
}

export function listReader(
  config: IosConfig,
  draft: Draft,
  names: Dictionary,
  hits: ReadonlyMap<string, number>,
): ListReader {
  const ranges = new Map<string, Match>();
  const range = (name: string): Match => {
    const match = ranges.get(name) ?? timeRangeMatch(draft, names, name, config.timeRanges.get(name));
    ranges.set(name, match);
    return match;
  };
  return { config, draft, names, hits, timeRange: range };
}

interface Walk {
  readonly list: IosList;
  readonly rules: FilterRule[];
  readonly remarks: string[];
}

interface Decision {
  readonly match: Match;
  readonly action: Action;
  readonly log: boolean | null;
  readonly hits: number | null;
}

const PERMIT: Action = { do: 'permit' };
const DENY: Action = { do: 'deny' };
const NEXT: Action = { do: 'next' };

function rule(reader: ListReader, walk: Walk, id: string, line: ConfigLine, d: Decision): FilterRule {
  return {
    id,
    name: null,
    at: reader.draft.at(line),
    enabled: true,
    match: d.match,
    action: d.action,
    log: d.log,
    hits: d.hits,
    comment: walk.remarks.length > 0 ? walk.remarks.splice(0).join(' / ') : null,
  };
}

/** Replies of sessions that another list lets out by `reflect`. */
const REPLIES: Match = { kind: 'state', of: ['established', 'related'] };

/** Lock-and-key: the rule holds for those who have logged on to the router. */
function dynamicMatch(reader: ListReader, name: string): Match {
  const what = {
    ja: `ルーターへのログオン (dynamic ${name})`,
    en: `a log-on to the router (dynamic ${name})`,
  };
  return reader.names.conditions.of(`dynamic ${name}`, 'sender', what);
}

function report(reader: ListReader, line: ConfigLine, ace: Ace): void {
  if (ace.unread === null) reader.draft.tally.understood();
  else reader.draft.tally.notUnderstood(reader.draft.at(line));
  if (reader.names.missing.length === 0) return;
  for (const name of reader.names.missing.splice(0))
    reader.draft.note(
      'undefined-reference',
      line,
      `${name} は定義されていない。この規則が何と合うかは分からない`,
      `${name} is not defined; what this rule matches is not known`,
    );
}

/** Where `permit` or `deny` stands behind `dynamic NAME [timeout N]`, and the name. */
function dynamicHead(words: readonly string[], start: number): { name: string; at: number } {
  const at = words.findIndex((w, i) => i > start && (w === 'permit' || w === 'deny'));
  return { name: words[start + 1] ?? '', at: at < 0 ? words.length : at };
}

/** A line of a list with its number. */
interface Numbered {
  readonly line: ConfigLine;
  readonly words: readonly string[];
  /** The index of the word after the number. */
  readonly start: number;
  readonly sequence: number;
}

/** Lines that are no rule of addresses; false: it is one. */
function readOther(reader: ListReader, walk: Walk, { line, words, start, sequence }: Numbered): boolean {
  const first = words[start];
  if (first !== 'remark' && first !== 'evaluate') return false;
  reader.draft.tally.understood();
  if (first === 'remark') walk.remarks.push(words.slice(start + 1).join(' '));
  else
    walk.rules.push(
      rule(reader, walk, String(sequence), line, { match: REPLIES, action: PERMIT, log: null, hits: null }),
    );
  return true;
}

/** A denial of fragments takes no packet that is whole: those go on to the next line. */
function actionOf({ permit, fragments, unread }: Ace): Action {
  if (permit) return PERMIT;
  return fragments && unread === null ? NEXT : DENY;
}

function hitsAt({ hits }: ListReader, list: IosList, sequence: number): number | null {
  // A listing is rarely there, and a key costs more than the question.
  return hits.size === 0 ? null : (hits.get(hitKey(list.name, sequence)) ?? null);
}

function readLine(reader: ListReader, walk: Walk, numbered: Numbered): void {
  if (readOther(reader, walk, numbered)) return;
  const { line, sequence } = numbered;
  const { words, start } = numbered;
  const { name, at } = words[start] === 'dynamic' ? dynamicHead(words, start) : { name: null, at: start };
  const ace = readAce(reader, words, at, walk.list.kind, line.number);
  if (!ace) {
    reader.draft.unread(line);
    return;
  }
  report(reader, line, ace);
  const match: Match =
    name === null ? ace.match : { kind: 'all', of: [dynamicMatch(reader, name), ace.match] };
  const hits = ace.hits ?? hitsAt(reader, walk.list, sequence);
  walk.rules.push(
    rule(reader, walk, String(sequence), line, { match, action: actionOf(ace), log: ace.log, hits }),
  );
}

/** `10 permit …`, `sequence 10 permit …`, `permit …`, `access-list 101 permit …`; -1: no number is written. */
function numberOf(words: readonly string[]): { readonly start: number; readonly sequence: number } {
  if (words[0] === 'access-list') return { start: 2, sequence: -1 };
  const at = words[0] === 'sequence' ? 1 : 0;
  const sequence = wholeNumber(words[at], 4_294_967_295);
  return sequence === null ? { start: 0, sequence: -1 } : { start: at + 1, sequence };
}

/** Lines without a number come after the ones before them, ten apart as IOS counts. */
function readInOrder(reader: ListReader, walk: Walk, lines: readonly ConfigLine[]): void {
  let last = 0;
  const late: Numbered[] = [];
  for (const line of lines) {
    const words = wordsOf(line.text);
    const { start, sequence: written } = numberOf(words);
    const sequence = written >= 0 ? written : words[start] === 'remark' ? last : last + 10;
    if (sequence < last) late.push({ line, words, start, sequence });
    else readLine(reader, walk, { line, words, start, sequence });
    last = Math.max(last, sequence);
  }
  if (late.length === 0) return;
  for (const numbered of late) readLine(reader, walk, numbered);
  walk.rules.sort((a, b) => Number(a.id) - Number(b.id));
}

/** Neighbour discovery passes every IPv6 list unless a rule stops it (IOS IPv6 command reference, `ipv6 access-list`). */
function neighbourDiscovery(reader: ListReader, walk: Walk): void {
  const types: readonly (readonly [string, number])[] = [
    ['nd-na', 136],
    ['nd-ns', 135],
  ];
  for (const [name, type] of types) {
    const match = reader.names.services([service(oneNumber(58), { icmpType: oneNumber(type) })]);
    const made = rule(reader, walk, name, walk.list.at, { match, action: PERMIT, log: null, hits: null });
    walk.rules.push({ ...made, implicit: true });
  }
}

export const listId = (list: IosList): string => (list.kind === 'ipv6' ? `ipv6 ${list.name}` : list.name);

/** A list that ends in its implicit denial. */
export function readList(reader: ListReader, list: IosList): FilterList {
  const walk: Walk = { list, rules: [], remarks: [] };
  readInOrder(reader, walk, list.lines);
  if (list.kind === 'ipv6' && walk.rules.length > 0) neighbourDiscovery(reader, walk);
  return {
    id: listId(list),
    name: list.name,
    rules: walk.rules,
    end: { do: 'deny' },
    endLog: false,
    at: reader.draft.at(list.at),
  };
}
