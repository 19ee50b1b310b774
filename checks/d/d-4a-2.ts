import { judgeBrowser } from '../../src/check/browser-setting.ts';
import { defineCheck } from '../../src/check/define-check.ts';
import { judgeNoChromiumProxy, judgeNoWinHttpProxy, judgeNoWinInetProxy } from '../../src/check/no-proxy.ts';
import { allOf } from '../../src/check/verdict.ts';
import { CHROMIUM_POLICIES } from '../../src/facts/chromium-proxy.ts';

/** The host's own part. Whether firewalls and proxies let it out all the same is the control's other part. */
export default defineCheck({
  id: 'D-4a.2',
  control: 'D-4a',
  title: {
    ja: '運用管理端末にプロキシが設定されていない',
    en: 'No proxy is configured on the admin workstation',
  },
  reads: ['registry', 'os', 'winhttp'],
  evidence: ['reg-export', 'winhttp-proxy'],
  evaluate: (facts) =>
    allOf([
      judgeNoWinInetProxy(facts),
      judgeNoWinHttpProxy(facts),
      judgeBrowser(facts, 'edge', judgeNoChromiumProxy(facts, CHROMIUM_POLICIES.edge)),
      judgeBrowser(facts, 'chrome', judgeNoChromiumProxy(facts, CHROMIUM_POLICIES.chrome)),
    ]),
});
