import { defineCheck } from '../../src/check/define-check.ts';
import { DIRECTORY_EVIDENCE } from '../../src/check/directory/accounts.ts';
import { judgePeople } from '../../src/check/directory/administrators.ts';
import { notAService } from '../../src/check/directory/rulers.ts';
import { TIER_ZERO } from '../../src/facts/directory/privileged.ts';

export default defineCheck({
  id: 'F-6b.3',
  control: 'F-6b',
  title: {
    ja: 'サービスのアカウントがドメインの特権グループに属さない',
    en: 'No account of a service is in a privileged group of the domain',
  },
  roles: ['domain'],
  reads: ['directory'],
  evidence: DIRECTORY_EVIDENCE,
  evaluate: (facts) =>
    judgePeople(facts, TIER_ZERO, notAService, {
      ja: 'サービスのアカウントはない',
      en: 'none is an account of a service',
    }),
});
