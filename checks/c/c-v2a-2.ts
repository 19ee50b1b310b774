import { defineCheck } from '../../src/check/define-check.ts';
import { judgeRecord } from '../../src/check/record.ts';

export default defineCheck({
  id: 'C-V2a.2',
  control: 'C-V2a',
  title: { ja: '計画的な遮断を実施した記録がある', en: 'A planned cut-off was carried out, as recorded' },
  reads: [],
  evidence: [],
  evaluate: (facts) => judgeRecord(facts, 'cutoff-test'),
});
