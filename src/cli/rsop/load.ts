/** The domains in a folder of evidence: what `collect ad` wrote, or LDIF, SharpHound files and copies of SYSVOL. */
import { basename } from 'node:path';
import { type Assignment, NOTHING_SHARED, readTarget, sharedFrom } from '../../assess.ts';
import type { SiteDirectory } from '../../facts/directory/site-directories.ts';
import { EMPTY_SITE } from '../../model/site.ts';
import { EXIT } from '../../report/verdict.ts';
import { openEstate, readFolder } from '../estate.ts';
import { Failure } from '../failure.ts';

/** Every domain below the folder, or in it. */
export async function loadDomains(bundle: string): Promise<readonly SiteDirectory[]> {
  const estate = openEstate(bundle);
  const job: Assignment = {
    catalogue: { controls: [], checks: [] },
    site: EMPTY_SITE,
    shared: NOTHING_SHARED,
    options: { pacEngine: null, asOf: Date.now() },
  };
  const read = [];
  for (const folder of estate.folders) {
    const name = folder.deep ? folder.name : basename(estate.root);
    read.push(await readTarget(name, readFolder(folder, estate.sums).evidence, job));
  }
  const { directories } = sharedFrom(read);
  if (directories.length > 0) return directories;
  throw new Failure(EXIT.missingInput, {
    ja: `${bundle}: ドメインの証拠 (directory.ndjson、LDIF、SharpHound) がない。uchibori collect ad で採取する`,
    en: `${bundle}: holds no evidence of a domain (directory.ndjson, LDIF, SharpHound); collect it with uchibori collect ad`,
  });
}
