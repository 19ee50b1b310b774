import { defineCheck } from '../../src/check/define-check.ts';
import { DIRECTORY_EVIDENCE } from '../../src/check/directory/accounts.ts';
import { judgePrivileged, strongTickets } from '../../src/check/directory/administrators.ts';

export default defineCheck({
  id: 'D-5-S1.8',
  control: 'D-5-S1',
  title: {
    ja: 'SPN を持つ特権アカウントに弱い暗号のチケットが出ない',
    en: 'No ticket with weak encryption for a privileged account with an SPN',
  },
  roles: ['domain'],
  reads: ['directory'],
  evidence: DIRECTORY_EVIDENCE,
  evaluate: (facts) =>
    judgePrivileged(facts, strongTickets, {
      ja: '弱い暗号のチケットは出ない',
      en: 'no ticket is weakly encrypted',
    }),
});
