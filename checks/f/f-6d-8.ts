import { defineCheck } from '../../src/check/define-check.ts';
import { always, equals, judgeSetting, plain } from '../../src/check/setting.ts';
import { judgeUserSetting } from '../../src/check/user-setting.ts';
import { anyOf } from '../../src/check/verdict.ts';

const RULE = {
  key: 'SOFTWARE\\Policies\\Microsoft\\Windows NT\\Terminal Services',
  name: 'DisablePasswordSaving',
  type: 'REG_DWORD',
  secure: equals(1),
  expected: plain('1'),
  whenAbsent: always(0),
} as const;

/** Either the policy of the computer, or that of every user. */
export default defineCheck({
  id: 'F-6d.8',
  control: 'F-6d',
  title: {
    ja: 'リモート デスクトップのパスワードを保存できない',
    en: 'Passwords of remote desktop connections cannot be saved',
  },
  reads: ['registry', 'os'],
  evidence: ['reg-export'],
  evaluate: ({ registry, os }) =>
    anyOf([judgeSetting(registry, os, { ...RULE, hive: 'HKLM' }), judgeUserSetting(registry, os, RULE)]),
});
