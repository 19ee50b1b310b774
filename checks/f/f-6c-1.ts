import { judgeBuiltInDisabled } from '../../src/check/built-in-accounts.ts';
import { defineCheck } from '../../src/check/define-check.ts';
import { allOf, decide, fail, pass } from '../../src/check/verdict.ts';
import { isNonEmpty } from '../../src/facts/known.ts';
import type { LocalUser } from '../../src/facts/local-groups.ts';
import { isLocalAccount, localAccounts, seenAccounts } from '../../src/facts/local-groups-query.ts';
import type { Always, Domains } from '../../src/facts/target-facts.ts';
import { RID, ridOf } from '../../src/facts/well-known.ts';

type Facts = Pick<Domains, 'localGroups'> & Always;

const isBuiltIn = (user: LocalUser): boolean =>
  ridOf(user.sid) === RID.administrator || ridOf(user.sid) === RID.guest;

const isTrap = (user: LocalUser, { site, target }: Facts): boolean =>
  site.trapAccounts.some((trap) => trap.scope === 'local' && isLocalAccount(trap, user, target.name));

/** An account that some list shows enabled and none shows disabled. */
const isEnabled = (user: LocalUser, all: readonly LocalUser[]): boolean =>
  user.enabled && all.every((other) => other.enabled || other.name.toLowerCase() !== user.name.toLowerCase());

function judgeOthers(facts: Facts) {
  const seen = seenAccounts(facts.localGroups);
  const enabled = seen.filter((u) => isEnabled(u, seen) && !isBuiltIn(u) && !isTrap(u, facts));
  if (isNonEmpty(enabled)) {
    const names = enabled.map((u) => u.name).join(', ');
    return fail([enabled[0].at, ...enabled.slice(1).map((u) => u.at)], {
      ja: `トラップ以外のローカル アカウントが有効: ${names}`,
      en: `local accounts other than traps are enabled: ${names}`,
    });
  }
  return decide(localAccounts(facts.localGroups), (_, at) =>
    pass(at, {
      ja: 'トラップとビルトインを除くローカル アカウントはすべて無効',
      en: 'every local account beside traps and the built-in ones is disabled',
    }),
  );
}

/** A trap does not excuse the built-in accounts: RID 500 must be disabled whatever it is declared to be. */
export default defineCheck({
  id: 'F-6c.1',
  control: 'F-6c',
  title: {
    ja: 'トラップを除くローカル アカウントが無効',
    en: 'Local accounts other than traps are disabled',
  },
  reads: ['localGroups', 'effectiveSecurity'],
  evidence: ['local-users-json', 'secedit-export'],
  evaluate: (facts) =>
    allOf([
      judgeOthers(facts),
      judgeBuiltInDisabled(facts, 'administrator'),
      judgeBuiltInDisabled(facts, 'guest'),
    ]),
});
