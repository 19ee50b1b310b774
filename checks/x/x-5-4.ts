import { defineCheck } from '../../src/check/define-check.ts';
import { DIRECTORY_EVIDENCE } from '../../src/check/directory/accounts.ts';
import { judgeAccounts, noDelegationToControllers } from '../../src/check/directory/kerberos.ts';

export default defineCheck({
  id: 'X-5.4',
  control: 'X-5',
  title: {
    ja: 'ドメイン コントローラーへの委任を持つアカウントがない',
    en: 'No account may act for others towards domain controllers',
  },
  reads: ['directory'],
  evidence: DIRECTORY_EVIDENCE,
  evaluate: (facts) =>
    judgeAccounts(facts, noDelegationToControllers, {
      ja: 'ドメイン コントローラーへの委任はない',
      en: 'no delegation leads to a domain controller',
    }),
});
