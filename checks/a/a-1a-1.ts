import { defineCheck } from '../../src/check/define-check.ts';
import { judgeWinInet } from '../../src/check/wininet-proxy.ts';

export default defineCheck({
  id: 'A-1a.1',
  control: 'A-1a',
  title: {
    ja: 'Windows のプロキシ設定 (WinINET) が社内プロキシを名指ししている',
    en: 'The proxy settings of Windows (WinINET) name an in-house proxy',
  },
  reads: ['registry', 'os', 'shared'],
  evidence: ['reg-export'],
  evaluate: judgeWinInet,
});
