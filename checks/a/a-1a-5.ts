import { defineCheck } from '../../src/check/define-check.ts';
import { always, equals, judgeSetting, plain } from '../../src/check/setting.ts';
import { judgeUserSetting } from '../../src/check/user-setting.ts';
import { allOf, anyOf } from '../../src/check/verdict.ts';

const rule = (name: string) =>
  ({
    key: 'SOFTWARE\\Policies\\Microsoft\\Internet Explorer\\Control Panel',
    name,
    type: 'REG_DWORD',
    secure: equals(1),
    expected: plain('1'),
    whenAbsent: always(0),
  }) as const;

/** Either the policy of the computer, or that of every user. */
export default defineCheck({
  id: 'A-1a.5',
  control: 'A-1a',
  title: {
    ja: '利用者がプロキシの設定を変更できない',
    en: 'Users cannot change the proxy settings',
  },
  reads: ['registry', 'os'],
  evidence: ['reg-export'],
  evaluate: ({ registry, os }) =>
    allOf(
      [rule('Proxy'), rule('Autoconfig')].map((lock) =>
        anyOf([judgeSetting(registry, os, { ...lock, hive: 'HKLM' }), judgeUserSetting(registry, os, lock)]),
      ),
    ),
});
