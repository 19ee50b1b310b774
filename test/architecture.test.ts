import { cruise } from 'dependency-cruiser';
import { expect, test } from 'vitest';
import { RULES } from './boundaries.ts';

test('nobody imports what the layers forbid', async () => {
  const { output } = await cruise(['src', 'checks'], {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    validate: true,
    ruleSet: { forbidden: [...RULES] },
  } as Parameters<typeof cruise>[1]);
  if (typeof output === 'string') throw new Error(output);
  const { summary } = output;
  // A boundary tool passes when it parsed nothing: make sure that it saw the program.
  expect(summary.totalDependenciesCruised).toBeGreaterThan(300);
  expect(summary.violations.map((v) => `${v.rule.name}: ${v.from} -> ${v.to}`)).toEqual([]);
});
