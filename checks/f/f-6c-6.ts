import { defineCheck } from '../../src/check/define-check.ts';
import { DIRECTORY_EVIDENCE } from '../../src/check/directory/accounts.ts';
import { judgeLapsCoverage } from '../../src/check/directory/laps.ts';

/** It does not decide the control: an endpoint without an enabled local account needs no LAPS, and F-6c.2 asks each. */
export default defineCheck({
  id: 'F-6c.6',
  control: 'F-6c',
  title: {
    ja: 'ドメインのクライアントすべてのパスワードを LAPS が AD で管理する',
    en: 'LAPS keeps a password in the directory for every client of the domain',
  },
  roles: ['domain'],
  reads: ['directory'],
  evidence: DIRECTORY_EVIDENCE,
  evaluate: judgeLapsCoverage,
});
