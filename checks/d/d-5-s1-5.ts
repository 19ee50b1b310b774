import { defineCheck } from '../../src/check/define-check.ts';
import { DIRECTORY_EVIDENCE } from '../../src/check/directory/accounts.ts';
import { judgePrivileged, notDisabled } from '../../src/check/directory/administrators.ts';

export default defineCheck({
  id: 'D-5-S1.5',
  control: 'D-5-S1',
  title: {
    ja: 'ドメインの特権グループに無効なアカウントが残っていない',
    en: 'No disabled account is left in a privileged group',
  },
  roles: ['domain'],
  reads: ['directory'],
  evidence: DIRECTORY_EVIDENCE,
  evaluate: (facts) =>
    judgePrivileged(facts, notDisabled, { ja: '無効なものはない', en: 'none is disabled' }),
});
