/** Which column of a table is what. */
import type { Bilingual } from '../../model/text.ts';
import type { CsvRow } from '../csv.ts';
import { shown } from '../site-words.ts';
import { type CsvMap, nearHeading } from './map.ts';
import { PRESETS, type Preset } from './presets.ts';
import { COLUMN_ROLES, type ColumnRole, HEADINGS, headingKey } from './words.ts';

export interface Columns {
  readonly at: ReadonlyMap<ColumnRole, number>;
  readonly conditions: readonly { readonly index: number; readonly heading: string }[];
  /** Columns that are neither known nor to be left aside: what stands in them may narrow a rule. */
  readonly other: readonly { readonly index: number; readonly heading: string }[];
  readonly repeat: readonly number[];
  readonly preset: Preset | null;
  /** Index of the row of headings. */
  readonly row: number;
  readonly faults: readonly Bilingual[];
}

const SEARCHED = 30;

const KNOWN: ReadonlyMap<ColumnRole, ReadonlySet<string>> = new Map(
  COLUMN_ROLES.map((role) => [role, new Set(HEADINGS[role].map(headingKey))] as const),
);

const keysOf = (row: CsvRow): readonly string[] => row.cells.map(headingKey);

const presetOf = (keys: readonly string[]): Preset | null =>
  PRESETS.find((p) => p.told.every((heading) => keys.includes(heading))) ?? null;

function byWords(keys: readonly string[]): ReadonlyMap<ColumnRole, string> {
  const found = new Map<ColumnRole, string>();
  for (const role of COLUMN_ROLES) {
    const key = keys.find((k) => k !== '' && KNOWN.get(role)?.has(k));
    if (key !== undefined) found.set(role, key);
  }
  return found;
}

/** A table tells source, destination, what to do and a service in some form. */
const isTable = (roles: ReadonlyMap<ColumnRole, string>): boolean =>
  roles.has('source') &&
  roles.has('destination') &&
  roles.has('action') &&
  (roles.has('service') || roles.has('port') || roles.has('protocol'));

/** The mapping file's headings stand for those of a preset, and these for what words tell. */
function rolesOf(keys: readonly string[], map: CsvMap): ReadonlyMap<ColumnRole, string> {
  const preset = map.preset ? (PRESETS.find((p) => p.name === map.preset) ?? null) : presetOf(keys);
  const told = preset?.columns ?? byWords(keys);
  const taken = new Set([...map.columns.values(), ...map.ignore, ...map.conditions]);
  const free = [...told].filter(([role, key]) => !map.columns.has(role) && !taken.has(key));
  return new Map([...free, ...map.columns]);
}

/** Whether the head of a text is a table of rules that needs no mapping file. */
export const looksLikeRules = (rows: readonly CsvRow[]): boolean =>
  rows.slice(0, SEARCHED).some((row) => {
    const keys = keysOf(row);
    return presetOf(keys) !== null || isTable(byWords(keys));
  });

function headingRow(rows: readonly CsvRow[], map: CsvMap): number {
  if (map.header !== null) {
    const { header } = map;
    return rows.findIndex((r) => r.line >= header);
  }
  const wanted = [...map.columns.values()];
  return rows.slice(0, SEARCHED).findIndex((row) => {
    const keys = keysOf(row);
    return wanted.length > 0
      ? wanted.every((w) => keys.includes(w))
      : presetOf(keys) !== null || isTable(byWords(keys));
  });
}

const missing = (heading: string, keys: readonly string[]): Bilingual => {
  const near = nearHeading(heading, keys);
  return {
    ja: `見出し ${shown(heading)} の列が無い${near ? `。もしかして: ${shown(near)}` : ''}`,
    en: `there is no column headed ${shown(heading)}${near ? `; did you mean ${shown(near)}?` : ''}`,
  };
};

const NO_HEADING: Bilingual = {
  ja: '送信元・宛先・サービス・動作の見出しを持つ行が見つからない',
  en: 'no row has headings for source, destination, service and action',
};

export function columnsOf(rows: readonly CsvRow[], map: CsvMap): Columns | Bilingual {
  const row = headingRow(rows, map);
  const heading = rows[row];
  if (!heading) {
    const keys = rows.slice(0, SEARCHED).flatMap(keysOf);
    const lost = [...map.columns.values()].find((w) => !keys.includes(w));
    return lost === undefined ? NO_HEADING : missing(lost, keys);
  }
  const keys = keysOf(heading);
  const roles = rolesOf(keys, map);
  if (!isTable(roles)) return NO_HEADING;
  const preset = PRESETS.find((p) => p.name === map.preset) ?? presetOf(keys);
  const at = new Map<ColumnRole, number>();
  const faults: Bilingual[] = [];
  for (const [role, key] of roles) {
    const index = keys.indexOf(key);
    if (index >= 0) at.set(role, index);
    else if (map.columns.has(role)) faults.push(missing(key, keys));
  }
  const conditions = new Set([...(preset?.conditions ?? []), ...map.conditions]);
  const aside = new Set([...(preset?.ignore ?? []), ...map.ignore, '']);
  const used = new Set(at.values());
  const rest = keys.flatMap((key, index) =>
    used.has(index) || aside.has(key) ? [] : [{ index, heading: key }],
  );
  return {
    at,
    conditions: rest.filter((c) => conditions.has(c.heading)),
    other: rest.filter((c) => !conditions.has(c.heading)),
    repeat: map.repeat.map((key) => keys.indexOf(key)).filter((i) => i >= 0),
    preset,
    row,
    faults,
  };
}
