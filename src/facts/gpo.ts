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
  /** manifest.xml of a backup folder, read to its end: the folders of the backups beside it (backup ids with braces). */
  readonly backups?: readonly string[];
  /** Backup.xml, read to its end: the Preferences files of that backup, from its folder, with `/`. */
  readonly preferenceFiles?: readonly string[];
  readonly at: Location;
}
