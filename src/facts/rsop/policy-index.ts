/**
 * The contents of all GPOs, turned round: for each setting the GPOs that write it. Made once for all computers, so that a
 * set of any of them is a matter of looking up and not of reading files again.
 */
import type { GpoContainer } from '../directory/model.ts';
import type { RegistryWrite } from '../registry.ts';
import type { RestrictedGroup } from '../security-policy.ts';
import { anyoneOf } from './anyone.ts';
import { CSE, type ExtensionKind, READ_EXTENSIONS, rankOf } from './extensions.ts';
import { type GroupWriter, groupWriters } from './group-items.ts';
import type { GpoContent, GpoList, Half, HalfContent, SettingKind } from './model.ts';
import {
  coverings,
  fitting,
  type KeyWide,
  type RegistryValue,
  registryWriters,
  type Wildcard,
} from './registry-writers.ts';
import { type Run, runsOf } from './run.ts';
import type { SharedIds } from './same-id.ts';
import {
  additionId,
  auditWriters,
  type Named,
  securityWriters,
  serviceWriters,
  takenBack,
} from './security-writers.ts';
import { folded, groupKey, type Step } from './step.ts';

/** What one extension of one half of one GPO does to a setting. */
export interface Writer {
  /** null: local policy. */
  readonly gpo: string | null;
  readonly half: Half;
  /** Place of the extension in READ_EXTENSIONS. */
  readonly rank: number;
  readonly steps: readonly Step[];
}

export interface Entry {
  readonly kind: SettingKind;
  readonly name: string;
  readonly id: string;
  /** Place in `ordered` of the index; -1: no GPO names it. */
  order: number;
  /** Of a registry value. */
  readonly value: Pick<RegistryValue, 'hive' | 'key'> | null;
  /** GPOs that name it. */
  readonly writers: Writer[];
  /** With those that delete its key; made when it is asked for. */
  all: readonly Writer[] | null;
  /** Of a group of Preferences: what each writer does to its members. */
  readonly group: GroupWriter[] | null;
}

export interface Saying {
  readonly entry: Entry;
  readonly writer: Writer;
}

type WideWriter = KeyWide & Source;
type WildWriter = Wildcard & Source;

export interface PolicyIndex {
  readonly entries: ReadonlyMap<string, Entry>;
  /** By name. */
  readonly ordered: readonly Entry[];
  /** Settings a GPO names, each as often as extensions of its halves write it. */
  readonly byGpo: ReadonlyMap<string | null, readonly Saying[]>;
  readonly wide: ReadonlyMap<string, readonly WideWriter[]>;
  readonly wildcards: readonly WildWriter[];
  readonly contents: ReadonlyMap<string | null, GpoContent>;
  readonly gpos: ReadonlyMap<string, GpoContainer>;
  /** Every GPO of the domain is among the evidence: only then does one that is not there not exist. */
  readonly allGpos: boolean;
  readonly shared: SharedIds;
  /** The user half as it may reach a computer of which no user is told. */
  readonly anyone: GpoList;
  /** Settings of computers that a user half names. */
  readonly ofUsers: ReadonlySet<Entry>;
  /** How the extensions of a GPO run, made when asked for. */
  readonly runs: Map<string, readonly Run[]>;
}

export const entryId = (kind: SettingKind, id: string): string => `${kind}\0${id}`;

interface Build {
  readonly entries: Map<string, Entry>;
  readonly byGpo: Map<string | null, Saying[]>;
  readonly wide: Map<string, WideWriter[]>;
  readonly wildcards: WildWriter[];
  /** `__Memberof` lines by member: which GPO adds it to which groups. */
  readonly additions: Map<string, Map<string | null, RestrictedGroup>>;
}

function entryFor(build: Build, kind: SettingKind, id: string, name: string): Entry {
  const key = entryId(kind, id);
  const known = build.entries.get(key);
  if (known) return known;
  const group = kind === 'group-preference' ? [] : null;
  const entry: Entry = { kind, name, id, order: -1, value: null, writers: [], all: null, group };
  build.entries.set(key, entry);
  return entry;
}

function note(build: Build, saying: Saying): void {
  const { gpo } = saying.writer;
  const own = build.byGpo.get(gpo) ?? [];
  build.byGpo.set(gpo, own);
  own.push(saying);
}

interface Source {
  readonly gpo: string | null;
  readonly half: Half;
  readonly rank: number;
}

function addWriter(build: Build, source: Source, entry: Entry, steps: readonly Step[]): void {
  const writer = { ...source, steps };
  entry.writers.push(writer);
  note(build, { entry, writer });
}

export const valueName = (v: Pick<RegistryValue, 'hive' | 'key' | 'name'>): string =>
  `${v.hive}\\${v.key}\\${v.name}`;

function valueEntry(build: Build, id: string, value: RegistryValue): Entry {
  const key = entryId('registry', id);
  const known = build.entries.get(key);
  if (known) return known;
  const { hive, key: path } = value;
  const entry: Entry = {
    kind: 'registry',
    name: valueName(value),
    id,
    order: -1,
    value: { hive, key: path },
    writers: [],
    all: null,
    group: null,
  };
  build.entries.set(key, entry);
  return entry;
}

function addRegistry(
  build: Build,
  source: Source,
  writes: readonly RegistryWrite[],
  extension: ExtensionKind,
): void {
  const { values, wide, wildcards } = registryWriters(writes, extension);
  for (const [id, value] of values) addWriter(build, source, valueEntry(build, id, value), value.steps);
  for (const [path, list] of wide) {
    const all = build.wide.get(path) ?? [];
    build.wide.set(path, all);
    for (const one of list) all.push({ ...one, ...source });
  }
  for (const one of wildcards) build.wildcards.push({ ...one, ...source });
}

function addNamed(build: Build, source: Source, list: readonly Named[]): void {
  for (const { kind, id, name, steps } of list) {
    addWriter(build, source, entryFor(build, kind, id, name), folded(steps));
  }
}

const writesOf = (half: HalfContent, which: (w: RegistryWrite) => boolean): readonly RegistryWrite[] =>
  half.registry.flatMap((s) => s.writes.filter(which));

const inFile = (file: string) => (w: { readonly at: { readonly file: string } }) =>
  w.at.file.toLowerCase().endsWith(file);

function addPreferences(build: Build, source: Omit<Source, 'rank'>, half: HalfContent): void {
  const writes = half.preferences.flatMap((s) => s.writes);
  for (const { guid, kind, file } of READ_EXTENSIONS) {
    if (kind !== 'preferences') continue;
    const own = writes.filter(inFile(file));
    const sections = half.groupsOfPreferences.filter(inFile(file));
    const from = { ...source, rank: rankOf(guid) };
    addRegistry(build, from, own, 'preferences');
    addNamed(build, from, serviceWriters(sections));
    for (const named of groupWriters(sections.flatMap((s) => s.groupItems ?? []))) {
      const entry = entryFor(build, 'group-preference', named.id, named.name);
      entry.group?.push({ ...named, ...from });
      addWriter(build, from, entry, named.steps);
    }
  }
}

function noteAdditions(build: Build, gpo: string | null, groups: readonly RestrictedGroup[]): void {
  for (const group of groups) {
    if (group.relation !== 'memberOf') continue;
    const member = groupKey(group.group);
    const own = build.additions.get(member) ?? new Map<string | null, RestrictedGroup>();
    build.additions.set(member, own);
    if (!own.has(gpo)) own.set(gpo, group);
  }
}

function addHalf(build: Build, gpo: string | null, half: Half, content: HalfContent): void {
  const source = (guid: string): Source => ({ gpo, half, rank: rankOf(guid) });
  addRegistry(
    build,
    source(CSE.registry),
    writesOf(content, (w) => w.source === 'registry-pol'),
    'registry',
  );
  addPreferences(build, { gpo, half }, content);
  const security = source(CSE.security);
  addRegistry(
    build,
    security,
    writesOf(content, (w) => w.source !== 'registry-pol'),
    'security',
  );
  addNamed(build, security, securityWriters(content.security));
  noteAdditions(
    build,
    gpo,
    content.security.flatMap((s) => s.groups),
  );
  addNamed(build, source(CSE.audit), auditWriters(content.audit));
}

function addRivals(build: Build, entry: Entry, own: ReadonlyMap<string | null, RestrictedGroup>): void {
  const writing = new Set(entry.writers.map((w) => w.gpo));
  for (const [gpo, group] of own) {
    if (writing.has(gpo)) continue;
    addWriter(build, { gpo, half: 'machine', rank: rankOf(CSE.security) }, entry, [takenBack(group)]);
  }
}

/** A GPO that names the member in its own `__Memberof` may take back what lower ones add. */
function addTakenBack(build: Build): void {
  for (const own of build.additions.values()) {
    for (const group of own.values()) {
      for (const target of group.principals) {
        const entry = build.entries.get(entryId('restricted-group', additionId(target, group.group)));
        if (entry) addRivals(build, entry, own);
      }
    }
  }
}

function inOrder(entries: ReadonlyMap<string, Entry>): readonly Entry[] {
  const ordered = [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  ordered.forEach((entry, order) => {
    entry.order = order;
  });
  return ordered;
}

const isOfComputer = ({ kind, value }: Entry): boolean => kind !== 'registry' || value?.hive !== 'HKCU';

const byUsers = (entries: readonly Entry[]): ReadonlySet<Entry> =>
  new Set(entries.filter((e) => isOfComputer(e) && e.writers.some((w) => w.half === 'user')));

/**
 * @param contents what the GPOs hold (`contentsOf`); null is local policy
 * @param gpos their containers in the directory, by id
 * @param anyone as in the index; left out: every GPO may reach some user
 * @param allGpos as in the index
 * @param shared of GPOs that have the id of another domain's
 */
export function indexPolicies(
  contents: ReadonlyMap<string | null, GpoContent>,
  gpos: ReadonlyMap<string, GpoContainer>,
  anyone: GpoList = anyoneOf(gpos),
  allGpos = false,
  shared: SharedIds = new Map(),
): PolicyIndex {
  const build: Build = {
    entries: new Map(),
    byGpo: new Map(),
    wide: new Map(),
    wildcards: [],
    additions: new Map(),
  };
  for (const [gpo, content] of contents) {
    addHalf(build, gpo, 'machine', content.machine);
    addHalf(build, gpo, 'user', content.user);
  }
  addTakenBack(build);
  const ordered = inOrder(build.entries);
  return {
    entries: build.entries,
    ordered,
    byGpo: build.byGpo,
    wide: build.wide,
    wildcards: build.wildcards,
    contents,
    gpos,
    allGpos,
    shared,
    anyone,
    ofUsers: byUsers(ordered),
    runs: new Map(),
  };
}

/** The writers of a registry value, and those that act on it without naming it: they delete its key, or hold variables. */
function withCoverings(index: PolicyIndex, entry: Entry): readonly Writer[] {
  if (!entry.value) return entry.writers;
  const { hive, key: path } = entry.value;
  const reaching = [...coverings(index.wide, hive, path), ...fitting(index.wildcards, entry.id)];
  const extra = new Map<string, { writer: Writer; list: (WideWriter | WildWriter)[] }>();
  for (const one of reaching) {
    const { gpo, half, rank } = one;
    const names = (w: Writer): boolean => w.gpo === gpo && w.half === half && w.rank === rank;
    if (entry.writers.some(names)) continue;
    const key = `${gpo}\0${half}\0${rank}`;
    const known = extra.get(key) ?? { writer: { gpo, half, rank, steps: [] }, list: [] };
    extra.set(key, known);
    known.list.push(one);
  }
  const more = [...extra.values()].map(({ writer, list }) => ({
    ...writer,
    steps: folded(list.sort((a, b) => a.sequence - b.sequence).map((one) => one.step)),
  }));
  return more.length === 0 ? entry.writers : [...entry.writers, ...more];
}

export function writersOf(index: PolicyIndex, entry: Entry): readonly Writer[] {
  entry.all ??= withCoverings(index, entry);
  return entry.all;
}

/** How the extensions of a half of a GPO run; null is local policy. */
export function runsFor(index: PolicyIndex, gpo: string | null, half: Half): readonly Run[] {
  const key = `${gpo}\0${half}`;
  const known = index.runs.get(key);
  if (known) return known;
  const container = gpo === null ? null : (index.gpos.get(gpo) ?? null);
  const made = runsOf(index.contents.get(gpo) ?? null, container, half);
  index.runs.set(key, made);
  return made;
}
