import { defineCheck } from '../../src/check/define-check.ts';
import { DIRECTORY_EVIDENCE } from '../../src/check/directory/accounts.ts';
import { judgeRulers } from '../../src/check/directory/rulers.ts';

export default defineCheck({
  id: 'F-nV4a.1',
  control: 'F-nV4a',
  title: {
    ja: 'ドメインを管理するアカウントが少数で、すべて宣言されている',
    en: 'Few accounts administer the domain, and each is declared',
  },
  roles: ['domain'],
  reads: ['directory'],
  evidence: DIRECTORY_EVIDENCE,
  evaluate: judgeRulers,
});
