/** Adds a scan up, target by target. */
import type { Catalogue } from '../check/engine.ts';
import type { Cell } from '../check/rollup.ts';
import { rollupCounter } from '../check/rollup.ts';
import type { Problem } from '../model/evidence.ts';
import type { Notice, Summary, TargetGroup } from '../model/result.ts';
import type { Status } from '../model/status.ts';
import { STATUSES } from '../model/status.ts';
import type { AssetRole, Target } from '../model/target.ts';
import { exitCodeOf, isDecided, overallVerdict } from './verdict.ts';

/** What one target adds. */
export interface TargetTotals {
  readonly target: Target;
  readonly cells: ReadonlyMap<string, Cell>;
  readonly files: { readonly total: number; readonly recognised: number; readonly cannotShowCut: number };
  readonly disagreements: number;
}

export interface Totals {
  add(totals: TargetTotals): void;
  problem(problem: Problem): void;
  notice(notice: Notice): void;
  summary(absentRoles: readonly AssetRole[]): Summary;
}

const signature = (t: TargetTotals): string =>
  [
    t.target.role,
    t.target.roleSource,
    ...[...t.cells].map(([id, c]) => `${id}=${c.status}${c.waived ? '*' : ''}${c.policyOnly ? '+' : ''}`),
  ].join(' ');

interface MutableGroup extends Omit<TargetGroup, 'targets'> {
  readonly targets: string[];
}

function countStatuses(rows: readonly { readonly status: Status }[]): Record<Status, number> {
  const counts = Object.fromEntries(STATUSES.map((s) => [s, 0])) as Record<Status, number>;
  for (const row of rows) counts[row.status] += 1;
  return counts;
}

export function totals(catalogue: Catalogue): Totals {
  const counter = rollupCounter(catalogue);
  const groups = new Map<string, MutableGroup>();
  const problems: Problem[] = [];
  const notices: Notice[] = [];
  const files = { total: 0, recognised: 0, cannotShowCut: 0 };
  let targets = 0;
  let disagreements = 0;
  return {
    add(t) {
      counter.add(t.cells, t.target.role);
      const key = signature(t);
      const group = groups.get(key);
      if (group) group.targets.push(t.target.name);
      else {
        const { role, roleSource, name } = t.target;
        groups.set(key, { role, roleSource, targets: [name], cells: Object.fromEntries(t.cells) });
      }
      if (t.target.role !== 'site') targets += 1;
      files.total += t.files.total;
      files.recognised += t.files.recognised;
      files.cannotShowCut += t.files.cannotShowCut;
      disagreements += t.disagreements;
    },
    problem: (p) => {
      problems.push(p);
    },
    notice: (n) => {
      notices.push(n);
    },
    summary(absentRoles) {
      const rollup = counter.result(absentRoles);
      const verdict = overallVerdict(catalogue.controls, rollup);
      const decided = rollup.filter((r) => isDecided(r.status)).length;
      return {
        verdict,
        exitCode: exitCodeOf(verdict),
        controls: { total: rollup.length, decided, undecided: rollup.length - decided },
        byStatus: countStatuses(rollup),
        rollup,
        groups: [...groups.values()],
        targets,
        files,
        disagreements,
        problems,
        notices,
      };
    },
  };
}
