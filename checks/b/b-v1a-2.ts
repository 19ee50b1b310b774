import { defineCheck } from '../../src/check/define-check.ts';
import { judgeRecord } from '../../src/check/record.ts';

export default defineCheck({
  id: 'B-V1a.2',
  control: 'B-V1a',
  title: { ja: '認証ログを定期的に調べた記録がある', en: 'The log is searched regularly, as recorded' },
  reads: [],
  evidence: [],
  evaluate: (facts) => judgeRecord(facts, 'proxy-auth-review'),
});
