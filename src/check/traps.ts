/** Judges the trap accounts that the site file declares, on the hosts where they are meant to be. */
import type { Always } from '../facts/target-facts.ts';
import type { Site } from '../model/site.ts';
import type { Bilingual } from '../model/text.ts';
import type { Verdict } from './verdict.ts';
import { allOf, notApplicable, undecided } from './verdict.ts';

export type Trap = Site['trapAccounts'][number];

/** A local trap lives on endpoints, one of the domain on its controllers. */
export const isMeantHere = (trap: Trap, { target }: Pick<Always, 'target'>): boolean =>
  trap.scope === (target.role === 'dc' ? 'domain' : 'local');

const NOT_HERE: Bilingual = {
  ja: 'このホストに置くと宣言されたトラップ アカウントはない',
  en: 'no declared trap account is meant to be on this host',
};

/** A site without a declared trap is undecided: whether it has none or has not said so cannot be told. */
export function judgeTraps(
  site: Site,
  concerned: (trap: Trap) => boolean,
  judge: (trap: Trap) => Verdict,
  none: Bilingual = NOT_HERE,
): Verdict {
  if (site.trapAccounts.length === 0) {
    return undecided({
      ja: 'トラップ アカウントの宣言がない (サイト ファイルの trapAccounts)',
      en: 'no trap account is declared (trapAccounts in the site file)',
    });
  }
  const traps = site.trapAccounts.filter(concerned);
  if (traps.length > 0) return allOf(traps.map(judge));
  return notApplicable(none);
}
