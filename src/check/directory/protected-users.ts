/** Judges whether credentials of those who rule a domain can be taken from where they log on. */
import { either, flagOf, isEnabled } from '../../facts/directory/account-state.ts';
import type { Account, Domain } from '../../facts/directory/model.ts';
import { type PrivilegedKind, peopleOf, TIER_ZERO } from '../../facts/directory/privileged.ts';
import type { Directory } from '../../facts/directory/query.ts';
import type { Always, Domains } from '../../facts/target-facts.ts';
import { RID, ridOf } from '../../facts/well-known.ts';
import { allOf, fail, pass, undecided, type Verdict } from '../verdict.ts';
import {
  type Answer,
  asMember,
  DIRECTORY_EVIDENCE,
  FINE,
  faultIf,
  judgeAnswers,
  notShown,
} from './accounts.ts';
import { FOREIGN } from './administrators.ts';
import { judgeDomainsOf } from './site.ts';

const PROTECTED_USERS: readonly PrivilegedKind[] = [
  { label: 'Protected Users', is: (g) => ridOf(g.sid) === RID.protectedUsers, exists: 'perhaps' },
];

/** msDS-Behavior-Version of Windows Server 2012 R2: from here on controllers enforce Protected Users ([MS-ADTS] 6.1.4.4). */
const LEVEL_2012_R2 = 6;

function judgeLevel(domain: Domain): Verdict {
  const { functionalLevel: level, at } = domain;
  if (level === null)
    return undecided(notShown('msDS-Behavior-Version'), DIRECTORY_EVIDENCE, { witness: [at] });
  const because = {
    ja: `ドメインの機能レベル ${level} (2012 R2 は ${LEVEL_2012_R2})`,
    en: `functional level of the domain ${level} (2012 R2 is ${LEVEL_2012_R2})`,
  };
  return level >= LEVEL_2012_R2 ? pass([at], because) : fail([at], because);
}

const GUARDED = {
  ja: 'Protected Users になく、スマート カード必須でも「委任できない」でもない',
  en: 'neither in Protected Users, nor bound to a smart card, nor marked as not to be delegated',
};

function answer(account: Account, isProtected: boolean | null): Answer {
  if (account.kind === 'foreign') return { state: 'open', because: FOREIGN };
  if (isEnabled(account) === false) return FINE;
  const marked = either(flagOf(account, 'smartcardRequired'), flagOf(account, 'notDelegated'));
  const guarded = either(isProtected, marked);
  if (guarded === false && isEnabled(account) === null)
    return { state: 'open', because: notShown('userAccountControl') };
  return faultIf(guarded === null ? null : !guarded, GUARDED, {
    ja: 'Protected Users に属するか、委任できないかが分からない',
    en: 'whether it is in Protected Users or marked as not to be delegated is not known',
  });
}

function judgePeopleOf(directory: Directory, domain: Domain): Verdict {
  const found = peopleOf(directory, domain, TIER_ZERO);
  const guard = peopleOf(directory, domain, PROTECTED_USERS);
  const inside = new Map(guard.people.map((p) => [p.account.key, p.listed || null]));
  const outside = guard.open.length > 0 ? null : false;
  const answers = found.people.map((person) => ({
    account: person.account,
    as: person.of.join(', '),
    answer: asMember(person, answer(person.account, inside.get(person.account.key) ?? outside)),
  }));
  return judgeAnswers(answers, {
    open: found.open,
    at: [...found.at, ...guard.at, ...found.people.map((p) => p.account.at)],
    fine: {
      ja: `ドメインを管理するアカウント ${answers.length} 件はすべて保護されている`,
      en: `all ${answers.length} accounts that rule the domain are guarded`,
    },
  });
}

/** Every Tier-0 account is in Protected Users or marked, in every domain that concerns the target. */
export const judgeTierZeroGuarded = (facts: Pick<Domains, 'directory' | 'shared'> & Always): Verdict =>
  judgeDomainsOf(facts, ({ directory }, domain) =>
    allOf([judgeLevel(domain), judgePeopleOf(directory, domain)]),
  );
