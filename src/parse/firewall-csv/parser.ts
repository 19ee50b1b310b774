/**
 * A rule base as a CSV: by a mapping file that says what its columns mean, or by its headings alone. The mapping file is
 * what is read as the device; the tables that it names are parts of it.
 */
import { NO_ADDRESSES, unionOf } from '../../facts/address-set.ts';
import type { Action, FirewallDevice, FirewallNote, FirewallPort } from '../../facts/firewall/model.ts';
import { ANY } from '../../facts/firewall/model.ts';
import type { Evidence, Intact, Problem } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';
import { type CsvRow, endsInsideRow, readCsv } from '../csv.ts';
import { locate, type ParseContext, type Parsed, type Parser, problem, tally } from '../parser.ts';
import { type CellContext, cellContext } from './cells.ts';
import { type Columns, columnsOf, looksLikeRules } from './columns.ts';
import { type CsvMap, isMap, NO_MAP, readMap, type Separator } from './map.ts';
import { literal, objectsOf } from './objects.ts';
import { type RowContext, rulesOf } from './rows.ts';

const HEAD = 4096;
const ALL_SEPARATORS: readonly Separator[] = [',', ';', '\t'];

/** The separator that makes most cells in the first lines. */
function separatorOf(text: string): Separator {
  const head = text.slice(0, HEAD);
  const counts = ALL_SEPARATORS.map((s) =>
    Math.max(
      ...readCsv(head, s)
        .rows.slice(0, 30)
        .map((r) => r.cells.length),
      0,
    ),
  );
  return ALL_SEPARATORS[counts.indexOf(Math.max(...counts))] ?? ',';
}

function recognise(evidence: Evidence): boolean {
  const head = evidence.text.slice(0, HEAD);
  if (isMap(head)) return true;
  if (/^\s*[<{[]/.test(head)) return false;
  return looksLikeRules(readCsv(head, separatorOf(head)).rows);
}

const noTable = (name: string): Bilingual => ({
  ja: `規則の表 ${name} が証拠の中に無い (または二つ以上ある)`,
  en: `the table of rules ${name} is not among the evidence, or more than one may be it`,
});

const CUT: Bilingual = { ja: '表が行の途中で終わっている', en: 'the table ends inside a row' };

const UNMAPPED = (heading: string): Bilingual => ({
  ja: `列「${heading}」の意味が分からない。通信の条件でなければ対応ファイルの ignore に書く`,
  en: `the column ${heading} is not known; name it under ignore in the mapping file if it narrows nothing`,
});

interface Table {
  readonly evidence: Evidence;
  readonly rows: readonly CsvRow[];
  readonly cut: CsvRow | null;
}

function tableOf(evidence: Evidence, map: CsvMap): Table {
  const { text } = evidence;
  const read = readCsv(text, map.separator ?? separatorOf(text));
  const rows = [...read.rows];
  return { evidence, rows, cut: endsInsideRow(read, text) ? (rows.pop() ?? null) : null };
}

interface Work {
  readonly evidence: Evidence;
  readonly map: CsvMap;
  readonly table: Table | null;
  readonly problems: Problem[];
  readonly gaps: FirewallNote[];
  readonly notes: FirewallNote[];
  readonly tally: ReturnType<typeof tally>;
}

/** What was not understood and stands in no rule. */
function gap(work: Work, evidence: Evidence, line: number, kind: string, because: Bilingual): void {
  work.problems.push(problem(evidence, line, because, true));
  work.gaps.push({ kind, because, at: locate(evidence, line, '') });
}

function portsOf(cells: CellContext): readonly FirewallPort[] {
  const { map } = cells;
  const sets = (texts: readonly string[]) => unionOf(texts.map((t) => literal(t) ?? NO_ADDRESSES));
  const mapped = map.ports.map((p) => ({
    name: p.name,
    aliases: p.aliases,
    addresses: sets(p.addresses),
    connected: sets(p.networks),
    enabled: true,
  }));
  const known = new Set(map.ports.flatMap((p) => [p.name, ...p.aliases]));
  const others = [...cells.ports].filter((name) => !known.has(name)).sort();
  return [
    ...mapped,
    ...others.map((name) => ({
      name,
      aliases: [],
      addresses: NO_ADDRESSES,
      connected: NO_ADDRESSES,
      enabled: true,
    })),
  ];
}

const NO_DEFAULT: Bilingual = {
  ja: 'どの規則にも当たらない通信の扱いがこの表に書かれていない',
  en: 'the table does not say what becomes of packets that no rule matches',
};

function endOf({ map }: Work, columns: Columns | null): Action {
  const said =
    map.defaultAction === 'unknown' ? (columns?.preset?.defaultAction ?? 'unknown') : map.defaultAction;
  return said === 'unknown' ? { do: 'unknown', what: NO_DEFAULT } : { do: said };
}

interface Made {
  readonly rules: FirewallDevice['lists'][number]['rules'];
  readonly columns: Columns | null;
  readonly ports: readonly FirewallPort[];
}

const NOTHING: Made = { rules: [], columns: null, ports: [] };

function unmapped(work: Work, table: Table, columns: Columns): void {
  const heading = table.rows[columns.row];
  for (const { heading: name } of columns.other) {
    const at = locate(table.evidence, heading?.line ?? 1, name);
    work.notes.push({ kind: 'unknown-column', because: UNMAPPED(name), at });
  }
}

function made(work: Work, table: Table, context: ParseContext): Made {
  const columns = columnsOf(table.rows, work.map);
  if ('ja' in columns) {
    gap(work, table.evidence, 1, 'headings', columns);
    return NOTHING;
  }
  for (const fault of columns.faults)
    gap(work, table.evidence, table.rows[columns.row]?.line ?? 1, 'headings', fault);
  const objects = objectsOf(work.map, context);
  const cells = cellContext(work.map, objects);
  const rows: RowContext = {
    ...cells,
    evidence: table.evidence,
    columns,
    tally: work.tally,
    notes: work.notes,
  };
  work.tally.irrelevant(columns.row + 1);
  const rules = rulesOf(rows, table.rows.slice(columns.row + 1));
  for (const { kind, because } of objects.faults) {
    work.notes.push({ kind, because, at: locate(work.evidence, 1, '') });
  }
  unmapped(work, table, columns);
  return { rules, columns, ports: portsOf(cells) };
}

function deviceOf(work: Work, table: Table | null, found: Made): FirewallDevice {
  const at = locate(table?.evidence ?? work.evidence, table?.rows[found.columns?.row ?? 0]?.line ?? 1, '');
  const { map } = work;
  return {
    context: '',
    vendor: 'csv',
    hostname: map.hostname,
    version: null,
    families: map.families,
    stateful: map.stateful,
    ports: found.ports,
    routes: [],
    routesComplete: map.routesComplete,
    lists: [
      {
        id: 'rules',
        name: 'rules',
        rules: found.rules,
        end: endOf(work, found.columns),
        endLog: map.defaultLog,
        at,
      },
    ],
    forward: [{ kind: 'filter', list: 'rules', when: ANY }],
    input: null,
    gaps: work.gaps,
    notes: work.notes,
    at,
  };
}

/** The table beside a mapping file: the one it names, else the one of its name. */
const tableName = (evidence: Evidence, map: CsvMap): string =>
  map.csv ?? (evidence.file.split('/').at(-1) ?? '').replace(/(?:\.map)?\.(?:ya?ml|json)$/i, '.csv');

/** Whether a file is the mapping file of the table of that name beside it. */
export const mapsTable = (evidence: Evidence, table: string): boolean =>
  isMap(evidence.text.slice(0, HEAD)) && tableName(evidence, readMap(evidence.text).map) === table;

function workOf(evidence: Evidence, context: ParseContext): Work {
  const base = { evidence, problems: [], gaps: [], notes: [], tally: tally() };
  if (!isMap(evidence.text.slice(0, HEAD))) return { ...base, map: NO_MAP, table: tableOf(evidence, NO_MAP) };
  const { map, faults } = readMap(evidence.text);
  const name = tableName(evidence, map);
  const sibling = context.sibling(name);
  const table = sibling && sibling !== 'ambiguous' ? tableOf(sibling, map) : null;
  const work: Work = { ...base, map, table };
  for (const { line, message } of faults) gap(work, evidence, line, 'mapping', message);
  if (!table) gap(work, evidence, 1, 'table', noTable(name));
  return work;
}

function parse(evidence: Evidence, context: ParseContext): Parsed {
  const work = workOf(evidence, context);
  const { table } = work;
  if (table?.cut) gap(work, table.evidence, table.cut.line, 'cut', CUT);
  const found = table ? made(work, table, context) : NOTHING;
  const intact: Intact = table?.cut ? 'cut' : 'cannot-tell';
  return {
    kind: 'firewall-csv',
    sections: { devices: { devices: [deviceOf(work, table, found)], at: locate(evidence, 1, '') } },
    lines: work.tally.counts(),
    notUnderstood: work.tally.listed(),
    intact,
    problems: work.problems,
  };
}

export const firewallCsv: Parser = { kind: 'firewall-csv', recognise, parse };
