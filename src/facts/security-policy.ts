import type { Location } from '../model/evidence.ts';
import type { Bilingual } from '../model/text.ts';
import type { GpoRef, PolicyLoser } from './registry.ts';

/** A user right, restricted-group or system-access statement of a template, a secedit export or an RSoP report. */
export interface Principal {
  /** Upper case SID, or null where only a name was written. */
  readonly sid: string | null;
  readonly name: string | null;
}

/** What a report of policies may say of a statement beside its content. */
export interface PolicyStanding {
  /** Set where a filter or a missing part of the report leaves open whether it applies. Never alone a ground for a pass. */
  readonly condition?: Bilingual;
  readonly losers?: readonly PolicyLoser[];
}

export interface UserRight extends PolicyStanding {
  /** Privilege constant, e.g. `SeDenyNetworkLogonRight`. */
  readonly constant: string;
  readonly principals: readonly Principal[];
  readonly gpo: GpoRef | null;
  readonly at: Location;
}

export interface RestrictedGroup extends PolicyStanding {
  readonly group: Principal;
  /** `members` replaces the membership, `memberOf` adds. */
  readonly relation: 'members' | 'memberOf';
  readonly principals: readonly Principal[];
  readonly gpo: GpoRef | null;
  readonly at: Location;
}

/** What an item of Preferences does to a local group ([MS-GPPREF] 2.2.1.11.1). Items act one after another. */
export interface GroupItem extends PolicyStanding {
  readonly group: Principal;
  readonly action: 'create' | 'replace' | 'update' | 'delete';
  /** The name it gives the group; null: none. */
  readonly newName: string | null;
  /** Members that it removes before it adds: all that are users, all that are groups. */
  readonly clearsUsers: boolean;
  readonly clearsGroups: boolean;
  readonly added: readonly Principal[];
  readonly removed: readonly Principal[];
  /** It adds or removes whoever is logged on; null: it does not. */
  readonly currentUser: 'add' | 'remove' | null;
  readonly gpo: GpoRef | null;
  readonly at: Location;
}

export interface SystemAccess extends PolicyStanding {
  /** Name as in [System Access], e.g. `MinimumPasswordLength`, `EnableGuestAccount`. */
  readonly name: string;
  readonly value: string;
  readonly gpo: GpoRef | null;
  readonly at: Location;
}

/** Start mode 2 automatic, 3 manual, 4 disabled. */
export interface ServiceStart extends PolicyStanding {
  readonly name: string;
  readonly start: number;
  readonly at: Location;
}

export interface SecurityPolicySection {
  /** `effective`: exported from the host (`secedit /export`). `intended`: a template or RSoP. */
  readonly layer: 'intended' | 'effective';
  readonly rights: readonly UserRight[];
  readonly groups: readonly RestrictedGroup[];
  readonly systemAccess: readonly SystemAccess[];
  /** Legacy category audit (0-3) by name, e.g. `AuditLogonEvents`. */
  readonly eventAudit: readonly SystemAccess[];
  /** [Kerberos Policy], e.g. `MaxTicketAge`; left out by sources that do not show it. */
  readonly kerberos?: readonly SystemAccess[];
  /** Items of Preferences on local groups, in order. */
  readonly groupItems?: readonly GroupItem[];
  /** [Service General Setting]: service name to start mode 2/3/4. */
  readonly services: readonly ServiceStart[];
  /** Sections that are there and closed, lower case, e.g. `privilege rights`: only in these does absence mean nobody. */
  readonly sections: readonly string[];
  /** What is not named is not known, whole sections or not: it was made from policies, not exported from a host. */
  readonly onlyNamed?: true;
  readonly at: Location;
}
