/** The access lists of an ASA as lists of rules. */
import type { FilterList, FilterRule, Match } from '../../facts/firewall/model.ts';
import { type Addresses, ANY_ADDRESS, ANY_IPV4, ANY_IPV6 } from '../cisco/addresses.ts';
import type { Draft } from '../cisco/draft.ts';
import { type Block, type ConfigLine, wordsOf } from '../cisco/lines.ts';
import { timeRange } from '../cisco/time-range.ts';
import { type Ace, readAce } from './ace.ts';
import type { AsaConfig, AsaList } from './config.ts';
import { type Dictionary, remembered } from './names.ts';

/** Hit counts of rules, by list and place. */
export type Hits = ReadonlyMap<string, number>;

export const hitKey = (list: string, place: number): string => `${list} ${place}`;

export interface ListReader {
  readonly config: AsaConfig;
  readonly draft: Draft;
  readonly names: Dictionary;
  readonly hits: Hits;
  readonly timeRange: (name: string) => Match;
}

function timeRangeMatch(draft: Draft, names: Dictionary, name: string, block: Block | undefined): Match {
  const schedule = block && timeRange(block.body.map((l) => l.text));
  if (block)
    for (const line of block.body) {
      if (schedule) draft.tally.understood();
      else draft.tally.notUnderstood(draft.at(line));
    }
  const what = { ja: `時間帯 ${name}`, en: `the time range ${name}` };
  if (schedule) return names.conditions.of(`time-range ${name}`, 'time', what, schedule);
  return names.conditions.unknown(
    `time-range ${name}`,
    `内容の分からない時間帯 ${name}`,
    `the time range ${name}, whose content is not known`,
  );
}

export const listReader = (config: AsaConfig, draft: Draft, names: Dictionary, hits: Hits): ListReader => ({
  config,
  draft,
  names,
  hits,
  timeRange: remembered((name) => timeRangeMatch(draft, names, name, config.timeRanges.get(name))),
});

/** `any` is both families since 9.0; before, each family has its own lists. */
const anyOf = (config: AsaConfig, six: boolean): Addresses =>
  six ? ANY_IPV6 : config.version !== null && config.version.number < 9 ? ANY_IPV4 : ANY_ADDRESS;

/** A denial is logged by itself (message 106023), a permission only where the rule says so. */
const logOf = (ace: Ace): boolean => ace.log ?? !ace.permit;

const PERMIT: FilterRule['action'] = { do: 'permit' };
const DENY: FilterRule['action'] = { do: 'deny' };

/**
 * FTD: a rule of layer 7 that permits only hands the packet to Snort, which decides; so does one of which nothing says
 * what layer it is of.
 */
function actionOf(ace: Ace, advanced: boolean, layer: string | undefined): FilterRule['action'] {
  if (!ace.permit) return DENY;
  if (!advanced || ace.trust || layer === 'L4') return PERMIT;
  return {
    do: 'unknown',
    what: {
      ja: 'この規則に合う通信を通すかどうかは Snort (アプリケーションなどの条件) が決める',
      en: 'Snort decides what becomes of packets of this rule (applications and the like)',
    },
  };
}

interface Walk {
  readonly list: AsaList;
  readonly rules: FilterRule[];
  readonly remarks: string[];
  /** FTD: name and layer of each rule, from its remarks. */
  readonly titles: Map<string, { name: string; layer: string | undefined }>;
  place: number;
}

function remark(walk: Walk, text: string): void {
  const [, id, layer, name] =
    /^rule-id (\d+): (?:(L[47]) )?(?:RULE: |ACCESS POLICY: )?(.*)$/.exec(text) ?? [];
  if (id === undefined || name === undefined) walk.remarks.push(text);
  else if (layer !== undefined || !walk.titles.has(id)) walk.titles.set(id, { name, layer });
}

/** Where `permit` or `deny` stands: after `extended`, or at once as PIX and old files write it. */
const startOf = (words: readonly string[]): number => {
  const at = words[2] === 'line' ? 4 : 2;
  return words[at] === 'extended' || words[at] === 'advanced' ? at + 1 : at;
};

function addRule(reader: ListReader, walk: Walk, line: ConfigLine, ace: Ace, advanced: boolean): void {
  const title = ace.ruleId === null ? undefined : walk.titles.get(ace.ruleId);
  walk.rules.push({
    id: ace.ruleId ?? String(walk.place),
    name: title?.name ?? null,
    at: reader.draft.at(line),
    enabled: ace.enabled,
    match: ace.match,
    action: actionOf(ace, advanced, title?.layer),
    log: logOf(ace),
    hits: ace.hits ?? reader.hits.get(hitKey(walk.list.name, walk.place)) ?? null,
    comment: walk.remarks.length > 0 ? walk.remarks.join(' / ') : null,
  });
  walk.remarks.length = 0;
}

function reportRule(reader: ListReader, line: ConfigLine, ace: Ace): void {
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

interface Reading {
  /** Of `ipv6 access-list`. */
  readonly six: boolean;
  /** Whether the list filters: only then a line that is not understood is a gap. */
  readonly applied: boolean;
}

function readLine(reader: ListReader, walk: Walk, line: ConfigLine, { six, applied }: Reading): void {
  const words = wordsOf(six ? line.text.slice('ipv6 '.length) : line.text);
  walk.place += 1;
  const start = startOf(words);
  if (words[start] === 'remark') {
    remark(walk, words.slice(start + 1).join(' '));
    reader.draft.tally.understood();
    return;
  }
  const ace = readAce(reader.names, words, start, anyOf(reader.config, six), reader.timeRange, line.number);
  if (!ace) {
    if (applied) reader.draft.unread(line);
    else reader.draft.tally.notUnderstood(reader.draft.at(line));
    return;
  }
  reportRule(reader, line, ace);
  addRule(reader, walk, line, ace, words[start - 1] === 'advanced');
}

export const listId = (name: string, six: boolean): string => (six ? `ipv6 ${name}` : name);

/** What no rule of it decides goes back to the list that calls it. */
export function readList(reader: ListReader, list: AsaList, how: Reading): FilterList {
  const walk: Walk = { list, rules: [], remarks: [], titles: new Map(), place: 0 };
  for (const line of list.lines) readLine(reader, walk, line, how);
  const at = reader.draft.at(list.lines[0] ?? reader.config.at);
  return {
    id: listId(list.name, how.six),
    name: list.name,
    rules: walk.rules,
    end: { do: 'return' },
    endLog: null,
    at,
  };
}
