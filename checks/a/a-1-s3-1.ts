import { defineCheck } from '../../src/check/define-check.ts';
import { judgeRecord } from '../../src/check/record.ts';

export default defineCheck({
  id: 'A-1-S3.1',
  control: 'A-1-S3',
  title: {
    ja: '規則の見直しが期間内に記録されている',
    en: 'A review of the rules is on record within its interval',
  },
  roles: ['site'],
  reads: [],
  evidence: [],
  evaluate: (facts) => judgeRecord(facts, 'fw-rule-review'),
});
