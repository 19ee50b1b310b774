import { defineCheck } from '../../src/check/define-check.ts';
import { judgeRecord } from '../../src/check/record.ts';

export default defineCheck({
  id: 'D-5-S1.4',
  control: 'D-5-S1',
  title: {
    ja: '管理者アカウントを棚卸しした記録がある',
    en: 'Administrator accounts have been reviewed',
  },
  roles: ['site'],
  reads: [],
  evidence: [],
  evaluate: (facts) => judgeRecord(facts, 'admin-account-review'),
});
