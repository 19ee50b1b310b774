import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { CONTROLS } from '../checks/controls/index.ts';
import { CHECKS } from '../checks/index.ts';
import { caseFileOf, casesOf, runCase } from './cases.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const fileNameOf = (id: string): string => `${id.toLowerCase().replace('.', '-')}.ts`;

describe('the list of checks', () => {
  test('names every file under checks/ and no other', () => {
    const files = readdirSync(`${root}checks`, { recursive: true, encoding: 'utf8' })
      .filter((f) => /^[a-z]\/.+\.ts$/.test(f))
      .map((f) => f.split('/')[1]);
    expect(CHECKS.map((c) => fileNameOf(c.id)).sort()).toEqual(files.sort());
  });

  test('has unique ids, each below a control of the catalogue', () => {
    expect(new Set(CHECKS.map((c) => c.id)).size).toBe(CHECKS.length);
    for (const check of CHECKS) {
      expect(
        CONTROLS.map((c) => c.id),
        check.id,
      ).toContain(check.control);
      expect(check.id.startsWith(check.control), check.id).toBe(true);
      expect(check.title.ja && check.title.en, check.id).toBeTruthy();
    }
  });
});

describe.each(CHECKS.map((check) => ({ check, id: check.id })))('$id', ({ check }) => {
  test('has a pass, a fail and an unknown case', () => {
    expect(existsSync(caseFileOf(check.id))).toBe(true);
    const statuses = casesOf(check.id).map((c) => c.status);
    if (check.neverPasses) expect(statuses).not.toContain('pass');
    else expect(statuses).toContain('pass');
    expect(statuses).toContain('fail');
    expect(statuses).toContain('unknown');
  });

  const cases = existsSync(caseFileOf(check.id)) ? casesOf(check.id) : [];
  test.each(cases)('$status: $title', async (c) => {
    const finding = await runCase(c, check);
    expect(`${finding.status} (${finding.because.en})`).toMatch(new RegExp(`^${c.status} `));
    expect(finding.because.ja).not.toBe('');
    if (finding.status === 'pass' || finding.status === 'fail')
      expect(finding.evidence.length).toBeGreaterThan(0);
  });
});
