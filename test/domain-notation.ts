/**
 * The fence `domain` of a case: YAML that says how a domain differs from a sound one, written out as the bundle of
 * `uchibori collect ad` and read by the real parser. Beside the fields of `DomainSpec`:
 *
 *   set: { NAME: { attribute: value } }     attributes of an entry, by its account name, DNS name or RDN; null: none
 *   hide: { NAME: [attribute, …] }          the reader sees neither these nor the access list
 *   drop: [NAME, …]                         no such entry
 *   partial: [users, …]  without: [psos]    searches that were broken off, or not made
 *   sysvol: false                           none of the files of SYSVOL
 */
import { parse } from 'yaml';
import type { SearchKind } from '../src/facts/directory/model.ts';
import { directoryFiles } from './estate/directory/bundle.ts';
import type { DomainSpec } from './estate/directory/spec.ts';
import { CONTROL } from './estate/directory/standard.ts';

const DAY_MS = 86_400_000;

type Scalars = string | number | readonly (string | number)[] | null;

interface Notation extends Partial<Omit<DomainSpec, 'collectedAt'>> {
  /** Days between the collection and the assessment; 1 where left out. */
  readonly age?: number;
  readonly set?: Readonly<Record<string, Readonly<Record<string, Scalars>>>>;
  readonly hide?: Readonly<Record<string, readonly string[]>>;
  readonly drop?: readonly string[];
  readonly partial?: readonly SearchKind[];
  readonly without?: readonly SearchKind[];
  readonly sysvol?: false;
}

const STRONG = {
  length: 14,
  complexity: true,
  history: 24,
  threshold: 5,
  lockoutDays: 0.02,
  windowDays: 0.02,
};

/** Little, and nothing wrong with it. `reader` reads it. */
const SOUND: Omit<DomainSpec, 'collectedAt'> = {
  dnsName: 'corp.example.test',
  netbios: 'CORP',
  sid: 'S-1-5-21-2846712345-3319876540-1257093344',
  reader: 'reader',
  server: 'dc01.corp.example.test',
  functionalLevel: 7,
  machineAccountQuota: 0,
  password: { ...STRONG, maximumDays: 0, minimumDays: 1 },
  laps: ['windows'],
  links: [],
  ous: [],
  sites: [],
  gpos: [],
  wmiFilters: [],
  users: [],
  computers: [],
  groups: [],
  members: {},
  psos: [],
  trusts: [],
};

const READER = { name: 'reader', rid: 1103 };

const DC = {
  name: 'DC01',
  rid: 1000,
  ou: 'Domain Controllers',
  control: CONTROL.server | CONTROL.trustedForDelegation,
  os: 'Windows Server 2022 Standard',
  osVersion: '10.0 (20348)',
};

/** Every domain has it. */
const DEFAULT_POLICY = { name: 'Default Domain Policy', id: '{31B2F340-016D-11D2-945F-00C04FB984F9}' };

/** The built-in accounts as a sound domain keeps them. */
const KEPT: NonNullable<Notation['set']> = {
  Administrator: { userAccountControl: CONTROL.normal | CONTROL.disabled },
};

interface Line {
  readonly dn?: string;
  readonly a: Record<string, readonly string[]>;
  readonly b?: Record<string, readonly string[]>;
  sd?: string;
}

const firstOf = (line: Line, name: string): string | undefined => line.a[name]?.[0];

const isNamed = (line: Line, name: string): boolean =>
  line.dn !== undefined &&
  (firstOf(line, 'sAMAccountName') === name ||
    line.dn.startsWith(`CN=${name},`) ||
    (line.dn.startsWith('DC=') && `DC=${name.replaceAll('.', ',DC=')}` === line.dn));

function setAttributes(line: Line, values: Readonly<Record<string, Scalars>>): void {
  for (const [name, value] of Object.entries(values)) {
    delete line.a[name];
    if (value !== null) line.a[name] = (Array.isArray(value) ? value : [value]).map(String);
  }
}

const isEntry = (line: Line): boolean => line.dn !== undefined && line.a !== undefined;

/** Applies `change` to every entry of a name; a name that no entry has is a mistake of the case. */
function eachNamed<T>(
  lines: readonly Line[],
  by: Readonly<Record<string, T>>,
  change: (line: Line, value: T) => void,
): void {
  for (const [name, value] of Object.entries(by)) {
    const named = lines.filter((line) => isEntry(line) && isNamed(line, name));
    if (named.length === 0) throw new Error(`the domain of the case has no ${name}`);
    for (const line of named) change(line, value);
  }
}

function hideAttributes(line: Line, attributes: readonly string[]): void {
  for (const attribute of attributes) {
    delete line.a[attribute];
    delete line.b?.[attribute];
  }
  delete line.sd;
}

function changed(text: string, notation: Notation): string {
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  eachNamed(lines, KEPT, setAttributes);
  eachNamed(lines, notation.set ?? {}, setAttributes);
  eachNamed(lines, notation.hide ?? {}, hideAttributes);
  return `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`;
}

/** Counts that close searches and the file stay right. */
function dropped(text: string, names: readonly string[]): string {
  if (names.length === 0) return text;
  const out: string[] = [];
  let lost = 0;
  let lostHere = 0;
  for (const raw of text.trimEnd().split('\n')) {
    const line = JSON.parse(raw) as Line & {
      search?: string;
      searched?: string;
      entries?: number;
      lines?: number;
    };
    if (line.a !== undefined && names.some((name) => isNamed(line, name))) {
      lost += 1;
      lostHere += 1;
      continue;
    }
    if (line.searched !== undefined) line.entries = (line.entries ?? 0) - lostHere;
    if (line.search !== undefined) lostHere = 0;
    if (line.lines !== undefined) line.lines -= lost;
    out.push(JSON.stringify(line));
  }
  return `${out.join('\n')}\n`;
}

/** Files below the folder of the domain, by path; the folder's name. */
export function domainFiles(
  lines: readonly string[],
  asOf: number,
): { readonly folder: string; readonly files: ReadonlyMap<string, Uint8Array> } {
  const notation = (parse(lines.join('\n')) ?? {}) as Notation;
  const {
    age = 1,
    set: _set,
    hide: _hide,
    drop = [],
    partial = [],
    without = [],
    sysvol = true,
    ...given
  } = notation;
  const spec: DomainSpec = {
    ...SOUND,
    ...given,
    password: { ...SOUND.password, ...given.password },
    collectedAt: asOf - age * DAY_MS,
    users: [READER, ...(given.users ?? [])],
    computers: [DC, ...(given.computers ?? [])],
    gpos: [DEFAULT_POLICY, ...(given.gpos ?? [])],
    ous: [{ path: 'Domain Controllers' }, ...(given.ous ?? [])],
    psos: (given.psos ?? []).map((pso) => ({ ...SOUND.password, ...pso })),
  };
  const files = new Map(directoryFiles(spec, { partial, without }));
  const path = `${spec.dnsName}/directory.ndjson`;
  const text = Buffer.from(files.get(path) ?? new Uint8Array()).toString('utf8');
  files.set(path, Buffer.from(dropped(changed(text, notation), drop), 'utf8'));
  const cut = spec.dnsName.length + 1;
  const kept = [...files].filter(([file]) => sysvol || file === path);
  return {
    folder: spec.dnsName,
    files: new Map(kept.map(([file, bytes]) => [file.slice(cut), bytes])),
  };
}
