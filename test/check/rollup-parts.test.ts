import { expect, test } from 'vitest';
import { CONTROLS } from '../../checks/controls/index.ts';
import type { Check } from '../../src/check/define-check.ts';
import { rollUpTarget, rollupCounter } from '../../src/check/rollup.ts';
import { undecided } from '../../src/check/verdict.ts';
import type { Control } from '../../src/model/control.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { Status } from '../../src/model/status.ts';
import type { AssetRole, Role } from '../../src/model/target.ts';

const [model] = CONTROLS;
if (!model) throw new Error('no control');
const none = { ja: 'なし', en: 'none' };

const control = (extra: Partial<Control>): Control => {
  const { combine: _, partOf: __, ...rest } = model;
  return { ...rest, id: 'Z-1', roles: ['user-endpoint'], unread: [], ...extra };
};

const check = (id: string, roles?: readonly Role[]): Check => ({
  id,
  control: 'Z-1',
  title: none,
  reads: [],
  evidence: [],
  ...(roles ? { roles } : {}),
  evaluate: () => undecided(none),
});

const finding = (id: string, status: Status): Finding => ({
  control: 'Z-1',
  check: id,
  target: 'PC01',
  status,
  severity: 'low',
  because: none,
  evidence: [],
  missing: [],
  howToCollect: [],
  layers: [],
  annotations: [],
  waived: null,
});

const statusOf = (c: Control, checks: readonly Check[], role: Role, findings: readonly Finding[]): unknown =>
  rollUpTarget({ controls: [c], checks }, role, findings).get('Z-1')?.status;

test('a leaf whose check is about other roles does not concern the target', () => {
  const c = control({ combine: { all: ['Z-1.1', 'Z-1.2'] } });
  const checks = [check('Z-1.1'), check('Z-1.2', ['proxy'])];
  expect(statusOf(c, checks, 'user-endpoint', [finding('Z-1.1', 'pass')])).toBe('pass');
  expect(statusOf(c, checks, 'proxy', [finding('Z-1.2', 'fail')])).toBe('fail');
});

test('a leaf that no check implements keeps the control open', () => {
  const c = control({ combine: { all: ['Z-1.1', 'Z-1.2'] } });
  expect(statusOf(c, [check('Z-1.1')], 'user-endpoint', [finding('Z-1.1', 'pass')])).toBe('unknown');
});

test('a part that is read only by half may fail but not pass', () => {
  const c = control({ unread: [{ part: 'Z-1.1', what: none }] });
  const checks = [check('Z-1.1')];
  expect(statusOf(c, checks, 'user-endpoint', [finding('Z-1.1', 'pass')])).toBe('unknown');
  expect(statusOf(c, checks, 'user-endpoint', [finding('Z-1.1', 'fail')])).toBe('fail');
});

test('an unread part outside the condition does not keep the control from passing', () => {
  const c = control({ combine: { all: ['Z-1.1'] }, unread: [{ part: 'Z-1.2', what: none }] });
  expect(statusOf(c, [check('Z-1.1')], 'user-endpoint', [finding('Z-1.1', 'pass')])).toBe('pass');
});

/** The control's status over targets of the given roles, each of which passes what concerns it. */
function overallOf(
  c: Control,
  checks: readonly Check[],
  roles: readonly Role[],
  absent: readonly AssetRole[],
) {
  const catalogue = { controls: [c], checks };
  const counter = rollupCounter(catalogue);
  for (const role of roles) {
    const own = checks.filter((k) => (k.roles ?? c.roles).includes(role));
    const findings = own.map((k) => finding(k.id, 'pass'));
    counter.add(rollUpTarget(catalogue, role, findings), role);
  }
  return counter.result(absent)[0]?.status;
}

test('a control does not pass while no target can show one of its parts', () => {
  const checks = [check('Z-1.1'), check('Z-1.2', ['proxy'])];
  for (const c of [control({}), control({ combine: { all: ['Z-1.1', 'Z-1.2'] } })]) {
    expect(overallOf(c, checks, ['user-endpoint', 'proxy'], [])).toBe('pass');
    expect(overallOf(c, checks, ['user-endpoint'], [])).toBe('unknown');
    expect(overallOf(c, checks, ['proxy'], [])).toBe('unknown');
    expect(overallOf(c, checks, ['user-endpoint'], ['proxy'])).toBe('pass');
  }
});

test('a part outside the condition asks for no target', () => {
  const c = control({ combine: { all: ['Z-1.1'] } });
  const checks = [check('Z-1.1'), check('Z-1.2', ['proxy'])];
  expect(overallOf(c, checks, ['user-endpoint'], [])).toBe('pass');
});

test('a part that only a person can see leaves the control to that person', () => {
  const seen = control({ unread: [{ part: 'Z-1.9', what: none, manual: true }] });
  const cells = rollUpTarget({ controls: [seen], checks: [] }, 'user-endpoint', []);
  expect(cells.get('Z-1')?.status).toBe('manual');
});
