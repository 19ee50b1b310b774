import { expect, test } from 'vitest';
import { CONTROLS } from '../../checks/controls/index.ts';
import type { Check } from '../../src/check/define-check.ts';
import { undecided } from '../../src/check/verdict.ts';
import {
  listChecks,
  listControls,
  listEvidence,
  listFormats,
  listJson,
  renderList,
} from '../../src/report/lists.ts';

const controls = CONTROLS.filter((c) => c.id === 'E-7b' || c.id === 'F-6b' || c.id === 'C-2a');

const check: Check = {
  id: 'E-7b.1',
  control: 'E-7b',
  title: { ja: '設定', en: 'the value' },
  severity: 'critical',
  reads: [],
  evidence: ['reg-export', 'secedit-export'],
  evaluate: () => undecided({ ja: '不明', en: 'unknown' }),
};

/** Cells a terminal uses: two for the Japanese characters that occur here. */
const cells = (text: string): number => [...text].reduce((n, c) => n + (c > '\u2e7f' ? 2 : 1), 0);

test('columns stand under each other in terminal cells, also in Japanese', () => {
  const lines = renderList(listControls(controls, [check], 'ja'))
    .trimEnd()
    .split('\n');
  expect(lines).toHaveLength(4);
  const severity = lines.map((l) => /(?:重大度|緊急|高|中|低|参考)/.exec(l)?.index ?? -1);
  const starts = lines.map((l, i) => cells(l.slice(0, severity[i])));
  expect(new Set(starts).size).toBe(1);
  for (const line of lines) expect(line).toBe(line.trimEnd());
});

test('controls come with the number of checks and of parts not read', () => {
  const { rows } = listControls(controls, [check], 'en');
  expect(rows).toEqual([
    ['C-2a', 'CONNECT port ACL', 'high', '0', '0'],
    ['E-7b', 'Admin shares off', 'high', '1', '0'],
    ['F-6b', 'Endpoint-maintenance accounts', 'critical', '0', '1'],
  ]);
});

test('a check takes roles from its control and may have its own severity', () => {
  const { rows, data } = listChecks(controls, [check], 'en');
  expect(rows).toEqual([['E-7b.1', 'E-7b', 'the value', 'user-endpoint', 'reg-export, secedit-export']]);
  expect(data).toEqual([
    {
      id: 'E-7b.1',
      control: 'E-7b',
      title: { ja: '設定', en: 'the value' },
      severity: 'critical',
      roles: ['user-endpoint'],
      evidence: ['reg-export', 'secedit-export'],
    },
  ]);
});

test('evidence says how to collect it and whether a cut shows', () => {
  const how = { ja: 'net share > s.txt', en: 'net share > s.txt' };
  const rows = [{ kind: 'net-share', howToCollect: how, showsCut: 'yes' } as const];
  expect(renderList(listEvidence(rows, 'en'))).toBe(
    'evidence   shows a cut  collect\nnet-share  yes          net share > s.txt\n',
  );
});

test('JSON is the same rows as data, in both languages', () => {
  const formats = [{ name: 'json', what: { ja: '結果', en: 'the result' } }];
  expect(JSON.parse(listJson(listFormats(formats, 'ja')))).toEqual(formats);
  const parsed = JSON.parse(listJson(listControls(controls, [check], 'en'))) as {
    id: string;
    checks: string[];
  }[];
  expect(parsed.map((c) => [c.id, c.checks])).toEqual([
    ['C-2a', []],
    ['E-7b', ['E-7b.1']],
    ['F-6b', []],
  ]);
});

test('a long cell stays on its line', () => {
  const long = 'x'.repeat(500);
  const rows = [{ name: 'json', what: { ja: long, en: long } }];
  expect(renderList(listFormats(rows, 'en')).split('\n')[1]).toBe(`json    ${long}`);
});
