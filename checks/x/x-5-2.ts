import { defineCheck } from '../../src/check/define-check.ts';
import { DIRECTORY_EVIDENCE } from '../../src/check/directory/accounts.ts';
import { judgePrivileged, withoutServiceName } from '../../src/check/directory/administrators.ts';

export default defineCheck({
  id: 'X-5.2',
  control: 'X-5',
  title: {
    ja: '特権アカウントに SPN がない',
    en: 'No privileged account has an SPN',
  },
  reads: ['directory'],
  evidence: DIRECTORY_EVIDENCE,
  evaluate: (facts) =>
    judgePrivileged(facts, withoutServiceName, { ja: 'SPN を持つものはない', en: 'none has an SPN' }),
});
