/** One finding a check and one cell a control for all computers of a domain. */
import { expect, test } from 'vitest';
import { CONTROLS } from '../../checks/controls/index.ts';
import { type ClassVerdicts, verdictsOfPolicy } from '../../src/check/policy-only.ts';
import { rollupCounter } from '../../src/check/rollup.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { Status } from '../../src/model/status.ts';

const finding = (check: string, status: Status, target: string): Finding => ({
  control: check.replace(/\.\d+$/, ''),
  check,
  target,
  status,
  severity: 'high',
  because: { ja: `${target} の理由`, en: `why of ${target}` },
  evidence: [{ file: `${target}.pol`, line: 1, text: '' }],
  missing: [],
  howToCollect: [],
  layers: [],
  annotations: [],
  waived: null,
});

const group = (computers: readonly string[], status: Status): ClassVerdicts => ({
  computers,
  findings: [finding('E-7b.1', status, computers[0] ?? '')],
  cells: new Map([['E-7b', { status, waived: false }]]),
});

const CLASSES = [group(['PC01', 'PC02'], 'pass'), group(['PC03'], 'fail'), group(['PC04'], 'unknown')];

test('the worst class is told, with how many computers it concerns', () => {
  const [only, ...rest] = verdictsOfPolicy('corp.example', CLASSES).findings;
  expect(rest).toEqual([]);
  expect(only).toMatchObject({ check: 'E-7b.1', target: 'corp.example', status: 'fail' });
  expect(only?.because.en).toContain('1 of 4 computers (PC03): why of PC03');
  expect(only?.because.ja).toContain('4 台のうち 1 台 (PC03): PC03 の理由');
  expect(only?.evidence.map((e) => e.file)).toEqual(['PC03.pol']);
  expect(only?.annotations).toEqual(['policy-only']);
});

test.each([
  [['fail', 'pass'], 'fail'],
  [['unknown', 'pass'], 'unknown'],
  [['pass', 'notapplicable'], 'pass'],
  [['pass', 'pass'], 'pass'],
  [['notapplicable'], 'notapplicable'],
] as const)('%j come to %s', (statuses, expected) => {
  const classes = statuses.map((status, i) => group([`PC0${i}`], status));
  expect(verdictsOfPolicy('d', classes).findings[0]?.status).toBe(expected);
  expect(verdictsOfPolicy('d', classes).cells.get('E-7b')?.status).toBe(expected);
});

test('a waived failure is told only where every failure is waived', () => {
  const waived = { kind: 'exception', reason: 'x', owner: 'y', until: '2027-01-01T00:00:00Z' } as const;
  const excused: ClassVerdicts = {
    computers: ['PC09'],
    findings: [{ ...finding('E-7b.1', 'fail', 'PC09'), waived }],
    cells: new Map([['E-7b', { status: 'fail', waived: true }]]),
  };
  const both = [excused, group(['PC03'], 'fail')];
  expect(verdictsOfPolicy('d', both).findings[0]?.waived).toBeNull();
  expect(verdictsOfPolicy('d', both).cells.get('E-7b')).toEqual({ status: 'fail', waived: false });
  expect(verdictsOfPolicy('d', [excused]).findings[0]?.waived).toEqual(waived);
});

test('a pass by policy alone is unknown over all targets', () => {
  const control = CONTROLS.find((c) => c.id === 'E-7b');
  if (!control) throw new Error('no control');
  const counter = rollupCounter({ controls: [control], checks: [] });
  counter.add(verdictsOfPolicy('d', [group(['PC01'], 'pass')]).cells, 'domain');
  expect(counter.result([])[0]).toMatchObject({ status: 'unknown', targets: { pass: 0, unknown: 1 } });
});

test('a class of computers that nothing names is told by its reason alone', () => {
  const [found] = verdictsOfPolicy('d', [group(['PC01'], 'pass'), { ...group([], 'unknown') }]).findings;
  expect(found).toMatchObject({ status: 'unknown', because: { en: 'why of ', ja: ' の理由' } });
});
