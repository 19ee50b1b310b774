/** Judges whether accounts of people that nobody uses are left in a domain. */
import { both, flagOf, isEnabled, not } from '../../facts/directory/account-state.ts';
import { declaredAmong, isOnlyDomain } from '../../facts/directory/declared.ts';
import type { Account, Domain } from '../../facts/directory/model.ts';
import type { Directory } from '../../facts/directory/query.ts';
import type { Always, Domains } from '../../facts/target-facts.ts';
import type { Bilingual } from '../../model/text.ts';
import type { Verdict } from '../verdict.ts';
import { type Answer, accountsIn, FINE, judgeAnswers, judgeDomains, notShown, searched } from './accounts.ts';
import { answerIdle } from './administrators.ts';
import { allDirectories } from './site.ts';

type Facts = Pick<Domains, 'directory' | 'shared'> & Always;

/** Accounts of trusts are users in the schema and nobody's. */
const mayLogOn = (account: Account): boolean | null =>
  both(isEnabled(account), not(flagOf(account, 'trustAccount')));

const WHICH_TRAP: Bilingual = {
  ja: '同じ名前のトラップ アカウントの宣言にドメインがない。DOMAIN\\name と書けば決まる',
  en: 'a trap account of its name is declared without a domain; DOMAIN\\name would decide it',
};

function answer(account: Account, directory: Directory, domain: Domain, facts: Facts): Answer {
  const { site, asOf } = facts;
  const able = mayLogOn(account);
  if (able === false) return FINE;
  const traps = site.trapAccounts.filter((trap) => trap.scope === 'domain');
  // Nobody is meant to use a trap.
  const isTrap = declaredAmong(traps, account, domain);
  if (isTrap === 'yes' || (isTrap === 'maybe' && isOnlyDomain(allDirectories(facts)))) return FINE;
  const idle = answerIdle(directory, asOf, account, site.parameters.staleAccountDays);
  if (isTrap === 'maybe' && idle.state === 'fault') return { state: 'open', because: WHICH_TRAP };
  return able === null && idle.state === 'fault'
    ? { state: 'open', because: notShown('userAccountControl') }
    : idle;
}

export function judgeStockTake(facts: Facts): Verdict {
  return judgeDomains(facts, (directory, domain) => {
    const users = accountsIn(directory, domain).filter((a) => a.kind === 'user');
    const days = facts.site.parameters.staleAccountDays;
    return judgeAnswers(
      users.map((account) => ({ account, answer: answer(account, directory, domain, facts) })),
      {
        ...searched(directory, ['users']),
        fine: {
          ja: `利用者のアカウント ${users.length} 件のうち、有効なものはすべて ${days} 日以内に使われている`,
          en: `of ${users.length} accounts of users, all that are enabled were used within ${days} days`,
        },
      },
    );
  });
}
