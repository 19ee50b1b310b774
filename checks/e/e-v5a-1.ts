import { defineCheck } from '../../src/check/define-check.ts';
import { DIRECTORY_EVIDENCE } from '../../src/check/directory/accounts.ts';
import { existsEnabled, judgeDomainTraps } from '../../src/check/directory/traps.ts';
import { isMeantHere, judgeTraps, type Trap } from '../../src/check/traps.ts';
import { decide, fail, pass, type Verdict } from '../../src/check/verdict.ts';
import { isLocalAccount, localAccounts, seenAccounts } from '../../src/facts/local-groups-query.ts';
import type { Always, Domains } from '../../src/facts/target-facts.ts';
import type { Role } from '../../src/model/target.ts';

type Facts = Pick<Domains, 'localGroups'> & Always;

/** A list that is not whole, or that another contradicts, cannot show that the account is missing or enabled. */
function judgeLocal(trap: Trap, { localGroups, target }: Facts): Verdict {
  const seen = seenAccounts(localGroups).filter((user) => isLocalAccount(trap, user, target.name));
  const [first] = seen;
  if (first && seen.every((user) => user.enabled === first.enabled)) {
    return first.enabled
      ? pass([first.at], {
          ja: `トラップ アカウント ${trap.name} があり、有効`,
          en: `trap account ${trap.name} exists and is enabled`,
        })
      : fail([first.at], {
          ja: `トラップ アカウント ${trap.name} が無効。使用は記録されるが、攻撃者は無効なアカウントを避ける`,
          en: `trap account ${trap.name} is disabled: its use is logged, but attackers skip disabled accounts`,
        });
  }
  return decide(localAccounts(localGroups), (_, at) =>
    fail(at, {
      ja: `トラップ アカウント ${trap.name} がこのホストにない`,
      en: `trap account ${trap.name} does not exist on this host`,
    }),
  );
}

/** Where traps of the domain are looked for. */
const OF_DOMAIN: ReadonlySet<Role> = new Set<Role>(['dc', 'domain']);

export default defineCheck({
  id: 'E-V5a.1',
  control: 'E-V5a',
  title: { ja: 'トラップ アカウントがあり、有効', en: 'The trap account exists and is enabled' },
  reads: ['localGroups', 'directory', 'shared'],
  evidence: ['local-users-json', ...DIRECTORY_EVIDENCE],
  evaluate: (facts) =>
    OF_DOMAIN.has(facts.target.role)
      ? judgeDomainTraps(facts, existsEnabled)
      : judgeTraps(
          facts.site,
          (trap) => isMeantHere(trap, facts),
          (trap) => judgeLocal(trap, facts),
        ),
});
