/** Several pieces of evidence of the same thing. */
import type { Bilingual } from '../model/text.ts';
import type { Verdict } from './verdict.ts';
import { allOf, undecided } from './verdict.ts';

/** One verdict per list of the same thing. Lists that lead to opposite verdicts leave it open; else all must pass. */
export function agreed(each: readonly Verdict[], what: Bilingual): Verdict {
  if (!each.some((v) => v.status === 'pass') || !each.some((v) => v.status === 'fail')) return allOf(each);
  return undecided({ ja: `${what.ja}が証拠の間で食い違う`, en: `the evidence disagrees on ${what.en}` }, [], {
    witness: each.flatMap((v) => v.witness),
    annotations: ['conflicting-evidence'],
  });
}
