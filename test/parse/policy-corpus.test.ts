/** Real policy files and registry exports, where the folder of them is present beside the project. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { recognise } from '../../src/parse/index.ts';
import type { Parsed } from '../../src/parse/parser.ts';
import { corpusFiles, corpusPresent } from '../corpus.ts';
import { CONTEXT, fromBytes } from '../evidence.ts';

const KINDS: Readonly<Record<string, readonly string[]>> = {
  regpol: ['registry-pol'],
  gpp: ['gpp-xml'],
  secinf: ['security-template'],
  secedit: ['secedit-export', 'security-template'],
  reg: ['reg-export'],
  auditcsv: ['audit-csv'],
  gptini: ['gpt-ini'],
};

const evidence = (path: string, absolute: string) => fromBytes(path, readFileSync(absolute));
const label = (note: string): string => note.split(':')[0] ?? '';
const ours = corpusFiles().filter((f) => label(f.note) in KINDS);
const kinds = new Set(Object.values(KINDS).flat());

describe.skipIf(!corpusPresent)('the corpus (skipped where it is not present)', () => {
  test.each(Object.keys(KINDS))('%s: every file is recognised as what it is', (kind) => {
    const files = ours.filter((f) => label(f.note) === kind);
    const wrong = files.filter(
      (f) => !KINDS[kind]?.includes(recognise(evidence(f.path, f.absolute))?.kind ?? ''),
    );
    expect(files.length).toBeGreaterThan(0);
    expect(wrong.map((f) => f.path)).toEqual([]);
  });

  test('no other file is taken for one of ours', () => {
    const taken = corpusFiles()
      .filter((f) => !(label(f.note) in KINDS))
      .filter((f) => kinds.has(recognise(evidence(f.path, f.absolute))?.kind ?? ''));
    expect(taken.map((f) => f.path)).toEqual([]);
  });

  test('the 49 Registry.pol whose sizes lie, and only they, are reported as damaged', async () => {
    const parsed: Parsed[] = [];
    for (const f of ours.filter((one) => label(one.note) === 'regpol')) {
      const e = evidence(f.path, f.absolute);
      const p = await recognise(e)?.parse(e, CONTEXT);
      if (p?.intact === 'cut') {
        expect(f.path).toContain('ubuntu+adsys');
        parsed.push(p);
      }
    }
    expect(parsed).toHaveLength(49);
    expect(parsed.every((p) => p.problems.some((one) => one.policy))).toBe(true);
  });

  test('nearly every line is understood', async () => {
    const count = { understood: 0, notUnderstood: 0 };
    for (const f of ours.filter((one) => !['regpol', 'reg'].includes(label(one.note)))) {
      const e = evidence(f.path, f.absolute);
      const p = await recognise(e)?.parse(e, CONTEXT);
      count.understood += p?.lines.understood ?? 0;
      count.notUnderstood += p?.lines.notUnderstood ?? 0;
    }
    expect(count.notUnderstood / (count.understood + count.notUnderstood)).toBeLessThan(0.01);
  });
});
