/** Judges who is named in a user right that denies logon. */
import { isOpaque, rightHolders, showPrincipal } from '../facts/rights-query.ts';
import type { Principal } from '../facts/security-policy.ts';
import type { Domains } from '../facts/target-facts.ts';
import { SID } from '../facts/well-known.ts';
import type { Bilingual } from '../model/text.ts';
import type { Verdict } from './verdict.ts';
import { decide, fail, pass, undecided } from './verdict.ts';

/** Someone who must be denied. */
export interface Denied {
  readonly label: Bilingual;
  readonly is: (holder: Principal) => boolean;
  /** False where no group of another's making can contain it, so that an unknown holder cannot be it. */
  readonly mayBeNested: boolean;
}

/** Identities that contain every account that logs on. */
const EVERYBODY: readonly string[] = [SID.everyone, SID.authenticatedUsers];

const coversAll = (holder: Principal): boolean => holder.sid !== null && EVERYBODY.includes(holder.sid);

const shown = (holders: readonly Principal[]): Bilingual =>
  holders.length === 0
    ? { ja: '該当者なし', en: 'nobody' }
    : { ja: holders.map(showPrincipal).join(', '), en: holders.map(showPrincipal).join(', ') };

/** Names in a template are looked up where it is applied, in the domain too; an export has them looked up already. */
const isTemplate = (security: Domains['effectiveSecurity']): boolean =>
  security.known && security.value.some((s) => s.onlyNamed);

/** Whether the host denies a kind of logon to someone: named there, or part of Everyone or Authenticated Users. */
export function judgeDenied(security: Domains['effectiveSecurity'], right: string, denied: Denied): Verdict {
  return decide(rightHolders(security, right), (holders, at) => {
    if (holders.some((h) => denied.is(h) || coversAll(h))) {
      return pass(at, {
        ja: `${right} に ${denied.label.ja} が含まれる`,
        en: `${right} includes ${denied.label.en}`,
      });
    }
    const list = shown(holders);
    if (denied.mayBeNested && holders.some((h) => isOpaque(h, isTemplate(security)))) {
      return undecided(
        {
          ja: `${right} (${list.ja}) に ${denied.label.ja} の名指しがなく、含まれるグループの構成員が分からない`,
          en: `${right} (${list.en}) does not name ${denied.label.en}, and the members of the groups in it are not known`,
        },
        [],
        { witness: at },
      );
    }
    return fail(at, {
      ja: `${right} に ${denied.label.ja} が含まれない (現在: ${list.ja})`,
      en: `${right} does not include ${denied.label.en} (it has ${list.en})`,
    });
  });
}
