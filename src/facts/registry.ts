/**
 * What the evidence says of the Windows registry.
 *
 * A value is *absent* only where its key was exported and the value is not in it, or where a verified export
 * (see Evidence.verified) holds an ancestor key and not the key. Everything else is unknown: an export that stops
 * early, or that never covered the key, must not look like a default.
 */
import type { EvidenceKind, Location } from '../model/evidence.ts';
import type { Layers } from '../model/finding.ts';
import type { Bilingual } from '../model/text.ts';
import { HIDDEN, isSecret, type ValueData } from './secrets.ts';

export type RegistryType =
  | 'REG_NONE'
  | 'REG_SZ'
  | 'REG_EXPAND_SZ'
  | 'REG_BINARY'
  | 'REG_DWORD'
  | 'REG_DWORD_BIG_ENDIAN'
  | 'REG_LINK'
  | 'REG_MULTI_SZ'
  | 'REG_QWORD'
  | 'REG_OTHER';

/** DWORD: number. QWORD: bigint. SZ, EXPAND_SZ, LINK: string. MULTI_SZ: strings. Others: bytes. */
export type RegistryData = ValueData;

/** Registry.pol directives ([MS-GPREG] 3.2.5.1), Preferences actions, and `-` of .reg files, in one vocabulary. */
export type RegistryOp =
  | 'set'
  /** `**soft.` and Preferences action C: written only where nothing is. */
  | 'set-if-absent'
  | 'delete'
  | 'delete-values'
  | 'delete-key';

export interface GpoRef {
  /** Display name, or the GUID where no name is known. */
  readonly name: string;
  readonly guid: string | null;
}

/** A policy that set the same thing and lost to the one that is shown (RSoP precedence above 1). */
export interface PolicyLoser {
  readonly gpo: GpoRef;
  readonly at: Location;
}

export interface RegistryWrite {
  /** `HKLM`, `HKCU`, or `HKU\<SID>`. */
  readonly hive: string;
  /** Without the hive, as written. */
  readonly key: string;
  /** '' is the default value. */
  readonly name: string;
  readonly op: RegistryOp;
  readonly type: RegistryType;
  readonly data: RegistryData;
  readonly layer: 'intended' | 'stored';
  readonly source: EvidenceKind;
  readonly gpo: GpoRef | null;
  /** `preference`: an ordinary value that a local administrator may change until the next refresh. */
  readonly strength: 'policy' | 'preference' | 'stored';
  /** Set where a filter (WMI, item-level targeting) decides whether it applies. */
  readonly condition: Bilingual | null;
  /** A preference that is applied only once (FilterRunOnce): what changes the value later stays. */
  readonly appliesOnce?: true;
  readonly losers?: readonly PolicyLoser[];
  readonly at: Location;
}

/** A key whose values were all exported. */
export interface ExportedKey {
  readonly hive: string;
  readonly key: string;
  readonly at: Location;
  /** False when the export may have been cut inside this key. */
  readonly complete: boolean;
  /** True when the file is verified, so that a subkey that is not in it does not exist. */
  readonly recursive: boolean;
}

export interface RegistrySection {
  readonly exported: readonly ExportedKey[];
  readonly writes: readonly RegistryWrite[];
}

export type ValueState =
  | { readonly state: 'set'; readonly write: RegistryWrite }
  | { readonly state: 'absent'; readonly at: Location }
  | { readonly state: 'unknown'; readonly because: Bilingual };

export interface SettingState {
  readonly hive: string;
  readonly key: string;
  readonly name: string;
  readonly intended: ValueState;
  readonly stored: ValueState;
}

interface KeyIndex {
  /** The fullest export of this key. */
  exported: ExportedKey | null;
  readonly exports: ExportedKey[];
  readonly values: Map<string, RegistryWrite[]>;
  /** What policy writes to the key or its values, in order: a `**delvals.` acts on what stands before it only. */
  readonly intended: RegistryWrite[];
}

/** Keys by `hive\\key` in lower case; what is walked may be less than what can be asked for. */
export interface KeyTable extends Iterable<readonly [string, KeyIndex]> {
  get(id: string): KeyIndex | undefined;
  values(): Iterable<KeyIndex>;
}

/** All registry facts of one target, indexed for look-up. Names are compared without case, as Windows does. */
export interface RegistryFacts {
  readonly keys: KeyTable;
  /** Whether any export shows that what it lacks below its key does not exist. */
  readonly showsAbsence: boolean;
  /** Whether the whole of policy is known and does not act on a value; left out where it is not known. */
  readonly policyIsSilent?: (hive: string, key: string, name: string) => boolean;
  /** Policy is taken for what the host holds: what is not there no policy settles. */
  readonly policyAlone?: true;
  /** The hives are those of all users, by what stands here; left out where the host's own list of profiles tells. */
  readonly everyUser?: Location;
  /** User hives in the evidence, e.g. `HKCU`, `HKU\S-1-5-21-…`. */
  readonly userHives: readonly string[];
}

const keyOf = (hive: string, key: string): string => `${hive}\\${key}`.toLowerCase();

function indexFor(keys: Map<string, KeyIndex>, hive: string, key: string): KeyIndex {
  const id = keyOf(hive, key);
  let entry = keys.get(id);
  if (!entry) {
    entry = { exported: null, exports: [], values: new Map(), intended: [] };
    keys.set(id, entry);
  }
  return entry;
}

const isKeyWide = (w: RegistryWrite): boolean => w.op === 'delete-values' || w.op === 'delete-key';

function addWrite(entry: KeyIndex, write: RegistryWrite): void {
  if (write.layer === 'intended') entry.intended.push(write);
  const name = write.name.toLowerCase();
  const list = entry.values.get(name);
  if (list) list.push(write);
  else entry.values.set(name, [write]);
}

/** The values of a key mostly stand together, so that the key is looked up once for all of them. */
function addWrites(keys: Map<string, KeyIndex>, writes: readonly RegistryWrite[]): void {
  let last: RegistryWrite | null = null;
  let entry: KeyIndex | null = null;
  for (const write of writes) {
    const same = write.key === last?.key && write.hive === last.hive;
    entry = same && entry ? entry : indexFor(keys, write.hive, write.key);
    last = write;
    addWrite(entry, write);
  }
}

/** HKCU, and the hives of accounts of a machine, a domain (S-1-5-21) or Entra ID (S-1-12-1). */
const isUserHive = (hive: string): boolean => hive === 'HKCU' || /^HKU\\S-1-(5-21|12-1)-[\d-]+$/i.test(hive);

function addExported(keys: Map<string, KeyIndex>, exported: ExportedKey): void {
  const entry = indexFor(keys, exported.hive, exported.key);
  if (!entry.exported || (exported.complete && !entry.exported.complete)) entry.exported = exported;
  entry.exports.push(exported);
}

export function buildRegistry(sections: readonly RegistrySection[]): RegistryFacts {
  const keys = new Map<string, KeyIndex>();
  const exported = sections.flatMap((s) => s.exported);
  const writes = sections.flatMap((s) => s.writes);
  for (const key of exported) addExported(keys, key);
  addWrites(keys, writes);
  const hives = new Set(exported.map((e) => e.hive));
  for (const w of writes) if (w.layer === 'stored') hives.add(w.hive);
  return {
    keys,
    showsAbsence: exported.some((e) => e.recursive),
    userHives: [...hives].filter(isUserHive).sort(),
  };
}

/** Keys of HKLM come from elsewhere, each when it is first asked for. */
export function withKeysOf(
  facts: RegistryFacts,
  writesIn: (key: string) => readonly RegistryWrite[],
): RegistryFacts {
  const made = new Map<string, KeyIndex | undefined>();
  const { keys } = facts;
  const make = (id: string): KeyIndex | undefined => {
    const entry: KeyIndex = { exported: null, exports: [], values: new Map(), intended: [] };
    const writes = writesIn(id);
    for (const write of writes) addWrite(entry, write);
    return writes.length > 0 ? entry : undefined;
  };
  const get = (id: string): KeyIndex | undefined => {
    if (!id.startsWith('hklm\\')) return keys.get(id);
    if (!made.has(id)) made.set(id, make(id));
    return made.get(id);
  };
  return {
    ...facts,
    keys: { get, values: () => keys.values(), [Symbol.iterator]: () => keys[Symbol.iterator]() },
  };
}

const notExported = (hive: string, key: string): Bilingual => ({
  ja: `レジストリ キー ${hive}\\${key} がエクスポートされていない`,
  en: `registry key ${hive}\\${key} was not exported`,
});

const notSettled = (hive: string, key: string): Bilingual => ({
  ja: `ポリシーだけでは ${hive}\\${key} の値が決まらない`,
  en: `no policy settles the value in ${hive}\\${key}`,
});

const maybeCut = (hive: string, key: string): Bilingual => ({
  ja: `レジストリ キー ${hive}\\${key} の途中でエクスポートが切れている可能性がある`,
  en: `the export may be cut inside registry key ${hive}\\${key}`,
});

const entryOf = (facts: RegistryFacts, hive: string, key: string): KeyIndex | undefined =>
  facts.keys.get(keyOf(hive, key));

/**
 * A verified export of a key above, in a file that does not hold this key: `reg export` writes every subkey, so the key
 * did not exist when that file was made.
 */
function denier(
  facts: RegistryFacts,
  hive: string,
  key: string,
  entry: KeyIndex | undefined,
): ExportedKey | null {
  if (!facts.showsAbsence) return null;
  const holds = (e: ExportedKey): boolean => entry?.exports.some((own) => own.at.file === e.at.file) === true;
  let id = keyOf(hive, key);
  for (let end = id.lastIndexOf('\\'); end > hive.length; end = id.lastIndexOf('\\')) {
    id = id.slice(0, end);
    const denies = facts.keys.get(id)?.exports.find((e) => e.recursive && !holds(e));
    if (denies) return denies;
  }
  return null;
}

const differing = (path: string, a: Location, b: Location): ValueState => ({
  state: 'unknown',
  because: {
    ja: `${path} が証拠の間で食い違う (${a.file}:${a.line} と ${b.file}:${b.line})`,
    en: `${path} differs between ${a.file}:${a.line} and ${b.file}:${b.line}`,
  },
});

function absence(facts: RegistryFacts, hive: string, key: string, entry: KeyIndex | undefined): ValueState {
  const denies = denier(facts, hive, key, entry);
  if (entry?.exported) {
    if (denies) return differing(`${hive}\\${key}`, entry.exported.at, denies.at);
    if (!entry.exported.complete) return { state: 'unknown', because: maybeCut(hive, key) };
    return { state: 'absent', at: entry.exported.at };
  }
  if (denies) return { state: 'absent', at: denies.at };
  return { state: 'unknown', because: (facts.policyAlone ? notSettled : notExported)(hive, key) };
}

const sameData = (a: RegistryWrite, b: RegistryWrite): boolean =>
  a === b || (a.type === b.type && showData(a) === showData(b));

/** One value that is asked for, and what the evidence holds of its key. */
interface Question {
  readonly hive: string;
  readonly key: string;
  readonly name: string;
  readonly entry: KeyIndex | undefined;
}

const NO_WRITES: readonly RegistryWrite[] = [];

function storedState(facts: RegistryFacts, { hive, key, name, entry }: Question): ValueState {
  const all = entry?.values.get(name.toLowerCase()) ?? NO_WRITES;
  const writes = all.filter((w) => w.layer === 'stored' && w.op === 'set');
  const [first] = writes;
  if (!first) return absence(facts, hive, key, entry);
  const other = writes.find((w) => !sameData(first, w));
  // Another whole export of the same key that lacks the value was taken at another time.
  const lacking = entry?.exports.find((e) => e.complete && !writes.some((w) => w.at.file === e.at.file));
  const clash = (other ?? lacking ?? denier(facts, hive, key, entry))?.at;
  return clash ? differing(`${hive}\\${key}\\${name}`, first.at, clash) : { state: 'set', write: first };
}

const NOT_NAMED: ValueState = {
  state: 'unknown',
  because: { ja: 'ポリシーの証拠に現れない', en: 'no policy evidence names it' },
};

function intendedState({ name, entry }: Question): ValueState {
  if (!entry || entry.intended.length === 0) return NOT_NAMED;
  const wanted = name.toLowerCase();
  const writes = entry.intended.filter((w) => isKeyWide(w) || w.name.toLowerCase() === wanted);
  const last = writes.at(-1);
  if (!last) return NOT_NAMED;
  const open = writes.find((w) => w.condition)?.condition;
  if (open) return { state: 'unknown', because: open };
  const rival = writes.find((w) => !sameWriter(w, last) && !agrees(w, last));
  if (rival) return { state: 'unknown', because: conflict(last, rival) };
  return writesData(last) ? { state: 'set', write: last } : { state: 'absent', at: last.at };
}

const writesData = (w: RegistryWrite): boolean => w.op === 'set' || w.op === 'set-if-absent';

/** Within one GPO the last record wins; between GPOs the evidence does not show the order. */
const sameWriter = (a: RegistryWrite, b: RegistryWrite): boolean =>
  a.at.file === b.at.file && a.gpo?.guid === b.gpo?.guid && a.gpo?.name === b.gpo?.name;

const agrees = (a: RegistryWrite, b: RegistryWrite): boolean =>
  writesData(a) === writesData(b) && (!writesData(a) || sameData(a, b));

const conflict = (a: RegistryWrite, b: RegistryWrite): Bilingual => ({
  ja: `複数のポリシーが異なる値を書く (${a.at.file}:${a.at.line} と ${b.at.file}:${b.at.line})`,
  en: `several policies write different data (${a.at.file}:${a.at.line} and ${b.at.file}:${b.at.line})`,
});

/** Whether policy, known as a whole, leaves a value alone that the host holds. */
export const isWithoutPolicy = (facts: RegistryFacts, s: SettingState): boolean =>
  s.stored.state === 'set' &&
  s.intended === NOT_NAMED &&
  facts.policyIsSilent?.(s.hive, s.key, s.name) === true;

/** The intended and stored state of one value. Never throws; anything not shown by evidence is `unknown`. */
export function setting(facts: RegistryFacts, hive: string, key: string, name: string): SettingState {
  const question = { hive, key, name, entry: entryOf(facts, hive, key) };
  return { hive, key, name, intended: intendedState(question), stored: storedState(facts, question) };
}

/** Whether the evidence holds data for the value and contradicts itself about it. */
export function isContradicted(facts: RegistryFacts, hive: string, key: string, name: string): boolean {
  const question = { hive, key, name, entry: entryOf(facts, hive, key) };
  const writes = question.entry?.values.get(name.toLowerCase()) ?? NO_WRITES;
  const isWritten = writes.some((w) => w.layer === 'stored' && w.op === 'set');
  return isWritten && storedState(facts, question).state === 'unknown';
}

const hex = (bytes: Uint8Array): string =>
  [...bytes.subarray(0, 64)].map((b) => b.toString(16).padStart(2, '0')).join('');

/** The data as a reader may see it: secrets are replaced. */
export function showData(write: RegistryWrite): string {
  if (isSecret(write, write.data)) return HIDDEN;
  if (write.data instanceof Uint8Array) return `hex:${hex(write.data)}`;
  if (Array.isArray(write.data)) return write.data.join(' | ');
  return String(write.data);
}

function layerOf(state: ValueState): Layers['intended'] {
  if (state.state === 'set') {
    return {
      state: 'set',
      value: showData(state.write),
      source: state.write.at,
      gpo: state.write.gpo?.name ?? null,
    };
  }
  if (state.state === 'absent') return { state: 'absent', value: null, source: state.at, gpo: null };
  return { state: 'unknown', value: null, source: null, gpo: null };
}

const NOT_COLLECTED = { state: 'not-collected', value: null, source: null, gpo: null } as const;

/** The three facts of a setting, for a finding. `effective` is given where something other than the registry shows it. */
export function layersOf(s: SettingState, effective: Layers['effective'] = NOT_COLLECTED): Layers {
  return {
    setting: `${s.hive}\\${s.key}\\${s.name}`,
    intended: layerOf(s.intended),
    stored: layerOf(s.stored),
    effective,
  };
}

/** The values below a key whose names are not known beforehand (firewall rules, for one), in file order. */
export function storedValues(facts: RegistryFacts, hive: string, key: string): readonly RegistryWrite[] {
  const entry = entryOf(facts, hive, key);
  if (!entry) return [];
  return [...entry.values.values()].flat().filter((w) => w.layer === 'stored' && w.op === 'set');
}

/** Whether a key was exported whole, does not exist, or is not covered by the evidence. */
export function keyState(facts: RegistryFacts, hive: string, key: string): ValueState {
  return absence(facts, hive, key, entryOf(facts, hive, key));
}

/** Whether the host has a key; null where the evidence does not tell. */
export function keyExists(facts: RegistryFacts, hive: string, key: string): boolean | null {
  const entry = entryOf(facts, hive, key);
  const held = [...(entry?.values.values() ?? [])].some((list) => list.some((w) => w.layer === 'stored'));
  const denied = denier(facts, hive, key, entry) !== null;
  if (entry?.exported || held) return denied ? null : true;
  return denied ? false : null;
}

/** Names of the keys directly below `key` that the evidence holds. */
export function subkeys(facts: RegistryFacts, hive: string, key: string): readonly string[] {
  const prefix = `${keyOf(hive, key)}\\`;
  const names = new Set<string>();
  for (const [id, entry] of facts.keys) {
    if (!id.startsWith(prefix) || !entry.exported) continue;
    const full = `${entry.exported.hive}\\${entry.exported.key}`;
    const rest = full.slice(prefix.length).split('\\')[0];
    if (rest) names.add(rest);
  }
  return [...names].sort();
}
