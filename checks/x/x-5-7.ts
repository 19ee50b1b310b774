import { defineCheck } from '../../src/check/define-check.ts';
import { DIRECTORY_EVIDENCE } from '../../src/check/directory/accounts.ts';
import { judgeKrbtgt } from '../../src/check/directory/kerberos.ts';

export default defineCheck({
  id: 'X-5.7',
  control: 'X-5',
  title: {
    ja: 'krbtgt のパスワードが古くない',
    en: 'The password of krbtgt is not old',
  },
  reads: ['directory'],
  evidence: DIRECTORY_EVIDENCE,
  evaluate: judgeKrbtgt,
});
