import { defineCheck } from '../../src/check/define-check.ts';
import { judgeWinHttp } from '../../src/check/winhttp-proxy.ts';

export default defineCheck({
  id: 'A-1a.4',
  control: 'A-1a',
  title: {
    ja: 'サービスのプロキシ設定 (WinHTTP) が社内プロキシを名指ししている',
    en: 'The proxy setting of services (WinHTTP) names an in-house proxy',
  },
  reads: ['registry', 'winhttp'],
  evidence: ['winhttp-proxy', 'reg-export'],
  evaluate: judgeWinHttp,
});
