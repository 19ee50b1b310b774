import type { Location } from '../model/evidence.ts';

export interface GroupMember {
  /** Upper case SID, or null where the evidence shows only a name (`net localgroup`). */
  readonly sid: string | null;
  /** `DOMAIN\name` or `name`, as shown. */
  readonly name: string;
  readonly kind: 'user' | 'group' | 'unknown';
  readonly origin: 'local' | 'domain' | 'unknown';
  readonly at: Location;
}

/** The members of one local group, as in effect. */
export interface LocalGroup {
  /** SID where shown or told by the well-known name in a supported language, e.g. S-1-5-32-544. */
  readonly sid: string | null;
  readonly name: string;
  readonly members: readonly GroupMember[];
  readonly complete: boolean;
  readonly at: Location;
}

export interface LocalUser {
  readonly name: string;
  readonly sid: string | null;
  readonly enabled: boolean;
  readonly at: Location;
}

export interface LocalGroupSection {
  readonly groups: readonly LocalGroup[];
  /** Local accounts, where the evidence lists them all; null where it does not speak of accounts. */
  readonly users: {
    readonly list: readonly LocalUser[];
    readonly complete: boolean;
    readonly at: Location;
  } | null;
}
