import { judgeBrowser } from '../../src/check/browser-setting.ts';
import { defineCheck } from '../../src/check/define-check.ts';
import { always, plain, saysNo } from '../../src/check/setting.ts';
import { judgeUserSetting } from '../../src/check/user-setting.ts';

const RULE = {
  key: 'Software\\Policies\\Microsoft\\Internet Explorer\\Main',
  type: 'REG_SZ',
  secure: saysNo,
  expected: plain('no'),
  whenAbsent: always('yes'),
} as const;

/** A policy of users only. The policy that writes it is inverse: "Disable AutoComplete for forms" must be enabled. */
export default defineCheck({
  id: 'B-3b.3',
  control: 'B-3b',
  title: {
    ja: 'Internet Explorer がフォームの入力を補完しない',
    en: 'Internet Explorer does not complete forms',
  },
  severity: 'medium',
  reads: ['registry', 'os'],
  evidence: ['reg-export'],
  evaluate: (facts) =>
    judgeBrowser(
      facts,
      'ie',
      judgeUserSetting(facts.registry, facts.os, { ...RULE, name: 'Use FormSuggest' }),
    ),
});
