import { defineCheck } from '../../src/check/define-check.ts';
import { DIRECTORY_EVIDENCE } from '../../src/check/directory/accounts.ts';
import { inUse, judgePrivileged } from '../../src/check/directory/administrators.ts';

export default defineCheck({
  id: 'D-5-S1.6',
  control: 'D-5-S1',
  title: {
    ja: 'ドメインの特権グループの構成員が使われている',
    en: 'Every member of a privileged group is in use',
  },
  roles: ['domain'],
  reads: ['directory'],
  evidence: DIRECTORY_EVIDENCE,
  evaluate: (facts) => judgePrivileged(facts, inUse, { ja: 'すべて使われている', en: 'all are in use' }),
});
