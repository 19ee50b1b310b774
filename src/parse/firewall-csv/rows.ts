/** The rows of a table as rules, in their order. */
import type { Action, FilterRule, FirewallNote, Match } from '../../facts/firewall/model.ts';
import type { Evidence } from '../../model/evidence.ts';
import type { CsvRow } from '../csv.ts';
import { locate, type Tally } from '../parser.ts';
import {
  type CellContext,
  narrowing,
  portMatch,
  protocolMatch,
  scheduleMatch,
  serviceMatch,
  sideMatch,
} from './cells.ts';
import type { Columns } from './columns.ts';
import { type ColumnRole, plain, wordKey } from './words.ts';

export interface RowContext extends CellContext {
  readonly evidence: Evidence;
  readonly columns: Columns;
  readonly tally: Tally;
  readonly notes: FirewallNote[];
}

interface Entry {
  readonly line: number;
  readonly text: string;
  readonly cells: readonly string[];
}

/** An entry whose cells others add to. */
interface Growing extends Entry {
  readonly cells: string[];
}

const cellOf = ({ columns }: RowContext, { cells }: Entry, role: ColumnRole): string => {
  const index = columns.at.get(role);
  return index === undefined ? '' : (cells[index] ?? '').trim();
};

const RULE_ROLES = ['source', 'destination', 'service', 'protocol', 'port', 'action'] as const;

/** A row that says nothing a rule would say: a title of a section, a remark. */
const isTitle = (context: RowContext, entry: Entry): boolean =>
  RULE_ROLES.every((role) => cellOf(context, entry, role) === '');

/** Rows that go on with the rule above, where the mapping says that there are such. */
function joined(context: RowContext, rows: readonly Growing[]): readonly Growing[] {
  const out: Growing[] = [];
  for (const entry of rows) {
    const last = out.at(-1);
    const numbered = cellOf(context, entry, 'order') !== '' || cellOf(context, entry, 'id') !== '';
    if (!numbered && last && !isTitle(context, entry)) append(last, entry);
    else out.push(entry);
  }
  return out;
}

function append(last: Growing, next: Entry): void {
  next.cells.forEach((cell, i) => {
    if (cell.trim() !== '') last.cells[i] = last.cells[i]?.trim() ? `${last.cells[i]}\n${cell}` : cell;
  });
}

/** Merged cells of a spreadsheet: empty means the value above. */
function repeated(context: RowContext, entries: readonly Growing[]): void {
  for (const index of context.columns.repeat) {
    let value = '';
    for (const { cells } of entries) {
      if ((cells[index] ?? '').trim() === '') cells[index] = value;
      else value = cells[index] ?? '';
    }
  }
}

/** The rows as they stand, where the mapping says nothing of rows that belong together. */
function entriesOf(context: RowContext, rows: readonly CsvRow[]): readonly Entry[] {
  const { continued } = context.map;
  if (!continued && context.columns.repeat.length === 0) return rows;
  const copies = rows.map(({ line, text, cells }) => ({ line, text, cells: [...cells] }));
  const entries = continued ? joined(context, copies) : copies;
  repeated(context, entries);
  return entries;
}

function actionOf(context: RowContext, text: string): Action {
  const key = wordKey(text);
  if (context.words.permit.has(key)) return { do: 'permit' };
  if (context.words.deny.has(key)) return key.startsWith('re') ? { do: 'deny', reject: key } : { do: 'deny' };
  const shown = key === '' ? '(空欄)' : key.slice(0, 60);
  return {
    do: 'unknown',
    what: {
      ja: `動作 ${shown} を読み取れない`,
      en: `the action ${key === '' ? '(empty)' : shown} is not understood`,
    },
  };
}

/** null: the cell is neither yes nor no. */
function flag(context: RowContext, text: string): boolean | null {
  const key = wordKey(text);
  if (context.words.yes.has(key)) return true;
  return context.words.no.has(key) ? false : null;
}

interface Enabled {
  readonly enabled: boolean;
  /** The cell was not understood. */
  readonly unsure: string | null;
}

function enabledOf(context: RowContext, entry: Entry, name: string): Enabled {
  const prefix = context.columns.preset?.disabledPrefix;
  if (prefix && name.toLowerCase().startsWith(prefix)) return { enabled: false, unsure: null };
  const on = cellOf(context, entry, 'enabled');
  const off = cellOf(context, entry, 'disabled');
  if (off !== '') {
    const value = flag(context, off);
    return { enabled: value !== true, unsure: value === null ? off : null };
  }
  if (on === '') return { enabled: true, unsure: null };
  const value = flag(context, on);
  return { enabled: value !== false, unsure: value === null ? on : null };
}

const logOf = (context: RowContext, entry: Entry): boolean | null => {
  const text = cellOf(context, entry, 'log');
  return text === '' ? null : flag(context, text);
};

const hitsOf = (context: RowContext, entry: Entry): number | null => {
  const text = plain(cellOf(context, entry, 'hits')).replaceAll(',', '');
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
};

const always: Match = { kind: 'always' };

function serviceOf(context: RowContext, entry: Entry): Match {
  const { at } = context.columns;
  const not = flag(context, cellOf(context, entry, 'service-not')) === true;
  const service = cellOf(context, entry, 'service');
  if (at.has('service') && (service !== '' || !at.has('protocol')))
    return serviceMatch(context, service, not);
  const [protocol, port, sport] = (['protocol', 'port', 'source-port'] as const).map((r) =>
    cellOf(context, entry, r),
  );
  return protocolMatch(context, protocol ?? '', port ?? '', sport ?? '');
}

/** A column for source ports beside one for services. */
function sourcePort(context: RowContext, entry: Entry): Match {
  const { at } = context.columns;
  if (!at.has('service') || !at.has('source-port')) return always;
  const text = cellOf(context, entry, 'source-port');
  return text === '' || text === '-' ? always : protocolMatch(context, '', '', text);
}

function extras(context: RowContext, entry: Entry): readonly Match[] {
  const { conditions, other } = context.columns;
  const cell = (index: number): string => (entry.cells[index] ?? '').trim();
  return [
    scheduleMatch(context, cellOf(context, entry, 'schedule')),
    ...conditions.map((c) => narrowing(context, c.heading, cell(c.index), 'sender')),
    ...other.map((c) => narrowing(context, c.heading, cell(c.index), 'unknown')),
  ];
}

function matchOf(context: RowContext, entry: Entry, unsure: string | null): Match {
  const side = (role: 'source' | 'destination'): Match => {
    const not = flag(context, cellOf(context, entry, `${role}-not`)) === true;
    return sideMatch(context, role === 'source' ? 'src' : 'dst', cellOf(context, entry, role), not);
  };
  const of = [
    portMatch(context, 'in', cellOf(context, entry, 'from')),
    portMatch(context, 'out', cellOf(context, entry, 'to')),
    serviceOf(context, entry),
    sourcePort(context, entry),
    side('source'),
    side('destination'),
    ...extras(context, entry),
    unsure === null ? always : narrowing(context, 'enabled', unsure, 'unknown'),
  ].filter((m) => m.kind !== 'always');
  return of.length === 0 ? always : of.length === 1 ? (of[0] ?? always) : { kind: 'all', of };
}

const inlineLayer = /^\d+\.\d/;

function ruleOf(context: RowContext, entry: Entry, index: number): FilterRule {
  const name = cellOf(context, entry, 'name');
  const { enabled, unsure } = enabledOf(context, entry, name);
  const number = cellOf(context, entry, 'id') || cellOf(context, entry, 'order') || String(index + 1);
  const action = inlineLayer.test(number)
    ? ({
        do: 'unknown',
        what: { ja: 'インライン レイヤーの規則', en: 'a rule of an inline layer' },
      } as const)
    : actionOf(context, cellOf(context, entry, 'action'));
  return {
    id: plain(number),
    name: name === '' ? null : plain(name),
    at: locate(context.evidence, entry.line, entry.text),
    enabled,
    match: matchOf(context, entry, unsure),
    action,
    log: logOf(context, entry),
    hits: hitsOf(context, entry),
    comment: cellOf(context, entry, 'comment') || null,
  };
}

const ORDER_NOTE = {
  ja: '順序の列に数でない値か同じ値があるため、行の順に読む',
  en: 'the column of the order holds what is no number, or one number twice: the rows are taken as they stand',
};

/** By the column of the order, where it holds distinct numbers. */
function ordered(context: RowContext, entries: readonly Entry[]): readonly Entry[] {
  if (!context.columns.at.has('order')) return entries;
  const numbers = entries.map((e) => Number(plain(cellOf(context, e, 'order')) || Number.NaN));
  const distinct = new Set(numbers).size === numbers.length && numbers.every((n) => Number.isFinite(n));
  if (!distinct) {
    const first = entries[0];
    if (first) {
      const at = locate(context.evidence, first.line, first.text);
      context.notes.push({ kind: 'order', because: ORDER_NOTE, at });
    }
    return entries;
  }
  const pairs = entries.map((entry, i) => ({ entry, n: numbers[i] ?? 0 }));
  return pairs.sort((a, b) => a.n - b.n).map(({ entry }) => entry);
}

/** Two rules of one number are told apart by their rows. */
function distinctIds(rules: readonly FilterRule[]): readonly FilterRule[] {
  const seen = new Set<string>();
  return rules.map((rule) => {
    const id = seen.has(rule.id) ? `${rule.id} (${rule.at.line})` : rule.id;
    seen.add(id);
    return id === rule.id ? rule : { ...rule, id };
  });
}

/** Names that stand for something elsewhere; whatever else is not known is a cell that was not understood. */
const NAME = /^(?:(?:src|dst) (?:fqdn |object [^\d!<>=≠(])|service service [\p{L}_][\p{L}\w.-]*$)/u;

const isUnread = (match: Match): boolean => {
  switch (match.kind) {
    case 'condition':
      return match.condition.choice === 'unknown' && !NAME.test(match.condition.id);
    case 'all':
    case 'any':
      return match.of.some(isUnread);
    case 'not':
      return isUnread(match.of);
    default:
      return false;
  }
};

export function rulesOf(context: RowContext, rows: readonly CsvRow[]): readonly FilterRule[] {
  const entries = entriesOf(context, rows);
  const titles = entries.filter((e) => isTitle(context, e));
  context.tally.irrelevant(titles.length);
  const real = ordered(
    context,
    entries.filter((e) => !isTitle(context, e)),
  );
  const rules = real.map((entry, i) => ruleOf(context, entry, i));
  for (const rule of rules) {
    if (rule.action.do === 'unknown' || isUnread(rule.match)) context.tally.notUnderstood(rule.at);
    else context.tally.understood();
  }
  return distinctIds(rules);
}
