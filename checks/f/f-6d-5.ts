import { defineCheck } from '../../src/check/define-check.ts';
import { judgeSetting } from '../../src/check/setting.ts';
import { DISABLE_DOMAIN_CREDS } from '../../src/check/windows-settings.ts';

export default defineCheck({
  id: 'F-6d.5',
  control: 'F-6d',
  title: {
    ja: 'ネットワーク認証の資格情報を保存できない',
    en: 'Credentials for network authentication cannot be stored',
  },
  reads: ['registry', 'os'],
  evidence: ['reg-export', 'secedit-export'],
  evaluate: ({ registry, os }) => judgeSetting(registry, os, DISABLE_DOMAIN_CREDS),
});
