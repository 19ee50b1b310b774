import { defineCheck } from '../../src/check/define-check.ts';
import { DIRECTORY_EVIDENCE } from '../../src/check/directory/accounts.ts';
import { judgeAccounts, notTrusted } from '../../src/check/directory/kerberos.ts';

export default defineCheck({
  id: 'X-5.3',
  control: 'X-5',
  title: {
    ja: 'ドメイン コントローラーのほかに、制約のない委任を持つアカウントがない',
    en: 'No account but the domain controllers is trusted for unconstrained delegation',
  },
  reads: ['directory'],
  evidence: DIRECTORY_EVIDENCE,
  evaluate: (facts) =>
    judgeAccounts(facts, notTrusted, {
      ja: '制約のない委任は書き込み可能なドメイン コントローラーだけ',
      en: 'only writable domain controllers have unconstrained delegation',
    }),
});
