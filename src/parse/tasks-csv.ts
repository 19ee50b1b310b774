/** `schtasks /query /fo csv [/v]`, in Japanese, English, and, for the full form, any language: the columns stand still. */
import type { ScheduledTask } from '../facts/host-activity.ts';
import type { Evidence } from '../model/evidence.ts';
import type { CsvRow } from './csv.ts';
import { endsInsideRow, readCsv } from './csv.ts';
import { tableProblems } from './list-problems.ts';
import type { Parsed, Parser, Tally } from './parser.ts';
import { locate, tally } from './parser.ts';
import { type HostNames, hostNames } from './stated-hosts.ts';

const HEAD = 16_384;

/** Where the columns stand; null: the form does not have it. */
interface Columns {
  readonly count: number;
  readonly path: number;
  readonly status: number;
  readonly state: number | null;
  readonly runAs: number | null;
  readonly host: number | null;
}

/** With /v: 28 columns, or 29 with the process id. */
const FULL: Columns = { count: 28, path: 1, status: 3, state: 11, runAs: 14, host: 0 };

const HOST_NAMES: ReadonlySet<string> = new Set(['hostname', 'ホスト名']);
const TASK_NAMES: ReadonlySet<string> = new Set(['taskname', 'タスク名']);
const STATUS_NAMES: ReadonlySet<string> = new Set(['status', '状態']);
const STATE_NAMES: ReadonlySet<string> = new Set(['scheduled task state', 'スケジュールされたタスクの状態']);
const RUN_AS_NAMES: ReadonlySet<string> = new Set(['run as user', 'ユーザーとして実行']);

/** Scheduled Task State and, where there is none, Status. */
const ENABLED: ReadonlyMap<string, boolean> = new Map([
  ['enabled', true],
  ['有効', true],
  ['disabled', false],
  ['無効', false],
  ['ready', true],
  ['準備完了', true],
  ['running', true],
  ['実行中', true],
  ['queued', true],
  ['キューに挿入済み', true],
]);

const cell = (row: CsvRow, index: number | null): string => (index === null ? '' : (row.cells[index] ?? ''));

const isFull = (row: CsvRow): boolean => row.cells.length >= FULL.count && row.cells.length <= FULL.count + 1;

/** The full form by position, in any language; another by the words of its heading. */
function headingColumns(row: CsvRow): Columns | null {
  const names = row.cells.map((text) => text.trim().toLowerCase());
  const find = (set: ReadonlySet<string>): number => names.findIndex((name) => set.has(name));
  if (isFull(row) && !names[FULL.path]?.startsWith('\\')) return { ...FULL, count: row.cells.length };
  const [path, status] = [find(TASK_NAMES), find(STATUS_NAMES)];
  if (path < 0 || status < 0) return null;
  const at = (set: ReadonlySet<string>): number | null => (find(set) < 0 ? null : find(set));
  return {
    count: names.length,
    path,
    status,
    state: at(STATE_NAMES),
    runAs: at(RUN_AS_NAMES),
    host: at(HOST_NAMES),
  };
}

/** A heading without a known word is one of schtasks only if a task path stands below it. */
function isTaskTable(text: string): boolean {
  const [heading, first] = readCsv(text).rows;
  const columns = heading?.text.startsWith('"') ? headingColumns(heading) : null;
  if (!heading || !columns) return false;
  if (heading.cells.some((name) => TASK_NAMES.has(name.trim().toLowerCase()))) return true;
  return first !== undefined && cell(first, columns.path).startsWith('\\');
}

/** schtasks does not double quotes inside a field, so a command line may break a row; its path stands before that. */
function readTask(evidence: Evidence, columns: Columns, row: CsvRow): ScheduledTask | null {
  const path = cell(row, columns.path);
  if (row.cells.length < columns.count || !path.startsWith('\\') || path.includes('\ufffd')) return null;
  const at = locate(evidence, row.line, path);
  if (row.cells.length > columns.count) return { path, enabled: null, runAs: null, at };
  const word = cell(row, columns.state ?? columns.status).toLowerCase();
  const runAs = cell(row, columns.runAs);
  return { path, enabled: ENABLED.get(word) ?? null, runAs: runAs === '' ? null : runAs, at };
}

/** A task with several triggers has a row for each. */
function distinct(tasks: readonly ScheduledTask[]): readonly ScheduledTask[] {
  const byPath = new Map<string, ScheduledTask>();
  for (const task of tasks) {
    const id = task.path.toLowerCase();
    if (!byPath.has(id)) byPath.set(id, task);
  }
  return [...byPath.values()];
}

/** schtasks repeats the heading for each folder. */
function readRows(
  evidence: Evidence,
  rows: readonly CsvRow[],
  heading: CsvRow,
  count: Tally,
  hosts: HostNames,
): ScheduledTask[] {
  const columns = headingColumns(heading) ?? FULL;
  const tasks: ScheduledTask[] = [];
  for (const row of rows) {
    const task = readTask(evidence, columns, row);
    if (task) {
      tasks.push(task);
      hosts.add(cell(row, columns.host), () => task.at);
    } else if (row.text === heading.text) count.irrelevant();
    else count.notUnderstood(locate(evidence, row.line, cell(row, columns.path)));
  }
  count.understood(tasks.length);
  return tasks;
}

function parse(evidence: Evidence): Parsed {
  const read = readCsv(evidence.text);
  const count = tally();
  const hosts = hostNames();
  const [heading, ...rows] = read.rows;
  const cutRow = endsInsideRow(read, evidence.text) ? (rows.pop() ?? heading ?? null) : null;
  const tasks = heading ? readRows(evidence, rows, heading, count, hosts) : [];
  count.understood();
  const problems = tableProblems(evidence, count, cutRow);
  const at = locate(evidence, heading?.line ?? 1, (heading?.cells ?? []).slice(0, 4).join(','));
  return {
    kind: 'tasks-csv',
    sections: { tasks: { items: distinct(tasks), complete: problems.length === 0, at } },
    lines: count.counts(),
    notUnderstood: count.listed(),
    intact: cutRow ? 'cut' : 'cannot-tell',
    problems,
    ...hosts.found(),
  };
}

export const tasksCsv: Parser = {
  kind: 'tasks-csv',
  recognise: (evidence) => isTaskTable(evidence.text.slice(0, HEAD).replace(/^\s+/, '')),
  parse,
};
