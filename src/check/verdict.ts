/**
 * What a check may say. Verdicts are made only by the functions below, so that a pass or a fail without a witness
 * cannot be written, and a pass over an empty list cannot either.
 */
import type { Fact, NonEmpty } from '../facts/known.ts';
import { isNonEmpty } from '../facts/known.ts';
import type { EvidenceKind, Location } from '../model/evidence.ts';
import type { Annotation, Layers } from '../model/finding.ts';
import type { Bilingual } from '../model/text.ts';

declare const made: unique symbol;

interface Common {
  readonly [made]: true;
  readonly because: Bilingual;
  readonly witness: readonly Location[];
  readonly missing: readonly EvidenceKind[];
  /** Registry keys whose export would decide it. */
  readonly keys: readonly string[];
  readonly layers: readonly Layers[];
  readonly annotations: readonly Annotation[];
}

export type VerdictStatus = 'pass' | 'fail' | 'unknown' | 'notapplicable';
export type Verdict = Common & { readonly status: VerdictStatus };

export interface Extras {
  readonly layers?: readonly Layers[];
  readonly annotations?: readonly Annotation[];
  /** For `unknown`: lines that were read all the same. */
  readonly witness?: readonly Location[];
  /** For `unknown`: registry keys to export, with their hive. */
  readonly keys?: readonly string[];
}

function make(
  status: VerdictStatus,
  because: Bilingual,
  witness: readonly Location[],
  extras: Extras,
  missing: readonly EvidenceKind[],
): Verdict {
  return {
    status,
    because,
    witness,
    missing,
    keys: extras.keys ?? [],
    layers: extras.layers ?? [],
    annotations: extras.annotations ?? [],
  } as Verdict;
}

export const pass = (witness: NonEmpty<Location>, because: Bilingual, extras: Extras = {}): Verdict =>
  make('pass', because, witness, extras, []);

export const fail = (witness: NonEmpty<Location>, because: Bilingual, extras: Extras = {}): Verdict =>
  make('fail', because, witness, extras, []);

export const undecided = (
  because: Bilingual,
  missing: readonly EvidenceKind[] = [],
  extras: Extras = {},
): Verdict => make('unknown', because, extras.witness ?? [], extras, missing);

export const notApplicable = (because: Bilingual, extras: Extras = {}): Verdict =>
  make('notapplicable', because, extras.witness ?? [], extras, []);

/** Applies `judge` to a known fact; an unknown one is undecided, so no check writes that branch. */
export function decide<T>(fact: Fact<T>, judge: (value: T, at: NonEmpty<Location>) => Verdict): Verdict {
  return fact.known ? judge(fact.value, fact.at) : undecided(fact.because, fact.missing, { keys: fact.keys });
}

const distinct = <T>(items: readonly T[]): readonly T[] => (items.length < 2 ? items : [...new Set(items)]);

const sentences = (parts: readonly Verdict[], language: keyof Bilingual): string =>
  distinct(parts.map((v) => v.because[language])).join('; ');

/** One verdict from those that settle it; the only one stands as it is. */
function gather(status: VerdictStatus, parts: readonly Verdict[]): Verdict {
  const [only] = parts;
  if (only && parts.length === 1 && only.status === status) return only;
  return {
    status,
    because: { ja: sentences(parts, 'ja'), en: sentences(parts, 'en') },
    witness: parts.flatMap((v) => v.witness),
    missing: distinct(parts.flatMap((v) => v.missing)),
    keys: distinct(parts.flatMap((v) => v.keys)),
    layers: parts.flatMap((v) => v.layers),
    annotations: distinct(parts.flatMap((v) => v.annotations)),
  } as unknown as Verdict;
}

/** Every part must pass. Any fail fails; else anything undecided is unknown; no applicable part at all is unknown. */
export function allOf(parts: readonly Verdict[]): Verdict {
  const failed = parts.filter((v) => v.status === 'fail');
  if (failed.length > 0) return gather('fail', failed);
  const open = parts.filter((v) => v.status !== 'pass' && v.status !== 'notapplicable');
  if (open.length > 0) return gather('unknown', open);
  const passed = parts.filter((v) => v.status === 'pass');
  if (passed.length > 0) return gather('pass', passed);
  if (isNonEmpty(parts)) return gather('notapplicable', parts);
  return undecided({ ja: '評価する対象がない', en: 'there is nothing to judge' });
}

/** One part that passes is enough. All must fail to fail. */
export function anyOf(parts: readonly Verdict[]): Verdict {
  const passed = parts.find((v) => v.status === 'pass');
  if (passed) return passed;
  const open = parts.filter((v) => v.status !== 'fail' && v.status !== 'notapplicable');
  if (open.length > 0) return gather('unknown', open);
  const failed = parts.filter((v) => v.status === 'fail');
  if (failed.length > 0) return gather('fail', failed);
  return undecided({ ja: '評価する対象がない', en: 'there is nothing to judge' });
}
