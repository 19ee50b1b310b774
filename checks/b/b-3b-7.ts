import { judgeBrowser } from '../../src/check/browser-setting.ts';
import { defineCheck } from '../../src/check/define-check.ts';
import { always, equals, plain } from '../../src/check/setting.ts';
import { judgeMachineOverUsers } from '../../src/check/user-setting.ts';

/** Its Recommended subkey does not bind and is not read. */
export default defineCheck({
  id: 'B-3b.7',
  control: 'B-3b',
  title: { ja: 'Google Chrome がパスワードを保存しない', en: 'Google Chrome saves no passwords' },
  severity: 'medium',
  reads: ['registry', 'os'],
  evidence: ['reg-export'],
  evaluate: (facts) =>
    judgeBrowser(
      facts,
      'chrome',
      judgeMachineOverUsers(facts.registry, facts.os, {
        key: 'SOFTWARE\\Policies\\Google\\Chrome',
        name: 'PasswordManagerEnabled',
        type: 'REG_DWORD',
        secure: equals(0),
        expected: plain('0'),
        whenAbsent: always(1),
      }),
    ),
});
