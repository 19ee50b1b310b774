import { judgeBrowser } from '../../src/check/browser-setting.ts';
import { defineCheck } from '../../src/check/define-check.ts';
import { always, equals, plain } from '../../src/check/setting.ts';
import { judgeUserSetting } from '../../src/check/user-setting.ts';
import { allOf } from '../../src/check/verdict.ts';

const RULE = {
  key: 'Software\\Policies\\Microsoft\\Internet Explorer\\Control Panel',
  type: 'REG_DWORD',
  secure: equals(1),
  expected: plain('1'),
  whenAbsent: always(0),
} as const;

/** Whether users can change it, not whether it is off: the policy writes 1 both when it is enabled and when it is disabled. */
export default defineCheck({
  id: 'B-3b.4',
  control: 'B-3b',
  title: {
    ja: 'Internet Explorer のオートコンプリートの設定を利用者が変えられない',
    en: 'Users cannot change the AutoComplete settings of Internet Explorer',
  },
  severity: 'info',
  reads: ['registry', 'os'],
  evidence: ['reg-export'],
  evaluate: (facts) =>
    judgeBrowser(
      facts,
      'ie',
      allOf(
        ['FormSuggest', 'FormSuggest Passwords'].map((name) =>
          judgeUserSetting(facts.registry, facts.os, { ...RULE, name }),
        ),
      ),
    ),
});
