/** Judges accounts of a domain for what lets an intruder forge, crack or borrow Kerberos tickets. */
import {
  both,
  type ControlFlag,
  flagOf,
  isEmpty,
  isEnabled,
  not,
} from '../../facts/directory/account-state.ts';
import { hides } from '../../facts/directory/hidden.ts';
import type { Account, Domain } from '../../facts/directory/model.ts';
import type { Directory } from '../../facts/directory/query.ts';
import { ageOf, epochOf } from '../../facts/directory/times.ts';
import type { Always, Domains } from '../../facts/target-facts.ts';
import { RID, ridOf } from '../../facts/well-known.ts';
import type { Bilingual } from '../../model/text.ts';
import { fail, pass, undecided, type Verdict } from '../verdict.ts';
import {
  type Answer,
  accountsIn,
  DIRECTORY_EVIDENCE,
  FINE,
  faultIf,
  judgeAnswers,
  judgeDomains,
  notShown,
  searched,
} from './accounts.ts';
import { AES_KEYS } from './administrators.ts';

type Facts = Pick<Domains, 'directory'> & Always;

type Ask = (account: Account, controllers: Controllers) => Answer;

/** The controllers of a domain: accounts, and the names in lower case under which their services are called. */
interface Controllers {
  readonly keys: ReadonlySet<string>;
  readonly hosts: ReadonlySet<string>;
  /** Names of computers that surely are no controllers; null: all other names are of no controller. */
  readonly others: ReadonlySet<string> | null;
}

/** The host of `service/host:port/name` ([MS-ADTS] 5.1.1.4, servicePrincipalName). */
const hostOf = (spn: string): string =>
  ((spn.split('/')[1] ?? '').split(':')[0] ?? '').toLowerCase().replace(/\.$/, '');

const isController = (account: Account): boolean =>
  flagOf(account, 'domainController') === true || flagOf(account, 'readOnlyController') === true;

const hidesNames = (account: Account): boolean =>
  (account.dnsHostName === null && hides(account, 'dnshostname')) ||
  isEmpty(account, account.servicePrincipalNames, 'serviceprincipalname') === null;

/** Under which computers are called. */
function namesOf(computers: readonly Account[]): ReadonlySet<string> {
  const names = computers.flatMap((a) => [
    a.name.replace(/\$$/, '').toLowerCase(),
    ...(a.dnsHostName ? [a.dnsHostName.toLowerCase()] : []),
    ...a.servicePrincipalNames.map(hostOf),
  ]);
  return new Set(names.filter((name) => name !== ''));
}

function controllersOf(accounts: readonly Account[], domain: Domain): Controllers {
  const list = accounts.filter(isController);
  const open = accounts.some((a) => a.kind === 'computer' && a.control === null) || list.some(hidesNames);
  const others = accounts.filter((a) => a.kind === 'computer' && a.control !== null && !isController(a));
  return {
    keys: new Set(list.map((a) => a.key)),
    // Under the name of the domain its controllers answer.
    hosts: new Set([
      ...namesOf(list),
      domain.dnsName.toLowerCase(),
      (domain.netbiosName ?? domain.dnsName).toLowerCase(),
    ]),
    others: open ? namesOf(others) : null,
  };
}

const isPrincipal = ({ kind }: Account): boolean => kind !== 'foreign';

/** Every account of the domain that can be used must answer well. */
export function judgeAccounts(facts: Facts, ask: Ask, fine: Bilingual): Verdict {
  return judgeDomains(facts, (directory, domain) => {
    const accounts = accountsIn(directory, domain).filter(isPrincipal);
    const controllers = controllersOf(accounts, domain);
    return judgeAnswers(
      accounts.map((account) => ({ account, answer: ask(account, controllers) })),
      { ...searched(directory, ['users', 'computers']), fine },
    );
  });
}

const enabledAnd = (account: Account, found: boolean | null): boolean | null =>
  both(isEnabled(account), found);

const HIDDEN = notShown('userAccountControl');

export const preAuthenticates: Ask = (account) =>
  faultIf(
    enabledAnd(account, flagOf(account, 'noPreauthentication')),
    { ja: '事前認証が不要', en: 'needs no pre-authentication' },
    HIDDEN,
  );

/** Writable controllers are trusted for delegation by their nature; a read-only one must not be. */
export const notTrusted: Ask = (account) =>
  faultIf(
    both(
      enabledAnd(account, flagOf(account, 'trustedForDelegation')),
      not(flagOf(account, 'domainController')),
    ),
    { ja: '制約のない委任', en: 'unconstrained delegation' },
    HIDDEN,
  );

const perhapsController = (spn: string): Bilingual => ({
  ja: `${spn} への委任。DC の名前の一部が読めず、相手が DC かもしれない`,
  en: `may act towards ${spn}, which may be a controller: not all their names can be read`,
});

/** What a ticket is for is not protected, so that any service of the host can be reached with it. */
export const noDelegationToControllers: Ask = (account, { hosts, others }) => {
  const to = account.delegatesTo.filter((spn) => hosts.has(hostOf(spn)) || /^krbtgt\//i.test(spn));
  const any = flagOf(account, 'trustedToAuthenticate');
  if (to.length === 0) {
    if (isEnabled(account) === false) return FINE;
    const shown = isEmpty(account, account.delegatesTo, 'msds-allowedtodelegateto') !== null;
    if (!shown) return { state: 'open', because: notShown('msDS-AllowedToDelegateTo') };
    const strange = others && account.delegatesTo.find((spn) => !others.has(hostOf(spn)));
    return strange ? { state: 'open', because: perhapsController(strange) } : FINE;
  }
  const target = to[0] ?? '';
  return faultIf(
    isEnabled(account),
    any
      ? {
          ja: `${target} への委任を、だれの名でも行える (プロトコル遷移)`,
          en: `may act towards ${target} in anybody's name (protocol transition)`,
        }
      : { ja: `${target} への委任`, en: `may act towards ${target} for others` },
    HIDDEN,
  );
};

const ACTORS = 'msDS-AllowedToActOnBehalfOfOtherIdentity';

/** Whoever may act on behalf of others on a controller is its administrator. */
export const nobodyActsOnIt: Ask = (account, { keys }) => {
  const concerned = keys.has(account.key) || ridOf(account.sid) === RID.krbtgt;
  if (!concerned) return account.control === null ? { state: 'open', because: HIDDEN } : FINE;
  const empty = isEmpty(account, account.actedForBy, ACTORS.toLowerCase());
  const who = account.actedForBy.join(', ');
  return faultIf(
    not(empty),
    {
      ja: `${who} がこの上で他人として振る舞える (リソースに基づく委任)`,
      en: `${who} may act for others on it (resource-based delegation)`,
    },
    notShown(ACTORS),
  );
};

/** Without the attribute the controllers decide; what is set must hold AES. */
export const hasStrongKeys: Ask = (account) => {
  const types = account.encryptionTypes ?? 0;
  const weak = types !== 0 && (types & AES_KEYS) === 0;
  const desOnly = flagOf(account, 'desKeysOnly');
  const hidden = account.encryptionTypes === null && hides(account, 'msds-supportedencryptiontypes');
  return faultIf(
    enabledAnd(account, weak || desOnly === true ? true : hidden || desOnly === null ? null : false),
    { ja: 'DES か RC4 しか使えない', en: 'bound to DES or RC4' },
    notShown('msDS-SupportedEncryptionTypes, userAccountControl'),
  );
};

const flagged =
  (flag: ControlFlag, fault: Bilingual): Ask =>
  (account) =>
    faultIf(
      both(enabledAnd(account, flagOf(account, flag)), not(flagOf(account, 'trustAccount'))),
      fault,
      HIDDEN,
    );

export const needsPassword = flagged('passwordNotRequired', {
  ja: 'パスワードなしでもよい (PASSWD_NOTREQD)',
  en: 'may have no password (PASSWD_NOTREQD)',
});

export const keepsNoReversible = flagged('reversiblePassword', {
  ja: 'パスワードを元に戻せる形で保存する',
  en: 'its password is kept with reversible encryption',
});

/** The policy of the domain; PSOs and accounts have their own say. */
export const domainKeepsNoReversible = (facts: Facts): Verdict =>
  judgeDomains(facts, (_, { password, at, dnsName }) => {
    if (password.reversible === null)
      return undecided(notShown('pwdProperties'), DIRECTORY_EVIDENCE, { witness: [at] });
    return password.reversible
      ? fail([at], {
          ja: `${dnsName} のポリシーがパスワードを元に戻せる形で保存する`,
          en: `the policy of ${dnsName} keeps passwords with reversible encryption`,
        })
      : pass([at], {
          ja: `${dnsName} のポリシーは元に戻せる形で保存しない`,
          en: `the policy of ${dnsName} keeps none with reversible encryption`,
        });
  });

/** Whoever has its key forges any ticket: the older it is, the more chances there were to take it. Microsoft: every 180 days. */
const KRBTGT_DAYS = 180;

function answerKrbtgt(directory: Directory, account: Account, asOf: number): Answer {
  const set = account.passwordLastSet;
  if (set === null || set === 0n) return { state: 'open', because: notShown('pwdLastSet') };
  const age = ageOf(directory, asOf, epochOf(set), KRBTGT_DAYS);
  if (age === 'within') return FINE;
  const day = new Date(epochOf(set)).toISOString().slice(0, 10);
  return age === 'beyond'
    ? {
        state: 'fault',
        because: {
          ja: `パスワードが ${day} から変わっていない (上限: ${KRBTGT_DAYS} 日)`,
          en: `its password has not changed since ${day} (at most ${KRBTGT_DAYS} days)`,
        },
      }
    : {
        state: 'open',
        because: {
          ja: `パスワードは ${day} のもので、証拠の時点より後に変わったかもしれない`,
          en: `its password is of ${day}; it may have changed since the evidence was made`,
        },
      };
}

const NO_KRBTGT: Bilingual = { ja: 'krbtgt が証拠にない', en: 'krbtgt is not in the evidence' };

export const judgeKrbtgt = (facts: Facts): Verdict =>
  judgeDomains(facts, (directory, domain) => {
    const list = accountsIn(directory, domain).filter((a) => ridOf(a.sid) === RID.krbtgt);
    return judgeAnswers(
      list.map((account) => ({ account, answer: answerKrbtgt(directory, account, facts.asOf) })),
      {
        open: list.length === 0 ? [NO_KRBTGT] : [],
        at: list.map((a) => a.at),
        fine: {
          ja: `krbtgt のパスワードは ${KRBTGT_DAYS} 日以内のもの`,
          en: `the password of krbtgt is no older than ${KRBTGT_DAYS} days`,
        },
      },
    );
  });

function judgeQuota({ machineAccountQuota: quota, at }: Domain): Verdict {
  if (quota === null)
    return undecided(notShown('ms-DS-MachineAccountQuota'), DIRECTORY_EVIDENCE, { witness: [at] });
  const because = {
    ja: `ms-DS-MachineAccountQuota = ${quota} (期待値: 0)`,
    en: `ms-DS-MachineAccountQuota = ${quota} (expected 0)`,
  };
  return quota === 0 ? pass([at], because) : fail([at], because);
}

/** A computer that an ordinary user may make is the usual tool for resource-based delegation. */
export const judgeMachineQuota = (facts: Facts): Verdict =>
  judgeDomains(facts, (_, domain) => judgeQuota(domain));
