/** Judges how many administer a domain, and whether services are among them. */
import { hasServiceName } from '../../facts/directory/account-state.ts';
import { ADMINISTRATIVE, peopleOf } from '../../facts/directory/privileged.ts';
import { isNonEmpty } from '../../facts/known.ts';
import type { Always, Domains } from '../../facts/target-facts.ts';
import type { Bilingual } from '../../model/text.ts';
import { allOf, fail, pass, undecided, type Verdict } from '../verdict.ts';
import { DIRECTORY_EVIDENCE, faultIf, judgeDomains, notShown } from './accounts.ts';
import { type Ask, declared, FOREIGN, judgePeople } from './administrators.ts';

type Facts = Pick<Domains, 'directory'> & Always;

function judgeCount(facts: Facts): Verdict {
  const most = facts.site.parameters.domainAdministratorsMax;
  return judgeDomains(facts, (directory, domain) => {
    const { people, open, at } = peopleOf(directory, domain, ADMINISTRATIVE);
    const because: Bilingual = {
      ja: `ドメインを管理するグループの構成員 ${people.length} 件 (上限: ${most})`,
      en: `${people.length} members of the groups that administer the domain (at most ${most})`,
    };
    if (!isNonEmpty(at)) return undecided(open[0] ?? because, DIRECTORY_EVIDENCE);
    const lines = people.filter((p) => p.sure).map((p) => p.account.at);
    if (lines.length > most && isNonEmpty(lines)) return fail(lines, because);
    const [doubt] = people.length > most ? [because] : open;
    return doubt ? undecided(doubt, DIRECTORY_EVIDENCE, { witness: at }) : pass(at, because);
  });
}

/** Few, and each of them named in the site file. */
export const judgeRulers = (facts: Facts): Verdict =>
  allOf([
    judgeCount(facts),
    judgePeople(facts, ADMINISTRATIVE, declared, {
      ja: 'すべて adminAccounts にある',
      en: 'all are declared under adminAccounts',
    }),
  ]);

const SERVICE: Bilingual = {
  ja: 'サービスのアカウント (SPN を持つか、サービスかコンピューターのもの)',
  en: 'an account of a service: it has an SPN, or is one of a service or a computer',
};

/** An account of a service or a computer, enabled or not, is no administrator. */
export const notAService: Ask = ({ account }) => {
  if (account.kind === 'foreign') return { state: 'open', because: FOREIGN };
  if (account.kind !== 'user') return { state: 'fault', because: SERVICE };
  return faultIf(hasServiceName(account), SERVICE, notShown('servicePrincipalName'));
};
