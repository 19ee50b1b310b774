import { defineCheck } from '../../src/check/define-check.ts';
import { judgeDenied } from '../../src/check/rights.ts';
import { judgeTraps, type Trap } from '../../src/check/traps.ts';
import { allOf } from '../../src/check/verdict.ts';
import { isExactAccount, isLocalAccount, seenAccounts } from '../../src/facts/local-groups-query.ts';
import { DENY_RIGHTS } from '../../src/facts/rights-query.ts';
import type { Principal } from '../../src/facts/security-policy.ts';
import type { Always, Domains } from '../../src/facts/target-facts.ts';
import { SID } from '../../src/facts/well-known.ts';

type Facts = Pick<Domains, 'localGroups' | 'effectiveSecurity'> & Always;

/** secedit writes local accounts by name and those of a domain by SID; the list of accounts tells the SID of a name. */
function holds(trap: Trap, facts: Facts) {
  const host = facts.target.name;
  const own = seenAccounts(facts.localGroups).filter((user) => isLocalAccount(trap, user, host));
  const is = trap.scope === 'local' ? isLocalAccount : isExactAccount;
  return (holder: Principal): boolean =>
    is(trap, holder, host) ||
    (trap.scope === 'local' && holder.sid === SID.localAccount) ||
    (holder.sid !== null && own.some((user) => user.sid === holder.sid));
}

export default defineCheck({
  id: 'E-V5a.3',
  control: 'E-V5a',
  title: {
    ja: 'トラップ アカウントのログオンがすべて拒否される',
    en: 'Every kind of logon is denied to the trap account',
  },
  roles: ['user-endpoint', 'dc'],
  reads: ['effectiveSecurity', 'localGroups'],
  evidence: ['secedit-export'],
  evaluate: (facts) =>
    judgeTraps(
      facts.site,
      (trap) => facts.target.role !== 'dc' || trap.scope === 'domain',
      (trap) =>
        allOf(
          DENY_RIGHTS.map((right) =>
            judgeDenied(facts.effectiveSecurity, right, {
              label: { ja: `トラップ アカウント ${trap.name}`, en: `trap account ${trap.name}` },
              is: holds(trap, facts),
              mayBeNested: true,
            }),
          ),
        ),
    ),
});
