import { defineCheck } from '../../src/check/define-check.ts';
import { judgeSavedRdpPasswords } from '../../src/check/saved-passwords.ts';
import { judgeSetting } from '../../src/check/setting.ts';
import { allOf } from '../../src/check/verdict.ts';
import { DISABLE_DOMAIN_CREDS } from '../../src/check/windows-settings.ts';

/** What Windows itself keeps. Other programs and key files are the other part, which nobody but a person can see to. */
export default defineCheck({
  id: 'D-4a.5',
  control: 'D-4a',
  title: {
    ja: '運用管理端末の Windows が資格情報を保存しない',
    en: 'Windows on the admin workstation stores no credentials',
  },
  reads: ['registry', 'os'],
  evidence: ['reg-export', 'secedit-export'],
  evaluate: ({ registry, os }) =>
    allOf([judgeSetting(registry, os, DISABLE_DOMAIN_CREDS), judgeSavedRdpPasswords(registry, os)]),
});
