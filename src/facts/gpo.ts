import type { Location } from '../model/evidence.ts';

/** A stored Preferences password. The value itself is never kept. */
export interface Cpassword {
  readonly item: string;
  readonly userName: string;
  readonly at: Location;
}

/** Something that applies only under a condition that files cannot decide. */
export interface GpoSection {
  readonly guid: string | null;
  readonly name: string | null;
  readonly cpasswords: readonly Cpassword[];
  /** True when this file is one in which Preferences could hold a cpassword and it was read to its end. */
  readonly preferencesRead: boolean;
  readonly at: Location;
}
