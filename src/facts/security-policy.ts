import type { Location } from '../model/evidence.ts';
import type { GpoRef } from './registry.ts';

/** A user right, restricted-group or system-access statement of a template, a secedit export or an RSoP report. */
export interface Principal {
  /** Upper case SID, or null where only a name was written. */
  readonly sid: string | null;
  readonly name: string | null;
}

export interface UserRight {
  /** Privilege constant, e.g. `SeDenyNetworkLogonRight`. */
  readonly constant: string;
  readonly principals: readonly Principal[];
  readonly gpo: GpoRef | null;
  readonly at: Location;
}

export interface RestrictedGroup {
  readonly group: Principal;
  /** `members` replaces the membership, `memberOf` adds. */
  readonly relation: 'members' | 'memberOf';
  readonly principals: readonly Principal[];
  readonly gpo: GpoRef | null;
  readonly at: Location;
}

export interface SystemAccess {
  /** Name as in [System Access], e.g. `MinimumPasswordLength`, `EnableGuestAccount`. */
  readonly name: string;
  readonly value: string;
  readonly gpo: GpoRef | null;
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
  /** [Service General Setting]: service name to start mode 2/3/4. */
  readonly services: readonly { readonly name: string; readonly start: number; readonly at: Location }[];
  /** Sections that are there and closed, lower case, e.g. `privilege rights`: only in these does absence mean nobody. */
  readonly sections: readonly string[];
  readonly at: Location;
}
