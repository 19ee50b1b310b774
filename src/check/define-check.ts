/** The contract of a check: one machine check of one control, pure and synchronous. */
import type { Always, Domains, FactName } from '../facts/target-facts.ts';
import type { EvidenceKind } from '../model/evidence.ts';
import type { Severity } from '../model/status.ts';
import type { Role } from '../model/target.ts';
import type { Bilingual } from '../model/text.ts';
import type { Verdict } from './verdict.ts';

export interface Check<K extends FactName = FactName> {
  /** `<control>.<n>` as in the catalogue; permanent; also the name of its file (lower case) and of its cases. */
  readonly id: string;
  readonly control: string;
  /** The question it answers, in a few words. */
  readonly title: Bilingual;
  /** Roles it is about; absent: those of its control. */
  readonly roles?: readonly Role[];
  /** What it looks for is a fault wherever it lies: on targets of other roles a fail, and only a fail, is reported. */
  readonly faultAnywhere?: true;
  /** Absent: that of its control. */
  readonly severity?: Severity;
  /** Why no evidence that this version reads can make it pass: it shows failures only. */
  readonly neverPasses?: Bilingual;
  /** Fact domains it reads. */
  readonly reads: readonly K[];
  /** Evidence kinds that decide it. A line of such a file that was not understood and may carry policy keeps it from passing. */
  readonly evidence: readonly EvidenceKind[];
  evaluate(facts: Pick<Domains, K> & Always): Verdict;
}

/** Identity; it exists so that `evaluate` sees the facts named in `reads` and no others. */
export const defineCheck = <const K extends FactName>(check: Check<K>): Check<K> => check;
