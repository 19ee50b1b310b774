/** The access lists of IOS as lists of rules. */
import { oneNumber } from '../../facts/firewall/match-packet-numbers.ts';
import type { FilterList, FilterRule, Match } from '../../facts/firewall/model.ts';
import type { Draft } from '../cisco/draft.ts';
import type { Block, ConfigLine } from '../cisco/lines.ts';
import { timeRange } from '../cisco/time-range.ts';
import { type Ace, readAce } from './ace.ts';
import type { IosConfig, IosList, ListLine } from './config.ts';
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
  /** Whether the list filters: only then a line that is not understood is a gap. */
  readonly applied: boolean;
}

function rule(
  reader: ListReader,
  walk: Walk,
  id: string,
  line: ConfigLine,
  parts: Partial<FilterRule>,
): void {
  walk.rules.push({
    id,
    name: null,
    at: reader.draft.at(line),
    enabled: true,
    match: { kind: 'always' },
    action: { do: 'deny' },
    log: false,
    hits: null,
    comment: walk.remarks.length > 0 ? walk.remarks.join(' / ') : null,
    ...parts,
  });
  walk.remarks.length = 0;
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
  for (const name of reader.names.missing.splice(0))
    reader.draft.note(
      'undefined-reference',
      line,
      `${name} は定義されていない。この規則が何と合うかは分からない`,
      `${name} is not defined; what this rule matches is not known`,
    );
}

/** `dynamic NAME [timeout N] permit …` without its head. */
function withoutDynamic(words: readonly string[]): { name: string | null; rest: readonly string[] } {
  if (words[0] !== 'dynamic') return { name: null, rest: words };
  const start = words.findIndex((w) => w === 'permit' || w === 'deny');
  return { name: words[1] ?? '', rest: start < 0 ? [] : words.slice(start) };
}

function readLine(reader: ListReader, walk: Walk, { line, words }: ListLine, sequence: number): void {
  const [first] = words;
  if (first === 'remark') {
    walk.remarks.push(words.slice(1).join(' '));
    reader.draft.tally.understood();
    return;
  }
  if (first === 'evaluate') {
    rule(reader, walk, String(sequence), line, { match: REPLIES, action: { do: 'permit' } });
    reader.draft.tally.understood();
    return;
  }
  const { name, rest } = withoutDynamic(words);
  const context = {
    names: reader.names,
    timeRange: reader.timeRange,
    line: line.number,
    six: walk.list.kind === 'ipv6',
  };
  const ace = readAce(context, rest, walk.list.kind);
  if (!ace) {
    if (walk.applied) reader.draft.unread(line);
    else reader.draft.tally.notUnderstood(reader.draft.at(line));
    return;
  }
  report(reader, line, ace);
  const match: Match =
    name === null ? ace.match : { kind: 'all', of: [dynamicMatch(reader, name), ace.match] };
  rule(reader, walk, String(sequence), line, {
    match,
    action: { do: ace.permit ? 'permit' : 'deny' },
    log: ace.log,
    hits: ace.hits ?? reader.hits.get(hitKey(walk.list.name, sequence)) ?? null,
  });
}

/** Lines in the order of their numbers; those without come after the ones before them, ten apart as IOS counts. */
function inOrder(
  lines: readonly ListLine[],
): readonly { readonly line: ListLine; readonly sequence: number }[] {
  let last = 0;
  let sorted = true;
  const numbered = lines.map((line) => {
    const isRule = line.words[0] !== 'remark';
    const sequence = line.sequence ?? (isRule ? last + 10 : last);
    sorted &&= sequence >= last;
    last = Math.max(last, sequence);
    return { line, sequence };
  });
  return sorted ? numbered : [...numbered].sort((a, b) => a.sequence - b.sequence);
}

/** Neighbour discovery passes every IPv6 list unless a rule stops it (IOS IPv6 command reference, `ipv6 access-list`). */
function neighbourDiscovery(reader: ListReader, walk: Walk): void {
  const types: readonly (readonly [string, number])[] = [
    ['nd-na', 136],
    ['nd-ns', 135],
  ];
  for (const [name, type] of types) {
    const match = reader.names.services([service(oneNumber(58), { icmpType: oneNumber(type) })]);
    rule(reader, walk, name, walk.list.at, { match, action: { do: 'permit' }, implicit: true, log: null });
  }
}

export const listId = (list: IosList): string => (list.kind === 'ipv6' ? `ipv6 ${list.name}` : list.name);

/** A list that ends in its implicit denial. */
export function readList(reader: ListReader, list: IosList, applied: boolean): FilterList {
  const walk: Walk = { list, rules: [], remarks: [], applied };
  for (const { line, sequence } of inOrder(list.lines)) readLine(reader, walk, line, sequence);
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
