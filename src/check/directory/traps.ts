/** Judges the trap accounts that are declared to be in a domain. */
import { isEnabled } from '../../facts/directory/account-state.ts';
import { concerns, isOnlyDomain, matchOf } from '../../facts/directory/declared.ts';
import { hides } from '../../facts/directory/hidden.ts';
import type { Account, Domain } from '../../facts/directory/model.ts';
import { PRIVILEGED, peopleOf } from '../../facts/directory/privileged.ts';
import type { Directory } from '../../facts/directory/query.ts';
import { isNonEmpty } from '../../facts/known.ts';
import type { Always, Domains } from '../../facts/target-facts.ts';
import type { Bilingual } from '../../model/text.ts';
import { judgeTraps, type Trap } from '../traps.ts';
import { fail, notApplicable, pass, undecided, type Verdict } from '../verdict.ts';
import { accountsIn, DIRECTORY_EVIDENCE, searched } from './accounts.ts';
import { allDirectories, judgeDomainsOf } from './site.ts';

type Facts = Pick<Domains, 'directory' | 'shared'> & Always;

type Judge = (account: Account, trap: Trap, directory: Directory, domain: Domain) => Verdict;

const named = (trap: Trap, ja: string, en: string): Bilingual => ({
  ja: `トラップ アカウント ${trap.name} ${ja}`,
  en: `trap account ${trap.name} ${en}`,
});

const whichDomain = (trap: Trap): Verdict =>
  undecided(
    named(
      trap,
      'のドメインが宣言されていない。DOMAIN\\name と書けば決まる',
      'is declared without its domain; DOMAIN\\name would decide it',
    ),
  );

function missing(trap: Trap, directory: Directory, domain: Domain): Verdict {
  if (concerns(trap, domain) === 'maybe') return whichDomain(trap);
  const { open, at } = searched(directory, ['users']);
  const [because] = open;
  if (because || !isNonEmpty(at)) {
    return undecided(because ?? named(trap, 'がない', 'is not there'), DIRECTORY_EVIDENCE);
  }
  return fail(at, named(trap, `が ${domain.dnsName} にない`, `does not exist in ${domain.dnsName}`));
}

const elsewhere = (trap: Trap): Verdict =>
  notApplicable(named(trap, 'は他のドメインのもの', 'is of another domain'));

const nowhere = (trap: Trap): Verdict =>
  undecided(
    named(
      trap,
      'のドメインのディレクトリが証拠にない',
      'is of a domain whose directory is not in the evidence',
    ),
    DIRECTORY_EVIDENCE,
  );

/** What the site's directories say of the domains that traps are declared with. */
interface Shown {
  /** One domain alone. */
  readonly alone: boolean;
  readonly domains: readonly Domain[];
}

function judgeIn(
  trap: Trap,
  directory: Directory,
  domain: Domain,
  { alone, domains }: Shown,
  judge: Judge,
): Verdict {
  if (concerns(trap, domain) === 'no') {
    return domains.some((d) => concerns(trap, d) === 'yes') ? elsewhere(trap) : nowhere(trap);
  }
  const matches = accountsIn(directory, domain).map((account) => ({
    account,
    match: matchOf(trap, account, domain),
  }));
  const sure = matches.find((m) => m.match === 'yes') ?? matches.find((m) => alone && m.match === 'maybe');
  if (sure) return judge(sure.account, trap, directory, domain);
  return matches.some((m) => m.match === 'maybe') ? whichDomain(trap) : missing(trap, directory, domain);
}

const NONE_HERE: Bilingual = {
  ja: 'ドメインに置くと宣言されたトラップ アカウント (scope: domain) はない',
  en: 'no declared trap account is meant to be in a domain (scope: domain)',
};

/** Each trap of scope `domain` in the domain it is of. */
export function judgeDomainTraps(facts: Facts, judge: Judge): Verdict {
  const directories = allDirectories(facts);
  const shown = { alone: isOnlyDomain(directories), domains: directories.flatMap((d) => d.domains) };
  return judgeTraps(
    facts.site,
    (trap) => trap.scope === 'domain',
    (trap) => judgeDomainTrap(trap, facts, judge, shown),
    NONE_HERE,
  );
}

const judgeDomainTrap = (trap: Trap, facts: Facts, judge: Judge, shown: Shown): Verdict =>
  judgeDomainsOf(facts, ({ directory }, domain) => judgeIn(trap, directory, domain, shown, judge));

export const existsEnabled: Judge = (account, trap) => {
  const enabled = isEnabled(account);
  if (enabled === null) {
    return undecided(
      named(trap, 'はあるが、有効か読めない', 'exists; whether it is enabled cannot be read'),
      DIRECTORY_EVIDENCE,
      { witness: [account.at] },
    );
  }
  return enabled
    ? pass([account.at], named(trap, 'があり、有効', 'exists and is enabled'))
    : fail(
        [account.at],
        named(
          trap,
          'が無効。使用は記録されるが、攻撃者は無効なアカウントを避ける',
          'is disabled: its use is logged, but attackers skip disabled accounts',
        ),
      );
};

/** What else could give it power. */
function doubtOf(trap: Trap, account: Account, perhapsMember: boolean): Bilingual | null {
  if (perhapsMember) {
    return named(
      trap,
      'が特権グループに属するか、間のグループの種類 (groupType) が読めないので分からない',
      'may be in a privileged group: a group on the way does not show its groupType',
    );
  }
  if (account.adminCount === null && hides(account, 'admincount')) {
    return named(trap, 'の adminCount が読めない', 'has an adminCount that cannot be read');
  }
  const [former] = account.sidHistory;
  return former === undefined
    ? null
    : named(trap, `の sIDHistory に ${former} がある`, `has ${former} in its sIDHistory`);
}

export const isPowerless: Judge = (account, trap, directory, domain) => {
  const found = peopleOf(directory, domain, PRIVILEGED);
  const person = found.people.find((p) => p.account.key === account.key);
  if (person?.sure) {
    const of = person.of.join(', ');
    return fail([account.at, ...found.at], named(trap, `が ${of} に属する`, `is a member of ${of}`));
  }
  if (account.adminCount === 1) {
    return fail(
      [account.at],
      named(
        trap,
        'の adminCount が 1 (特権グループに属したことがある)',
        'has adminCount 1: it is or was privileged',
      ),
    );
  }
  const [because] = found.open;
  const doubt = because ?? doubtOf(trap, account, person !== undefined);
  if (doubt) return undecided(doubt, DIRECTORY_EVIDENCE, { witness: [account.at] });
  return pass(
    [account.at, ...found.at],
    named(trap, 'は特権グループに属さない', 'is in no privileged group'),
  );
};
