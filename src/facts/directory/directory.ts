/** Puts what several files say of a domain together, and says how far it is whole. */
import type { NonEmpty } from '../known.ts';
import { oncePer } from '../once.ts';
import { withoutAlternatives } from './alternative.ts';
import {
  COMPUTER_FIELDS,
  DOMAIN_FIELDS,
  DOMAIN_PASSWORD_FIELDS,
  GPO_FIELDS,
  GROUP_FIELDS,
  SOM_FIELDS,
  WMI_FIELDS,
} from './attributes.ts';
import { dnsNameOf, domainKeyOf, parentKey, typeOf } from './dn.ts';
import { type Fields, merged } from './merge.ts';
import type {
  Account,
  DirectoryObject,
  DirectorySection,
  Domain,
  Group,
  SearchKind,
  SearchState,
  Som,
  SysvolListing,
} from './model.ts';
import type { Directory, Wholeness } from './query.ts';

type List<T> = (section: DirectorySection) => readonly T[];

/** Objects of all sections by the key of their DN. `rules`: fields of their `password`. */
export function together<T extends DirectoryObject>(
  sections: readonly DirectorySection[],
  list: List<T>,
  fields: Fields,
  rules: Fields = {},
): ReadonlyMap<string, T> {
  const byKey = new Map<string, T>();
  for (const section of sections) {
    for (const object of list(section)) {
      const before = byKey.get(object.key);
      byKey.set(object.key, before ? merged(before, object, fields, rules) : object);
    }
  }
  return byKey;
}

const differing = (a: SysvolListing, b: SysvolListing): boolean =>
  a.complete !== b.complete || a.files?.join('\n') !== b.files?.join('\n');

/** Two listings that differ: neither is whole. */
function sysvolOf(sections: readonly DirectorySection[]): ReadonlyMap<string, SysvolListing> {
  const byGpo = new Map<string, SysvolListing>();
  for (const listing of sections.flatMap((s) => s.sysvol)) {
    const before = byGpo.get(listing.gpo);
    const differ = before !== undefined && differing(before, listing);
    byGpo.set(listing.gpo, differ ? { ...before, complete: false, because: TWO_LISTINGS } : listing);
  }
  return byGpo;
}

const TWO_LISTINGS = {
  ja: 'SYSVOL の一覧が 2 つあり、食い違っている',
  en: 'there are two listings of SYSVOL, and they differ',
};

/**
 * A SID that two objects have (one was moved between two collections) names neither. Foreign principals are only
 * pointers: every domain has its own for one SID, and they give way to the object itself.
 */
function bySidOf(principals: readonly (Account | Group)[]): ReadonlyMap<string, Account | Group> {
  const found = new Map<string, Account | Group>();
  const twice = new Set<string>();
  for (const principal of principals) {
    if (principal.sid === null) continue;
    const before = found.get(principal.sid);
    if (before && principal.kind === 'foreign') continue;
    if (before && before.kind !== 'foreign') twice.add(principal.sid);
    found.set(principal.sid, principal);
  }
  for (const sid of twice) found.delete(sid);
  return found;
}

const byId = <T extends { readonly id: string }>(objects: Iterable<T>): ReadonlyMap<string, T> => {
  const map = new Map<string, T>();
  // GPOs of the same id in two domains (the default ones): links name them by key.
  for (const object of objects) if (!map.has(object.id)) map.set(object.id, object);
  return map;
};

/** Everything the sections say. Sections of several domains stand side by side. */
export function buildDirectory(given: NonEmpty<DirectorySection>): Directory {
  const sections = withoutAlternatives(given);
  const domains = together<Domain>(sections, (s) => s.domains, DOMAIN_FIELDS, DOMAIN_PASSWORD_FIELDS);
  const others = together<Som>(sections, (s) => s.soms, SOM_FIELDS);
  const gpos = together(sections, (s) => s.gpos, GPO_FIELDS);
  const wmi = together(sections, (s) => s.wmiFilters, WMI_FIELDS);
  const accounts = together<Account>(sections, (s) => s.accounts, COMPUTER_FIELDS);
  const groups = together<Group>(sections, (s) => s.groups, GROUP_FIELDS);
  return {
    sections: given,
    domains: [...domains.values()],
    soms: new Map<string, Som>([...others, ...domains]),
    gpos: byId(gpos.values()),
    wmiFilters: byId(wmi.values()),
    accounts: [...accounts.values()],
    groups: [...groups.values()],
    byKey: new Map<string, DirectoryObject>([...others, ...domains, ...gpos, ...wmi, ...accounts, ...groups]),
    bySid: bySidOf([...accounts.values(), ...groups.values()]),
    sysvol: sysvolOf(sections),
  };
}

/** What an object is below: OUs from the nearest up, and the domain last. */
export interface ParentSoms {
  readonly soms: readonly Som[];
  /** Keys of OUs and domains above it that are not in the evidence. */
  readonly unknown: readonly string[];
}

/** Containers (`cn=`) are no scopes of management and are passed over. */
export function parentSoms(directory: Directory, object: Pick<DirectoryObject, 'key'>): ParentSoms {
  const soms: Som[] = [];
  const unknown: string[] = [];
  for (let key = parentKey(object.key); key !== null; key = parentKey(key)) {
    const type = typeOf(key);
    if (type === 'cn') continue;
    const som = directory.soms.get(key);
    if (som) soms.push(som);
    else unknown.push(key);
    if (type === 'dc') return { soms, unknown };
  }
  return { soms, unknown: [...unknown, domainKeyOf(object.key)] };
}

/** Key of the domain a section is of; '' where it names none. */
const domainOf = oncePer((section: DirectorySection): { readonly key: string } => {
  const some = [section.domains, section.soms, section.accounts, section.groups, section.gpos].find(
    (list) => list.length > 0,
  );
  return { key: domainKeyOf(some?.[0]?.key ?? '') };
});

const notSearched = (what: SearchKind, domain: string, section: DirectorySection): SearchState => ({
  what,
  complete: false,
  because: {
    ja: `${domain === '' ? '' : `${dnsNameOf(domain)} の`}${what} を探した記録が証拠にない`,
    en: `the evidence does not show a search for ${what}${domain === '' ? '' : ` in ${dnsNameOf(domain)}`}`,
  },
  at: section.at,
});

/** Why one domain's objects of a kind are not all here; null: they are. */
function ofDomain(
  sections: NonEmpty<DirectorySection>,
  what: SearchKind,
  domain: string,
): SearchState | null {
  const states = sections.map((s) => s.searches.filter((state) => state.what === what));
  if (states.some((list) => list.length > 0 && list.every((state) => state.complete))) return null;
  return states.flat().find((state) => !state.complete) ?? notSearched(what, domain, sections[0]);
}

function assessed(directory: Directory, what: SearchKind): SearchState | null {
  const domains = new Map<string, NonEmpty<DirectorySection>>();
  for (const section of directory.sections) {
    const { key } = domainOf(section);
    const before = domains.get(key);
    domains.set(key, before ? [...before, section] : [section]);
  }
  for (const [domain, sections] of domains) {
    const lacking = ofDomain(sections, what, domain);
    if (lacking) return lacking;
  }
  return moved(directory, what);
}

const MOVABLE: ReadonlySet<string> = new Set(['users', 'computers', 'groups', 'foreign']);

/** Two DNs for one SID: it is not known which of the two there is. */
function moved(directory: Directory, what: SearchKind): SearchState | null {
  if (!MOVABLE.has(what)) return null;
  const twice = [...directory.accounts, ...directory.groups].find(
    (p) => p.sid !== null && !directory.bySid.has(p.sid),
  );
  if (!twice) return null;
  const because = {
    ja: `${twice.sid} が 2 つの DN にある。同じ時に採取したものだけを置く`,
    en: `${twice.sid} stands at two DNs; keep only what was collected at one time`,
  };
  return { what, complete: false, because, at: twice.at };
}

const assessments = oncePer((_directory: Directory) => new Map<SearchKind, SearchState | null>());

/** null: every object of the kind is in the evidence, for each domain in it. Otherwise why that cannot be said. */
export const wholeness: Wholeness = (directory, what) => {
  const known = assessments(directory);
  const before = known.get(what);
  if (before !== undefined) return before;
  const state = assessed(directory, what);
  known.set(what, state);
  return state;
};
