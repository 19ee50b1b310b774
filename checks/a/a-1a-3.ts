import { judgeBrowser } from '../../src/check/browser-setting.ts';
import { defineCheck } from '../../src/check/define-check.ts';
import { judgeFirefoxProxy } from '../../src/check/firefox-proxy.ts';

export default defineCheck({
  id: 'A-1a.3',
  control: 'A-1a',
  title: {
    ja: 'Firefox のポリシーが社内プロキシを固定している',
    en: 'The policy of Firefox fixes an in-house proxy',
  },
  reads: ['registry', 'os', 'shared'],
  evidence: ['reg-export'],
  evaluate: (facts) => judgeBrowser(facts, 'firefox', judgeFirefoxProxy(facts)),
});
