/** Runs checks over the facts of one target. The only place that turns missing evidence or a thrown error into a status. */
import type { TargetFacts } from '../facts/target-facts.ts';
import type { Control } from '../model/control.ts';
import type { EvidenceKind, Intact, Problem } from '../model/evidence.ts';
import type { Annotation, Finding } from '../model/finding.ts';
import type { Role } from '../model/target.ts';
import type { Check } from './define-check.ts';
import { commandsFor } from './how-to-collect.ts';
import type { Verdict } from './verdict.ts';
import { undecided } from './verdict.ts';
import { waiverFor } from './waiver.ts';

/** How one file of the target was read: what the engine must know beside the facts. */
export interface FileState {
  readonly file: string;
  readonly kind: EvidenceKind;
  readonly intact: Intact;
  readonly verified: boolean;
  readonly problems: readonly Problem[];
}

export interface Catalogue {
  readonly controls: readonly Control[];
  readonly checks: readonly Check[];
}

export const rolesOf = (check: Check, control: Control): readonly Role[] => check.roles ?? control.roles;

/** A target of unknown role may be anything, so every check is asked and none can be decided. */
export const inScope = (roles: readonly Role[], role: Role): boolean =>
  roles.includes(role) || (role === 'unknown' && roles.some((r) => r !== 'site' && r !== 'policy'));

function safely(check: Check, facts: TargetFacts): Verdict | Error {
  try {
    return check.evaluate(facts);
  } catch (thrown) {
    return thrown instanceof Error ? thrown : new Error(String(thrown));
  }
}

/** The first problem that may hide policy in a file of a kind this check rests on. */
function hiddenPolicy(check: Check, files: readonly FileState[]): Problem | undefined {
  return files
    .filter((f) => check.evidence.includes(f.kind))
    .flatMap((f) => f.problems)
    .find((p) => p.policy);
}

function guard(check: Check, facts: TargetFacts, files: readonly FileState[], verdict: Verdict): Verdict {
  if (facts.target.role === 'unknown' && (verdict.status === 'pass' || verdict.status === 'fail')) {
    return undecided(
      { ja: '役割が宣言も推定もされていない', en: 'its role is neither declared nor told by the evidence' },
      [],
      { witness: verdict.witness, layers: verdict.layers },
    );
  }
  if (verdict.status !== 'pass') return verdict;
  if (verdict.witness.length === 0) {
    return undecided({ ja: '合格を示す証拠の行がない', en: 'no line of evidence shows this' });
  }
  const hidden = hiddenPolicy(check, files);
  if (!hidden) return verdict;
  return undecided(
    {
      ja: `${hidden.file}:${hidden.line} ${hidden.message.ja}。ここに設定が隠れていないと言えない`,
      en: `${hidden.file}:${hidden.line} ${hidden.message.en}; policy may be hidden there`,
    },
    [],
    { witness: verdict.witness, layers: verdict.layers },
  );
}

function marks(verdict: Verdict, facts: TargetFacts, files: readonly FileState[]): readonly Annotation[] {
  const out = new Set<Annotation>(verdict.annotations);
  if (facts.target.roleSource === 'inferred') out.add('role-inferred');
  const silent = files.filter((f) => f.intact === 'cannot-tell' && !f.verified).map((f) => f.file);
  const decided = verdict.status === 'pass' || verdict.status === 'fail';
  if (decided && verdict.witness.some((w) => silent.includes(w.file))) out.add('cannot-show-cut');
  return [...out].sort();
}

function toFinding(check: Check, control: Control, facts: TargetFacts, files: readonly FileState[]): Finding {
  const base = {
    control: control.id,
    check: check.id,
    target: facts.target.name,
    severity: check.severity ?? control.severity,
    waived: waiverFor(control.id, check.id, facts),
  };
  const outcome = safely(check, facts);
  if (outcome instanceof Error) {
    const because = {
      ja: `検査の内部エラー: ${outcome.message}`,
      en: `internal error in the check: ${outcome.message}`,
    };
    return {
      ...base,
      status: 'error',
      because,
      evidence: [],
      missing: [],
      howToCollect: [],
      layers: [],
      annotations: [],
    };
  }
  const verdict = guard(check, facts, files, outcome);
  return {
    ...base,
    status: verdict.status,
    because: verdict.because,
    evidence: verdict.witness,
    missing: verdict.missing,
    howToCollect: commandsFor(verdict),
    layers: verdict.layers,
    annotations: marks(verdict, facts, files),
  };
}

/** One finding for each check whose roles include the target's, in catalogue order. */
export function evaluate(catalogue: Catalogue, facts: TargetFacts, files: readonly FileState[]): Finding[] {
  const controls = new Map(catalogue.controls.map((c) => [c.id, c]));
  return catalogue.checks.flatMap((check) => {
    const control = controls.get(check.control);
    if (!control || !inScope(rolesOf(check, control), facts.target.role)) return [];
    return [toFinding(check, control, facts, files)];
  });
}
