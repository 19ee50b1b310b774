/** An invented domain in plain words, from which its bundle is written. Accounts, groups and GPOs are named by their names. */
import type { BundleSysvol } from '../../../src/model/directory-bundle.ts';
import type { PolRecord } from './registry-pol.ts';
import type { LapsSchema } from './schema.ts';

export interface LinkSpec {
  /** Display name of a GPO, or the GUID in braces of one that is not there. */
  readonly gpo: string;
  readonly enforced?: boolean;
  readonly disabled?: boolean;
}

export interface OuSpec {
  /** From the domain downwards: `営業/端末`. */
  readonly path: string;
  /** As gPLink holds them: the last one wins. */
  readonly links?: readonly LinkSpec[];
  readonly blocks?: boolean;
}

export interface SiteSpec {
  readonly name: string;
  readonly links?: readonly LinkSpec[];
  /** `10.10.0.0/16`. */
  readonly subnets: readonly string[];
}

/** Sections of GptTmpl.inf, their lines without the section's heading. */
export type SecurityTemplate = Readonly<Record<string, readonly string[]>>;

export interface HalfSpec {
  readonly registry?: readonly PolRecord[];
  readonly security?: SecurityTemplate;
  /** Last two hex digits of a subcategory's GUID to 0 none, 1 success, 2 failure, 3 both. */
  readonly audit?: Readonly<Record<string, number>>;
  /** Path below `Preferences` (`Groups/Groups.xml`) to its text. */
  readonly preferences?: Readonly<Record<string, string>>;
}

export interface Versions {
  readonly machine: number;
  readonly user: number;
}

export interface GpoSpec {
  readonly name: string;
  /** Upper case with braces. */
  readonly id: string;
  readonly machine?: HalfSpec;
  readonly user?: HalfSpec;
  /** `flags`: 1 user half off, 2 machine half off. */
  readonly flags?: number;
  /** Name of a WMI filter. */
  readonly wmi?: string;
  /** Who applies it, by name, SID or alias of SDDL; Authenticated Users where left out. */
  readonly apply?: readonly string[];
  readonly deny?: readonly string[];
  readonly version?: Versions;
  /** In GPT.INI, where it differs. */
  readonly sysvolVersion?: Versions;
  /** Its folder is not in SYSVOL. */
  readonly noFolder?: boolean;
  /** The domain controller shows neither attributes nor descriptor of it to the reader. */
  readonly unreadable?: boolean;
}

export interface WmiSpec {
  readonly name: string;
  readonly queries: readonly string[];
}

interface PrincipalSpec {
  /** sAMAccountName, of computers without `$`. */
  readonly name: string;
  /** Path of its OU, or of a container (`CN=Users`, the default). */
  readonly ou?: string;
  readonly rid: number;
  /** sIDHistory. */
  readonly formerSids?: readonly string[];
}

export interface UserSpec extends PrincipalSpec {
  /** RDN and display name, where they are not the account's. */
  readonly display?: string;
  /** Bits of userAccountControl; 0x200 where left out. */
  readonly control?: number;
  readonly spns?: readonly string[];
  /** Days before the collection. null: never. */
  readonly lastLogon?: number | null;
  readonly passwordAge?: number | null;
  readonly encryption?: number;
  readonly delegatesTo?: readonly string[];
  readonly workstations?: readonly string[];
  /** Member of a protected group: adminCount 1, and AdminSDHolder's list. */
  readonly protected?: boolean;
  readonly managed?: boolean;
}

export interface ComputerSpec extends PrincipalSpec {
  /** Bits of userAccountControl; 0x1000 (workstation) where left out. */
  readonly control?: number;
  readonly os: string;
  readonly osVersion: string;
  readonly lastLogon?: number | null;
  readonly passwordAge?: number | null;
  /** Days after the collection at which LAPS changes the password. */
  readonly laps?: number;
  readonly legacyLaps?: number;
  readonly delegatesTo?: readonly string[];
  /** Names of accounts that may act for others on it. */
  readonly actedForBy?: readonly string[];
}

export interface GroupSpec extends PrincipalSpec {
  /** Names of accounts or groups, or SIDs of foreign ones. */
  readonly members?: readonly string[];
  /** groupType; a global security group where left out. */
  readonly type?: number;
  readonly protected?: boolean;
  /** Whole SID of a group that is not the domain's own. */
  readonly sid?: string;
}

/** Lengths of time in days; 0: none. */
export interface PasswordSpec {
  readonly length: number;
  readonly complexity: boolean;
  readonly reversible?: boolean;
  readonly history: number;
  readonly threshold: number;
  readonly lockoutDays: number;
  readonly windowDays: number;
  readonly maximumDays: number;
  readonly minimumDays: number;
}

export interface PsoSpec extends PasswordSpec {
  readonly name: string;
  readonly precedence: number;
  readonly appliesTo: readonly string[];
}

export interface TrustSpec {
  readonly partner: string;
  readonly sid: string;
  readonly direction: number;
  readonly type: number;
  readonly attributes: number;
}

export interface DomainSpec {
  readonly dnsName: string;
  readonly netbios: string;
  readonly sid: string;
  /** Epoch milliseconds. */
  readonly collectedAt: number;
  /** Name of the account that reads. */
  readonly reader: string;
  readonly server: string;
  readonly functionalLevel: number;
  readonly machineAccountQuota: number;
  readonly password: PasswordSpec;
  readonly laps: readonly LapsSchema[];
  readonly links: readonly LinkSpec[];
  readonly ous: readonly OuSpec[];
  readonly sites: readonly SiteSpec[];
  readonly gpos: readonly GpoSpec[];
  readonly wmiFilters: readonly WmiSpec[];
  readonly users: readonly UserSpec[];
  readonly computers: readonly ComputerSpec[];
  readonly groups: readonly GroupSpec[];
  /** Members added to groups that every domain has. */
  readonly members: Readonly<Record<string, readonly string[]>>;
  readonly psos: readonly PsoSpec[];
  readonly trusts: readonly TrustSpec[];
  /** Folders of SYSVOL beside those of GPOs that exist. */
  readonly moreSysvol?: readonly BundleSysvol[];
}
