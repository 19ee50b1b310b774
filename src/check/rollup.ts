/** From findings to a control's status, on one target and over all. Catalogue §0.5, in Kleene's three values. */
import type { Combine, Control } from '../model/control.ts';
import type { Finding } from '../model/finding.ts';
import type { Status } from '../model/status.ts';
import type { AssetRole, Role } from '../model/target.ts';
import { type Catalogue, inScope, rolesOf } from './engine.ts';

/** A control's status on one target. `waived`: it fails, and every failing part is an accepted deviation. */
export interface Cell {
  readonly status: Status;
  readonly waived: boolean;
  /** It passes by what policy wants, and nothing shows what the computers hold: over all targets it is unknown (ADR 9). */
  readonly policyOnly?: true;
}

const UNCHECKED: Cell = { status: 'notchecked', waived: false };

const has = (cells: readonly Cell[], status: Status): boolean => cells.some((c) => c.status === status);

const cell = (status: Status, waived = false): Cell => ({ status, waived });

/** What is left when nothing failed: the kind of openness all open parts share, else unknown. */
function open(cells: readonly Cell[]): Cell {
  const rest = cells.filter((c) => c.status !== 'notapplicable');
  if (rest.every((c) => c.status === 'notchecked')) return UNCHECKED;
  const undecided = rest.filter((c) => c.status !== 'pass');
  return cell(undecided.every((c) => c.status === 'manual') ? 'manual' : 'unknown');
}

function conjunction(cells: readonly Cell[]): Cell {
  if (cells.length === 0) return UNCHECKED;
  const failed = cells.filter((c) => c.status === 'fail');
  if (failed.length > 0)
    return cell(
      'fail',
      failed.every((c) => c.waived),
    );
  if (has(cells, 'error')) return cell('error');
  if (cells.some((c) => c.status !== 'pass' && c.status !== 'notapplicable')) return open(cells);
  return cell(has(cells, 'pass') ? 'pass' : 'notapplicable');
}

function disjunction(cells: readonly Cell[]): Cell {
  if (cells.length === 0) return UNCHECKED;
  if (has(cells, 'pass')) return cell('pass');
  if (has(cells, 'error')) return cell('error');
  const openCells = cells.filter((c) => c.status !== 'fail' && c.status !== 'notapplicable');
  if (openCells.length > 0)
    return openCells.every((c) => c.status === 'notchecked') && !has(cells, 'fail')
      ? UNCHECKED
      : cell('unknown');
  const failed = cells.filter((c) => c.status === 'fail');
  if (failed.length > 0)
    return cell(
      'fail',
      failed.some((c) => c.waived),
    );
  return cell('notapplicable');
}

type Leaf = (id: string) => Cell;

function combine(rule: Combine, leaf: Leaf): Cell {
  if (typeof rule === 'string') return leaf(rule);
  if ('all' in rule) return conjunction(rule.all.map((r) => combine(r, leaf)));
  return disjunction(rule.any.map((r) => combine(r, leaf)));
}

const toCell = (f: Finding): Cell => cell(f.status, f.waived !== null);

/**
 * The status of every control whose roles include the target's. A leaf whose check is about other roles does not
 * concern this target; a part that is read only by half (checked, and listed as unread) cannot pass.
 */
export function rollUpTarget(
  catalogue: Catalogue,
  role: Role,
  findings: readonly Finding[],
): ReadonlyMap<string, Cell> {
  const byCheck = new Map(findings.map((f) => [f.check, f]));
  const byControl = new Map(catalogue.controls.map((c) => [c.id, c]));
  const done = new Map<string, Cell>();
  const applies = (c: Control): boolean =>
    inScope(c.roles, role) || catalogue.checks.some((k) => k.control === c.id && byCheck.has(k.id));
  const solve = (control: Control): Cell => {
    const cached = done.get(control.id);
    if (cached) return cached;
    done.set(control.id, UNCHECKED);
    const solved = combine(control.combine ?? parts(control), leaf);
    done.set(control.id, solved);
    return solved;
  };
  const unread = new Map(catalogue.controls.flatMap((c) => c.unread.map((u) => [u.part, u] as const)));
  const elsewhere = (id: string): boolean => {
    const check = catalogue.checks.find((k) => k.id === id);
    const control = check && byControl.get(check.control);
    return check !== undefined && control !== undefined && !inScope(rolesOf(check, control), role);
  };
  const leaf: Leaf = (id) => {
    const finding = byCheck.get(id);
    const rest = unread.get(id);
    if (finding?.status === 'pass' && rest) return cell(rest.manual ? 'manual' : 'unknown');
    if (finding) return toCell(finding);
    if (elsewhere(id)) return cell('notapplicable');
    const control = byControl.get(id);
    if (control && applies(control)) return solve(control);
    return rest?.manual ? cell('manual') : UNCHECKED;
  };
  const parts = (control: Control): Combine => ({
    all: [
      ...catalogue.checks
        .filter((k) => k.control === control.id && inScope(rolesOf(k, control), role))
        .map((k) => k.id),
      ...control.unread.map((u) => u.part),
    ],
  });
  const out = new Map<string, Cell>();
  for (const control of catalogue.controls) if (applies(control)) out.set(control.id, solve(control));
  return out;
}

export type StatusCounts = Readonly<Record<Status, number>>;

export interface ControlRollup {
  readonly control: string;
  readonly status: Status;
  readonly waived: boolean;
  readonly targets: StatusCounts;
}

/** Adds up cells target by target; holds counts only, so that a fleet of any size fits. */
export interface RollupCounter {
  /** `role`: that of the target the cells are of. */
  add(cells: ReadonlyMap<string, Cell>, role: Role): void;
  result(absentRoles: readonly AssetRole[]): readonly ControlRollup[];
}

const zero = (): Record<Status, number> => ({
  pass: 0,
  fail: 0,
  unknown: 0,
  error: 0,
  notapplicable: 0,
  notchecked: 0,
  manual: 0,
});

const PRECEDENCE: readonly Status[] = [
  'fail',
  'error',
  'unknown',
  'manual',
  'notchecked',
  'pass',
  'notapplicable',
];

function overall(counts: StatusCounts): Status {
  const worst = PRECEDENCE.find((s) => counts[s] > 0) ?? 'unknown';
  const mixed = (worst === 'notchecked' || worst === 'manual') && counts.pass > 0;
  return mixed ? 'unknown' : worst;
}

/** The cell that decides for both: an unwaived failure before a waived one. */
export function worst(a: Cell, b: Cell): Cell {
  const rank = (c: Cell): number => PRECEDENCE.indexOf(c.status) + (c.waived ? 0.5 : 0);
  return rank(b) < rank(a) ? b : a;
}

const leavesOf = (rule: Combine): readonly string[] =>
  typeof rule === 'string' ? [rule] : ('all' in rule ? rule.all : rule.any).flatMap(leavesOf);

/** Whether this version has any check for a control, or for one that its verdict rests on. */
function isChecked(catalogue: Catalogue, id: string): boolean {
  if (catalogue.checks.some((k) => k.control === id)) return true;
  const rule = catalogue.controls.find((c) => c.id === id)?.combine;
  return (
    rule !== undefined && leavesOf(rule).some((leaf) => catalogue.checks.some((k) => k.control === leaf))
  );
}

/** No asset in scope: unknown, unless the organisation declares that it has none of these roles. */
function withoutTargets(catalogue: Catalogue, control: Control, absent: readonly AssetRole[]): Status {
  const declared: readonly Role[] = absent;
  if (control.roles.every((r) => declared.includes(r))) return 'notapplicable';
  return isChecked(catalogue, control.id) ? 'unknown' : 'notchecked';
}

/** Roles of which a target must have been assessed: the control's, and those of each check its condition names. */
function neededRoles(catalogue: Catalogue, control: Control): readonly (readonly Role[])[] {
  const named = control.combine ? leavesOf(control.combine) : null;
  const checks = catalogue.checks.filter(
    (k) => k.control === control.id && (named === null || named.includes(k.id)),
  );
  return [control.roles, ...checks.map((k) => rolesOf(k, control))];
}

/** A part that only another kind of target can show is not shown while there is none, unless declared absent. */
function isCovered(
  catalogue: Catalogue,
  control: Control,
  seen: ReadonlySet<Role>,
  absent: readonly AssetRole[],
): boolean {
  const declared: readonly Role[] = absent;
  return neededRoles(catalogue, control).every(
    (roles) => roles.some((r) => seen.has(r)) || roles.every((r) => declared.includes(r)),
  );
}

export function rollupCounter(catalogue: Catalogue): RollupCounter {
  const seen = new Set<Role>();
  const counts = new Map(catalogue.controls.map((c) => [c.id, zero()]));
  const unwaived = new Set<string>();
  return {
    add(cells, role) {
      seen.add(role);
      for (const [id, c] of cells) {
        const entry = counts.get(id);
        if (entry) entry[c.policyOnly ? 'unknown' : c.status] += 1;
        if (c.status === 'fail' && !c.waived) unwaived.add(id);
      }
    },
    result: (absentRoles) =>
      catalogue.controls.map((control) => {
        const targets = counts.get(control.id) ?? zero();
        const none = Object.values(targets).every((n) => n === 0);
        const sum = none ? withoutTargets(catalogue, control, absentRoles) : overall(targets);
        const status = sum === 'pass' && !isCovered(catalogue, control, seen, absentRoles) ? 'unknown' : sum;
        return {
          control: control.id,
          status,
          waived: status === 'fail' && !unwaived.has(control.id),
          targets,
        };
      }),
  };
}
