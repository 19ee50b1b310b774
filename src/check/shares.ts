/** Judges the shares that exist on a host now. */
import type { Share, ShareSection } from '../facts/shares.ts';
import type { Domains } from '../facts/target-facts.ts';
import type { Bilingual } from '../model/text.ts';
import { agreed } from './agreed.ts';
import type { Verdict } from './verdict.ts';
import { decide, fail, pass, undecided } from './verdict.ts';

export interface ShareRule {
  /** Shares that may not be there. */
  readonly unwanted: (share: Share) => boolean;
  readonly found: (names: string) => Bilingual;
  readonly none: Bilingual;
}

/** The Server service always makes IPC$: a list without it was filtered, or the service does not run. */
const hasIpc = (section: ShareSection): boolean => section.shares.some((s) => s.type === 'ipc');

function notWhole(section: ShareSection): Bilingual {
  return section.complete
    ? {
        ja: `${section.at.file} に IPC$ がなく、全件の一覧と言えない`,
        en: `${section.at.file} does not show IPC$, so it may not list every share`,
      }
    : {
        ja: `${section.at.file} の共有の一覧が途中で切れている可能性がある`,
        en: `the list of shares in ${section.at.file} may be cut`,
      };
}

function judgeList(section: ShareSection, rule: ShareRule): Verdict {
  const [first, ...rest] = section.shares.filter(rule.unwanted);
  if (first) {
    const names = [first, ...rest].map((s) => s.name).join(', ');
    return fail([first.at, ...rest.map((s) => s.at)], rule.found(names));
  }
  if (section.complete && hasIpc(section)) return pass([section.at], rule.none);
  return undecided(notWhole(section), ['net-share', 'smb-share-json'], { witness: [section.at] });
}

/** A share that is seen fails; only a whole list passes; whole lists that disagree leave it open. */
export function judgeShares(shares: Domains['shares'], rule: ShareRule): Verdict {
  return decide(shares, (sections) =>
    agreed(
      sections.map((section) => judgeList(section, rule)),
      { ja: '共有の一覧', en: 'the shares that exist' },
    ),
  );
}
