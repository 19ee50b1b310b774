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

/** Roles that evidence alone gives: a target of unknown role has none of them. */
const NEVER_UNKNOWN: ReadonlySet<Role> = new Set<Role>(['site', 'policy', 'domain']);

/** A target of unknown role may be any host, so every check of hosts is asked and none can be decided. */
export const inScope = (roles: readonly Role[], role: Role): boolean =>
  roles.includes(role) || (role === 'unknown' && roles.some((r) => !NEVER_UNKNOWN.has(r)));

function safely(check: Check, facts: TargetFacts): Verdict | Error {
  try {
    return check.evaluate(facts);
  } catch (thrown) {
    return thrown instanceof Error ? thrown : new Error(String(thrown));
  }
}

/** What the verdicts on one target have in common. */
interface Reading {
  readonly facts: TargetFacts;
  /** Files with a problem that may hide policy. */
  readonly hiding: readonly { readonly kind: EvidenceKind; readonly problem: Problem }[];
  /** Files that cannot show where they were cut. */
  readonly silent: ReadonlySet<string>;
}

function readingOf(facts: TargetFacts, files: readonly FileState[]): Reading {
  return {
    facts,
    hiding: files.flatMap(({ kind, problems }) => {
      const problem = problems.find((p) => p.policy);
      return problem ? [{ kind, problem }] : [];
    }),
    silent: new Set([
      ...files.filter((f) => f.intact === 'cannot-tell' && !f.verified).map((f) => f.file),
      ...facts.shared.firewalls.flatMap((f) => f.silent),
      ...facts.shared.directories.flatMap((d) => d.silent),
    ]),
  };
}

function guard(check: Check, { facts, hiding }: Reading, verdict: Verdict): Verdict {
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
  const hidden = hiding.find((h) => check.evidence.includes(h.kind))?.problem;
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

function marks(verdict: Verdict, { facts, silent }: Reading): readonly Annotation[] {
  const inferred = facts.target.roleSource === 'inferred';
  const decided = verdict.status === 'pass' || verdict.status === 'fail';
  const uncertain = decided && verdict.witness.some((w) => silent.has(w.file));
  if (!inferred && !uncertain && verdict.annotations.length < 2) return verdict.annotations;
  const out = new Set<Annotation>(verdict.annotations);
  if (inferred) out.add('role-inferred');
  if (uncertain) out.add('cannot-show-cut');
  return [...out].sort();
}

/** Why a check that threw says nothing. */
const broken = ({ message }: Error): Verdict =>
  undecided({ ja: `検査の内部エラー: ${message}`, en: `internal error in the check: ${message}` });

function toFinding(check: Check, control: Control, reading: Reading): Finding {
  const { facts } = reading;
  const said = safely(check, facts);
  const failed = said instanceof Error;
  const verdict = failed ? broken(said) : guard(check, reading, said);
  return {
    control: control.id,
    check: check.id,
    target: facts.target.name,
    severity: check.severity ?? control.severity,
    waived: waiverFor(control.id, check.id, facts),
    status: failed ? 'error' : verdict.status,
    because: verdict.because,
    evidence: verdict.witness,
    missing: verdict.missing,
    howToCollect: commandsFor(verdict),
    layers: verdict.layers,
    annotations: failed ? [] : marks(verdict, reading),
  };
}

/** One finding for each check whose roles include the target's, in catalogue order. */
export function evaluate(catalogue: Catalogue, facts: TargetFacts, files: readonly FileState[]): Finding[] {
  const controls = new Map(catalogue.controls.map((c) => [c.id, c]));
  const reading = readingOf(facts, files);
  const findings: Finding[] = [];
  for (const check of catalogue.checks) {
    const control = controls.get(check.control);
    if (!control) continue;
    const asked = inScope(rolesOf(check, control), facts.target.role);
    if (!asked && !check.faultAnywhere) continue;
    const finding = toFinding(check, control, reading);
    if (asked || finding.status === 'fail') findings.push(finding);
  }
  return findings;
}
