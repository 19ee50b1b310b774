import { defineCheck } from '../../src/check/define-check.ts';
import { DIRECTORY_EVIDENCE } from '../../src/check/directory/accounts.ts';
import { judgeAccounts, preAuthenticates } from '../../src/check/directory/kerberos.ts';

export default defineCheck({
  id: 'X-5.1',
  control: 'X-5',
  title: {
    ja: '事前認証なしでチケットの要求に応じるアカウントがない',
    en: 'No account answers requests for tickets without pre-authentication',
  },
  reads: ['directory'],
  evidence: DIRECTORY_EVIDENCE,
  evaluate: (facts) =>
    judgeAccounts(facts, preAuthenticates, {
      ja: '事前認証の要らないアカウントはない',
      en: 'no account goes without pre-authentication',
    }),
});
