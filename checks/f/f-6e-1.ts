import { defineCheck } from '../../src/check/define-check.ts';
import { judgeDomainAdministratorsDenied } from '../../src/check/domain-administrators.ts';

export default defineCheck({
  id: 'F-6e.1',
  control: 'F-6e',
  title: {
    ja: 'ドメイン管理者のログオンが五種類とも拒否される',
    en: 'All five kinds of logon are denied to domain administrators',
  },
  reads: ['effectiveSecurity', 'localGroups', 'registry', 'shared'],
  evidence: ['secedit-export'],
  evaluate: judgeDomainAdministratorsDenied,
});
