/** The site file and the firewalls of its evidence, for questions about the whole network. */
import { statSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import { NOTHING_SHARED } from '../../assess.ts';
import type { SiteFirewall } from '../../facts/firewall/site-firewalls.ts';
import { endsNamed, type SegmentEnd, segmentEnds } from '../../facts/firewall/site-paths.ts';
import type { Site } from '../../model/site.ts';
import { EXIT } from '../../report/verdict.ts';
import { openEstate } from '../estate.ts';
import { Failure } from '../failure.ts';
import { readShared } from '../shared.ts';
import { loadSite } from '../site.ts';

export interface NetworkFlags {
  readonly site: string;
  /** Folder of the evidence; absent: beside the site file, the folder of its name, else the site file's own. */
  readonly evidence?: string;
}

export interface Network {
  readonly site: Site;
  readonly firewalls: readonly SiteFirewall[];
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** `estates/demo.yaml` is of `estates/demo`, `uchibori.yaml` of `evidence` beside it, else of its own folder. */
function folderBeside(site: string): string {
  const file = resolve(site);
  const named = file.slice(0, file.length - extname(file).length);
  const beside = join(dirname(file), 'evidence');
  return [named, beside].find(isFolder) ?? dirname(file);
}

export async function loadNetwork({ site: file, evidence }: NetworkFlags): Promise<Network> {
  const { site } = await loadSite(file, '');
  const estate = openEstate(evidence ?? folderBeside(file));
  const { shared } = await readShared(estate, {
    catalogue: { controls: [], checks: [] },
    site,
    shared: NOTHING_SHARED,
    options: { pacEngine: null, asOf: Date.now() },
  });
  return { site, firewalls: shared.firewalls };
}

/** Ends that the user names; all of them where none is named. */
export function endsFor(site: Site, name: string | undefined, option: string): readonly SegmentEnd[] {
  const all = segmentEnds(site);
  if (name === undefined) return all;
  const named = endsNamed(site, name);
  if (named.length > 0) return named;
  const known = [...new Set(all.flatMap((e) => [e.name, e.role]))].join(', ');
  throw new Failure(EXIT.usage, {
    ja: `${option} ${name}: サイト ファイルにない (あるのは ${known})`,
    en: `${option} ${name}: the site file has none such; it has ${known}`,
  });
}

/** Every ordered pair of different ends; an end with itself where it alone is named on both sides. */
export function pairsOf(
  from: readonly SegmentEnd[],
  to: readonly SegmentEnd[],
): readonly (readonly [SegmentEnd, SegmentEnd])[] {
  const pairs = from.flatMap((f) => to.filter((t) => t !== f).map((t) => [f, t] as const));
  const [only] = from;
  return pairs.length === 0 && only ? [[only, only]] : pairs;
}
