/** The kinds of objects that are read, by class, and the attributes each is read from. */
import {
  COMPUTER_FIELDS,
  DOMAIN_FIELDS,
  DOMAIN_PASSWORD_FIELDS,
  FOREIGN_FIELDS,
  GPO_FIELDS,
  GROUP_FIELDS,
  PSO_FIELDS,
  PSO_PASSWORD_FIELDS,
  SOM_FIELDS,
  SUBNET_FIELDS,
  TRUST_FIELDS,
  USER_FIELDS,
  WMI_FIELDS,
} from '../../facts/directory/attributes.ts';
import type { SearchKind } from '../../facts/directory/model.ts';
import { type Entry, textOf } from './entry.ts';
import type { Shape } from './visible.ts';

export type ObjectKind =
  | 'domain'
  | 'ou'
  | 'site'
  | 'subnet'
  | 'gpo'
  | 'wmi-filter'
  | 'user'
  | 'computer'
  | 'managed-service'
  | 'group'
  | 'foreign'
  | 'pso'
  | 'trust'
  | 'schema-attribute'
  | 'partition';

type Fields = Readonly<Record<string, string>>;

const shape = (fields: readonly Fields[], ...always: readonly string[]): Shape => ({
  attributes: [...new Set(fields.flatMap((f) => Object.values(f)))].sort(),
  always: new Set(['objectguid', ...always]),
});

// What SAM gives each account ([MS-SAMR] 3.1.1.8) and each class its must-contain attributes ([MS-ADSC]).
const ACCOUNT = [
  'objectsid',
  'samaccountname',
  'useraccountcontrol',
  'primarygroupid',
  'pwdlastset',
  'accountexpires',
  'whencreated',
] as const;
const RULES = Object.values(DOMAIN_PASSWORD_FIELDS);
const PSO_RULES = Object.values(PSO_PASSWORD_FIELDS);

const COMPUTER = shape([COMPUTER_FIELDS], ...ACCOUNT);

export const SHAPES = {
  domain: shape([DOMAIN_FIELDS, DOMAIN_PASSWORD_FIELDS], 'objectsid', 'msds-behavior-version', ...RULES),
  ou: shape([SOM_FIELDS]),
  site: shape([SOM_FIELDS]),
  subnet: shape([SUBNET_FIELDS]),
  gpo: shape([GPO_FIELDS], 'versionnumber', 'gpcfilesyspath', 'displayname'),
  'wmi-filter': shape([WMI_FIELDS], 'mswmi-name', 'mswmi-parm2'),
  user: shape([USER_FIELDS], ...ACCOUNT),
  computer: COMPUTER,
  'managed-service': COMPUTER,
  group: shape([GROUP_FIELDS], 'objectsid', 'samaccountname', 'grouptype'),
  foreign: shape([FOREIGN_FIELDS], 'objectsid'),
  pso: shape([PSO_FIELDS, PSO_PASSWORD_FIELDS], 'msds-passwordsettingsprecedence', ...PSO_RULES),
  trust: shape([TRUST_FIELDS], 'trustdirection', 'trusttype', 'trustattributes'),
} as const satisfies Partial<Record<ObjectKind, Shape>>;

const READ: ReadonlySet<string> = new Set(Object.values(SHAPES).flatMap((s) => s.attributes));

/** Whether an attribute (lower case) says anything that is read. */
export const isRead = (attribute: string): boolean => READ.has(attribute);

/** The most specific class first: a computer is a user too, a managed service account a computer. */
const CLASSES: readonly (readonly [name: string, kind: ObjectKind])[] = [
  ['grouppolicycontainer', 'gpo'],
  ['mswmi-som', 'wmi-filter'],
  ['msds-groupmanagedserviceaccount', 'managed-service'],
  ['msds-delegatedmanagedserviceaccount', 'managed-service'],
  ['msds-managedserviceaccount', 'managed-service'],
  ['computer', 'computer'],
  ['user', 'user'],
  ['group', 'group'],
  ['foreignsecurityprincipal', 'foreign'],
  ['msds-passwordsettings', 'pso'],
  ['trusteddomain', 'trust'],
  ['organizationalunit', 'ou'],
  ['domaindns', 'domain'],
  ['site', 'site'],
  ['subnet', 'subnet'],
  ['attributeschema', 'schema-attribute'],
  ['crossref', 'partition'],
];

/** What a search finds, where its results do not show their classes. */
const OF_SEARCH: Readonly<Record<SearchKind, ObjectKind>> = {
  domain: 'domain',
  ous: 'ou',
  sites: 'site',
  subnets: 'subnet',
  gpos: 'gpo',
  'wmi-filters': 'wmi-filter',
  users: 'user',
  computers: 'computer',
  groups: 'group',
  foreign: 'foreign',
  psos: 'pso',
  trusts: 'trust',
  schema: 'schema-attribute',
};

/** What an entry is; null: nothing that is read, or not known. */
export function kindOf(entry: Entry): ObjectKind | null {
  const classes = entry.values.get('objectclass');
  // The search for computers finds managed service accounts too.
  if (!classes) return entry.search && entry.search !== 'computers' ? OF_SEARCH[entry.search] : null;
  const names = new Set(classes.map((value) => textOf(value)?.toLowerCase()));
  return CLASSES.find(([name]) => names.has(name))?.[1] ?? null;
}

const SEARCHES = new Map(Object.entries(OF_SEARCH).map(([what, kind]) => [kind, what as SearchKind]));

/** The search that finds such an entry; null: none does. */
export function searchOf(entry: Entry): SearchKind | null {
  const kind = kindOf(entry);
  return kind && (SEARCHES.get(kind === 'managed-service' ? 'computer' : kind) ?? null);
}
