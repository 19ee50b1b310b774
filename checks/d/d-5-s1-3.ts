import { defineCheck } from '../../src/check/define-check.ts';
import { DIRECTORY_EVIDENCE } from '../../src/check/directory/accounts.ts';
import { declared, judgePrivileged } from '../../src/check/directory/administrators.ts';

export default defineCheck({
  id: 'D-5-S1.3',
  control: 'D-5-S1',
  title: {
    ja: 'ドメインの特権グループの構成員がすべて宣言されている',
    en: 'Every member of a privileged group is declared',
  },
  roles: ['domain'],
  reads: ['directory'],
  evidence: DIRECTORY_EVIDENCE,
  evaluate: (facts) =>
    judgePrivileged(facts, declared, {
      ja: 'すべて adminAccounts にある',
      en: 'all are declared under adminAccounts',
    }),
});
