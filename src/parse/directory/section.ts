/** From the entries of a file to what it says of a domain. */
import type {
  Account,
  DirectoryObject,
  DirectorySection,
  Domain,
  GpoContainer,
  Group,
  PasswordSettings,
  SearchKind,
  SearchState,
  SecurityDescriptor,
  Som,
  Subnet,
  SysvolListing,
  Trust,
  WmiFilter,
} from '../../facts/directory/model.ts';
import type { Location } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';
import { isUnclear } from './classes.ts';
import { type Entry, joined } from './entry.ts';
import * as objects from './objects.ts';
import { assessLinks, assessSearches, type Collected } from './searches.ts';
import { kindOf, type ObjectKind, SHAPES } from './shapes.ts';
import { readerToken, viewerOf } from './viewer.ts';
import { hiddenOf, type Viewer, visible } from './visible.ts';

/** A file as a format's reader leaves it. */
export interface DirectoryReading {
  /** In the order of the file; one DN may come several times. */
  readonly entries: readonly Entry[];
  readonly searches: readonly SearchState[];
  readonly sysvol: readonly SysvolListing[];
  /** SIDs of who read it; null: not known. */
  readonly readerSids: readonly string[] | null;
  /** null: a format that tells nothing of it. */
  readonly collected: Collected | null;
  /** What the schema says if its search found all of it; null: nothing. */
  readonly schema: SchemaSeen | null;
  readonly reader: string | null;
  readonly readAt: number | null;
  readonly at: Location;
}

/** Which of the attributes that matter the schema has, and which it surely lacks. LDAP names, lower case. */
export interface SchemaSeen {
  readonly has: ReadonlySet<string>;
  readonly lacks: ReadonlySet<string>;
}

/** An attribute whose value was not understood; its entry is shown without it. */
export interface BadAttribute {
  readonly attribute: string;
  readonly at: Location;
}

export interface SectionReading {
  readonly section: DirectorySection;
  readonly bad: readonly BadAttribute[];
  /** Entries that became facts, and those that are of no kind that is read. */
  readonly used: number;
  readonly passedOver: number;
}

/** Lists while they are filled. */
interface Lists {
  readonly soms: Som[];
  readonly domains: Domain[];
  readonly gpos: GpoContainer[];
  readonly wmiFilters: WmiFilter[];
  readonly accounts: Account[];
  readonly groups: Group[];
  readonly passwordSettings: PasswordSettings[];
  readonly trusts: Trust[];
  readonly subnets: Subnet[];
}

type Shaped = Exclude<ObjectKind, 'schema-attribute' | 'partition'>;

const isShaped = (kind: ObjectKind): kind is Shaped => kind in SHAPES;

/** What a viewer sees under each descriptor, worked out once for each kind. */
function sight(viewer: Viewer): (descriptor: SecurityDescriptor | null, kind: Shaped) => ReadonlySet<string> {
  const known = new Map<SecurityDescriptor | null, Map<Shaped, ReadonlySet<string>>>();
  return (descriptor, kind) => {
    const kinds = known.get(descriptor) ?? new Map<Shaped, ReadonlySet<string>>();
    known.set(descriptor, kinds);
    const before = kinds.get(kind);
    if (before) return before;
    const seen = visible(descriptor, viewer, SHAPES[kind].attributes);
    kinds.set(kind, seen);
    return seen;
  };
}

/** Most objects hide the same: one list for all of them. */
function interned(): (names: readonly string[]) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return (names) => {
    const key = names.join(' ');
    const before = known.get(key);
    if (before) return before;
    known.set(key, names);
    return names;
  };
}

type Maker = (s: objects.Source, lists: Lists, finish: <T extends DirectoryObject>(o: T) => T) => boolean;

function put<T extends DirectoryObject>(list: T[], object: T | null, finish: (o: T) => T): boolean {
  if (object) list.push(finish(object));
  return object !== null;
}

const MAKERS: Readonly<Record<Shaped, Maker>> = {
  domain: (s, l, f) => put(l.domains, objects.domain(s), f),
  ou: (s, l, f) => put(l.soms, objects.som(s, 'ou'), f),
  site: (s, l, f) => put(l.soms, objects.som(s, 'site'), f),
  subnet: (s, l, f) => put(l.subnets, objects.subnet(s), f),
  gpo: (s, l, f) => put(l.gpos, objects.gpo(s), f),
  'wmi-filter': (s, l, f) => put(l.wmiFilters, objects.wmiFilter(s), f),
  user: (s, l, f) => put(l.accounts, objects.account(s, 'user'), f),
  computer: (s, l, f) => put(l.accounts, objects.account(s, 'computer'), f),
  'managed-service': (s, l, f) => put(l.accounts, objects.account(s, 'managed-service'), f),
  foreign: (s, l, f) => put(l.accounts, objects.account(s, 'foreign'), f),
  group: (s, l, f) => put(l.groups, objects.group(s), f),
  pso: (s, l, f) => put(l.passwordSettings, objects.passwordSettings(s), f),
  trust: (s, l, f) => put(l.trusts, objects.trust(s), f),
};

/** One entry a DN. */
function distinct(entries: readonly Entry[]): readonly Entry[] {
  const byKey = new Map<string, [Entry, ...Entry[]]>();
  for (const entry of entries) {
    const before = byKey.get(entry.key);
    if (before) before.push(entry);
    else byKey.set(entry.key, [entry]);
  }
  return [...byKey.values()].map(joined);
}

type Kinded = readonly [Entry, ObjectKind];

/** NetBIOS names stand with the partitions of the forest; they are put to their domains. */
function named(domains: readonly Domain[], kinded: readonly Kinded[]): readonly Domain[] {
  const names = new Map<string, string>();
  for (const [entry, kind] of kinded) {
    if (kind !== 'partition') continue;
    const found = objects.netbiosName({ entry, bad: new Set(), hidden: new Set() });
    if (found) names.set(found.of, found.name);
  }
  return domains.map((d) => {
    const netbiosName = names.get(d.key) ?? null;
    return netbiosName === null
      ? d
      : { ...d, netbiosName, hidden: d.hidden.filter((name) => name !== 'netbiosname') };
  });
}

/** Makes the objects of all entries. */
function fill(lists: Lists, kinded: readonly Kinded[], viewer: Viewer): readonly BadAttribute[] {
  const bad: BadAttribute[] = [];
  const share = interned();
  const seenBy = sight(viewer);
  for (const [entry, kind] of kinded) {
    if (!isShaped(kind)) continue;
    const hidden = hiddenOf(entry, SHAPES[kind], seenBy(entry.descriptor, kind));
    const source: objects.Source = { entry, bad: new Set(), hidden: new Set(hidden) };
    const finish = <T extends DirectoryObject>(object: T): T => {
      const all = source.bad.size === 0 ? hidden : [...new Set([...hidden, ...source.bad])].sort();
      return { ...object, hidden: share(all) };
    };
    MAKERS[kind](source, lists, finish);
    for (const attribute of source.bad) bad.push({ attribute, at: entry.at });
  }
  return bad;
}

const empty = (): Lists => ({
  soms: [],
  domains: [],
  gpos: [],
  wmiFilters: [],
  accounts: [],
  groups: [],
  passwordSettings: [],
  trusts: [],
  subnets: [],
});

const isWhole = (what: SearchKind, searches: readonly SearchState[]): boolean => {
  const own = searches.filter((s) => s.what === what);
  return own.length > 0 && own.every((s) => s.complete);
};

const UNCLEAR: Bilingual = {
  ja: 'オブジェクトの種類 (objectClass) が読み取れないか、食い違う項目がある',
  en: 'there are entries whose classes (objectClass) cannot be read or contradict each other',
};

const inDoubt = (state: SearchState): SearchState =>
  state.complete ? { ...state, complete: false, because: UNCLEAR } : state;

/** What the entries say. */
export function toSection(reading: DirectoryReading): SectionReading {
  const entries = distinct(reading.entries);
  const unclear = new Set(entries.filter(isUnclear));
  const kinded = entries
    .map((entry): readonly [Entry, ObjectKind | null] => [entry, unclear.has(entry) ? null : kindOf(entry)])
    .filter((pair): pair is Kinded => pair[1] !== null);
  const token = readerToken(reading.readerSids, kinded);
  const told = unclear.size > 0 ? reading.searches.map(inDoubt) : reading.searches;
  const searches = assessSearches(told, { entries, token, collected: reading.collected });
  const schema = isWhole('schema', searches) ? reading.schema : null;
  const viewer = viewerOf(token, kinded, schema?.lacks ?? new Set());
  const lists = empty();
  const bad = fill(lists, kinded, viewer);
  const domains = named(lists.domains, kinded);
  return {
    section: {
      ...lists,
      domains,
      searches: assessLinks(searches, token, { soms: [...lists.soms, ...domains], gpos: lists.gpos }),
      sysvol: reading.sysvol,
      schemaHas: schema?.has ?? null,
      reader: reading.reader,
      readAt: reading.readAt,
      at: reading.at,
    },
    bad,
    used: kinded.length,
    passedOver: entries.length - kinded.length,
  };
}
