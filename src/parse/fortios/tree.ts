/** A configuration as tables of entries, before anything is known of what they mean. */

/** `edit KEY … next`, or the settings of a `config` without entries. */
export interface Entry {
  readonly key: string;
  /** 1-based, of its `edit` or `config`. */
  readonly line: number;
  /** Names and values of its settings, side by side: there are few of them, and very many entries. */
  readonly names: string[];
  readonly lists: (readonly string[])[];
  /** `config` within it, by name. */
  children: Map<string, Table> | null;
  /** Settings this version does not know, by name, with their lines. */
  unknown: { readonly name: string; readonly line: number }[] | null;
}

/** `config PATH … end`; one that stands twice is one. */
export interface Table {
  readonly path: string;
  readonly line: number;
  entries: Map<string, Entry>;
  /** Settings that belong to no entry. */
  readonly own: Entry;
}

/** A VDOM, what is global, or all of a device without VDOMs. */
export interface Scope {
  /** Of a VDOM; '' else. */
  readonly name: string;
  readonly line: number;
  readonly tables: Map<string, Table>;
}

export const entry = (key: string, line: number): Entry => ({
  key,
  line,
  names: [],
  lists: [],
  children: null,
  unknown: null,
});

export const table = (path: string, line: number): Table => ({
  path,
  line,
  entries: new Map(),
  own: entry('', line),
});

export const scope = (name: string, line: number): Scope => ({ name, line, tables: new Map() });

/** The table of that name, begun where there is none. */
export function tableIn(tables: Map<string, Table>, path: string, line: number): Table {
  const known = tables.get(path);
  if (known) return known;
  const made = table(path, line);
  tables.set(path, made);
  return made;
}

const NOTHING: readonly string[] = [];

export function values(of: Entry, name: string): readonly string[] {
  const at = of.names.indexOf(name);
  return at < 0 ? NOTHING : (of.lists[at] ?? NOTHING);
}

/** The only value, or the first; null where it is not set. */
export const value = (of: Entry, name: string): string | null => values(of, name)[0] ?? null;

export function setValues(of: Entry, name: string, list: readonly string[]): void {
  const at = of.names.indexOf(name);
  if (at >= 0) of.lists[at] = list;
  else {
    of.names.push(name);
    of.lists.push(list);
  }
}

export function dropValues(of: Entry, name: string): void {
  const at = of.names.indexOf(name);
  if (at < 0) return;
  of.names.splice(at, 1);
  of.lists.splice(at, 1);
}

export const isEnabled = (of: Entry, name: string): boolean => value(of, name) === 'enable';

export const entriesOf = (in_: Scope, path: string): readonly Entry[] => [
  ...(in_.tables.get(path)?.entries.values() ?? []),
];

/** The settings of a table without entries; null where the configuration does not have it. */
export const settingsOf = (in_: Scope, path: string): Entry | null => in_.tables.get(path)?.own ?? null;
