import { describe, expect, test } from 'vitest';
import type { Control } from '../../src/model/control.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { Summary, TargetGroup } from '../../src/model/result.ts';
import type { Status } from '../../src/model/status.ts';
import { displayColumns } from '../../src/parse/display-columns.ts';
import { highlightKey, highlights } from '../../src/report/highlights.ts';
import type { TableInput, TableOptions } from '../../src/report/table.ts';
import { renderTable } from '../../src/report/table.ts';

const control = (id: string, set: Control['set']): Control => ({
  id,
  set,
  label: '断7 実装事項ア',
  title: { ja: `${id} 管理共有の無効化`, en: `${id} admin shares off` },
  objective: { ja: '目的', en: 'objective' },
  page: 77,
  provenance: 'guide',
  stage: 'lateral',
  severity: 'high',
  roles: ['user-endpoint'],
  unread: [],
  settings: [],
  evidence: [],
  remediation: { ja: '是正', en: 'remedy' },
  mappings: {},
});

const finding = (over: Partial<Finding> = {}): Finding => ({
  control: 'E-7b',
  check: 'E-7b.1',
  target: 'PC01',
  status: 'fail',
  severity: 'high',
  because: { ja: '管理共有がある', en: 'there are shares' },
  evidence: [{ file: 'PC01/net-share.txt', line: 5, text: 'C$  C:\\' }],
  missing: [],
  howToCollect: [],
  layers: [],
  annotations: [],
  waived: null,
  ...over,
});

const group = (targets: readonly string[], cells: Record<string, Status>): TargetGroup => ({
  role: 'user-endpoint',
  roleSource: 'inferred',
  targets,
  cells: Object.fromEntries(Object.entries(cells).map(([id, status]) => [id, { status, waived: false }])),
});

/** Terminal cells of a line; box-drawing characters take one. */
const displayWidth = (line: string): number => displayColumns(`${line}|`, 1).at(-1) ?? 0;

const ZERO = { pass: 0, fail: 0, unknown: 0, error: 0, notapplicable: 0, notchecked: 0, manual: 0 };

function input(
  groups: readonly TargetGroup[],
  findings: readonly Finding[] = [finding()],
  notices: Summary['notices'] = [],
): TableInput {
  const marks = highlights();
  marks.add(findings.map(highlightKey), findings);
  const summary: Summary = {
    verdict: 'non-compliant',
    exitCode: 1,
    controls: { total: 2, decided: 1, undecided: 1 },
    byStatus: { ...ZERO, fail: 1, unknown: 1 },
    rollup: [
      { control: 'A-1a', status: 'unknown', waived: false, targets: { ...ZERO, unknown: 2 } },
      { control: 'E-7b', status: 'fail', waived: false, targets: { ...ZERO, fail: 1 } },
    ],
    groups,
    targets: 2,
    files: { total: 3, recognised: 2, cannotShowCut: 1 },
    disagreements: 0,
    problems: [],
    notices,
  };
  const run = {
    tool: { name: 'uchibori', version: '0' },
    asOf: '2026-11-01T00:00:00+09:00',
    site: { name: '内堀商事', file: null, sha256: null },
    selected: null,
  };
  return { run, summary, controls: [control('A-1a', 'A'), control('E-7b', 'E')], highlights: marks };
}

const PLAIN: TableOptions = { language: 'ja', colour: false, width: 150 };
const one = [group(['PC01'], { 'A-1a': 'unknown', 'E-7b': 'fail' })];

describe('findings on GPOs of domains', () => {
  const notice = (n: number) => ({
    target: 'example.test',
    kind: 'version-mismatch',
    message: { ja: `GPO「${n}」の版が違う`, en: `GPO '${n}' differs` },
    at: { file: 'directory.ndjson', line: n, text: '' },
  });
  const shown = (count: number): string =>
    renderTable(
      input(
        one,
        [finding()],
        Array.from({ length: count }, (_, i) => notice(i + 1)),
      ),
      PLAIN,
    );

  test('stand after the verdicts, with their place, and are bounded', () => {
    expect(shown(0)).not.toContain('所見');
    expect(shown(1)).toContain('所見 1 件');
    expect(shown(1)).toContain('  example.test: GPO「1」の版が違う  directory.ndjson:1\n');
    expect(shown(25)).toContain('所見 25 件');
    expect(shown(25)).toContain('… +5');
    expect(shown(25)).not.toContain('GPO「21」');
  });
});

describe('the table', () => {
  test('says how much is decided before anything else', () => {
    expect(renderTable(input(one), PLAIN).split('\n')[0]).toContain('判定できた統制 1 / 2 (判定できない 1)');
    expect(renderTable(input(one), { ...PLAIN, language: 'en' }).split('\n')[0]).toContain(
      'controls decided 1 of 2',
    );
  });

  test.each(['ja', 'en'] as const)('has columns of one width, in %s', (language) => {
    const groups = [...one, group(['営業部の端末', 'PC03'], { 'A-1a': 'pass', 'E-7b': 'notchecked' })];
    const lines = renderTable(input(groups), { ...PLAIN, language }).split('\n');
    const box = lines.filter((l) => /^[┌├└│]/.test(l));
    expect(box.length).toBeGreaterThan(6);
    expect(new Set(box.map(displayWidth)).size).toBe(1);
  });

  test('goes on in further tables where the terminal is narrow, and loses no group', () => {
    const groups = Array.from({ length: 9 }, (_, i) =>
      group([`PC0${i}`], { 'A-1a': 'pass', 'E-7b': i % 2 ? 'fail' : 'pass' }),
    );
    const text = renderTable(input(groups), { ...PLAIN, width: 100 });
    for (const g of groups) expect(text).toContain(g.targets[0]);
    for (const line of text.split('\n').filter((l) => /^[┌├└│]/.test(l)))
      expect(displayWidth(line)).toBeLessThanOrEqual(100);
  });

  test('marks an inferred role, and counts equal targets', () => {
    const text = renderTable(input([group(['PC01', 'PC02', 'PC03'], { 'E-7b': 'fail' })]), PLAIN);
    expect(text).toContain('推定');
    expect(text).toContain('他2台');
  });

  test('quotes the line that fails', () => {
    expect(renderTable(input(one), PLAIN)).toContain('PC01/net-share.txt:5');
  });

  test('shows what policy intends beside what is stored, where they disagree', () => {
    const at = { file: 'PC01/gpresult.xml', line: 40, text: '' };
    const layers = [
      {
        setting: 'HKLM\\X\\Y',
        intended: { state: 'set' as const, value: '1', source: at, gpo: '端末強化' },
        stored: { state: 'absent' as const, value: null, source: at, gpo: null },
        effective: { state: 'not-collected' as const, value: null, source: null, gpo: null },
      },
    ];
    const text = renderTable(input(one, [finding({ layers, annotations: ['policy-not-applied'] })]), PLAIN);
    expect(text).toContain('意図 1 (GPO 端末強化, PC01/gpresult.xml:40) / 保存 なし');
  });

  test('colours only when asked', () => {
    expect(renderTable(input(one), PLAIN)).not.toContain('\u001b');
    expect(renderTable(input(one), { ...PLAIN, colour: true })).toContain('\u001b[31;1m');
  });

  test('lets no collected text move the cursor', () => {
    const evil = '\u001b[2J\u0007\u202eevil';
    const text = renderTable(
      input(
        [group([evil], { 'E-7b': 'fail' })],
        [finding({ target: evil, because: { ja: evil, en: evil } })],
      ),
      PLAIN,
    );
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    expect(text).toContain('\\u001b');
  });
});
