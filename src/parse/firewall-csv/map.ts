/**
 * The file beside a rule table that says what its columns and words mean: YAML or JSON whose first key is `firewall-csv`,
 * its form 1. docs and an example stand in fixtures/evidence/firewall-csv.
 */
import type { Bilingual } from '../../model/text.ts';
import { nearest } from '../nearest.ts';
import { shown, suggestion } from '../site-words.ts';
import { type Place, readYaml } from '../site-yaml.ts';
import { COLUMN_ROLES, type ColumnRole, headingKey, WORD_KINDS, type WordKind, wordKey } from './words.ts';

export const SEPARATORS = { comma: ',', semicolon: ';', tab: '\t' } as const;
export type Separator = (typeof SEPARATORS)[keyof typeof SEPARATORS];

/** Where objects are defined: in another CSV, or in the mapping file by name. */
export interface ObjectSource {
  readonly file: string | null;
  /** Headings of the CSV. */
  readonly name: string;
  readonly value: string;
  readonly written: ReadonlyMap<string, readonly string[]>;
}

export interface MappedPort {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly networks: readonly string[];
  readonly addresses: readonly string[];
}

export interface CsvMap {
  /** The table; null: the file of the same name. */
  readonly csv: string | null;
  readonly preset: string | null;
  readonly hostname: string | null;
  readonly families: readonly (4 | 6)[];
  readonly stateful: boolean;
  readonly separator: Separator | null;
  /** 1-based row of the headings; null: the first row that has them. */
  readonly header: number | null;
  readonly columns: ReadonlyMap<ColumnRole, string>;
  /** Headings that say nothing of which packets match. */
  readonly ignore: readonly string[];
  /** Headings whose cells narrow a rule by what the sender chooses: applications, users. */
  readonly conditions: readonly string[];
  /** What stands between the values of one cell. */
  readonly within: readonly string[];
  readonly words: ReadonlyMap<WordKind, readonly string[]>;
  /** Whether names as HTTP may be taken for the usual ports where no object has them. */
  readonly usualServices: boolean;
  readonly addresses: ObjectSource | null;
  readonly services: ObjectSource | null;
  readonly ports: readonly MappedPort[];
  readonly defaultAction: 'permit' | 'deny' | 'unknown';
  readonly defaultLog: boolean | null;
  /** Rows without a number go on with the rule above. */
  readonly continued: boolean;
  /** Headings whose empty cells mean the value above. */
  readonly repeat: readonly string[];
  readonly routesComplete: boolean;
}

export interface MapFault {
  readonly line: number;
  readonly message: Bilingual;
}

export interface MapRead {
  readonly map: CsvMap;
  readonly faults: readonly MapFault[];
}

const KEYS = [
  'firewall-csv',
  'csv',
  'preset',
  'hostname',
  'families',
  'stateful',
  'separator',
  'header',
  'columns',
  'ignore',
  'conditions',
  'within',
  'words',
  'usual-services',
  'addresses',
  'services',
  'ports',
  'default-action',
  'default-log',
  'continued',
  'repeat',
  'routes-complete',
] as const;

type Tree = Readonly<Record<string, unknown>>;

interface Walk {
  readonly lineAt: (place: Place | undefined) => number;
  readonly faults: MapFault[];
}

const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function fault(walk: Walk, place: Place | undefined, ja: string, en: string): null {
  walk.faults.push({ line: walk.lineAt(place), message: { ja, en } });
  return null;
}

const wrong = (walk: Walk, place: Place | undefined, key: string, ja: string, en: string): null =>
  fault(walk, place, `${shown(key)} は${ja}で書く`, `${shown(key)} takes ${en}`);

function checkKeys(walk: Walk, tree: Tree, place: Place, known: readonly string[]): void {
  for (const key of Object.keys(tree)) {
    if (known.includes(key)) continue;
    const near = suggestion(key, known);
    fault(
      walk,
      place.children.get(key),
      `${shown(key)} というキーは無い${near.ja}`,
      `there is no key ${shown(key)}${near.en}`,
    );
  }
}

interface At {
  readonly walk: Walk;
  readonly tree: Tree;
  readonly place: Place;
}

const placeOf = ({ place }: At, key: string): Place | undefined => place.children.get(key);

function textAt(at: At, key: string): string | null {
  const value = at.tree[key];
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  return wrong(at.walk, placeOf(at, key), key, '文字列', 'text');
}

function flagAt(at: At, key: string): boolean | null {
  const value = at.tree[key];
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean') return value;
  if (value === 'yes' || value === 'no') return value === 'yes';
  return wrong(at.walk, placeOf(at, key), key, ' yes か no ', 'yes or no');
}

function listAt(at: At, key: string): readonly string[] {
  const value = at.tree[key];
  if (value === undefined || value === null) return [];
  const list = Array.isArray(value) ? value : [value];
  const texts = list.map((v: unknown) => (typeof v === 'string' || typeof v === 'number' ? String(v) : null));
  if (texts.some((t) => t === null)) wrong(at.walk, placeOf(at, key), key, '文字列の並び', 'a list of texts');
  return texts.filter((t) => t !== null);
}

function treeAt(at: At, key: string): At | null {
  const value = at.tree[key];
  const place = placeOf(at, key);
  if (value === undefined || value === null || !place) return null;
  if (!isTree(value)) return wrong(at.walk, place, key, 'キーと値の組', 'keys and values');
  return { walk: at.walk, tree: value, place };
}

function choiceAt<T extends string>(at: At, key: string, choices: readonly T[]): T | null {
  const text = textAt(at, key);
  if (text === null) return null;
  const found = choices.find((c) => c === text);
  if (found !== undefined) return found;
  const list = choices.join(', ');
  return fault(
    at.walk,
    placeOf(at, key),
    `${shown(key)} は ${list} のどれか`,
    `${shown(key)} is one of ${list}`,
  );
}

function columnsAt(at: At): CsvMap['columns'] {
  const inner = treeAt(at, 'columns');
  const columns = new Map<ColumnRole, string>();
  if (!inner) return columns;
  checkKeys(inner.walk, inner.tree, inner.place, COLUMN_ROLES);
  for (const role of COLUMN_ROLES) {
    const heading = textAt(inner, role);
    if (heading !== null) columns.set(role, headingKey(heading));
  }
  return columns;
}

function wordsAt(at: At): CsvMap['words'] {
  const inner = treeAt(at, 'words');
  const words = new Map<WordKind, readonly string[]>();
  if (!inner) return words;
  checkKeys(inner.walk, inner.tree, inner.place, WORD_KINDS);
  for (const kind of WORD_KINDS) words.set(kind, listAt(inner, kind).map(wordKey));
  return words;
}

const OBJECT_KEYS = ['file', 'name', 'value'];

/** `{file, name, value}` names a CSV; anything else is names and what they hold. */
function objectsAt(at: At, key: string): ObjectSource | null {
  const inner = treeAt(at, key);
  if (!inner) return null;
  const file = textAt(inner, 'file');
  if (file !== null) {
    checkKeys(inner.walk, inner.tree, inner.place, OBJECT_KEYS);
    const name = headingKey(textAt(inner, 'name') ?? 'name');
    return { file, name, value: headingKey(textAt(inner, 'value') ?? 'value'), written: new Map() };
  }
  const written = new Map(Object.keys(inner.tree).map((name) => [name, listAt(inner, name)]));
  return { file: null, name: '', value: '', written };
}

const PORT_KEYS = ['aliases', 'networks', 'addresses'];

function portsAt(at: At): readonly MappedPort[] {
  const inner = treeAt(at, 'ports');
  if (!inner) return [];
  return Object.keys(inner.tree).map((name) => {
    const port = treeAt(inner, name);
    if (!port) return { name, aliases: [], networks: [], addresses: [] };
    checkKeys(port.walk, port.tree, port.place, PORT_KEYS);
    return {
      name,
      aliases: listAt(port, 'aliases'),
      networks: listAt(port, 'networks'),
      addresses: listAt(port, 'addresses'),
    };
  });
}

function familiesAt(at: At): readonly (4 | 6)[] {
  const texts = listAt(at, 'families');
  const families = ([4, 6] as const).filter((f) => texts.includes(String(f)));
  if (texts.length > families.length)
    wrong(at.walk, placeOf(at, 'families'), 'families', ' 4 と 6 ', '4 and 6');
  return families.length === 0 ? [4, 6] : families;
}

function headerAt(at: At): number | null {
  const text = textAt(at, 'header');
  if (text === null) return null;
  const row = Number(text);
  return Number.isInteger(row) && row >= 1
    ? row
    : wrong(at.walk, placeOf(at, 'header'), 'header', '行番号', 'a row number');
}

function checkForm(at: At): void {
  if (at.tree['firewall-csv'] !== 1)
    wrong(at.walk, placeOf(at, 'firewall-csv'), 'firewall-csv', '形の番号 1 ', 'its form, 1');
}

function mapOf(at: At): CsvMap {
  checkForm(at);
  checkKeys(at.walk, at.tree, at.place, KEYS);
  const separator = choiceAt(at, 'separator', ['comma', 'semicolon', 'tab']);
  return {
    csv: textAt(at, 'csv'),
    preset: textAt(at, 'preset'),
    hostname: textAt(at, 'hostname'),
    families: familiesAt(at),
    stateful: flagAt(at, 'stateful') ?? true,
    separator: separator && SEPARATORS[separator],
    header: headerAt(at),
    columns: columnsAt(at),
    ignore: listAt(at, 'ignore').map(headingKey),
    conditions: listAt(at, 'conditions').map(headingKey),
    within: listAt(at, 'within'),
    words: wordsAt(at),
    usualServices: flagAt(at, 'usual-services') ?? true,
    addresses: objectsAt(at, 'addresses'),
    services: objectsAt(at, 'services'),
    ports: portsAt(at),
    defaultAction: choiceAt(at, 'default-action', ['permit', 'deny', 'unknown']) ?? 'unknown',
    defaultLog: flagAt(at, 'default-log'),
    continued: flagAt(at, 'continued') ?? false,
    repeat: listAt(at, 'repeat').map(headingKey),
    routesComplete: flagAt(at, 'routes-complete') ?? false,
  };
}

const lines = (text: string, at: number): number => text.slice(0, at).split('\n').length;

const ROOT: Place = { at: 0, keyAt: 0, children: new Map() };

/** What a table means without a mapping file: nothing but its own headings and words. */
export const NO_MAP: CsvMap = mapOf({
  walk: { lineAt: () => 1, faults: [] },
  tree: { 'firewall-csv': 1 },
  place: ROOT,
});

/** A faulty part is left out and told; `map` is what remains. */
export function readMap(given: string): MapRead {
  const text = given.replace(/\r\n?/g, '\n');
  const read = readYaml(text);
  if (!read.ok)
    return { map: NO_MAP, faults: [{ line: lines(text, read.fault.at), message: read.fault.message }] };
  const faults: MapFault[] = [];
  const walk: Walk = { lineAt: (place) => lines(text, place?.keyAt ?? 0), faults };
  if (!isTree(read.value)) {
    fault(walk, read.place, 'キーと値の組で書く', 'it takes keys and values');
    return { map: NO_MAP, faults };
  }
  return { map: mapOf({ walk, tree: read.value, place: read.place }), faults };
}

/** Whether a text is a mapping file: its marker is the first key, in YAML or JSON. */
export const isMap = (head: string): boolean =>
  /^(?:\s|#[^\n]*\n|---[^\n]*\n|\{)*"?firewall-csv"?\s*:/.test(head);

export const nearHeading = (wanted: string, headings: readonly string[]): string | null =>
  nearest(wanted, headings);
