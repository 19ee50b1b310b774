import { defineCheck } from '../../src/check/define-check.ts';
import { judgeSystemAccess } from '../../src/check/password-policy.ts';
import { plain } from '../../src/check/setting.ts';
import { allOf } from '../../src/check/verdict.ts';

/** CIS Benchmarks for Windows, 1.1 and 1.2; the guide asks for a password policy without numbers. */
const LOCKOUT_MAX = 5;
const HISTORY_MIN = 24;

/** On a domain controller the policy of the domain, elsewhere that of the host's own accounts. */
export default defineCheck({
  id: 'D-5-S1.1',
  control: 'D-5-S1',
  title: { ja: 'パスワードのポリシーが十分に強い', en: 'The password policy is strong enough' },
  reads: ['effectiveSecurity', 'intendedSecurity'],
  evidence: ['secedit-export'],
  evaluate(facts) {
    const length = facts.site.parameters.minimumPasswordLength;
    return allOf([
      judgeSystemAccess(facts, {
        name: 'MinimumPasswordLength',
        secure: (value) => value >= length,
        expected: { ja: `${length} 以上`, en: `${length} or more` },
      }),
      judgeSystemAccess(facts, {
        name: 'PasswordComplexity',
        secure: (value) => value === 1,
        expected: plain('1'),
      }),
      judgeSystemAccess(facts, {
        name: 'LockoutBadCount',
        secure: (value) => value >= 1 && value <= LOCKOUT_MAX,
        expected: {
          ja: `1 以上 ${LOCKOUT_MAX} 以下 (0 はロックアウトしない)`,
          en: `1 to ${LOCKOUT_MAX}; 0 never locks out`,
        },
      }),
      judgeSystemAccess(facts, {
        name: 'PasswordHistorySize',
        secure: (value) => value >= HISTORY_MIN,
        expected: { ja: `${HISTORY_MIN} 以上`, en: `${HISTORY_MIN} or more` },
      }),
    ]);
  },
});
