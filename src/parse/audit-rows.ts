/**
 * Rows of advanced audit policy as CSV: a GPO's audit.csv ([MS-GPAC] 2.2.1) and `auditpol /get /category:* /r`. Both
 * have Machine Name, Policy Target, Subcategory, its GUID, Inclusion, Exclusion and, in all but old builds, Setting
 * Value. Headings and names are localised, so that only the GUID and the number are read.
 */
import type { AuditOption, AuditSetting } from '../facts/audit.ts';
import type { GpoRef } from '../facts/registry.ts';
import type { Evidence, Location } from '../model/evidence.ts';
import { type CsvRow, type CsvRows, readCsv } from './csv.ts';
import { locate, type Tally, tally } from './parser.ts';
import { type HostNames, hostNames } from './stated-hosts.ts';

/** Last two digits of {0CCE92xx-69AE-11D9-BED3-505054503030}: 10 (Security State Change) and up. */
const SUBCATEGORY = /^\{?(0CCE92[0-9A-F]{2}-69AE-11D9-BED3-505054503030)\}?$/i;

const cell = (row: CsvRow, index: number): string => (row.cells[index] ?? '').trim();

const guidOf = (row: CsvRow): string | null => {
  const guid = SUBCATEGORY.exec(cell(row, 3))?.[1];
  return guid === undefined ? null : `{${guid.toUpperCase()}}`;
};

const HEAD = 4096;
const headRows = (evidence: Evidence): readonly CsvRow[] => readCsv(evidence.text.slice(0, HEAD)).rows;

/** In auditpol's own names only this one begins with `Audit` (Audit Policy Change). */
const AUDIT_POLICY_CHANGE = '{0CCE922F-69AE-11D9-BED3-505054503030}';
const EDITOR_NAME = /^Audit |の監査$/;

/** auditpol names the machine in every row; the policy editor names none and calls a subcategory `Audit …`, 「…の監査」. */
const isReportRow = (row: CsvRow): boolean =>
  cell(row, 0) !== '' && (guidOf(row) === AUDIT_POLICY_CHANGE || !EDITOR_NAME.test(cell(row, 2)));

/** What a row or heading that decides holds; most texts hold neither and need not be read as CSV. */
const MAY_DECIDE = /0CCE92|Subcategory GUID/i;

export type AuditKind = 'audit-csv' | 'auditpol-report';

/** Which of the two a text is; null when its first 4 KB hold no row of a subcategory and no heading of audit.csv. */
export function auditKind(evidence: Evidence): AuditKind | null {
  if (!MAY_DECIDE.test(evidence.text.slice(0, HEAD))) return null;
  const rows = headRows(evidence);
  const settings = rows.filter((row) => guidOf(row) !== null);
  if (settings.length > 0) return settings.every(isReportRow) ? 'auditpol-report' : 'audit-csv';
  const [first] = rows;
  return first && cell(first, 0) === 'Machine Name' && cell(first, 3) === 'Subcategory GUID'
    ? 'audit-csv'
    : null;
}

/** Words of `auditpol /r` where there is no number; Windows has them in the system's language. */
const WORDS: ReadonlyMap<string, number> = new Map([
  ['success and failure', 3],
  ['success', 1],
  ['failure', 2],
  ['no auditing', 0],
  ['成功および失敗', 3],
  ['成功と失敗', 3],
  ['成功', 1],
  ['失敗', 2],
  ['監査なし', 0],
]);

const VALUE_COLUMN = 6;

/** Setting Value 0-4, or null where the row does not say it in a way we know. */
function settingValue(row: CsvRow, columns: number, kind: AuditKind): number | null {
  if (row.cells.length < columns) return null;
  if (columns > VALUE_COLUMN) {
    const text = cell(row, VALUE_COLUMN);
    return /^[0-4]$/.test(text) ? Number(text) : null;
  }
  if (kind === 'audit-csv') return null;
  return WORDS.get(cell(row, 4).toLowerCase()) ?? null;
}

/** Rows of a user, of an audit option or of a global object access SACL; they say nothing of the system's subcategories. */
const isOther = (row: CsvRow): boolean =>
  /^Option:|GlobalSacl$/i.test(cell(row, 2)) || /^S-1-|[\\@]/.test(cell(row, 1));

export interface AuditRows {
  readonly settings: readonly AuditSetting[];
  readonly options: readonly AuditOption[];
  /** First row that was not understood; null when all were. */
  readonly bad: Location | null;
  /** The last row is a part of one. */
  readonly cut: boolean;
  readonly first: Location;
  readonly lines: Tally;
  /** Machine Name of the rows that were understood. */
  readonly hosts: HostNames;
}

function settingOf(evidence: Evidence, row: CsvRow, value: number, kind: AuditKind, gpo: GpoRef | null) {
  return {
    subcategory: guidOf(row) ?? '',
    success: value === 1 || value === 3,
    failure: value === 2 || value === 3,
    unchanged: kind === 'audit-csv' && value === 0,
    gpo,
    at: locate(evidence, row.line, row.text),
  };
}

/** Options without a number are left out: `auditpol` writes words for them. */
function optionsOf(evidence: Evidence, row: CsvRow, gpo: GpoRef | null): readonly AuditOption[] {
  const [name, value] = [cell(row, 2), cell(row, VALUE_COLUMN)];
  if (!/^Option:/i.test(name) || !/^\d$/.test(value)) return [];
  return [{ name, value, gpo, at: locate(evidence, row.line, row.text) }];
}

const isHeading = (row: CsvRow): boolean => guidOf(row) === null && row.cells.length >= 6 && !isOther(row);

const isHalf = (csv: CsvRows, row: CsvRow, columns: number): boolean =>
  row === csv.rows.at(-1) && (csv.openQuote || (!csv.closedLine && row.cells.length < columns));

export function readAuditRows(evidence: Evidence, kind: AuditKind, gpo: GpoRef | null): AuditRows {
  const csv = readCsv(evidence.text);
  const columns = csv.rows[0]?.cells.length ?? 0;
  const lines = tally();
  const hosts = hostNames();
  const settings: AuditSetting[] = [];
  const options: AuditOption[] = [];
  let bad: Location | null = null;
  let cut = false;
  csv.rows.forEach((row, index) => {
    const value = guidOf(row) === null ? null : settingValue(row, columns, kind);
    if (isHalf(csv, row, columns)) cut = true;
    if (isOther(row) || (index === 0 && isHeading(row))) {
      lines.irrelevant();
      options.push(...optionsOf(evidence, row, gpo));
    } else if (value === null) {
      bad ??= locate(evidence, row.line, row.text);
      lines.notUnderstood(locate(evidence, row.line, row.text));
    } else {
      lines.understood();
      settings.push(settingOf(evidence, row, value, kind, gpo));
      hosts.add(cell(row, 0), () => locate(evidence, row.line, row.text));
    }
  });
  const first = csv.rows[0];
  return {
    settings,
    options,
    bad,
    cut,
    first: locate(evidence, first?.line ?? 1, first?.text ?? ''),
    lines,
    hosts,
  };
}
