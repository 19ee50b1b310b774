import { judgeBrowser } from '../../src/check/browser-setting.ts';
import { defineCheck } from '../../src/check/define-check.ts';
import { always, equals, plain } from '../../src/check/setting.ts';
import { judgeMachineOverUsers } from '../../src/check/user-setting.ts';
import { allOf, anyOf } from '../../src/check/verdict.ts';

const KEY = 'SOFTWARE\\Policies\\Mozilla\\Firefox';

const OFF = {
  key: KEY,
  type: 'REG_DWORD',
  secure: equals(0),
  expected: plain('0'),
  whenAbsent: always(1),
} as const;

const FORM_HISTORY = {
  key: KEY,
  name: 'DisableFormHistory',
  type: 'REG_DWORD',
  secure: equals(1),
  expected: plain('1'),
  whenAbsent: always(0),
} as const;

/** Passwords: no manager, or one that does not offer to save; and no history of what was typed into forms. */
export default defineCheck({
  id: 'B-3b.8',
  control: 'B-3b',
  title: {
    ja: 'Firefox がパスワードと入力履歴を保存しない',
    en: 'Firefox saves neither passwords nor the history of forms',
  },
  severity: 'medium',
  reads: ['registry', 'os'],
  evidence: ['reg-export'],
  evaluate: (facts) =>
    judgeBrowser(
      facts,
      'firefox',
      allOf([
        anyOf([
          judgeMachineOverUsers(facts.registry, facts.os, { ...OFF, name: 'PasswordManagerEnabled' }),
          judgeMachineOverUsers(facts.registry, facts.os, { ...OFF, name: 'OfferToSaveLogins' }),
        ]),
        judgeMachineOverUsers(facts.registry, facts.os, FORM_HISTORY),
      ]),
    ),
});
