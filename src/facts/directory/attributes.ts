/** The LDAP attribute, lower case, that each field of the model is read from: what is hidden is named by attribute. */

export const DESCRIPTOR = 'ntsecuritydescriptor';

export const OBJECT_FIELDS = { guid: 'objectguid', descriptor: DESCRIPTOR } as const;

export const SOM_FIELDS = { ...OBJECT_FIELDS, links: 'gplink', blocksInheritance: 'gpoptions' } as const;

export const DOMAIN_PASSWORD_FIELDS = {
  minimumLength: 'minpwdlength',
  complexity: 'pwdproperties',
  reversible: 'pwdproperties',
  history: 'pwdhistorylength',
  lockoutThreshold: 'lockoutthreshold',
  lockoutDuration: 'lockoutduration',
  lockoutWindow: 'lockoutobservationwindow',
  maximumAge: 'maxpwdage',
  minimumAge: 'minpwdage',
} as const;

export const DOMAIN_FIELDS = {
  ...SOM_FIELDS,
  netbiosName: 'netbiosname',
  sid: 'objectsid',
  functionalLevel: 'msds-behavior-version',
  machineAccountQuota: 'ms-ds-machineaccountquota',
} as const;

export const GPO_FIELDS = {
  ...OBJECT_FIELDS,
  displayName: 'displayname',
  userDisabled: 'flags',
  machineDisabled: 'flags',
  version: 'versionnumber',
  functionality: 'gpcfunctionalityversion',
  sysvolPath: 'gpcfilesyspath',
  machineExtensions: 'gpcmachineextensionnames',
  userExtensions: 'gpcuserextensionnames',
  wmiFilter: 'gpcwqlfilter',
} as const;

export const WMI_FIELDS = { ...OBJECT_FIELDS, name: 'mswmi-name', queries: 'mswmi-parm2' } as const;

const PRINCIPAL_FIELDS = {
  ...OBJECT_FIELDS,
  sid: 'objectsid',
  name: 'samaccountname',
  memberOf: 'memberof',
  sidHistory: 'sidhistory',
  adminCount: 'admincount',
} as const;

export const FOREIGN_FIELDS = { ...OBJECT_FIELDS, sid: 'objectsid', memberOf: 'memberof' } as const;

export const USER_FIELDS = {
  ...PRINCIPAL_FIELDS,
  control: 'useraccountcontrol',
  primaryGroup: 'primarygroupid',
  servicePrincipalNames: 'serviceprincipalname',
  encryptionTypes: 'msds-supportedencryptiontypes',
  delegatesTo: 'msds-allowedtodelegateto',
  actedForBy: 'msds-allowedtoactonbehalfofotheridentity',
  workstations: 'userworkstations',
  passwordLastSet: 'pwdlastset',
  lastLogon: 'lastlogontimestamp',
  expires: 'accountexpires',
  created: 'whencreated',
} as const;

export const COMPUTER_FIELDS = {
  ...USER_FIELDS,
  dnsHostName: 'dnshostname',
  operatingSystem: 'operatingsystem',
  operatingSystemVersion: 'operatingsystemversion',
  lapsExpiry: 'mslaps-passwordexpirationtime',
  legacyLapsExpiry: 'ms-mcs-admpwdexpirationtime',
} as const;

export const GROUP_FIELDS = { ...PRINCIPAL_FIELDS, type: 'grouptype', members: 'member' } as const;

export const PSO_PASSWORD_FIELDS = {
  minimumLength: 'msds-minimumpasswordlength',
  complexity: 'msds-passwordcomplexityenabled',
  reversible: 'msds-passwordreversibleencryptionenabled',
  history: 'msds-passwordhistorylength',
  lockoutThreshold: 'msds-lockoutthreshold',
  lockoutDuration: 'msds-lockoutduration',
  lockoutWindow: 'msds-lockoutobservationwindow',
  maximumAge: 'msds-maximumpasswordage',
  minimumAge: 'msds-minimumpasswordage',
} as const;

export const PSO_FIELDS = {
  ...OBJECT_FIELDS,
  precedence: 'msds-passwordsettingsprecedence',
  appliesTo: 'msds-psoappliesto',
} as const;

export const TRUST_FIELDS = {
  ...OBJECT_FIELDS,
  partnerSid: 'securityidentifier',
  direction: 'trustdirection',
  type: 'trusttype',
  attributes: 'trustattributes',
} as const;

export const SUBNET_FIELDS = { ...OBJECT_FIELDS, site: 'siteobject' } as const;

/** Attributes of which it matters whether the schema has them at all (Windows LAPS and its predecessor). */
export const SCHEMA_MATTERS: readonly string[] = [
  'mslaps-passwordexpirationtime',
  'ms-mcs-admpwdexpirationtime',
];
