import { defineCheck } from '../../src/check/define-check.ts';
import { DIRECTORY_EVIDENCE } from '../../src/check/directory/accounts.ts';
import { judgeAccounts, nobodyActsOnIt } from '../../src/check/directory/kerberos.ts';

export default defineCheck({
  id: 'X-5.5',
  control: 'X-5',
  title: {
    ja: 'ドメイン コントローラー上で他人として振る舞えるアカウントがない',
    en: 'Nobody may act for others on domain controllers',
  },
  reads: ['directory'],
  evidence: DIRECTORY_EVIDENCE,
  evaluate: (facts) =>
    judgeAccounts(facts, nobodyActsOnIt, {
      ja: 'ドメイン コントローラーに対するリソースに基づく委任はない',
      en: 'no resource-based delegation is set on a domain controller',
    }),
});
