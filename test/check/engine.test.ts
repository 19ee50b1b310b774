import { describe, expect, test } from 'vitest';
import { CONTROLS } from '../../checks/controls/index.ts';
import { NOTHING_SHARED } from '../../src/assess.ts';
import type { Check } from '../../src/check/define-check.ts';
import { defineCheck } from '../../src/check/define-check.ts';
import type { FileState } from '../../src/check/engine.ts';
import { evaluate } from '../../src/check/engine.ts';
import type { Verdict } from '../../src/check/verdict.ts';
import { allOf, anyOf, fail, notApplicable, pass, undecided } from '../../src/check/verdict.ts';
import { buildFacts } from '../../src/facts/target-facts.ts';
import type { AcceptedDeviation, Site } from '../../src/model/site.ts';
import { EMPTY_SITE } from '../../src/model/site.ts';
import type { Target } from '../../src/model/target.ts';

const at = { file: 'PC01/a.reg', line: 3, text: 'x' };
const because = { ja: '理由', en: 'reason' };
const AS_OF = Date.parse('2026-11-01T00:00:00+09:00');

const check = (verdict: () => Verdict): Check =>
  defineCheck({
    id: 'E-7b.1',
    control: 'E-7b',
    title: because,
    reads: [],
    evidence: ['reg-export'],
    evaluate: verdict,
  });

const file = (over: Partial<FileState> = {}): FileState => ({
  file: 'PC01/a.reg',
  kind: 'reg-export',
  intact: 'yes',
  verified: false,
  problems: [],
  ...over,
});

const ENDPOINT: Target = { name: 'PC01', role: 'user-endpoint', roleSource: 'declared' };

function run(
  verdict: () => Verdict,
  o: { target?: Target; files?: readonly FileState[]; site?: Partial<Site> } = {},
) {
  const site = { ...EMPTY_SITE, ...o.site };
  const facts = buildFacts([], NOTHING_SHARED, {
    target: o.target ?? ENDPOINT,
    asset: null,
    site,
    asOf: AS_OF,
  });
  return evaluate({ controls: CONTROLS, checks: [check(verdict)] }, facts, o.files ?? [file()]);
}

const passes = (): Verdict => pass([at], because);
const only = (list: readonly { status: string }[]): string | undefined =>
  list.length === 1 ? list[0]?.status : undefined;

describe('the engine', () => {
  test('keeps a pass with a witness', () => expect(only(run(passes))).toBe('pass'));

  test('makes a pass without a witness unknown', () => {
    expect(only(run(() => pass([] as unknown as [typeof at], because)))).toBe('unknown');
  });

  test('makes a check that throws an error, not a verdict', () => {
    const [found] = run(() => {
      throw new Error('broken');
    });
    expect(found?.status).toBe('error');
    expect(found?.because.en).toContain('broken');
  });

  test('lets nothing pass on a file in which policy may hide', () => {
    const problems = [{ file: 'PC01/a.reg', line: 9, message: because, policy: true }];
    expect(only(run(passes, { files: [file({ problems })] }))).toBe('unknown');
    expect(only(run(() => fail([at], because), { files: [file({ problems })] }))).toBe('fail');
    expect(only(run(passes, { files: [file({ problems, kind: 'net-share' })] }))).toBe('pass');
  });

  test('decides nothing about a target of unknown role', () => {
    const target: Target = { name: 'X', role: 'unknown', roleSource: 'none' };
    expect(only(run(passes, { target }))).toBe('unknown');
    expect(only(run(() => fail([at], because), { target }))).toBe('unknown');
  });

  test('does not ask a target of another role', () => {
    expect(run(passes, { target: { name: 'DC', role: 'dc', roleSource: 'declared' } })).toEqual([]);
  });

  test('reports a fault that counts anywhere on a target of another role, and nothing else of it', () => {
    const target: Target = { name: 'DC', role: 'dc', roleSource: 'declared' };
    const facts = buildFacts([], NOTHING_SHARED, { target, asset: null, site: EMPTY_SITE, asOf: AS_OF });
    const anywhere = (verdict: () => Verdict) =>
      evaluate({ controls: CONTROLS, checks: [{ ...check(verdict), faultAnywhere: true }] }, facts, [file()]);
    expect(only(anywhere(() => fail([at], because)))).toBe('fail');
    expect(anywhere(passes)).toEqual([]);
    expect(anywhere(() => undecided(because))).toEqual([]);
  });

  test('says where a role was inferred, and where a file could not have shown a cut', () => {
    const target: Target = { ...ENDPOINT, roleSource: 'inferred' };
    const [found] = run(passes, { target, files: [file({ intact: 'cannot-tell' })] });
    expect(found?.annotations).toEqual(['cannot-show-cut', 'role-inferred']);
    const [verified] = run(passes, { files: [file({ intact: 'cannot-tell', verified: true })] });
    expect(verified?.annotations).toEqual([]);
  });
});

describe('accepted deviations', () => {
  const deviation = (over: Partial<AcceptedDeviation> = {}): AcceptedDeviation => ({
    control: 'E-7b',
    target: 'pc01',
    reason: 'backup',
    owner: 'jouhou',
    expires: '2026-11-30',
    ...over,
  });
  const waivedBy = (d: AcceptedDeviation) => run(() => fail([at], because), { site: { exceptions: [d] } })[0];

  test('keep the status and stand beside it', () => {
    const found = waivedBy(deviation());
    expect(found?.status).toBe('fail');
    expect(found?.waived?.until).toBe('2026-11-30T23:59:59+09:00');
  });

  test.each([
    ['expired the day before', { expires: '2026-10-31' }],
    ['for another host', { target: 'PC02' }],
    ['for another control', { control: 'E-7a' }],
  ])('do not count when %s', (_name, over) => expect(waivedBy(deviation(over))?.waived).toBeNull());

  test('hold to the end of their last day in Japan', () => {
    expect(waivedBy(deviation({ expires: '2026-11-01' }))?.waived).not.toBeNull();
  });
});

describe('combining verdicts', () => {
  const f = fail([at], because);
  const p = pass([at], because);
  const u = undecided(because);
  const n = notApplicable(because);

  test.each([
    ['nothing', [], 'unknown', 'unknown'],
    ['a pass', [p], 'pass', 'pass'],
    ['pass and fail', [p, f], 'fail', 'pass'],
    ['pass and unknown', [p, u], 'unknown', 'pass'],
    ['fail and unknown', [f, u], 'fail', 'unknown'],
    ['pass and not applicable', [p, n], 'pass', 'pass'],
    ['only not applicable', [n, n], 'notapplicable', 'unknown'],
    ['fail and not applicable', [f, n], 'fail', 'fail'],
  ] as const)('%s', (_name, parts, all, any) => {
    expect(allOf(parts).status).toBe(all);
    expect(anyOf(parts).status).toBe(any);
  });
});
