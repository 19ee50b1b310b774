/** One verdict over many accounts: whether any is at fault, and whether all are known. */

import { wholeness } from '../../facts/directory/directory.ts';
import { domainKeyOf } from '../../facts/directory/dn.ts';
import type { Account, Domain, SearchKind } from '../../facts/directory/model.ts';
import type { Directory } from '../../facts/directory/query.ts';
import { isNonEmpty } from '../../facts/known.ts';
import type { Domains } from '../../facts/target-facts.ts';
import type { Location } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';
import { allOf, decide, fail, pass, undecided, type Verdict } from '../verdict.ts';

/** Kinds of evidence that decide what is asked of a directory. */
export const DIRECTORY_EVIDENCE = ['ad-ndjson', 'ldif', 'sharphound-json'] as const;

/** What was found of one account; `fine` needs no words. */
export type Answer =
  | { readonly state: 'fine' }
  | { readonly state: 'fault' | 'open'; readonly because: Bilingual };

export const FINE: Answer = { state: 'fine' };

/** From a question whose answer may not be shown: true is a fault. */
export function faultIf(found: boolean | null, fault: Bilingual, hidden: Bilingual): Answer {
  if (found === null) return { state: 'open', because: hidden };
  return found ? { state: 'fault', because: fault } : FINE;
}

export const notShown = (attribute: string): Bilingual => ({
  ja: `${attribute} が読めない`,
  en: `${attribute} cannot be read`,
});

const PERHAPS_LISTED: Bilingual = {
  ja: '間のグループの種類 (groupType) が読めず、配布グループなら構成員ではない',
  en: 'a group on the way may be a distribution group (its groupType cannot be read), and then it is no member',
};

/** What is wrong with a member is so only if it is one. */
export const asMember = ({ sure }: { readonly sure: boolean }, answer: Answer): Answer =>
  answer.state === 'fault' && !sure ? { state: 'open', because: PERHAPS_LISTED } : answer;

export interface Answered {
  readonly account: Pick<Account, 'name' | 'at'>;
  readonly answer: Answer;
  /** What the account is there for, e.g. `Domain Admins`. */
  readonly as?: string;
}

/** Accounts named in a sentence, and lines quoted. */
const NAMED = 5;
const QUOTED = 50;

function sentence(list: readonly Answered[]): Bilingual {
  const say = (language: keyof Bilingual): string =>
    list
      .slice(0, NAMED)
      .map(({ account, answer, as }) => {
        const because = answer.state === 'fine' ? '' : answer.because[language];
        return `${account.name} (${as ? `${as}: ` : ''}${because})`;
      })
      .join(', ');
  const more = list.length - NAMED;
  return {
    ja: `${say('ja')}${more > 0 ? ` ほか ${more} 件` : ''}`,
    en: `${say('en')}${more > 0 ? ` and ${more} more` : ''}`,
  };
}

const linesOf = (list: readonly Answered[]): readonly Location[] =>
  list.slice(0, QUOTED).map(({ account }) => account.at);

export interface Whole {
  /** Why there may be other accounts; empty: these are all. */
  readonly open: readonly Bilingual[];
  /** Lines that show so; they stand for a pass. */
  readonly at: readonly Location[];
  readonly fine: Bilingual;
}

const joined = (list: readonly Bilingual[]): Bilingual => ({
  ja: list.map((b) => b.ja).join('; '),
  en: list.map((b) => b.en).join('; '),
});

/** Any fault fails; else anything that is not shown, or may be missing, is unknown. */
export function judgeAnswers(list: readonly Answered[], whole: Whole): Verdict {
  const faults = list.filter((a) => a.answer.state === 'fault');
  const lines = linesOf(faults);
  if (isNonEmpty(lines)) return fail(lines, sentence(faults));
  const open = list.filter((a) => a.answer.state === 'open');
  const doubts = [...(open.length > 0 ? [sentence(open)] : []), ...whole.open];
  const { at } = whole;
  if (doubts.length > 0) return undecided(joined(doubts), DIRECTORY_EVIDENCE, { witness: linesOf(open) });
  return isNonEmpty(at) ? pass(at, whole.fine) : undecided(NOTHING_SHOWN);
}

const NOTHING_SHOWN: Bilingual = {
  ja: '全件であることを示す行がない',
  en: 'no line shows that these are all',
};

export const NO_DOMAIN: Bilingual = {
  ja: 'ドメインのオブジェクトが証拠にない',
  en: 'the object of the domain is not in the evidence',
};

/** One verdict a domain of the target's directory. */
export function judgeDomains(
  { directory }: Pick<Domains, 'directory'>,
  judge: (directory: Directory, domain: Domain) => Verdict,
): Verdict {
  return decide(directory, (found) =>
    found.domains.length === 0
      ? undecided(NO_DOMAIN, DIRECTORY_EVIDENCE)
      : allOf(found.domains.map((domain) => judge(found, domain))),
  );
}

/** Accounts of one domain among those of a directory. */
export const accountsIn = (directory: Directory, domain: Domain): readonly Account[] =>
  directory.accounts.filter((a) => domainKeyOf(a.key) === domain.key);

const notAll = (what: SearchKind): Bilingual => ({
  ja: `${what} の全件が証拠にない`,
  en: `not all ${what} are in the evidence`,
});

/** Why not all objects of these kinds are in the evidence, and the lines of the searches that show that they are. */
export function searched(directory: Directory, kinds: readonly SearchKind[]): Omit<Whole, 'fine'> {
  const open = kinds.flatMap((what) => {
    const lacking = wholeness(directory, what);
    return lacking ? [lacking.because ?? notAll(what)] : [];
  });
  const states = directory.sections.flatMap((s) => s.searches);
  return { open, at: states.filter((s) => s.complete && kinds.includes(s.what)).map((s) => s.at) };
}
