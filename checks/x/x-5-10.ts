import { defineCheck } from '../../src/check/define-check.ts';
import { DIRECTORY_EVIDENCE } from '../../src/check/directory/accounts.ts';
import { judgeMachineQuota } from '../../src/check/directory/kerberos.ts';

export default defineCheck({
  id: 'X-5.10',
  control: 'X-5',
  title: {
    ja: '一般の利用者がコンピューターを追加できない',
    en: 'Ordinary users cannot add computers',
  },
  reads: ['directory'],
  evidence: DIRECTORY_EVIDENCE,
  evaluate: judgeMachineQuota,
});
