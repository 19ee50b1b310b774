/** What several targets' verdicts need: proxies, PAC files, firewalls and directories, read before any is judged. */
import type { Assignment, ReadTarget } from '../assess.ts';
import { assetFor, readTarget, sharedFrom } from '../assess.ts';
import type { SharedFacts } from '../facts/target-facts.ts';
import type { Site } from '../model/site.ts';
import type { Role } from '../model/target.ts';
import type { Estate } from './estate.ts';
import { holdsShared, readFolder } from './estate.ts';

/** Their folders may hold what other targets' verdicts need; those of other declared roles are not searched for it. */
const SHARED_ROLES: readonly Role[] = [
  'proxy',
  'distribution-server',
  'perimeter-fw',
  'segment-fw',
  'transit',
  'dc',
];

const isDeclaredHost = (site: Site, folder: string): boolean => {
  const role = assetFor(site, folder)?.role;
  return role !== undefined && !SHARED_ROLES.includes(role);
};

/** Names of the targets whose folders are among the evidence. */
const hostsOf = ({ folders }: Estate, site: Site): ReadonlySet<string> =>
  new Set(folders.map((f) => (assetFor(site, f.name)?.hostname ?? f.name).toLowerCase()));

export interface SharedReading {
  readonly shared: SharedFacts;
  /** See Assignment. */
  readonly domains: ReadonlyMap<string, ReadTarget>;
}

export async function readShared(estate: Estate, job: Assignment): Promise<SharedReading> {
  const read = new Map<string, ReadTarget>();
  for (const folder of estate.folders) {
    if (isDeclaredHost(job.site, folder.name) || !holdsShared(folder)) continue;
    const { evidence, lost } = readFolder(folder, estate.sums);
    read.set(folder.name, await readTarget(folder.name, evidence, job, lost));
  }
  return {
    shared: sharedFrom([...read.values()], hostsOf(estate, job.site)),
    domains: new Map([...read].filter(([, { facts }]) => facts.target.role === 'domain')),
  };
}
