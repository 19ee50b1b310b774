/** Entries as the objects of the model. */
import { DOMAIN_PASSWORD_FIELDS, PSO_PASSWORD_FIELDS } from '../../facts/directory/attributes.ts';
import { dnKey, dnsNameOf, nameOf } from '../../facts/directory/dn.ts';
import type {
  Account,
  DirectoryObject,
  Domain,
  GpoContainer,
  GpoLink,
  Group,
  PasswordRules,
  PasswordSettings,
  Som,
  Subnet,
  Trust,
  WmiFilter,
} from '../../facts/directory/model.ts';
import { readDescriptor } from './descriptor.ts';
import { textOf, type Value } from './entry.ts';
import { readExtensions, readGpLink, readQueries, readWmiFilter } from './gp-attributes.ts';
import {
  booleanIn,
  type Fields,
  guidIn,
  integerIn,
  keyIn,
  keysIn,
  largeIn,
  readIn,
  sidIn1,
  sidsIn,
  textIn,
  textsIn,
  timeIn,
} from './values.ts';

/** What is read of one entry: its fields, and what of it is hidden. */
export interface Source extends Fields {
  readonly hidden: ReadonlySet<string>;
}

/** `hidden` is put in by the caller, once it is known what was not understood. */
type Base = Omit<DirectoryObject, 'hidden'>;

const baseOf = (s: Source): Base => ({
  dn: s.entry.dn,
  key: s.entry.key,
  guid: guidIn(s, 'objectguid'),
  descriptor: s.entry.descriptor,
  at: s.entry.at,
});

const hidden = { hidden: [] as readonly string[] };

/** What an attribute says where it is there; `none` where it is known not to be. */
const or = <T>(s: Source, name: string, value: T | null, none: T): T | null =>
  value ?? (s.hidden.has(name) || s.entry.values.has(name) ? null : none);

const linkText = (value: Value): readonly GpoLink[] | null => readGpLink(textOf(value) ?? '[');

const BLOCKS_INHERITANCE = 1;

export function som(s: Source, kind: 'site' | 'ou'): Som {
  return { ...baseOf(s), ...hidden, kind, name: nameOf(s.entry.dn), ...linksOf(s) };
}

function linksOf(s: Source): Pick<Som, 'links' | 'blocksInheritance'> {
  const options = or(s, 'gpoptions', integerIn(s, 'gpoptions'), 0);
  return {
    links: or(s, 'gplink', readIn(s, 'gplink', linkText), []),
    blocksInheritance: options === null ? null : (options & BLOCKS_INHERITANCE) !== 0,
  };
}

const COMPLEX = 0x1;
const CLEARTEXT = 0x10;

/** pwdProperties ([MS-SAMR] 2.2.3.1, DOMAIN_PASSWORD_*). */
function domainRules(s: Source): PasswordRules {
  const names = DOMAIN_PASSWORD_FIELDS;
  const properties = integerIn(s, names.complexity);
  const has = (bit: number): boolean | null => (properties === null ? null : (properties & bit) !== 0);
  return {
    ...numbersOf(s, names),
    complexity: has(COMPLEX),
    reversible: has(CLEARTEXT),
  };
}

function numbersOf(
  s: Source,
  names: Readonly<Record<keyof PasswordRules, string>>,
): Omit<PasswordRules, 'complexity' | 'reversible'> {
  return {
    minimumLength: integerIn(s, names.minimumLength),
    history: integerIn(s, names.history),
    lockoutThreshold: integerIn(s, names.lockoutThreshold),
    lockoutDuration: largeIn(s, names.lockoutDuration),
    lockoutWindow: largeIn(s, names.lockoutWindow),
    maximumAge: largeIn(s, names.maximumAge),
    minimumAge: largeIn(s, names.minimumAge),
  };
}

export function domain(s: Source): Domain {
  return {
    ...baseOf(s),
    ...hidden,
    kind: 'domain',
    name: nameOf(s.entry.dn),
    ...linksOf(s),
    dnsName: dnsNameOf(s.entry.key),
    netbiosName: null,
    sid: sidIn1(s, 'objectsid'),
    functionalLevel: integerIn(s, 'msds-behavior-version'),
    machineAccountQuota: integerIn(s, 'ms-ds-machineaccountquota'),
    password: domainRules(s),
  };
}

const USER_DISABLED = 1;
const MACHINE_DISABLED = 2;

function versionOf(version: number | null): GpoContainer['version'] {
  if (version === null) return null;
  const bits = version >>> 0;
  return { machine: bits & 0xffff, user: bits >>> 16 };
}

const extensionText = (value: Value): readonly string[] | null => readExtensions(textOf(value) ?? '[');

const GPO_ID = /^\{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}$/i;

/** null: the entry is not called by a GUID, so that no link can mean it. */
export function gpo(s: Source): GpoContainer | null {
  const id = nameOf(s.entry.dn);
  if (!GPO_ID.test(id)) return null;
  const flags = or(s, 'flags', integerIn(s, 'flags'), 0);
  const has = (bit: number): boolean | null => (flags === null ? null : (flags & bit) !== 0);
  const extensions = (name: string) => or(s, name, readIn(s, name, extensionText), []);
  return {
    ...baseOf(s),
    ...hidden,
    id: id.toUpperCase(),
    displayName: textIn(s, 'displayname'),
    userDisabled: has(USER_DISABLED),
    machineDisabled: has(MACHINE_DISABLED),
    version: versionOf(integerIn(s, 'versionnumber')),
    functionality: integerIn(s, 'gpcfunctionalityversion'),
    sysvolPath: textIn(s, 'gpcfilesyspath'),
    machineExtensions: extensions('gpcmachineextensionnames'),
    userExtensions: extensions('gpcuserextensionnames'),
    wmiFilter: readIn(s, 'gpcwqlfilter', (v) => readWmiFilter(textOf(v) ?? '['))?.id ?? null,
  };
}

export function wmiFilter(s: Source): WmiFilter | null {
  const id = nameOf(s.entry.dn);
  if (!GPO_ID.test(id)) return null;
  return {
    ...baseOf(s),
    ...hidden,
    id: id.toUpperCase(),
    name: textIn(s, 'mswmi-name'),
    queries: readIn(s, 'mswmi-parm2', (v) => readQueries(textOf(v) ?? '')),
  };
}

function principal(s: Source): Omit<Account, 'kind' | keyof ReturnType<typeof accountOnly>> {
  const name = textIn(s, 'samaccountname');
  return {
    ...baseOf(s),
    ...hidden,
    sid: sidIn1(s, 'objectsid'),
    name: name ?? nameOf(s.entry.dn),
    memberOf: listOf(s, 'memberof'),
    sidHistory: sidsIn(s, 'sidhistory'),
    adminCount: integerIn(s, 'admincount'),
  };
}

/** Keys; null where they are hidden or were not understood. */
function listOf(s: Source, name: string): readonly string[] | null {
  const keys = keysIn(s, name);
  return s.hidden.has(name) || s.bad.has(name) ? null : keys;
}

/** SIDs of the allowing entries of msDS-AllowedToActOnBehalfOfOtherIdentity ([MS-ADA2] 2.210). */
function actors(value: Value): readonly string[] | null {
  const descriptor = typeof value === 'string' ? null : readDescriptor(value);
  if (!descriptor?.dacl) return null;
  return [...new Set(descriptor.dacl.filter((ace) => ace.kind !== 'deny').map((ace) => ace.sid))];
}

const ACTS = 'msds-allowedtoactonbehalfofotheridentity';

function accountOnly(s: Source) {
  return {
    control: integerIn(s, 'useraccountcontrol'),
    primaryGroup: integerIn(s, 'primarygroupid'),
    servicePrincipalNames: textsIn(s, 'serviceprincipalname'),
    encryptionTypes: integerIn(s, 'msds-supportedencryptiontypes'),
    delegatesTo: textsIn(s, 'msds-allowedtodelegateto'),
    actedForBy: readIn(s, ACTS, actors) ?? [],
    workstations: workstationsOf(textIn(s, 'userworkstations')),
    passwordLastSet: largeIn(s, 'pwdlastset'),
    lastLogon: largeIn(s, 'lastlogontimestamp'),
    expires: largeIn(s, 'accountexpires'),
    created: timeIn(s, 'whencreated'),
    dnsHostName: textIn(s, 'dnshostname'),
    operatingSystem: textIn(s, 'operatingsystem'),
    operatingSystemVersion: textIn(s, 'operatingsystemversion'),
    lapsExpiry: largeIn(s, 'mslaps-passwordexpirationtime'),
    legacyLapsExpiry: largeIn(s, 'ms-mcs-admpwdexpirationtime'),
  };
}

/** Names with commas between them. */
const workstationsOf = (text: string | null): readonly string[] =>
  (text ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

export const account = (s: Source, kind: Account['kind']): Account => ({
  ...principal(s),
  kind,
  ...accountOnly(s),
});

export const group = (s: Source): Group => ({
  ...principal(s),
  kind: 'group',
  type: integerIn(s, 'grouptype'),
  members: listOf(s, 'member'),
});

export function passwordSettings(s: Source): PasswordSettings {
  const names = PSO_PASSWORD_FIELDS;
  return {
    ...baseOf(s),
    ...hidden,
    name: nameOf(s.entry.dn),
    precedence: integerIn(s, 'msds-passwordsettingsprecedence'),
    password: {
      ...numbersOf(s, names),
      complexity: booleanIn(s, names.complexity),
      reversible: booleanIn(s, names.reversible),
    },
    appliesTo: keysIn(s, 'msds-psoappliesto'),
  };
}

export const trust = (s: Source): Trust => ({
  ...baseOf(s),
  ...hidden,
  partner: textIn(s, 'trustpartner') ?? nameOf(s.entry.dn),
  partnerSid: sidIn1(s, 'securityidentifier'),
  direction: integerIn(s, 'trustdirection'),
  type: integerIn(s, 'trusttype'),
  attributes: integerIn(s, 'trustattributes'),
});

export const subnet = (s: Source): Subnet => ({
  ...baseOf(s),
  ...hidden,
  cidr: nameOf(s.entry.dn),
  site: keyIn(s, 'siteobject'),
});

/** The NetBIOS name that a crossRef gives a naming context, by the key of that. */
export function netbiosName(s: Source): { readonly of: string; readonly name: string } | null {
  const of = textIn(s, 'ncname');
  const name = textIn(s, 'netbiosname');
  return of !== null && name !== null ? { of: dnKey(of), name } : null;
}
