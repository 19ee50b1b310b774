/** How far the evidence of a domain is whole, for what a resultant set rests on. */
import type { Bilingual } from '../../model/text.ts';
import { wholeness } from '../directory/directory.ts';
import type { SearchKind, SysvolListing } from '../directory/model.ts';
import type { SiteDirectory } from '../directory/site-directories.ts';
import { isFolderOfGpo } from '../directory/sysvol.ts';

/** Searches whose objects decide which GPOs reach whom. */
const NEEDED: readonly SearchKind[] = [
  'domain',
  'ous',
  'sites',
  'gpos',
  'wmi-filters',
  'computers',
  'users',
  'groups',
];

const searches = ({ directory }: SiteDirectory): readonly Bilingual[] =>
  NEEDED.flatMap((what) => {
    const because = wholeness(directory, what)?.because;
    return because ? [{ ja: `${what}: ${because.ja}`, en: `${what}: ${because.en}` }] : [];
  });

const NO_SYSVOL: Bilingual = {
  ja: 'SYSVOL (GPO の中身) が証拠にない',
  en: 'SYSVOL (what the GPOs hold) is not among the evidence',
};

const NOT_TOLD: Bilingual = { ja: '理由は記録されていない', en: 'the reason is not recorded' };

const notListed = (count: number, because: Bilingual): Bilingual => ({
  ja: `${count} 個の GPO のフォルダを一覧にできていない: ${because.ja}`,
  en: `folders of ${count} GPOs could not be listed whole: ${because.en}`,
});

function sysvol({ directory, contents }: SiteDirectory): readonly Bilingual[] {
  const hasContent = [...contents.keys()].some((id) => id !== null);
  if (directory.sysvol.size === 0 && !hasContent) return [NO_SYSVOL];
  const reasons = new Map<string, SysvolListing[]>();
  for (const listing of directory.sysvol.values()) {
    // What is of no GPO has no part in a result.
    if (listing.complete || !isFolderOfGpo(listing)) continue;
    const key = listing.because?.en ?? '';
    reasons.set(key, [...(reasons.get(key) ?? []), listing]);
  }
  return [...reasons.values()].map((list) => notListed(list.length, list[0]?.because ?? NOT_TOLD));
}

/** Empty: nothing that a resultant set rests on is known to be missing. */
export const partialReasons = (domain: SiteDirectory): readonly Bilingual[] => [
  ...searches(domain),
  ...sysvol(domain),
  ...domain.hidden,
];
