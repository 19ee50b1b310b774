/** `Get-Service` and `Get-CimInstance Win32_Service`, piped to Export-Csv. */
import type { Service } from '../facts/host-activity.ts';
import type { Evidence } from '../model/evidence.ts';
import type { CsvRow } from './csv.ts';
import { type CsvTable, readTable } from './csv-table.ts';
import { tableProblems } from './list-problems.ts';
import type { Parsed, Parser } from './parser.ts';
import { locate, tally } from './parser.ts';
import { SERVICE_STARTS, SERVICE_STATES } from './service-names.ts';
import { hostNames } from './stated-hosts.ts';

const HEAD = 16_384;

function isServiceTable(table: CsvTable | null): boolean {
  if (!table) return false;
  const has = (...names: readonly string[]): boolean => names.some((name) => table.names.includes(name));
  return has('name', 'servicename') && has('startmode', 'starttype') && !has('direction', 'taskname');
}

type Column = (...names: readonly string[]) => string | null;

/** Each name in turn: Win32_Service has State besides Status, which then is its health. */
const columnsOf =
  (table: CsvTable, row: CsvRow): Column =>
  (...names) => {
    const index = names.map((name) => table.names.indexOf(name)).find((i) => i >= 0);
    return index === undefined ? null : (row.cells[index] ?? null);
  };

function readService(evidence: Evidence, table: CsvTable, row: CsvRow): Service | null {
  if (row.cells.length !== table.names.length) return null;
  const column = columnsOf(table, row);
  const name = column('name', 'servicename') ?? '';
  if (name.trim() === '' || name.includes('\ufffd')) return null;
  const state = SERVICE_STATES.get((column('state', 'status') ?? '').toLowerCase()) ?? 'other';
  const start = SERVICE_STARTS.get((column('startmode', 'starttype') ?? '').toLowerCase()) ?? 'unknown';
  const at = locate(evidence, row.line, `${name} ${state} ${start}`);
  return { name, displayName: column('displayname') ?? '', state, start, at };
}

/** As in JSON (stated-hosts.ts), lower case. */
const COMPUTER = ['systemname', '__server', 'pscomputername'] as const;

function parse(evidence: Evidence): Parsed {
  const count = tally();
  const table = readTable(evidence.text);
  const items: Service[] = [];
  const hosts = hostNames();
  for (const row of table?.rows ?? []) {
    const service = table && readService(evidence, table, row);
    if (table && service) {
      items.push(service);
      hosts.add(columnsOf(table, row)(...COMPUTER) ?? '', () => service.at);
    } else count.notUnderstood(locate(evidence, row.line, row.cells[0] ?? ''));
  }
  count.understood(items.length + (table ? 1 : 0));
  const problems = tableProblems(evidence, count, table?.cutRow ?? null);
  const at = locate(evidence, table?.heading.line ?? 1, table?.heading.text ?? '');
  return {
    kind: 'services-csv',
    sections: { services: { items, complete: problems.length === 0, at } },
    lines: count.counts(),
    notUnderstood: count.listed(),
    intact: table?.cutRow ? 'cut' : 'cannot-tell',
    problems,
    ...hosts.found(),
  };
}

export const servicesCsv: Parser = {
  kind: 'services-csv',
  recognise: (evidence) =>
    /^[#"\w]/.test(evidence.text) && isServiceTable(readTable(evidence.text.slice(0, HEAD))),
  parse,
};
