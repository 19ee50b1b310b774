import { defineCheck } from '../../src/check/define-check.ts';
import { DIRECTORY_EVIDENCE } from '../../src/check/directory/accounts.ts';
import { judgeTierZeroGuarded } from '../../src/check/directory/protected-users.ts';

/** An endpoint is safe from those whom its domain guards, so that the question is asked there too. */
export default defineCheck({
  id: 'F-6d.6',
  control: 'F-6d',
  title: {
    ja: 'ドメインを管理するアカウントが Protected Users などで保護されている',
    en: 'Accounts that rule the domain are guarded by Protected Users or marked',
  },
  roles: ['user-endpoint', 'domain'],
  reads: ['directory', 'shared'],
  evidence: DIRECTORY_EVIDENCE,
  evaluate: judgeTierZeroGuarded,
});
