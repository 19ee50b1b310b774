import type { EvidenceKind, Location } from '../model/evidence.ts';
import type { Bilingual } from '../model/text.ts';

export type NonEmpty<T> = readonly [T, ...T[]];

/** A fact that evidence establishes, with the lines that do. */
export interface KnownFact<T> {
  readonly known: true;
  readonly value: T;
  readonly at: NonEmpty<Location>;
}

/** A fact that no evidence, or no readable evidence, establishes; `missing` are the kinds that would. */
export interface UnknownFact {
  readonly known: false;
  readonly because: Bilingual;
  readonly missing: readonly EvidenceKind[];
  /** Registry keys, with their hive, whose export would establish it. */
  readonly keys: readonly string[];
}

export type Fact<T> = KnownFact<T> | UnknownFact;

export const known = <T>(value: T, at: NonEmpty<Location>): KnownFact<T> => ({ known: true, value, at });

export const unknown = (
  because: Bilingual,
  missing: readonly EvidenceKind[] = [],
  keys: readonly string[] = [],
): UnknownFact => ({ known: false, because, missing, keys });

export const isNonEmpty = <T>(list: readonly T[]): list is NonEmpty<T> => list.length > 0;
