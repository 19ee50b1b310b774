import { defineCheck } from '../../src/check/define-check.ts';
import { judgeUpdateServer } from '../../src/check/update-server.ts';

export default defineCheck({
  id: 'A-1a2.1',
  control: 'A-1a2',
  title: {
    ja: 'Windows Update が社内の更新サーバーを使う',
    en: 'Windows Update uses an update server of the organisation',
  },
  reads: ['registry', 'os'],
  evidence: ['reg-export'],
  evaluate: judgeUpdateServer,
});
