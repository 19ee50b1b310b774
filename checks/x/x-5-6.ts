import { defineCheck } from '../../src/check/define-check.ts';
import { DIRECTORY_EVIDENCE } from '../../src/check/directory/accounts.ts';
import { hasStrongKeys, judgeAccounts } from '../../src/check/directory/kerberos.ts';

export default defineCheck({
  id: 'X-5.6',
  control: 'X-5',
  title: {
    ja: 'DES か RC4 しか使えないアカウントがない',
    en: 'No account is bound to DES or RC4',
  },
  reads: ['directory'],
  evidence: DIRECTORY_EVIDENCE,
  evaluate: (facts) =>
    judgeAccounts(facts, hasStrongKeys, {
      ja: 'DES か RC4 しか使えないアカウントはない',
      en: 'no account is bound to DES or RC4',
    }),
});
