import { defineCheck } from '../../src/check/define-check.ts';
import { DIRECTORY_EVIDENCE } from '../../src/check/directory/accounts.ts';
import { judgeAccounts, needsPassword } from '../../src/check/directory/kerberos.ts';

export default defineCheck({
  id: 'X-5.9',
  control: 'X-5',
  title: {
    ja: 'パスワードなしを許されたアカウントがない',
    en: 'No account may go without a password',
  },
  reads: ['directory'],
  evidence: DIRECTORY_EVIDENCE,
  evaluate: (facts) =>
    judgeAccounts(facts, needsPassword, {
      ja: 'パスワードなしでもよいアカウントはない',
      en: 'no account may have an empty password',
    }),
});
