import { defineCheck } from '../../src/check/define-check.ts';
import { judgeRecord } from '../../src/check/record.ts';

export default defineCheck({
  id: 'E-V5a.7',
  control: 'E-V5a',
  title: { ja: 'トラップ アカウントを試験した記録がある', en: 'The trap account has been tested' },
  roles: ['site'],
  reads: [],
  evidence: [],
  evaluate: (facts) => judgeRecord(facts, 'trap-test'),
});
