import { judgeBrowser, judgeWithOthers } from '../../src/check/browser-setting.ts';
import { defineCheck } from '../../src/check/define-check.ts';
import { judgeNoFirefoxProxy } from '../../src/check/no-firefox-proxy.ts';
import { judgeNoChromiumProxy, judgeNoWinHttpProxy, judgeNoWinInetProxy } from '../../src/check/no-proxy.ts';
import { allOf } from '../../src/check/verdict.ts';
import { CHROMIUM_POLICIES } from '../../src/facts/chromium-proxy.ts';

const MAY_HAVE_ONE = {
  ja: '自分のプロキシ設定を持つかどうか分からない',
  en: 'whether it has a proxy setting of its own is not known',
};

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
    judgeWithOthers(
      facts,
      allOf([
        judgeNoWinInetProxy(facts),
        judgeNoWinHttpProxy(facts),
        judgeBrowser(facts, 'edge', judgeNoChromiumProxy(facts, CHROMIUM_POLICIES.edge)),
        judgeBrowser(facts, 'chrome', judgeNoChromiumProxy(facts, CHROMIUM_POLICIES.chrome)),
        ...judgeNoFirefoxProxy(facts),
      ]),
      MAY_HAVE_ONE,
    ),
});
