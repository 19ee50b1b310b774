import { defineCheck } from '../../src/check/define-check.ts';
import { judgeSetting } from '../../src/check/setting.ts';
import { ENABLE_LUA } from '../../src/check/windows-settings.ts';

export default defineCheck({
  id: 'F-6a.2',
  control: 'F-6a',
  title: { ja: 'ユーザー アカウント制御が有効', en: 'User Account Control is on' },
  reads: ['registry', 'os'],
  evidence: ['reg-export', 'secedit-export'],
  evaluate: ({ registry, os }) => judgeSetting(registry, os, ENABLE_LUA),
});
