import { defineCheck } from '../../src/check/define-check.ts';
import { DIRECTORY_EVIDENCE } from '../../src/check/directory/accounts.ts';
import { judgePrivileged, strongSettings } from '../../src/check/directory/administrators.ts';

/** A PSO takes the place of the domain's policy (D-5-S1.1) for those it is for. */
export default defineCheck({
  id: 'D-5-S1.2',
  control: 'D-5-S1',
  title: {
    ja: '特権アカウントに掛かる PSO が弱くない',
    en: 'No weak fine-grained password policy is in force for privileged accounts',
  },
  roles: ['domain'],
  reads: ['directory'],
  evidence: DIRECTORY_EVIDENCE,
  evaluate: (facts) =>
    judgePrivileged(facts, strongSettings, {
      ja: '弱い PSO は掛かっていない',
      en: 'no weak PSO is in force',
    }),
});
