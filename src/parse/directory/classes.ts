/** Whether what an entry shows of its classes can be believed: one that is damaged would be taken for none that is read. */
import type { SearchKind } from '../../facts/directory/model.ts';
import { type Entry, textOf } from './entry.ts';
import { kindOf, type ObjectKind } from './shapes.ts';

/** Names of classes as LDAP has them (RFC 4512 1.4, keystring). */
const NAME = /^[a-z][a-z0-9-]*$/;

/** Classes that accounts have above their own. */
const UPPER: ReadonlySet<string> = new Set(['top', 'person', 'organizationalperson', 'securityprincipal']);
/** Programs make objects that are persons and no more, which a search for no accounts may find. */
const TOP: ReadonlySet<string> = new Set(['top']);

/** What a search finds of all that is read. */
const FINDS: Readonly<Record<SearchKind, readonly ObjectKind[]>> = {
  domain: ['domain'],
  ous: ['ou'],
  subnets: ['subnet'],
  users: ['user', 'managed-service'],
  computers: ['computer', 'managed-service'],
  groups: ['group'],
  foreign: ['foreign'],
  psos: ['pso'],
  trusts: ['trust'],
  sites: ['site'],
  gpos: ['gpo'],
  'wmi-filters': ['wmi-filter'],
  schema: ['schema-attribute'],
};

/** Searches of a container that may hold other things. */
const FINDS_OTHERS: ReadonlySet<SearchKind> = new Set(['sites', 'gpos', 'wmi-filters', 'schema']);

const isFound = (kind: ObjectKind | null, search: SearchKind): boolean =>
  kind === null ? FINDS_OTHERS.has(search) : FINDS[search].includes(kind);

/** UF_WORKSTATION_TRUST_ACCOUNT, UF_SERVER_TRUST_ACCOUNT ([MS-ADTS] 2.2.16): accounts of computers. */
const OF_COMPUTER = 0x3000;

const control = (entry: Entry): number =>
  Number(textOf(entry.values.get('useraccountcontrol')?.[0] ?? '') ?? '') || 0;

/** Each value of an attribute stands once ([RFC4512] 2.2), and the class of an object is below those above it. */
const areClasses = (classes: readonly (string | undefined)[], upper: ReadonlySet<string>): boolean =>
  new Set(classes).size === classes.length &&
  classes.every((name) => name !== undefined && NAME.test(name)) &&
  classes.some((name) => name !== undefined && !upper.has(name));

/** True where its classes are not as any object has them, or it cannot be what its search finds. Not where they are not shown. */
export function isUnclear(entry: Entry): boolean {
  if (entry.partial.has('objectclass')) return true;
  const classes = entry.values.get('objectclass')?.map((value) => textOf(value)?.toLowerCase());
  if (!classes) return false;
  const kind = kindOf(entry);
  // LDIF tells neither what was asked for nor by which search.
  const upper = entry.search === null && entry.asked !== null ? TOP : UPPER;
  if (!areClasses(classes, upper) || (entry.search && !isFound(kind, entry.search))) return true;
  return kind === 'user' && (control(entry) & OF_COMPUTER) !== 0;
}
