import { judgeBrowser } from '../../src/check/browser-setting.ts';
import { defineCheck } from '../../src/check/define-check.ts';
import { always, plain, saysNo } from '../../src/check/setting.ts';
import { judgeMachineOverUsers } from '../../src/check/user-setting.ts';

export default defineCheck({
  id: 'B-3b.6',
  control: 'B-3b',
  title: {
    ja: '従来の Microsoft Edge がパスワードを保存しない',
    en: 'Microsoft Edge Legacy saves no passwords',
  },
  severity: 'medium',
  reads: ['registry', 'os'],
  evidence: ['reg-export'],
  evaluate: (facts) =>
    judgeBrowser(
      facts,
      'edge-legacy',
      judgeMachineOverUsers(facts.registry, facts.os, {
        key: 'SOFTWARE\\Policies\\Microsoft\\MicrosoftEdge\\Main',
        name: 'FormSuggest Passwords',
        type: 'REG_SZ',
        secure: saysNo,
        expected: plain('no'),
        whenAbsent: always('yes'),
      }),
    ),
});
