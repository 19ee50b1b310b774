/** The access program of a squid.conf: its ACLs and the rows of every directive that holds access rules. */
import type { Location } from '../../model/evidence.ts';
import type { SquidAcl, SquidTerm } from './acl.ts';
import type { SquidGap, SquidNote } from './section.ts';
import type { SquidVersion } from './version.ts';

/** One row that Squid accepts: all of its terms at once, asked from left to right. */
export interface SquidRow {
  /** `allow` or `deny`; the peer's name, method or the like of other directives is not part of it. */
  readonly allow: boolean;
  readonly terms: readonly SquidTerm[];
  /** Terms may be missing: a file of names could not be read. */
  readonly open: boolean;
  readonly at: Location;
}

/** Directives whose rows this program keeps (allow or deny, then ACLs). */
export const ACCESS_DIRECTIVES = [
  'http_access',
  'adapted_http_access',
  'miss_access',
  'http_reply_access',
  'always_direct',
  'never_direct',
  'follow_x_forwarded_for',
] as const;
export type AccessDirective = (typeof ACCESS_DIRECTIVES)[number];

export interface SquidProgram {
  readonly version: SquidVersion;
  readonly acls: ReadonlyMap<string, SquidAcl>;
  readonly rows: Readonly<Record<AccessDirective, readonly SquidRow[]>>;
  /** Written but not in force, in file order. */
  readonly notes: readonly SquidNote[];
  /**
   * Those of the text and those that the program adds, for this release. One of scope `text` says that directives are
   * missing or that Squid refuses the file: nothing may then be concluded from the program.
   */
  readonly gaps: readonly SquidGap[];
}
