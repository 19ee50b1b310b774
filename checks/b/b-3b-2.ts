import { judgeBrowser } from '../../src/check/browser-setting.ts';
import { defineCheck } from '../../src/check/define-check.ts';
import { always, plain, saysNo } from '../../src/check/setting.ts';
import { judgeUserSetting } from '../../src/check/user-setting.ts';
import { allOf } from '../../src/check/verdict.ts';

const RULE = {
  key: 'Software\\Policies\\Microsoft\\Internet Explorer\\Main',
  type: 'REG_SZ',
  secure: saysNo,
  expected: plain('no'),
  whenAbsent: always('yes'),
} as const;

/** A policy of users only, and text: a number has no effect. */
export default defineCheck({
  id: 'B-3b.2',
  control: 'B-3b',
  title: {
    ja: 'Internet Explorer がフォームのパスワードを保存しない',
    en: 'Internet Explorer saves no passwords of forms',
  },
  severity: 'medium',
  reads: ['registry', 'os'],
  evidence: ['reg-export'],
  evaluate: (facts) =>
    judgeBrowser(
      facts,
      'ie',
      allOf([
        judgeUserSetting(facts.registry, facts.os, { ...RULE, name: 'FormSuggest Passwords' }),
        judgeUserSetting(facts.registry, facts.os, { ...RULE, name: 'FormSuggest PW Ask' }),
      ]),
    ),
});
