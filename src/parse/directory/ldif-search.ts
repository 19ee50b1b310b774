/**
 * What the comments of ldapsearch tell of its search: what it asked for, and whether it ended well. LDIF itself says
 * neither, so that only such a file can show that nothing is missing.
 */
import { dnKey } from '../../facts/directory/dn.ts';
import type { SearchKind, SearchState } from '../../facts/directory/model.ts';
import type { Location } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';

export interface LdifSearch {
  readonly base: string;
  readonly sub: boolean;
  filter: string;
  readonly at: Location;
  /** Entries found in the text, and as the closing comments count them. */
  entries: number;
  counted: number;
  /** Last result code; null: none yet. */
  result: number | null;
  /** The last page says that more would follow. */
  more: boolean;
  /** Something in its part of the file was not understood. */
  damaged: boolean;
}

const BASE = /^# base <(.*)>(?: \(default\))? with scope (baseObject|oneLevel|subtree)$/;

/** The head of a search, from its comment; null: another comment. */
export function searchHead(comment: string, at: Location): LdifSearch | null {
  const found = BASE.exec(comment);
  if (!found) return null;
  return {
    base: dnKey(found[1] ?? ''),
    sub: found[2] === 'subtree',
    filter: '',
    at,
    entries: 0,
    counted: 0,
    result: null,
    more: false,
    damaged: false,
  };
}

/** Comments after the head: the filter, and at the end of each page the number of entries. */
export function noteComment(search: LdifSearch, comment: string): void {
  const filter = /^# filter: (.*)$/.exec(comment)?.[1];
  if (filter !== undefined) search.filter = filter.trim().toLowerCase();
  const count = /^# numEntries: (\d{1,9})$/.exec(comment)?.[1];
  if (count !== undefined) search.counted += Number(count);
}

/** Lines without a DN: how a page ended. */
export function noteResult(search: LdifSearch, name: string, value: string): void {
  if (name === 'result') search.result = Number(/^(\d{1,5})(?: |$)/.exec(value)?.[1] ?? Number.NaN);
  if (name === 'pagedresults') search.more = !/^(?:estimate=\d+ )?cookie=$/.test(value.trim());
}

const ENDED: Bilingual = {
  ja: 'ldapsearch の終わりのコメント (result: 0 Success、# numEntries) がないか、件数が合わない',
  en: 'the closing comments of ldapsearch (result: 0 Success, # numEntries) are missing, or their count does not fit',
};

const LDIF_ALONE: Bilingual = {
  ja: 'LDIF だけでは、検索が全部を見つけたかどうか分からない',
  en: 'LDIF alone does not tell whether a search found everything',
};

const endedWell = (s: LdifSearch): boolean =>
  s.result === 0 && !s.more && !s.damaged && s.counted === s.entries;

/** Classes to the kinds all of whose objects have it. */
const BY_CLASS: ReadonlyMap<string, readonly SearchKind[]> = new Map([
  ['domaindns', ['domain']],
  ['domain', ['domain']],
  ['organizationalunit', ['ous']],
  ['grouppolicycontainer', ['gpos']],
  ['mswmi-som', ['wmi-filters']],
  ['user', ['users', 'computers']],
  ['computer', ['computers']],
  ['group', ['groups']],
  ['foreignsecurityprincipal', ['foreign']],
  ['trusteddomain', ['trusts']],
  ['site', ['sites']],
  ['subnet', ['subnets']],
  ['attributeschema', ['schema']],
]);

const OF_DOMAIN: readonly SearchKind[] = [
  'domain',
  'ous',
  'gpos',
  'wmi-filters',
  'users',
  'computers',
  'groups',
  'foreign',
  'trusts',
];

/** Kinds that a base holds. */
function kindsBelow(base: string): readonly SearchKind[] {
  if (/^dc=[^,]*(?:,dc=[^,]*)*$/.test(base)) return OF_DOMAIN;
  if (base.startsWith('cn=configuration,dc=')) return ['sites', 'subnets', 'schema'];
  return base.startsWith('cn=schema,cn=configuration,dc=') ? ['schema'] : [];
}

/** Kinds that a filter lets through whole: no filter, or one class alone. */
function kindsOf(filter: string, base: string): readonly SearchKind[] {
  const below = kindsBelow(base);
  if (/^\(?objectclass=\*\)?$/.test(filter)) return below;
  const kinds = BY_CLASS.get(/^\(?objectclass=([a-z0-9-]+)\)?$/.exec(filter)?.[1] ?? '') ?? [];
  return kinds.filter((kind) => below.includes(kind));
}

/** Kinds that are in the file and of which nothing shows that they are all. */
const loose = (
  present: ReadonlySet<SearchKind>,
  told: ReadonlySet<SearchKind>,
  at: Location,
): SearchState[] =>
  [...present]
    .filter((what) => !told.has(what))
    .map((what) => ({ what, complete: false, because: LDIF_ALONE, at }));

/** States of the kinds that the searches cover, and of those that are `present` without one. */
export function ldifStates(
  searches: readonly LdifSearch[],
  present: ReadonlySet<SearchKind>,
  at: Location,
): readonly SearchState[] {
  const states: SearchState[] = [];
  const told = new Set<SearchKind>();
  for (const search of searches) {
    if (!search.sub) continue;
    const complete = endedWell(search);
    for (const what of kindsOf(search.filter, search.base)) {
      told.add(what);
      states.push({ what, complete, because: complete ? null : ENDED, at: search.at });
    }
  }
  return [...states, ...loose(present, told, at)];
}
