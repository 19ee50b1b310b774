/**
 * The resultant set of policy: which GPOs reach a computer or a user, in which order, and what each setting comes to.
 *
 * [MS-GPOL] 3.2.5.1 is the source of the order; each extension's own document (MS-GPREG, MS-GPSB, MS-GPAC, MS-GPPREF)
 * that of how it merges. What the evidence leaves open stays open: a GPO that may apply makes each setting it names
 * undetermined, save where all that could win say the same.
 */
import type { Location } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';
import type { AuditSection, AuditSetting } from '../audit.ts';
import type { Account, GpoContainer, GpoLink, Som } from '../directory/model.ts';
import type { GpoSection } from '../gpo.ts';
import type { RegistrySection, RegistryWrite } from '../registry.ts';
import type {
  Principal,
  RestrictedGroup,
  SecurityPolicySection,
  ServiceStart,
  SystemAccess,
  UserRight,
} from '../security-policy.ts';
import type { FirewallSection } from '../windows-firewall/model.ts';

export type Half = 'machine' | 'user';

/** Why a linked GPO does not apply, in the words of gpresult where it has them. */
export type FilterReason =
  | 'link-disabled'
  | 'gpo-disabled'
  | 'half-disabled'
  | 'functionality-version'
  | 'blocked-inheritance'
  | 'security-filter'
  | 'wmi-filter'
  | 'empty'
  | 'not-found'
  | 'replaced-by-loopback';

/** Why it is open whether a GPO applies. */
export type OpenReason =
  | 'wmi-filter'
  | 'security-filter'
  | 'not-readable'
  | 'site'
  | 'loopback'
  | 'parent'
  | 'links';

export type Standing =
  | { readonly applies: 'yes' }
  | { readonly applies: 'no'; readonly reason: FilterReason; readonly because: Bilingual }
  | { readonly applies: 'open'; readonly reason: OpenReason; readonly because: Bilingual };

/** A GPO on its way to a computer or user, by one link. */
export interface ListedGpo {
  /** Upper case GUID with braces; null for local policy, or a link whose DN names none. */
  readonly id: string | null;
  /** Display name, else the id. */
  readonly name: string;
  /** null: local policy, or a GPO that is not in the evidence. */
  readonly gpo: GpoContainer | null;
  /** null for local policy. */
  readonly som: Som | null;
  readonly link: GpoLink | null;
  readonly enforced: boolean;
  readonly standing: Standing;
}

/** GPOs of one half of a subject, the one that wins first; those that do not apply stand where they would. */
export interface GpoList {
  readonly half: Half;
  readonly gpos: readonly ListedGpo[];
  /** Something above is not known (a parent, a site), so that GPOs may be missing from the list. */
  readonly open: readonly Bilingual[];
  readonly loopback: 'none' | 'merge' | 'replace' | 'open';
}

/** What an operator may tell that files cannot. */
export interface RsopOptions {
  /** Name of the AD site of the computer; null: by its subnet where an address is given, else every site counts. */
  readonly site: string | null;
  /** Address of the computer; null: not known. */
  readonly address: string | null;
  /** WMI filters, by id or name in lower case, that hold (true) or do not. */
  readonly wmi: ReadonlyMap<string, boolean>;
}

export interface RsopSubject {
  readonly computer: Account | null;
  readonly user: Account | null;
}

/** What one half of a GPO holds in SYSVOL, or a backup of it, in the order an extension reads it. */
export interface HalfContent {
  readonly registry: readonly RegistrySection[];
  /** Values that Preferences write, in the order of the items. */
  readonly preferences: readonly RegistrySection[];
  readonly security: readonly SecurityPolicySection[];
  readonly groupsOfPreferences: readonly SecurityPolicySection[];
  readonly audit: readonly AuditSection[];
  readonly firewall: readonly FirewallSection[];
  /** Files of the half, from its folder, lower case, that are here as what their place says they are. */
  readonly files: readonly string[];
  /** Something here could carry policy and was not read, or is missing: what this half sets is not all known. */
  readonly gaps: readonly ContentGap[];
}

export interface ContentGap {
  /** Which extension's settings it leaves open; `all`: any. */
  readonly of: 'registry' | 'preferences' | 'security' | 'audit' | 'all';
  /** GUID of the client-side extension whose file it is; null: each of those named by `of`. */
  readonly extension: string | null;
  /** What was read is sure; only what the file does not say may be missing: a cut between two records does not show. */
  readonly absenceOnly: boolean;
  readonly because: Bilingual;
  readonly at: Location | null;
}

export interface GpoContent {
  /** Upper case GUID with braces; null: local policy. */
  readonly id: string | null;
  readonly machine: HalfContent;
  readonly user: HalfContent;
  /** `local`: a computer's own policy. */
  readonly origin: 'sysvol' | 'backup' | 'local';
  /** Version of GPT.INI, or of a backup as its Backup.xml tells; null where it was not read. */
  readonly version: { readonly machine: number; readonly user: number } | null;
  /** Whether all files of its folder are known: what no listing names may have been left behind. */
  readonly listing: 'whole' | 'partial' | 'none' | 'no-folder';
  readonly gpos: readonly GpoSection[];
  readonly at: Location | null;
}

/** What kind of setting it is: each merges by its own rule. */
export type SettingKind =
  | 'registry'
  | 'user-right'
  | 'restricted-group'
  | 'group-preference'
  | 'system-access'
  | 'kerberos'
  | 'event-audit'
  | 'audit'
  | 'service';

/** What a GPO says, as its file was read: the resultant set hands it on to the facts of a host. */
export type Statement =
  | { readonly of: 'registry'; readonly write: RegistryWrite }
  | { readonly of: 'right'; readonly right: UserRight }
  /** Restricted Groups, and operations of Preferences on one group in order. */
  | {
      readonly of: 'group';
      readonly groups: readonly RestrictedGroup[];
      /** Of Preferences: whom the items take out of the group. */
      readonly removed?: readonly Principal[];
    }
  /** [System Access], [Kerberos Policy], [Event Audit]. */
  | { readonly of: 'value'; readonly value: SystemAccess }
  | { readonly of: 'audit'; readonly audit: AuditSetting }
  | { readonly of: 'service'; readonly service: ServiceStart };

/** One GPO's say on one setting. */
export interface Contribution {
  readonly gpo: ListedGpo;
  /** As shown to people: data without secrets, a list of principals, `deleted`. */
  readonly shown: string;
  /** Same key, same meaning: what is compared between GPOs. */
  readonly meaning: string;
  /** The writer within the GPO (`Registry.pol`, `GptTmpl.inf`, `Registry.xml`, `audit.csv`). */
  readonly extension: 'registry' | 'security' | 'preferences' | 'audit';
  readonly statement: Statement;
  readonly at: Location;
}

export type LoseReason =
  | 'lower-precedence'
  | 'not-applied'
  | 'may-apply'
  | 'half-ignored'
  | 'later-extension'
  | 'written-once';

export interface Loser {
  readonly contribution: Contribution;
  readonly reason: LoseReason;
  readonly because: Bilingual;
}

export interface ResultantSetting {
  readonly kind: SettingKind;
  /** `HKLM\…\Value`, a privilege constant, a group's SID or name, a value of [System Access], a subcategory's GUID, a service. */
  readonly name: string;
  readonly half: Half;
  readonly result:
    | { readonly state: 'set'; readonly winner: Contribution }
    /** Policy takes the value away (`**del.`, action D): the winner is who does. */
    | { readonly state: 'deleted'; readonly winner: Contribution }
    /** What could be: contributions of which one may win. */
    | { readonly state: 'open'; readonly because: Bilingual; readonly candidates: readonly Contribution[] };
  readonly losers: readonly Loser[];
}

export type RsopFindingKind =
  | 'version-mismatch'
  | 'sysvol-missing'
  | 'directory-missing'
  | 'half-missing'
  | 'extension-not-listed'
  | 'extension-not-understood'
  | 'conflicting-writers'
  | 'link-orphaned'
  | 'not-readable'
  | 'incomplete-evidence';

export interface RsopFinding {
  readonly kind: RsopFindingKind;
  readonly gpo: string | null;
  readonly because: Bilingual;
  readonly at: Location | null;
}

/** The answer for one computer, or for one user on it. */
export interface Rsop {
  readonly subject: RsopSubject;
  readonly lists: readonly GpoList[];
  readonly settings: readonly ResultantSetting[];
  readonly findings: readonly RsopFinding[];
}
