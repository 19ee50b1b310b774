/** What a report says of where a GPO applies, and why that leaves open whether its settings are in force. */
import type { Bilingual } from '../model/text.ts';
import { excerpt } from './parser.ts';

export interface GpoScope {
  guid: string | null;
  name: string | null;
  /** Security descriptor of the GPO; null where the report has none. */
  sddl: string | null;
  wmiFilter: string | null;
  /** False where the report could not, or does not, say whether there is a WMI filter. */
  filterDataAvailable: boolean;
  /** It has a link that is enabled. */
  linked: boolean;
}

export const nameOf = (gpo: Pick<GpoScope, 'guid' | 'name'>): string => excerpt(gpo.name ?? gpo.guid ?? '?');

/** The extended right Apply-Group-Policy ([MS-ADTS] 5.1.3.2.1), granted (OA) or denied (OD) to a trustee. */
const APPLY = /\((OA|OD);[^;]*;CR;edacfd8f-ffb3-11d1-b41d-00a0c968f939;[^;]*;([^)]*)\)/gi;

/** Authenticated Users, Everyone: the GPO is then not filtered by security groups. */
const EVERYBODY = new Set(['AU', 'WD', 'S-1-5-11', 'S-1-1-0']);

function isFiltered(sddl: string): boolean {
  const rights = [...sddl.matchAll(APPLY)];
  if (rights.some(([, kind]) => kind?.toUpperCase() === 'OD')) return true;
  return !rights.some(([, , trustee]) => EVERYBODY.has(trustee?.toUpperCase() ?? ''));
}

/** The text ends before the GPO is closed: what follows may have limited it. */
export const endsInside = (gpo: GpoScope): Bilingual => ({
  ja: `GPO「${nameOf(gpo)}」の途中でレポートが終わっている`,
  en: `the report ends inside GPO '${nameOf(gpo)}'`,
});

const filteredByWmi = (gpo: GpoScope, filter: string): Bilingual => ({
  ja: `GPO「${nameOf(gpo)}」に WMI フィルター (${filter}) があり、適用先をファイルから決められない`,
  en: `GPO '${nameOf(gpo)}' has a WMI filter (${filter}); files cannot decide where it applies`,
});

const filterUnknown = (gpo: GpoScope): Bilingual => ({
  ja: `GPO「${nameOf(gpo)}」に WMI フィルターがあるかどうかがレポートにない`,
  en: `the report does not say whether GPO '${nameOf(gpo)}' has a WMI filter`,
});

const filteredByGroup = (gpo: GpoScope): Bilingual => ({
  ja: `GPO「${nameOf(gpo)}」は適用先がセキュリティ グループで限られているか、適用先がレポートにない`,
  en: `GPO '${nameOf(gpo)}' is limited to security groups, or the report does not say to whom it applies`,
});

const notLinked = (gpo: GpoScope): Bilingual => ({
  ja: `GPO「${nameOf(gpo)}」に有効なリンクがない`,
  en: `GPO '${nameOf(gpo)}' has no enabled link`,
});

/** Why it is open whether a GPO is in force; null when nothing in its report limits it. */
export function openness(gpo: GpoScope): Bilingual | null {
  if (gpo.wmiFilter) return filteredByWmi(gpo, excerpt(gpo.wmiFilter));
  if (!gpo.filterDataAvailable) return filterUnknown(gpo);
  if (gpo.sddl === null || isFiltered(gpo.sddl)) return filteredByGroup(gpo);
  return gpo.linked ? null : notLinked(gpo);
}
