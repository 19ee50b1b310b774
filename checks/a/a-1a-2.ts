import { judgeBrowser } from '../../src/check/browser-setting.ts';
import { judgeChromiumProxy } from '../../src/check/chromium-proxy.ts';
import { defineCheck } from '../../src/check/define-check.ts';
import { allOf } from '../../src/check/verdict.ts';

export default defineCheck({
  id: 'A-1a.2',
  control: 'A-1a',
  title: {
    ja: 'Edge と Chrome のポリシーが社内プロキシを名指しするか、Windows の設定に任せている',
    en: 'Policies of Edge and Chrome name an in-house proxy, or leave it to the settings of Windows',
  },
  reads: ['registry', 'os', 'shared'],
  evidence: ['reg-export'],
  evaluate: (facts) =>
    allOf(
      (['edge', 'chrome'] as const).map((browser) =>
        judgeBrowser(facts, browser, judgeChromiumProxy(facts, browser)),
      ),
    ),
});
