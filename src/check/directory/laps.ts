/** Judges whether LAPS keeps a password of a computer in the directory, by when it is to be changed next. */
import { both, flagOf, isEnabled, not } from '../../facts/directory/account-state.ts';
import { type Found, findComputers } from '../../facts/directory/find.ts';
import { hides } from '../../facts/directory/hidden.ts';
import type { Account, Domain } from '../../facts/directory/model.ts';
import type { Directory } from '../../facts/directory/query.ts';
import { endOf, epochOf } from '../../facts/directory/times.ts';
import { mayBeWindows, roleInDirectory } from '../../facts/rsop/computers.ts';
import type { Always, Domains } from '../../facts/target-facts.ts';
import type { Bilingual } from '../../model/text.ts';
import { fail, pass, undecided, type Verdict } from '../verdict.ts';
import {
  type Answer,
  accountsIn,
  DIRECTORY_EVIDENCE,
  FINE,
  judgeAnswers,
  judgeDomains,
  notShown,
  searched,
} from './accounts.ts';
import { noDirectory, withDoubts } from './site.ts';

/** Windows LAPS and its predecessor each have their attribute. */
const ATTRIBUTES = {
  windows: { name: 'msLAPS-PasswordExpirationTime', of: (a: Account) => a.lapsExpiry },
  legacy: { name: 'ms-Mcs-AdmPwdExpirationTime', of: (a: Account) => a.legacyLapsExpiry },
} as const;

export type LapsKind = keyof typeof ATTRIBUTES;

const dayOf = (filetime: bigint): string => new Date(epochOf(filetime)).toISOString().slice(0, 10);

const STALE: Bilingual = {
  ja: '証拠の時点より後に更新されたかもしれない',
  en: 'it may have been renewed since the evidence was made',
};

function answerOf(account: Account, kind: LapsKind, directory: Directory, asOf: number): Answer {
  const { name, of } = ATTRIBUTES[kind];
  const end = of(account);
  if (end === null || end <= 0n) {
    if (hides(account, name.toLowerCase())) return { state: 'open', because: notShown(name) };
    return { state: 'fault', because: { ja: `${name} がない`, en: `it has no ${name}` } };
  }
  const age = endOf(directory, asOf, epochOf(end));
  if (age === 'within') return FINE;
  const said = { ja: `${name} が ${dayOf(end)} に切れている`, en: `${name} ended on ${dayOf(end)}` };
  return age === 'beyond'
    ? { state: 'fault', because: said }
    : {
        state: 'open',
        because: { ja: `${said.ja}。${STALE.ja}`, en: `${said.en}; ${STALE.en}` },
      };
}

const NEITHER: Bilingual = {
  ja: `${ATTRIBUTES.windows.name} も ${ATTRIBUTES.legacy.name} もない`,
  en: `it has neither ${ATTRIBUTES.windows.name} nor ${ATTRIBUTES.legacy.name}`,
};

/** Either of the two will do. */
function answerAny(account: Account, directory: Directory, asOf: number): Answer {
  const each = (['windows', 'legacy'] as const).map((kind) => answerOf(account, kind, directory, asOf));
  const neither = account.lapsExpiry === null && account.legacyLapsExpiry === null;
  if (neither && each.every((a) => a.state === 'fault')) return { state: 'fault', because: NEITHER };
  return (
    each.find((a) => a.state === 'fine') ??
    each.find((a) => a.state === 'open') ??
    (account.lapsExpiry === null ? each[1] : each[0]) ??
    FINE
  );
}

function judgeFound({ object, in: found }: Found<Account>, kind: LapsKind, asOf: number): Verdict {
  const answer = answerOf(object, kind, found.directory, asOf);
  const { name } = ATTRIBUTES[kind];
  if (answer.state === 'fine') {
    return withDoubts(
      found,
      pass([object.at], {
        ja: `${object.name} の ${name} が先の日付`,
        en: `${name} of ${object.name} lies ahead`,
      }),
    );
  }
  const because = {
    ja: `${object.name}: ${answer.because.ja}`,
    en: `${object.name}: ${answer.because.en}`,
  };
  return answer.state === 'fault'
    ? fail([object.at], because)
    : undecided(because, DIRECTORY_EVIDENCE, { witness: [object.at] });
}

/** Whether LAPS of this kind is at work on the target, by its own object. */
export function judgeLapsOf(
  facts: Pick<Domains, 'shared'> & Pick<Always, 'target' | 'asOf'>,
  kind: LapsKind,
): Verdict {
  const { shared, target, asOf } = facts;
  if (shared.directories.length === 0) return noDirectory();
  const [first, second] = findComputers(shared.directories, target.name);
  if (first && !second) return judgeFound(first, kind, asOf);
  return undecided(
    first
      ? {
          ja: `${target.name} のコンピューター オブジェクトが複数ある`,
          en: `there are several computer objects of ${target.name}`,
        }
      : {
          ja: `${target.name} のコンピューター オブジェクトが証拠にない`,
          en: `the computer object of ${target.name} is not in the evidence`,
        },
    DIRECTORY_EVIDENCE,
  );
}

const isDeclaredEndpoint = ({ name }: Account, { site }: Pick<Always, 'site'>): boolean =>
  site.assets.some(
    (a) =>
      a.role === 'user-endpoint' &&
      `${(a.hostname.split('.')[0] ?? '').slice(0, 15)}$`.toLowerCase() === name.toLowerCase(),
  );

/** A client by what it says it runs, or by the site file. Controllers and servers have no part in this. */
function isClient(account: Account, facts: Pick<Always, 'site'>): boolean | null {
  if (isDeclaredEndpoint(account, facts)) return true;
  const role = roleInDirectory(account);
  if (role === null) return mayBeWindows(account) ? null : false;
  return role === 'user-endpoint';
}

function coverage(account: Account, directory: Directory, facts: Pick<Always, 'site' | 'asOf'>): Answer {
  const asked = both(
    isClient(account, facts),
    both(isEnabled(account), not(flagOf(account, 'domainController'))),
  );
  if (asked === false) return FINE;
  const answer = answerAny(account, directory, facts.asOf);
  if (asked === true || answer.state !== 'fault') return answer;
  return { state: 'open', because: notShown('operatingSystem, userAccountControl') };
}

const NO_SCHEMA: Bilingual = {
  ja: 'スキーマに LAPS の属性がない (パスワードを AD に置く LAPS は使われていない)',
  en: 'the schema has no attributes of LAPS: no LAPS keeps passwords in this directory',
};

/** The schema of the forest was read and has neither of the two. */
function withoutSchema(directory: Directory): boolean {
  const names = Object.values(ATTRIBUTES).map((a) => a.name.toLowerCase());
  return directory.sections.every(
    (s) => s.schemaHas !== null && !names.some((name) => s.schemaHas?.has(name)),
  );
}

function judgeDomain(
  facts: Pick<Domains, 'directory'> & Always,
  directory: Directory,
  domain: Domain,
): Verdict {
  if (withoutSchema(directory)) return fail([domain.at], NO_SCHEMA);
  const computers = accountsIn(directory, domain).filter((a) => a.kind === 'computer');
  const answers = computers.map((account) => ({ account, answer: coverage(account, directory, facts) }));
  const clients = computers.filter((a) => isClient(a, facts) && isEnabled(a)).length;
  return judgeAnswers(answers, {
    ...searched(directory, ['computers']),
    fine: {
      ja: `有効なクライアント ${clients} 台すべてに先の期限がある`,
      en: `all ${clients} enabled clients have an expiry that lies ahead`,
    },
  });
}

/** Whether LAPS keeps a password of every enabled client of a domain. */
export const judgeLapsCoverage = (facts: Pick<Domains, 'directory'> & Always): Verdict =>
  judgeDomains(facts, (directory, domain) => judgeDomain(facts, directory, domain));
