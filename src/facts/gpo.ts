import type { Location } from '../model/evidence.ts';

/** A stored Preferences password. The value itself is never kept. */
export interface Cpassword {
  readonly item: string;
  readonly userName: string;
  /** It stands where Windows does not read it, such as in a comment. */
  readonly aside?: true;
  readonly at: Location;
}

/** Version of each half of a GPO: the low and high 16 bits of its number ([MS-GPOL] 2.2.4). */
export interface GpoVersion {
  readonly machine: number;
  readonly user: number;
}

export const gpoVersion = (number: number): GpoVersion => ({
  machine: number & 0xffff,
  user: Math.floor(number / 0x10000) & 0xffff,
});

/** What Backup.xml tells of the backup of one GPO. */
export interface GpoBackup {
  /** Files it holds, from its folder, with `/`. */
  readonly files: readonly string[];
  readonly version: GpoVersion | null;
  /** GUIDs of client-side extensions, upper case with braces; null where the element is not there. */
  readonly machineExtensions: readonly string[] | null;
  readonly userExtensions: readonly string[] | null;
}

/** What one file tells of a GPO itself. */
export interface GpoSection {
  readonly guid: string | null;
  readonly name: string | null;
  readonly cpasswords: readonly Cpassword[];
  /** True when this is a file of Preferences and it was read to its end, comments and all. */
  readonly preferencesRead: boolean;
  /** manifest.xml of a backup folder, read to its end: the folders of the backups beside it (backup ids with braces). */
  readonly backups?: readonly string[];
  /** manifest.xml: which GPO each backup folder beside it holds. */
  readonly instances?: readonly {
    readonly folder: string;
    readonly guid: string;
    readonly name: string | null;
  }[];
  /** Of GPT.INI; left out where it was not read. */
  readonly version?: GpoVersion;
  /** Backup.xml, read to its end. */
  readonly backup?: GpoBackup;
  /** Backup.xml, read to its end: the Preferences files of that backup, from its folder, with `/`. */
  readonly preferenceFiles?: readonly string[];
  readonly at: Location;
}
