/** The segment x segment table of the guide (p. 74): what is declared beside what the rule bases permit. */
import type { Site } from '../../model/site.ts';
import { declaredServices, otherServices } from './flows.ts';
import type { At } from './query.ts';
import type { SiteFirewall } from './site-firewalls.ts';
import { type SegmentEnd, segmentEnds } from './site-paths.ts';
import { type SiteAnswer, siteReach } from './site-reach.ts';

export interface MatrixCell {
  readonly from: SegmentEnd;
  readonly to: SegmentEnd;
  /** Services that the matrix of the site file names; null: it has no matrix. */
  readonly declared: readonly string[] | null;
  readonly computed: SiteAnswer;
  /** What passes beyond what is declared; null: there is no matrix, or it permits everything here. */
  readonly beyond: SiteAnswer | null;
}

/** Unused addresses and traps have no traffic of their own to declare. */
const isPlace = (end: SegmentEnd): boolean => end.role !== 'unused' && end.role !== 'decoy';

export function matrixCell(
  firewalls: readonly SiteFirewall[],
  site: Site,
  [from, to]: readonly [SegmentEnd, SegmentEnd],
  at: At,
): MatrixCell {
  const declared = declaredServices(site, from, to);
  const others = declared && otherServices(declared);
  const ask = (service: typeof others): SiteAnswer =>
    siteReach(firewalls, site, { from, to, service, ...at });
  return {
    from,
    to,
    declared,
    computed: ask(null),
    beyond: others && others.length > 0 ? ask(others) : null,
  };
}

/** Rows and columns of the table. */
export const matrixEnds = (site: Site): readonly SegmentEnd[] => segmentEnds(site).filter(isPlace);
