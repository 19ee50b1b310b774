import { defineCheck } from '../../src/check/define-check.ts';
import { judgeUpdateServer } from '../../src/check/update-server.ts';

export default defineCheck({
  id: 'D-4a.3',
  control: 'D-4a',
  title: {
    ja: '運用管理端末の更新を社内のサーバーから取る',
    en: 'Updates of the admin workstation come from a server of the organisation',
  },
  reads: ['registry', 'os'],
  evidence: ['reg-export'],
  evaluate: judgeUpdateServer,
});
