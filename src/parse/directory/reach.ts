/** How far the reader of `collect ad` saw: containers that he may not list, and objects that do not show what they are. */
import { access, RIGHT } from '../../facts/directory/access.ts';
import { isBelow, parentKey } from '../../facts/directory/dn.ts';
import type { SearchKind, SecurityDescriptor } from '../../facts/directory/model.ts';
import type { Token } from '../../facts/directory/query.ts';
import type { Bilingual } from '../../model/text.ts';
import type { Entry } from './entry.ts';
import { classesOf, isClosedByDefault, isOfGpo, isSought, mayHold } from './holders.ts';

/** Keys of the naming contexts. */
export interface Places {
  readonly domain: string;
  readonly configuration: string;
  readonly schema: string;
}

/** The sweep of `collect ad` over a whole domain: it holds the objects that no other search found. */
export interface Sweep {
  /** Whether it went over the whole domain, and so did the search for containers. */
  readonly whole: boolean;
  readonly found: readonly Entry[];
}

/** Why, by kind, more may exist than was found; null: nothing speaks for it. */
export type Reason = (what: SearchKind) => Bilingual | null;

/** Kinds whose objects may stand in any container or OU, and are searched for by class. */
const ANYWHERE: ReadonlySet<SearchKind> = new Set(['ous', 'users', 'computers', 'groups', 'foreign']);

const NO_SWEEP: Bilingual = {
  ja: 'ほかの検索で見つからないオブジェクトがないか調べた記録がない',
  en: 'nothing shows whether there are objects that no search found',
};

const NO_READER: Bilingual = {
  ja: '採取した利用者のグループが分からない。見えないものがあるかどうか分からない',
  en: 'the groups of the reader are not known, so that it is not known what he cannot see',
};

const unclassed = ({ dn }: Entry): Bilingual => ({
  ja: `${dn} の種類を採取した利用者は読めない`,
  en: `the reader may not see what ${dn} is`,
});

const unexplained = ({ dn }: Entry): Bilingual => ({
  ja: `${dn} は種類による検索で見つからなかった (採取の間に作られたのかもしれない)`,
  en: `${dn} was found by no search for what it is (it may have been made meanwhile)`,
});

const cannotList = (dn: string): Bilingual => ({
  ja: `採取した利用者は ${dn} の中を一覧できない、または、できるか分からない`,
  en: `the reader cannot list what is in ${dn}, or it does not show that he can`,
});

/** Kinds that a search finds in one container alone: the container below its naming context. */
const HOMES: Readonly<Partial<Record<SearchKind, readonly [below: string, context: keyof Places]>>> = {
  gpos: ['cn=policies,cn=system', 'domain'],
  'wmi-filters': ['cn=som,cn=wmipolicy,cn=system', 'domain'],
  trusts: ['cn=system', 'domain'],
  sites: ['cn=sites', 'configuration'],
  subnets: ['cn=subnets,cn=sites', 'configuration'],
  schema: ['', 'schema'],
};

function homeOf(what: SearchKind, places: Places): string | null {
  const home = HOMES[what];
  return home ? [home[0], places[home[1]]].filter((part) => part !== '').join(',') : null;
}

/** Every container that a principal may stand in must show that the reader lists it. */
export function rightsReason(entries: readonly Entry[], token: Token | null, places: Places): Reason {
  const known = new Map<SecurityDescriptor | null, boolean>();
  const isListable = ({ descriptor }: Entry): boolean => {
    const before = known.get(descriptor);
    if (before !== undefined) return before;
    const may = token !== null && access(descriptor, token, RIGHT.listContents) === 'yes';
    known.set(descriptor, may);
    return may;
  };
  const byKey = new Map(entries.map((entry) => [entry.key, entry]));
  const closed = entries.find((entry) => {
    const classes = classesOf(entry);
    return (
      classes.length > 0 &&
      mayHold(classes) &&
      isInDomain(entry.key, places) &&
      !isOfGpo(entry.key) &&
      !isListable(entry)
    );
  });
  const anywhere = closed ? cannotList(closed.dn) : null;
  return (what) => {
    if (what === 'domain') return null;
    if (token === null) return NO_READER;
    if (ANYWHERE.has(what)) return anywhere;
    const home = homeOf(what, places);
    if (home === null) return null;
    const container = byKey.get(home);
    return container && isListable(container) ? null : cannotList(container?.dn ?? home);
  };
}

/** Kinds of which an object that does not show its class may be one, by where it stands. */
function kindsAt(key: string, places: Places): readonly SearchKind[] {
  const above = parentKey(key) ?? '';
  if (above === homeOf('sites', places)) return ['sites'];
  if (above === homeOf('subnets', places)) return ['subnets'];
  if (above === places.schema) return ['schema'];
  if (key === places.domain) return ['domain', ...ANYWHERE];
  return above === homeOf('trusts', places) ? ['trusts', ...ANYWHERE] : [...ANYWHERE];
}

/** What stands where it could be anything, and does not show what it is. */
function hiddenKinds(entries: readonly Entry[], places: Places): ReadonlyMap<SearchKind, Entry> {
  const byKey = new Map(entries.map((entry) => [entry.key, entry]));
  const classesAt = (key: string): readonly string[] => {
    const entry = byKey.get(key);
    return entry ? classesOf(entry) : [];
  };
  const hidden = new Map<SearchKind, Entry>();
  for (const entry of entries) {
    if (entry.values.has('objectclass') || isElsewhere(entry.key, places)) continue;
    // Whatever has a SID is an account or a group.
    const isExcused =
      !entry.values.has('objectsid') && isClosedByDefault(entry.key, places.domain, classesAt);
    if (isExcused) continue;
    for (const what of kindsAt(entry.key, places)) if (!hidden.has(what)) hidden.set(what, entry);
  }
  return hidden;
}

/** The other partitions may have names below that of the domain. */
const isInDomain = (key: string, { domain, configuration, schema }: Places): boolean =>
  isBelow(key, domain) && !isBelow(key, configuration) && !isBelow(key, schema);

/** Where nothing stands that is sought. */
function isElsewhere(key: string, places: Places): boolean {
  const homes = [homeOf('sites', places), homeOf('subnets', places), places.schema];
  return !isInDomain(key, places) && !homes.includes(parentKey(key));
}

/** Objects that do not show their class, and those that the search for their class did not find. */
export function sweepReason(entries: readonly Entry[], places: Places, sweep: Sweep): Reason {
  const known = new Set(entries.map((entry) => entry.key));
  const missed = sweep.found.find((entry) => {
    const classes = classesOf(entry);
    return classes.length > 0 && !known.has(entry.key) && isSought(classes);
  });
  const hidden = hiddenKinds([...entries, ...sweep.found.filter((e) => !known.has(e.key))], places);
  return (what) => {
    const entry = hidden.get(what);
    if (entry) return unclassed(entry);
    if (!ANYWHERE.has(what) && what !== 'trusts') return null;
    if (!sweep.whole) return NO_SWEEP;
    return missed && ANYWHERE.has(what) ? unexplained(missed) : null;
  };
}
