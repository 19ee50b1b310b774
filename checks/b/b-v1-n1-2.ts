import { defineCheck } from '../../src/check/define-check.ts';
import { judgeRecord } from '../../src/check/record.ts';

export default defineCheck({
  id: 'B-V1-N1.2',
  control: 'B-V1-N1',
  title: { ja: 'アカウントを棚卸しした記録がある', en: 'Accounts have been reviewed' },
  roles: ['site'],
  reads: [],
  evidence: [],
  evaluate: (facts) => judgeRecord(facts, 'account-review'),
});
