/** What hosts need of the directories of the site. */

import type { Readable } from '../../facts/directory/find.ts';
import type { Domain } from '../../facts/directory/model.ts';
import type { Directory } from '../../facts/directory/query.ts';
import { isNonEmpty } from '../../facts/known.ts';
import type { Always, Domains } from '../../facts/target-facts.ts';
import type { Bilingual } from '../../model/text.ts';
import { allOf, undecided, type Verdict } from '../verdict.ts';
import { DIRECTORY_EVIDENCE } from './accounts.ts';

/** A directory that was not understood as a whole can show a fault, and not that there is none. */
export function withDoubts({ hidden }: Readable, verdict: Verdict): Verdict {
  const [because] = hidden;
  return verdict.status === 'pass' && because
    ? undecided(because, DIRECTORY_EVIDENCE, { witness: verdict.witness })
    : verdict;
}

const NONE: Bilingual = {
  ja: 'Active Directory のデータが証拠にない',
  en: 'Active Directory is not among the evidence',
};

const lostDirectory = (target: string): Verdict =>
  undecided(
    {
      ja: `${target} のディレクトリが証拠から失われている`,
      en: `the directory of ${target} is lost from the evidence`,
    },
    DIRECTORY_EVIDENCE,
  );

export const noDirectory = (): Verdict => undecided(NONE, DIRECTORY_EVIDENCE);

/** A domain's own directory; for a host, all of the site's. */
export function directoriesFor({
  target,
  directory,
  shared,
}: Pick<Domains, 'directory' | 'shared'> & Always): readonly Readable[] {
  if (target.role !== 'domain') return shared.directories;
  return directory.known ? [{ directory: directory.value, hidden: [] }] : [];
}

/** Every directory that the evidence of the site holds. */
export const allDirectories = ({
  directory,
  shared,
}: Pick<Domains, 'directory' | 'shared'>): readonly Directory[] => [
  ...(directory.known ? [directory.value] : []),
  ...shared.directories.map((d) => d.directory),
];

/** One verdict a domain that concerns the target. */
export function judgeDomainsOf(
  facts: Pick<Domains, 'directory' | 'shared'> & Always,
  judge: (found: Readable, domain: Domain) => Verdict,
): Verdict {
  const each = directoriesFor(facts).flatMap((d) =>
    d.directory.domains.map((domain) => withDoubts(d, judge(d, domain))),
  );
  const lost = facts.target.role === 'domain' ? [] : facts.shared.lostDirectories.map(lostDirectory);
  const all = [...each, ...lost];
  return isNonEmpty(all) ? allOf(all) : noDirectory();
}
