import { defineCheck } from '../../src/check/define-check.ts';
import { judgeSetting } from '../../src/check/setting.ts';
import { DISABLE_DOMAIN_CREDS } from '../../src/check/windows-settings.ts';

/** The guide's own example. It stops Credential Manager from keeping network credentials, and no browser. */
export default defineCheck({
  id: 'B-3b.1',
  control: 'B-3b',
  title: {
    ja: 'ネットワーク認証の資格情報を保存できない',
    en: 'Credentials for network authentication cannot be stored',
  },
  reads: ['registry', 'os'],
  evidence: ['reg-export', 'secedit-export'],
  evaluate: ({ registry, os }) => judgeSetting(registry, os, DISABLE_DOMAIN_CREDS),
});
