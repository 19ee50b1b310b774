/**
 * Registry values of one extension of one GPO, folded: what its records, carried out in order, do to each value
 * ([MS-GPREG] 3.2.5.1, [MS-GPPREF] 2.2.1). Records that delete a key or all values of one act on values of other GPOs too.
 */
import type { RegistryWrite } from '../registry.ts';
import type { ExtensionKind } from './extensions.ts';
import { type Around, aroundVariables, fits, placedWrites } from './key-spelling.ts';
import { folded, registryStep, type Step } from './step.ts';

/** A record that acts on a whole key. */
export interface KeyWide {
  readonly sequence: number;
  readonly step: Step;
  /** The keys below it as well. */
  readonly recursive: boolean;
}

/** A record whose key or name holds a variable: it may act on any value that fits. */
export interface Wildcard {
  readonly sequence: number;
  readonly step: Step;
  readonly around: Around;
}

export interface RegistryValue {
  readonly hive: string;
  readonly key: string;
  readonly name: string;
  readonly steps: readonly Step[];
}

export interface RegistryWriters {
  /** By `valueId`. */
  readonly values: ReadonlyMap<string, RegistryValue>;
  /** By `keyId`. */
  readonly wide: ReadonlyMap<string, readonly KeyWide[]>;
  readonly wildcards: readonly Wildcard[];
}

export const keyId = (hive: string, key: string): string => `${hive}\\${key}`.toLowerCase();

/** A name may hold a backslash, which a path does not tell from that before the name. */
export const valueId = (hive: string, key: string, name: string): string =>
  `${hive}\\${key}${name.includes('\\') ? '\0' : '\\'}${name}`.toLowerCase();

/** Levels of a key that Windows allows; a longer path does not exist there. */
const MAX_DEPTH = 512;

type WideIndex = ReadonlyMap<string, readonly KeyWide[]>;

/** Key-wide records that act on the values of a key: its own, and recursive ones of the keys above. */
export function coverings<T extends KeyWide>(
  wide: ReadonlyMap<string, readonly T[]>,
  hive: string,
  key: string,
): readonly T[] {
  if (wide.size === 0) return [];
  const path = keyId(hive, key);
  const found: T[] = [...(wide.get(path) ?? [])];
  let end = path.indexOf('\\');
  for (let depth = 0; end >= 0 && depth < MAX_DEPTH; depth++) {
    for (const one of wide.get(path.slice(0, end)) ?? []) if (one.recursive) found.push(one);
    end = path.indexOf('\\', end + 1);
  }
  return found;
}

/** Those of the records that fit a value, by its `valueId`. */
export const fitting = <T extends Wildcard>(wildcards: readonly T[], id: string): readonly T[] =>
  wildcards.length === 0 ? wildcards : wildcards.filter((one) => fits(one.around, id.replace('\0', '\\')));

interface Draft {
  readonly hive: string;
  readonly key: string;
  readonly name: string;
  readonly own: { readonly sequence: number; readonly step: Step }[];
}

function foldValue(draft: Draft, wide: WideIndex, wildcards: readonly Wildcard[]): RegistryValue {
  const { hive, key, name, own } = draft;
  const others = [...coverings(wide, hive, key), ...fitting(wildcards, valueId(hive, key, name))];
  const all = others.length === 0 ? own : [...own, ...others].sort((a, b) => a.sequence - b.sequence);
  return { hive, key, name, steps: folded(all.map((one) => one.step)) };
}

const isWide = (write: RegistryWrite): boolean => write.op === 'delete-values' || write.op === 'delete-key';

function addWide(wide: Map<string, KeyWide[]>, write: RegistryWrite, sequence: number, step: Step): void {
  const id = keyId(write.hive, write.key);
  const list = wide.get(id) ?? [];
  wide.set(id, list);
  list.push({ sequence, step, recursive: write.op === 'delete-key' });
}

function addValue(drafts: Map<string, Draft>, write: RegistryWrite, sequence: number, step: Step): void {
  const { hive, key, name } = write;
  const id = valueId(hive, key, name);
  const draft = drafts.get(id) ?? { hive, key, name, own: [] };
  drafts.set(id, draft);
  draft.own.push({ sequence, step });
}

export function registryWriters(writes: readonly RegistryWrite[], extension: ExtensionKind): RegistryWriters {
  const drafts = new Map<string, Draft>();
  const wide = new Map<string, KeyWide[]>();
  const wildcards: Wildcard[] = [];
  writes.forEach((write, sequence) => {
    for (const placed of placedWrites(write)) {
      const step = registryStep(placed, extension);
      const around = aroundVariables(placed);
      if (around) wildcards.push({ sequence, step, around });
      else if (isWide(placed)) addWide(wide, placed, sequence, step);
      else addValue(drafts, placed, sequence, step);
    }
  });
  const values = new Map<string, RegistryValue>();
  for (const [id, draft] of drafts) values.set(id, foldValue(draft, wide, wildcards));
  return { values, wide, wildcards };
}
