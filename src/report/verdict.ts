/** The overall verdict and its exit code, from the controls' statuses alone. */
import type { Control } from '../model/control.ts';
import type { ControlSummary, Verdict } from '../model/result.ts';
import type { Status } from '../model/status.ts';

export const EXIT = {
  compliant: 0,
  nonCompliant: 1,
  undecided: 2,
  usage: 64,
  badInput: 65,
  missingInput: 66,
  internal: 70,
  io: 74,
  interrupted: 130,
} as const;

const VERDICT_EXIT: Readonly<Record<Verdict, number>> = {
  compliant: EXIT.compliant,
  'non-compliant': EXIT.nonCompliant,
  undecided: EXIT.undecided,
};

export const exitCodeOf = (verdict: Verdict): number => VERDICT_EXIT[verdict];

const DECIDED: readonly Status[] = ['pass', 'fail', 'notapplicable'];

export const isDecided = (status: Status): boolean => DECIDED.includes(status);

/**
 * Reference items (set R) and others that inform do not count; a control that is one choice of another counts through
 * that one.
 * Nothing left to count decides nothing.
 */
export function overallVerdict(controls: readonly Control[], rollup: readonly ControlSummary[]): Verdict {
  const ids = new Set(controls.map((c) => c.id));
  const isChoice = (c: Control): boolean => c.partOf !== undefined && ids.has(c.partOf);
  const informs = (c: Control): boolean => c.set === 'R' || c.informs === true;
  const counted = new Set(controls.filter((c) => !informs(c) && !isChoice(c)).map((c) => c.id));
  const rows = rollup.filter((r) => counted.has(r.control) && r.status !== 'notapplicable');
  if (rows.some((r) => r.status === 'fail' && !r.waived)) return 'non-compliant';
  if (rows.length === 0 || rows.some((r) => !isDecided(r.status))) return 'undecided';
  return 'compliant';
}
