/** Judges those who administer a domain: who they are, and whether their accounts are kept as they should be. */

import { both, flagOf, hasServiceName, isEnabled } from '../../facts/directory/account-state.ts';
import { declaredAmong } from '../../facts/directory/declared.ts';
import type { Account, Domain } from '../../facts/directory/model.ts';
import { resultantSettings } from '../../facts/directory/password-settings.ts';
import {
  type People,
  type Person,
  PRIVILEGED,
  type PrivilegedKind,
  peopleOf,
} from '../../facts/directory/privileged.ts';
import type { Directory } from '../../facts/directory/query.ts';
import { idleAge } from '../../facts/directory/times.ts';
import type { Always, Domains } from '../../facts/target-facts.ts';
import { isBroad, RID, ridOf } from '../../facts/well-known.ts';
import type { Bilingual } from '../../model/text.ts';
import type { Verdict } from '../verdict.ts';
import { type Answer, asMember, FINE, faultIf, judgeAnswers, judgeDomains, notShown } from './accounts.ts';
import { judgePasswords, OF_SETTINGS } from './passwords.ts';

type Facts = Pick<Domains, 'directory'> & Always;

/** What is asked of each member. */
export type Ask = (person: Person, directory: Directory, domain: Domain, facts: Facts) => Answer;

const fineOf = ({ people }: People, { ja, en }: Bilingual): Bilingual => ({
  ja: `特権グループの構成員 ${people.length} 件: ${ja}`,
  en: `${people.length} members of privileged groups: ${en}`,
});

/** Every member of the groups must answer well, and all members must be known. */
export function judgePeople(
  facts: Facts,
  kinds: readonly PrivilegedKind[],
  ask: Ask,
  fine: Bilingual,
): Verdict {
  return judgeDomains(facts, (directory, domain) => {
    const found = peopleOf(directory, domain, kinds);
    const answers = found.people.map((person) => ({
      account: person.account,
      as: person.of.join(', '),
      answer: asMember(person, ask(person, directory, domain, facts)),
    }));
    return judgeAnswers(answers, {
      open: found.open,
      at: [...found.at, ...found.people.map((p) => p.account.at)],
      fine: fineOf(found, fine),
    });
  });
}

/** Windows does not let the built-in Administrator leave Administrators: disabled, it is as far out as it can be. */
const isRid500 = ({ sid }: Account): boolean => ridOf(sid) === RID.administrator;

/** Whoever logs on with the account: what is foreign to the domain is not shown. */
function unlessForeign(account: Account, answer: () => Answer): Answer {
  if (account.kind !== 'foreign') return answer();
  if (isBroad(account.sid)) return { state: 'fault', because: BROAD };
  return { state: 'open', because: FOREIGN };
}

export const BROAD: Bilingual = {
  ja: '一般の利用者を含む',
  en: 'it contains ordinary users',
};

export const FOREIGN: Bilingual = {
  ja: '他のドメインのもので、状態が証拠にない',
  en: 'of another domain, so that its state is not shown',
};

export const DECLARE: Bilingual = {
  ja: 'adminAccounts に同じ名前があるが、ドメインの宣言がない。DOMAIN\\name と書けば決まる',
  en: 'adminAccounts has the name without a domain; DOMAIN\\name would decide it',
};

export const UNDECLARED: Bilingual = {
  ja: 'adminAccounts に宣言がない',
  en: 'not declared under adminAccounts',
};

/** Of an account that is the built-in Administrator, disabled, unless what hides it says otherwise. */
const ifDisabled500 = (account: Account): Answer =>
  isRid500(account) && isEnabled(account) === false
    ? FINE
    : { state: 'open', because: notShown(account.sid === null ? 'objectSid' : 'userAccountControl') };

/** Nobody is a member whom the site file does not name. */
export const declared: Ask = ({ account }, _directory, domain, { site }) => {
  const match = declaredAmong(site.adminAccounts, account, domain);
  if (match === 'yes') return FINE;
  const mayBeDisabled500 = isEnabled(account) !== true && (account.sid === null || isRid500(account));
  if (mayBeDisabled500) return ifDisabled500(account);
  if (match === 'maybe') return { state: 'open', because: DECLARE };
  return unlessForeign(account, () => ({ state: 'fault', because: UNDECLARED }));
};

export const notDisabled: Ask = ({ account }) =>
  unlessForeign(account, () =>
    isRid500(account)
      ? FINE
      : faultIf(
          both(flagOf(account, 'disabled'), account.sid === null ? null : true),
          { ja: '無効なのに残っている', en: 'disabled, and still a member' },
          notShown(account.sid === null ? 'objectSid' : 'userAccountControl'),
        ),
  );

/** A disabled account is nobody's logon, and whether it should be there is another question. */
function ifEnabled(account: Account, ask: () => Answer): Answer {
  return unlessForeign(account, () => {
    const enabled = isEnabled(account);
    if (enabled === false) return FINE;
    const answer = ask();
    return enabled === null && answer.state === 'fault'
      ? { state: 'open', because: notShown('userAccountControl') }
      : answer;
  });
}

export const inUse: Ask = ({ account }, directory, _domain, { site, asOf }) =>
  ifEnabled(account, () => answerIdle(directory, asOf, account, site.parameters.staleAccountDays));

/** Whether an account has been used within so many days. */
export function answerIdle(directory: Directory, asOf: number, account: Account, days: number): Answer {
  const age = idleAge(directory, asOf, account, days);
  if (age === null) return { state: 'open', because: notShown('lastLogonTimestamp') };
  if (age === 'within') return FINE;
  if (age === 'open') {
    return {
      state: 'open',
      because: {
        ja: `${days} 日以内にログオンしたか、証拠の時点と記録の遅れのため分からない`,
        en: `whether it logged on within ${days} days is not sure, by the age of the evidence and the delay of the record`,
      },
    };
  }
  const never = account.lastLogon === null || account.lastLogon === 0n;
  return {
    state: 'fault',
    because: never
      ? {
          ja: `作られて ${days} 日を過ぎ、一度もログオンがない`,
          en: `made more than ${days} days ago and never used`,
        }
      : { ja: `${days} 日以上ログオンがない`, en: `no logon for more than ${days} days` },
  };
}

const NEVER_EXPIRES: Bilingual = { ja: 'パスワードが無期限', en: 'its password never expires' };

const SMART_CARD: Bilingual = {
  ja: 'スマート カード必須で、パスワードを Windows が更新するか (msDS-ExpirePasswordsOnSmartCardOnlyAccounts) 証拠にない',
  en: 'a smart card is required, and whether Windows renews its password (msDS-ExpirePasswordsOnSmartCardOnlyAccounts) is not in the evidence',
};

const NO_AGE: Bilingual = {
  ja: 'パスワードの有効期間 (maxPwdAge か msDS-MaximumPasswordAge) が読めないか 0 である',
  en: 'the maximum age of its password (maxPwdAge or msDS-MaximumPasswordAge) cannot be read, or is 0',
};

/** Effective-MaximumPasswordAge of passwords without an end ([MS-ADTS] 3.1.1.4.5, msDS-UserPasswordExpiryTimeComputed). */
const WITHOUT_END = -(2n ** 63n);

function answerAge(directory: Directory, domain: Domain, account: Account): Answer {
  const found = resultantSettings(directory, account);
  if (found.state === 'open') return found;
  const { maximumAge } = found.state === 'set' ? found.settings.password : domain.password;
  if (maximumAge === null || maximumAge === 0n) return { state: 'open', because: NO_AGE };
  return maximumAge === WITHOUT_END ? { state: 'fault', because: NEVER_EXPIRES } : FINE;
}

/** Windows renews the password of a managed service account by itself. */
export const passwordExpires: Ask = ({ account }, directory, domain) =>
  ifEnabled(account, () => {
    if (account.kind === 'managed-service') return FINE;
    const flag = faultIf(
      flagOf(account, 'passwordNeverExpires'),
      NEVER_EXPIRES,
      notShown('userAccountControl'),
    );
    if (flag.state !== 'fine') return flag;
    const age = answerAge(directory, domain, account);
    const hasCard = age.state === 'fine' && flagOf(account, 'smartcardRequired') !== false;
    return hasCard ? { state: 'open', because: SMART_CARD } : age;
  });

/** msDS-SupportedEncryptionTypes ([MS-KILE] 2.2.7): DES and RC4, and AES. */
export const WEAK_KEYS = 0x7;
export const AES_KEYS = 0x18;

const BY_DEFAULT: Bilingual = {
  ja: 'SPN があり、msDS-SupportedEncryptionTypes がない。暗号の種類は DC の既定で決まり、証拠からは分からない',
  en: 'it has an SPN and no msDS-SupportedEncryptionTypes: the default of the controllers decides, which is not shown',
};

const WEAK: Bilingual = {
  ja: 'SPN があり、RC4 か DES のチケットを出せる',
  en: 'it has an SPN, and tickets for it may be encrypted with RC4 or DES',
};

function ticketOf(account: Account): Answer {
  const desOnly = flagOf(account, 'desKeysOnly');
  if (desOnly === null) return { state: 'open', because: notShown('userAccountControl') };
  if (desOnly) return { state: 'fault', because: WEAK };
  const types = account.encryptionTypes ?? 0;
  if (types === 0) return { state: 'open', because: BY_DEFAULT };
  return (types & WEAK_KEYS) !== 0 ? { state: 'fault', because: WEAK } : FINE;
}

/** A ticket for a service can be attacked offline; passwords that Windows makes are too long for that. */
export const strongTickets: Ask = ({ account }) =>
  ifEnabled(account, () => {
    if (account.kind !== 'user') return FINE;
    const has = hasServiceName(account);
    if (has === null) return { state: 'open', because: notShown('servicePrincipalName') };
    return has ? ticketOf(account) : FINE;
  });

export const withoutServiceName: Ask = ({ account }) =>
  ifEnabled(account, () =>
    account.kind === 'user'
      ? faultIf(
          hasServiceName(account),
          { ja: 'SPN がある', en: 'it has an SPN' },
          notShown('servicePrincipalName'),
        )
      : FINE,
  );

export const judgePrivileged = (facts: Facts, ask: Ask, fine: Bilingual): Verdict =>
  judgePeople(facts, PRIVILEGED, ask, fine);

/** The policy for passwords that holds for an account where it is not that of the domain. */
function answerSettings(directory: Directory, account: Account, minimumLength: number): Answer {
  const found = resultantSettings(directory, account);
  if (found.state === 'none') return FINE;
  if (found.state === 'open') return found;
  const { settings } = found;
  const verdict = judgePasswords(
    {
      object: settings,
      password: settings.password,
      names: OF_SETTINGS,
      label: { ja: `PSO ${settings.name}`, en: `PSO ${settings.name}` },
    },
    minimumLength,
  );
  if (verdict.status === 'pass') return FINE;
  return { state: verdict.status === 'fail' ? 'fault' : 'open', because: verdict.because };
}

/** PSOs are for accounts of people: Windows makes the passwords of others by itself. */
export const strongSettings: Ask = ({ account }, directory, _domain, { site }) =>
  ifEnabled(account, () =>
    account.kind === 'user'
      ? answerSettings(directory, account, site.parameters.minimumPasswordLength)
      : FINE,
  );
