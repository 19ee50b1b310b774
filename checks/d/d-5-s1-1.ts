import { defineCheck } from '../../src/check/define-check.ts';
import { DIRECTORY_EVIDENCE, judgeDomains } from '../../src/check/directory/accounts.ts';
import { HISTORY_MIN, judgePasswords, LOCKOUT_MAX, OF_DOMAIN } from '../../src/check/directory/passwords.ts';
import { judgeSystemAccess } from '../../src/check/password-policy.ts';
import { plain } from '../../src/check/setting.ts';
import { allOf } from '../../src/check/verdict.ts';
import type { Always, Domains } from '../../src/facts/target-facts.ts';

/** What the domain object holds is what its controllers apply. */
const judgeDomainObject = (facts: Pick<Domains, 'directory'> & Always) =>
  judgeDomains(facts, (_, domain) =>
    judgePasswords(
      {
        object: domain,
        password: domain.password,
        names: OF_DOMAIN,
        label: { ja: domain.dnsName, en: domain.dnsName },
      },
      facts.site.parameters.minimumPasswordLength,
    ),
  );

/** In a domain, and on its controllers, the policy of the domain; elsewhere that of the host's own accounts. */
export default defineCheck({
  id: 'D-5-S1.1',
  control: 'D-5-S1',
  title: { ja: 'パスワードのポリシーが十分に強い', en: 'The password policy is strong enough' },
  reads: ['effectiveSecurity', 'intendedSecurity', 'directory'],
  evidence: ['secedit-export', ...DIRECTORY_EVIDENCE],
  evaluate(facts) {
    if (facts.target.role === 'domain') return judgeDomainObject(facts);
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
