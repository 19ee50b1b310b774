import { defineCheck } from '../../src/check/define-check.ts';
import { judgeDomainAdministratorsDenied } from '../../src/check/domain-administrators.ts';

/** By user rights. A site that uses authentication policy silos instead declares them under compensations. */
export default defineCheck({
  id: 'D-4a.6',
  control: 'D-4a',
  title: {
    ja: '管理者がユーザ端末にログオンできない',
    en: 'Administrators cannot log on to user endpoints',
  },
  roles: ['user-endpoint'],
  reads: ['effectiveSecurity', 'localGroups', 'registry', 'shared'],
  evidence: ['secedit-export'],
  evaluate: judgeDomainAdministratorsDenied,
});
