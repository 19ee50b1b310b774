/**
 * What the evidence says of an Active Directory domain: its objects as LDAP shows them, typed.
 *
 * Attribute names are those of the schema ([MS-ADA1] to [MS-ADA3]). A field that is null is absent only where its
 * attribute is not `hidden`: LDAP leaves out alike what does not exist and what the reader may not see, so the parser
 * decides from the security descriptor and the reader's token which of the two it is. What was never asked for is hidden.
 */
import type { Location } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';

/** An entry of an access list ([MS-DTYP] 2.4.4), object and callback forms included. */
export interface DirectoryAce {
  /** `other`: audits, labels, conditions (callback forms) and forms that are not known. */
  readonly kind: 'allow' | 'deny' | 'other';
  /** Access mask ([MS-ADTS] 5.1.3.2). */
  readonly mask: number;
  /** Lower case GUID without braces of the attribute, property set, extended right or class it is limited to. */
  readonly objectType: string | null;
  readonly inheritedObjectType: string | null;
  /** It is for children only and does not count on this object. */
  readonly inheritOnly: boolean;
  readonly sid: string;
}

export interface SecurityDescriptor {
  readonly owner: string | null;
  readonly group: string | null;
  /** In order. null: the descriptor has no list, so that everybody has every right ([MS-DTYP] 2.4.6). */
  readonly dacl: readonly DirectoryAce[] | null;
  /** Inheritance from above is cut off (SE_DACL_PROTECTED). */
  readonly isProtected: boolean;
}

export interface DirectoryObject {
  readonly dn: string;
  /** The DN as a key: lower case, one spelling for every escape, no blanks around separators. */
  readonly key: string;
  /** Lower case GUID without braces. */
  readonly guid: string | null;
  /** LDAP names, lower case, of attributes this evidence does not show; `*`: all but those that are set. */
  readonly hidden: readonly string[];
  /** null where it is hidden (`ntsecuritydescriptor`). */
  readonly descriptor: SecurityDescriptor | null;
  readonly at: Location;
}

/** One link of a gPLink ([MS-GPOL] 2.2.2), in the order of the attribute's text. */
export interface GpoLink {
  /** Key of the DN of the GPO. */
  readonly gpo: string;
  /** GUID of the GPO as in its DN: upper case with braces; null where the DN holds none. */
  readonly guid: string | null;
  /** GPLINK_OPT_DISABLE (1). */
  readonly disabled: boolean;
  /** GPLINK_OPT_ENFORCE (2). */
  readonly enforced: boolean;
}

/** A scope of management: what GPOs are linked to. */
export interface Som extends DirectoryObject {
  readonly kind: 'site' | 'domain' | 'ou';
  readonly name: string;
  /** Empty where there is no gPLink; null where it is hidden or was not understood. */
  readonly links: readonly GpoLink[] | null;
  /** gPOptions 1; null where it is hidden. */
  readonly blocksInheritance: boolean | null;
}

/** Password and lockout policy as the domain object or a PSO holds it. Times in 100 ns, as LDAP gives them (negative: a length of time). */
export interface PasswordRules {
  readonly minimumLength: number | null;
  readonly complexity: boolean | null;
  readonly reversible: boolean | null;
  readonly history: number | null;
  readonly lockoutThreshold: number | null;
  readonly lockoutDuration: bigint | null;
  readonly lockoutWindow: bigint | null;
  readonly maximumAge: bigint | null;
  readonly minimumAge: bigint | null;
}

export interface Domain extends Som {
  readonly kind: 'domain';
  /** e.g. `corp.example.co.jp`, from the DN. */
  readonly dnsName: string;
  readonly netbiosName: string | null;
  readonly sid: string | null;
  /** msDS-Behavior-Version ([MS-ADTS] 6.1.4.4): 5 = 2012, 6 = 2012 R2, 7 = 2016. */
  readonly functionalLevel: number | null;
  /** ms-DS-MachineAccountQuota. */
  readonly machineAccountQuota: number | null;
  readonly password: PasswordRules;
}

export interface GpoContainer extends DirectoryObject {
  /** Upper case with braces: the name of the object and of its folder in SYSVOL. */
  readonly id: string;
  readonly displayName: string | null;
  /** `flags` bit 0; null where `flags` is hidden. */
  readonly userDisabled: boolean | null;
  /** `flags` bit 1. */
  readonly machineDisabled: boolean | null;
  /** versionNumber, lower and upper 16 bits. */
  readonly version: { readonly machine: number; readonly user: number } | null;
  /** gPCFunctionalityVersion; null: absent, unless hidden. */
  readonly functionality: number | null;
  readonly sysvolPath: string | null;
  /** CSE GUIDs of gPCMachineExtensionNames, upper case with braces, in order; null: hidden. Empty: none. */
  readonly machineExtensions: readonly string[] | null;
  readonly userExtensions: readonly string[] | null;
  /** Id of the WMI filter (upper case GUID with braces) of gPCWQLFilter; null: none, unless hidden. */
  readonly wmiFilter: string | null;
}

/** msWMI-Som. */
export interface WmiFilter extends DirectoryObject {
  readonly id: string;
  readonly name: string | null;
  /** WQL queries, with their name spaces left out; null: not understood. All must hold. */
  readonly queries: readonly string[] | null;
}

export type AccountKind = 'user' | 'computer' | 'managed-service' | 'group' | 'foreign';

interface Principal extends DirectoryObject {
  readonly kind: AccountKind;
  readonly sid: string | null;
  /** sAMAccountName, or the name of a foreign principal's SID. */
  readonly name: string;
  /** Keys of the groups that name it directly, where the evidence shows the back link; null where it does not. */
  readonly memberOf: readonly string[] | null;
  readonly sidHistory: readonly string[];
  readonly adminCount: number | null;
}

export interface Account extends Principal {
  readonly kind: 'user' | 'computer' | 'managed-service' | 'foreign';
  /** userAccountControl ([MS-ADTS] 2.2.16); null where it is hidden. */
  readonly control: number | null;
  /** RID. */
  readonly primaryGroup: number | null;
  readonly servicePrincipalNames: readonly string[];
  /** msDS-SupportedEncryptionTypes ([MS-KILE] 2.2.7). */
  readonly encryptionTypes: number | null;
  /** msDS-AllowedToDelegateTo. */
  readonly delegatesTo: readonly string[];
  /** SIDs whom msDS-AllowedToActOnBehalfOfOtherIdentity lets act. */
  readonly actedForBy: readonly string[];
  /** userWorkstations. */
  readonly workstations: readonly string[];
  /** FILETIME: 0 = must change (pwdLastSet), never (lastLogonTimestamp), no end (accountExpires). */
  readonly passwordLastSet: bigint | null;
  readonly lastLogon: bigint | null;
  readonly expires: bigint | null;
  /** whenCreated, epoch milliseconds. */
  readonly created: number | null;
  /** Of computers. */
  readonly dnsHostName: string | null;
  readonly operatingSystem: string | null;
  readonly operatingSystemVersion: string | null;
  /** FILETIME of msLAPS-PasswordExpirationTime and ms-Mcs-AdmPwdExpirationTime. The passwords are never read. */
  readonly lapsExpiry: bigint | null;
  readonly legacyLapsExpiry: bigint | null;
}

export interface Group extends Principal {
  readonly kind: 'group';
  /** groupType ([MS-ADTS] 2.2.12); null where it is hidden. */
  readonly type: number | null;
  /** Keys of its direct members, all ranges of `member`; null where it is hidden or not whole. Primary members are not among them. */
  readonly members: readonly string[] | null;
}

export interface PasswordSettings extends DirectoryObject {
  readonly name: string;
  /** msDS-PasswordSettingsPrecedence: the lowest wins. */
  readonly precedence: number | null;
  readonly password: PasswordRules;
  /** Keys of msDS-PSOAppliesTo. */
  readonly appliesTo: readonly string[];
}

export interface Trust extends DirectoryObject {
  readonly partner: string;
  readonly partnerSid: string | null;
  /** trustDirection 0 to 3, trustType, trustAttributes ([MS-ADTS] 6.1.6.7). */
  readonly direction: number | null;
  readonly type: number | null;
  readonly attributes: number | null;
}

export interface Subnet extends DirectoryObject {
  /** `10.1.0.0/16`. */
  readonly cidr: string;
  /** Key of its site. */
  readonly site: string | null;
}

/** What one search was to find. `schema`: attributes with their GUIDs, by which it is told who may read them. */
export type SearchKind =
  | 'domain'
  | 'ous'
  | 'sites'
  | 'subnets'
  | 'gpos'
  | 'wmi-filters'
  | 'users'
  | 'computers'
  | 'groups'
  | 'foreign'
  | 'psos'
  | 'trusts'
  | 'schema';

/** Whether all objects of a kind are in the evidence: only then does one that is not there not exist. */
export interface SearchState {
  readonly what: SearchKind;
  readonly complete: boolean;
  /** Why not. */
  readonly because: Bilingual | null;
  readonly at: Location;
}

/**
 * Files of a folder of Policies in SYSVOL as its collector listed them: a file that is listed and not among the evidence
 * is missing.
 */
export interface SysvolListing {
  /**
   * Of a GPO: upper case GUID with braces. Of any other folder: its name as found, which holds no policy but may hold
   * passwords; `.`: Policies itself.
   */
  readonly gpo: string;
  /** Paths below the folder, with `/`, as found. null: the folder is not there, or, where not complete, not known to be. */
  readonly files: readonly string[] | null;
  /** False: it could not be listed whole (`because`). */
  readonly complete: boolean;
  readonly because: Bilingual | null;
  readonly at: Location;
}

/** What one file says of a domain. */
export interface DirectorySection {
  readonly soms: readonly Som[];
  readonly domains: readonly Domain[];
  readonly gpos: readonly GpoContainer[];
  readonly wmiFilters: readonly WmiFilter[];
  readonly accounts: readonly Account[];
  readonly groups: readonly Group[];
  readonly passwordSettings: readonly PasswordSettings[];
  readonly trusts: readonly Trust[];
  readonly subnets: readonly Subnet[];
  readonly searches: readonly SearchState[];
  readonly sysvol: readonly SysvolListing[];
  /** Attributes the schema of the forest has, lower case, among those that matter; null where it was not read. */
  readonly schemaHas: ReadonlySet<string> | null;
  /** Who read it, as named in the evidence. */
  readonly reader: string | null;
  /** When it was read, epoch milliseconds; null where the evidence does not say. */
  readonly readAt: number | null;
  readonly at: Location;
}
