import { expect, test } from 'vitest';
import { type Act, HOST, outcomesOf } from '../../../src/facts/rsop/outcomes.ts';

const because = (index: number) => ({
  ja: `${index} 番目は証拠にない`,
  en: `number ${index} is not in the evidence`,
});

test('of any number of GPOs that may write what nobody knows, one end is kept: the first', {
  timeout: 2_000,
}, () => {
  const acts = Array.from(
    { length: 50_000 },
    (_, index): Act => ({
      says: [],
      open: because(index),
      gap: { because: because(index), absenceOnly: false },
    }),
  );
  expect(outcomesOf([HOST], acts)).toEqual([HOST, { state: 'unknown', because: because(0) }]);
});
