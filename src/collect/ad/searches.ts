/** What the collector asks for, search by search: base, scope, filter and attributes. */

import type { BundleHead, BundleSearch } from '../../model/directory-bundle.ts';

/** An attribute that the reader may not see counts as absent in a filter ([MS-ADTS] 3.1.1.4.3), so that by class alone such objects are not found. */
const EVERYTHING = '(|(objectClass=*)(!(objectClass=*)))';

/**
 * Classes below whose objects no account can stand, and of which a domain may have very many. All are in every schema: a
 * class that a server does not know makes a filter undefined ([MS-ADTS] 3.1.1.3.1.3.1).
 */
const LEAVES = ['contact', 'dnsNode', 'printQueue', 'serviceConnectionPoint', 'volume'] as const;

/** Those that are asked for by class, each by a search of its own. */
const PRINCIPALS = ['user', 'group', 'foreignSecurityPrincipal'] as const;

const NO_LEAF = `(!(|${[...PRINCIPALS, ...LEAVES].map((name) => `(objectClass=${name})`).join('')}))`;

const IS_LEAF: ReadonlySet<string> = new Set(LEAVES.map((name) => name.toLowerCase()));

/** Whether an object that no search by class found is none that matters. Classes as the server names them. */
export const isLeaf = (classes: readonly string[]): boolean =>
  classes.some((name) => IS_LEAF.has(name.toLowerCase()));

export const DESCRIPTOR = 'nTSecurityDescriptor';

interface Question {
  readonly base: 'domain' | 'configuration' | 'schema';
  /** Before the base. */
  readonly below?: string;
  readonly scope: BundleSearch['scope'];
  readonly filter: string;
  readonly attributes: string;
}

const SOM = 'objectClass name gPLink gPOptions';
const PRINCIPAL = 'objectClass objectSid sAMAccountName memberOf sIDHistory adminCount';
const ACCOUNT = `${PRINCIPAL} userAccountControl primaryGroupID servicePrincipalName msDS-SupportedEncryptionTypes msDS-AllowedToDelegateTo msDS-AllowedToActOnBehalfOfOtherIdentity userWorkstations pwdLastSet lastLogonTimestamp accountExpires whenCreated`;

/**
 * Besides what is sought: what the domain is called in short (`partitions`), and what may hold objects, for who may list
 * it (`containers`, `sites-container`, `schema-container`). `objectCategory` is in no filter: it can be changed.
 */
const QUESTIONS = {
  domain: {
    base: 'domain',
    scope: 'base',
    filter: EVERYTHING,
    attributes: `${SOM} objectSid msDS-Behavior-Version ms-DS-MachineAccountQuota minPwdLength pwdProperties pwdHistoryLength lockoutThreshold lockoutDuration lockOutObservationWindow maxPwdAge minPwdAge`,
  },
  partitions: {
    base: 'configuration',
    below: 'CN=Partitions',
    scope: 'one',
    filter: '(&(objectClass=crossRef)(nETBIOSName=*))',
    attributes: 'objectClass nCName nETBIOSName',
  },
  containers: {
    base: 'domain',
    scope: 'sub',
    filter: NO_LEAF,
    attributes: 'objectClass objectSid',
  },
  ous: { base: 'domain', scope: 'sub', filter: '(objectClass=organizationalUnit)', attributes: SOM },
  'sites-container': {
    base: 'configuration',
    below: 'CN=Sites',
    scope: 'base',
    filter: EVERYTHING,
    attributes: 'objectClass',
  },
  sites: {
    base: 'configuration',
    below: 'CN=Sites',
    scope: 'one',
    filter: EVERYTHING,
    attributes: SOM,
  },
  subnets: {
    base: 'configuration',
    below: 'CN=Subnets,CN=Sites',
    scope: 'one',
    filter: EVERYTHING,
    attributes: 'objectClass name siteObject',
  },
  gpos: {
    base: 'domain',
    below: 'CN=Policies,CN=System',
    scope: 'one',
    filter: EVERYTHING,
    attributes:
      'objectClass name displayName flags versionNumber gPCFunctionalityVersion gPCFileSysPath gPCMachineExtensionNames gPCUserExtensionNames gPCWQLFilter',
  },
  'wmi-filters': {
    base: 'domain',
    below: 'CN=SOM,CN=WMIPolicy,CN=System',
    scope: 'one',
    filter: EVERYTHING,
    attributes: 'objectClass msWMI-ID msWMI-Name msWMI-Parm2',
  },
  users: {
    base: 'domain',
    scope: 'sub',
    // A computer is a user by class.
    filter: '(&(objectClass=user)(!(objectClass=computer)))',
    attributes: ACCOUNT,
  },
  computers: {
    base: 'domain',
    scope: 'sub',
    // Managed service accounts among them.
    filter: '(objectClass=computer)',
    attributes: `${ACCOUNT} dNSHostName operatingSystem operatingSystemVersion msLAPS-PasswordExpirationTime ms-Mcs-AdmPwdExpirationTime`,
  },
  groups: {
    base: 'domain',
    scope: 'sub',
    filter: '(objectClass=group)',
    attributes: `${PRINCIPAL} groupType member`,
  },
  foreign: {
    base: 'domain',
    scope: 'sub',
    filter: '(objectClass=foreignSecurityPrincipal)',
    attributes: 'objectClass objectSid memberOf',
  },
  psos: {
    base: 'domain',
    below: 'CN=Password Settings Container,CN=System',
    scope: 'one',
    filter: EVERYTHING,
    attributes:
      'objectClass name msDS-PasswordSettingsPrecedence msDS-MinimumPasswordLength msDS-PasswordComplexityEnabled msDS-PasswordReversibleEncryptionEnabled msDS-PasswordHistoryLength msDS-LockoutThreshold msDS-LockoutDuration msDS-LockoutObservationWindow msDS-MaximumPasswordAge msDS-MinimumPasswordAge msDS-PSOAppliesTo',
  },
  trusts: {
    base: 'domain',
    below: 'CN=System',
    scope: 'one',
    filter: '(objectClass=trustedDomain)',
    attributes: 'objectClass trustPartner securityIdentifier trustDirection trustType trustAttributes',
  },
  // What no search before it found: only such objects are written.
  sweep: { base: 'domain', scope: 'sub', filter: EVERYTHING, attributes: 'objectClass objectSid' },
  'schema-container': { base: 'schema', scope: 'base', filter: EVERYTHING, attributes: 'objectClass' },
  schema: {
    base: 'schema',
    scope: 'one',
    filter: '(!(objectClass=classSchema))',
    attributes: 'objectClass lDAPDisplayName schemaIDGUID attributeSecurityGUID searchFlags',
  },
} as const satisfies Readonly<Record<string, Question>>;

export type AskedKind = keyof typeof QUESTIONS;

export const SEARCH_ORDER = Object.keys(QUESTIONS) as readonly AskedKind[];

/** The search that sweeps the domain. */
export const SWEEP = 'sweep';

/** Those that find something in any domain, whoever reads it. */
const NEVER_EMPTY: ReadonlySet<AskedKind> = new Set([
  'domain',
  'containers',
  'ous',
  'sites-container',
  'sites',
  'gpos',
  'users',
  'computers',
  'groups',
  'schema-container',
  'schema',
]);

export const isNeverEmpty = (kind: AskedKind): boolean => NEVER_EMPTY.has(kind);

/** Naming contexts, as the controller's root names them. */
export type Places = Pick<BundleHead['domain'], 'dn' | 'configuration' | 'schema'>;

export function searchLine(kind: AskedKind, places: Places): BundleSearch {
  const { base, below, scope, filter, attributes }: Question = QUESTIONS[kind];
  const bases = { domain: places.dn, configuration: places.configuration, schema: places.schema };
  const asked = kind === 'schema' || kind === SWEEP ? [] : ['objectGUID', DESCRIPTOR];
  return {
    search: kind,
    base: [below, bases[base]].filter(Boolean).join(','),
    scope,
    filter,
    attributes: [...asked, ...attributes.split(' ')],
  };
}
