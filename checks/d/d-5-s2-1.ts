import { defineCheck } from '../../src/check/define-check.ts';
import { judgeRecord } from '../../src/check/record.ts';

export default defineCheck({
  id: 'D-5-S2.1',
  control: 'D-5-S2',
  title: {
    ja: '規則の見直しが期間内に記録されている',
    en: 'A review of the rules is on record within its interval',
  },
  roles: ['site'],
  reads: [],
  evidence: [],
  evaluate: (facts) => judgeRecord(facts, 'fw-rule-review'),
});
