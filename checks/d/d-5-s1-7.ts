import { defineCheck } from '../../src/check/define-check.ts';
import { DIRECTORY_EVIDENCE } from '../../src/check/directory/accounts.ts';
import { judgePrivileged, passwordExpires } from '../../src/check/directory/administrators.ts';

export default defineCheck({
  id: 'D-5-S1.7',
  control: 'D-5-S1',
  title: {
    ja: 'ドメインの特権グループの構成員のパスワードに期限がある',
    en: 'Passwords of members of privileged groups expire',
  },
  roles: ['domain'],
  reads: ['directory'],
  evidence: DIRECTORY_EVIDENCE,
  evaluate: (facts) =>
    judgePrivileged(facts, passwordExpires, { ja: 'パスワードはすべて期限つき', en: 'all passwords expire' }),
});
