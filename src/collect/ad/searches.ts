/** What is asked of a domain: one search for each kind of object, each with the attributes it names and no others. */
import type { BundleSearch } from '../../model/directory-bundle.ts';

export interface NamingContexts {
  readonly domain: string;
  readonly configuration: string;
  readonly schema: string;
}

const PRINCIPAL = ['objectSid', 'sAMAccountName', 'memberOf', 'sIDHistory', 'adminCount'];

const ACCOUNT = [
  ...PRINCIPAL,
  'userAccountControl',
  'primaryGroupID',
  'servicePrincipalName',
  'msDS-SupportedEncryptionTypes',
  'msDS-AllowedToDelegateTo',
  'msDS-AllowedToActOnBehalfOfOtherIdentity',
  'userWorkstations',
  'pwdLastSet',
  'lastLogonTimestamp',
  'accountExpires',
  'whenCreated',
];

const LAPS = ['msLAPS-PasswordExpirationTime', 'ms-Mcs-AdmPwdExpirationTime'];

const SOM = ['name', 'gPLink', 'gPOptions'];

/** Asked for with every object but those of the schema. */
const EVERY = ['objectClass', 'objectGUID', 'nTSecurityDescriptor'];

/**
 * Passwords and keys, in whatever form. They are never asked for, whoever reads, and never written where a server sends
 * them all the same. Lower case.
 */
export const SECRET_ATTRIBUTES: ReadonlySet<string> = new Set([
  'ms-mcs-admpwd',
  'ms-mcs-admpwdhistory',
  'mslaps-password',
  'mslaps-encryptedpassword',
  'mslaps-encryptedpasswordhistory',
  'mslaps-encrypteddsrmpassword',
  'mslaps-encrypteddsrmpasswordhistory',
  'unicodepwd',
  'dbcspwd',
  'userpassword',
  'unixuserpassword',
  'mssfu30password',
  'supplementalcredentials',
  'ntpwdhistory',
  'lmpwdhistory',
  'currentvalue',
  'priorvalue',
  'initialauthincoming',
  'initialauthoutgoing',
  'trustauthincoming',
  'trustauthoutgoing',
  'msds-managedpassword',
  'msds-managedpasswordid',
  'msds-managedpasswordpreviousid',
  'msds-executescriptpassword',
  'msds-keycredentiallink',
  'mskds-rootkeydata',
  'msfve-recoverypassword',
  'msfve-keypackage',
  'mstpm-ownerinformation',
  // People write passwords into these.
  'description',
  'comment',
  'info',
]);

interface Question {
  readonly search: string;
  readonly base: keyof NamingContexts;
  /** Put before the naming context. */
  readonly below?: string;
  readonly scope: BundleSearch['scope'];
  readonly filter: string;
  readonly attributes: readonly string[];
}

/** `(objectClass=*)` also finds objects of which nothing but the name may be read. */
const ANY = '(objectClass=*)';

const QUESTIONS: readonly Question[] = [
  {
    search: 'domain',
    base: 'domain',
    scope: 'base',
    filter: ANY,
    attributes: [
      ...EVERY,
      ...SOM,
      'objectSid',
      'msDS-Behavior-Version',
      'ms-DS-MachineAccountQuota',
      'minPwdLength',
      'pwdProperties',
      'pwdHistoryLength',
      'lockoutThreshold',
      'lockoutDuration',
      'lockOutObservationWindow',
      'maxPwdAge',
      'minPwdAge',
    ],
  },
  {
    search: 'partitions',
    base: 'configuration',
    below: 'CN=Partitions',
    scope: 'one',
    filter: '(&(objectClass=crossRef)(nETBIOSName=*))',
    attributes: [...EVERY, 'nCName', 'nETBIOSName'],
  },
  {
    // By these it is told whether the reader may list all that can hold an object.
    search: 'containers',
    base: 'domain',
    scope: 'sub',
    filter:
      '(|(objectClass=container)(objectClass=builtinDomain)(objectClass=msDS-PasswordSettingsContainer)(objectClass=lostAndFound))',
    attributes: EVERY,
  },
  {
    search: 'ous',
    base: 'domain',
    scope: 'sub',
    filter: '(objectClass=organizationalUnit)',
    attributes: [...EVERY, ...SOM],
  },
  {
    search: 'sites',
    base: 'configuration',
    below: 'CN=Sites',
    scope: 'one',
    filter: '(objectClass=site)',
    attributes: [...EVERY, ...SOM],
  },
  {
    search: 'subnets',
    base: 'configuration',
    below: 'CN=Subnets,CN=Sites',
    scope: 'one',
    filter: '(objectClass=subnet)',
    attributes: [...EVERY, 'name', 'siteObject'],
  },
  {
    search: 'gpos',
    base: 'domain',
    below: 'CN=Policies,CN=System',
    scope: 'one',
    filter: ANY,
    attributes: [
      ...EVERY,
      'name',
      'displayName',
      'flags',
      'versionNumber',
      'gPCFileSysPath',
      'gPCMachineExtensionNames',
      'gPCUserExtensionNames',
      'gPCWQLFilter',
    ],
  },
  {
    search: 'wmi-filters',
    base: 'domain',
    below: 'CN=SOM,CN=WMIPolicy,CN=System',
    scope: 'one',
    filter: ANY,
    attributes: [...EVERY, 'msWMI-ID', 'msWMI-Name', 'msWMI-Parm2'],
  },
  {
    search: 'users',
    base: 'domain',
    scope: 'sub',
    filter: '(&(objectClass=user)(!(objectClass=computer)))',
    attributes: [...EVERY, ...ACCOUNT],
  },
  {
    // Managed service accounts of all kinds are computers by their class.
    search: 'computers',
    base: 'domain',
    scope: 'sub',
    filter: '(objectClass=computer)',
    attributes: [...EVERY, ...ACCOUNT, 'dNSHostName', 'operatingSystem', 'operatingSystemVersion', ...LAPS],
  },
  {
    search: 'groups',
    base: 'domain',
    scope: 'sub',
    filter: '(objectClass=group)',
    attributes: [...EVERY, ...PRINCIPAL, 'groupType', 'member'],
  },
  {
    search: 'foreign',
    base: 'domain',
    scope: 'sub',
    filter: '(objectClass=foreignSecurityPrincipal)',
    attributes: [...EVERY, 'objectSid', 'memberOf'],
  },
  {
    search: 'psos',
    base: 'domain',
    below: 'CN=Password Settings Container,CN=System',
    scope: 'one',
    filter: ANY,
    attributes: [
      ...EVERY,
      'name',
      'msDS-PasswordSettingsPrecedence',
      'msDS-MinimumPasswordLength',
      'msDS-PasswordComplexityEnabled',
      'msDS-PasswordReversibleEncryptionEnabled',
      'msDS-PasswordHistoryLength',
      'msDS-LockoutThreshold',
      'msDS-LockoutDuration',
      'msDS-LockoutObservationWindow',
      'msDS-MaximumPasswordAge',
      'msDS-MinimumPasswordAge',
      'msDS-PSOAppliesTo',
    ],
  },
  {
    search: 'trusts',
    base: 'domain',
    below: 'CN=System',
    scope: 'one',
    filter: '(objectClass=trustedDomain)',
    attributes: [
      ...EVERY,
      'trustPartner',
      'securityIdentifier',
      'trustDirection',
      'trustType',
      'trustAttributes',
    ],
  },
];

/** The definitions of all attributes that are asked for, found by their LDAP names. */
function schemaQuestion(): Question {
  const names = [...new Set(QUESTIONS.flatMap((q) => q.attributes))].sort();
  return {
    search: 'schema',
    base: 'schema',
    scope: 'one',
    filter: `(|${names.map((name) => `(lDAPDisplayName=${name})`).join('')})`,
    attributes: ['objectClass', 'lDAPDisplayName', 'schemaIDGUID', 'attributeSecurityGUID', 'searchFlags'],
  };
}

/** All searches in the order they are made. */
export const searchesOf = (contexts: NamingContexts): readonly BundleSearch[] =>
  [...QUESTIONS, schemaQuestion()].map(({ search, base, below, scope, filter, attributes }) => ({
    search,
    base: below === undefined ? contexts[base] : `${below},${contexts[base]}`,
    scope,
    filter,
    attributes,
  }));

/** Attributes whose values are bytes; others are text wherever they are UTF-8. Lower case. */
export const BINARY_ATTRIBUTES: ReadonlySet<string> = new Set([
  'objectguid',
  'objectsid',
  'sidhistory',
  'securityidentifier',
  'schemaidguid',
  'attributesecurityguid',
  'msds-allowedtoactonbehalfofotheridentity',
]);
