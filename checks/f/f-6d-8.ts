import { defineCheck } from '../../src/check/define-check.ts';
import { judgeSavedRdpPasswords } from '../../src/check/saved-passwords.ts';

export default defineCheck({
  id: 'F-6d.8',
  control: 'F-6d',
  title: {
    ja: 'リモート デスクトップのパスワードを保存できない',
    en: 'Passwords of remote desktop connections cannot be saved',
  },
  reads: ['registry', 'os'],
  evidence: ['reg-export'],
  evaluate: ({ registry, os }) => judgeSavedRdpPasswords(registry, os),
});
