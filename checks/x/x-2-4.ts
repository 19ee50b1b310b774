import { defineCheck } from '../../src/check/define-check.ts';
import { judgeSetting } from '../../src/check/setting.ts';
import { SMB1_SERVER } from '../../src/check/windows-settings.ts';

export default defineCheck({
  id: 'X-2.4',
  control: 'X-2',
  title: { ja: 'SMB 1.0 のサーバーが無効', en: 'The SMB 1.0 server is off' },
  reads: ['registry', 'os'],
  evidence: ['reg-export', 'secedit-export'],
  evaluate: ({ registry, os }) => judgeSetting(registry, os, SMB1_SERVER),
});
