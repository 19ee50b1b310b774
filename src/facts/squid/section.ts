/** The structure of a squid.conf and its includes. Its meaning as an ACL program is squid-*.ts beside this file. */
import type { Location } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';

export interface SquidDirective {
  readonly name: string;
  /** Tokens after the name, quotes and escapes resolved, value files read in. Secrets are replaced. */
  readonly args: readonly string[];
  /** `known`: a directive of Squid 3.5-7. */
  readonly state: 'known' | 'obsolete' | 'unknown';
  /** Value files it names that are not among the evidence: its values are not all known. */
  readonly missing: readonly string[];
  readonly at: Location;
}

/**
 * `values`: a value file is missing, and only the ACLs that name it are open.
 * `text`: directives are missing, or Squid would refuse the file, so that it cannot be what is in force.
 */
export interface SquidGap {
  readonly scope: 'values' | 'text';
  readonly because: Bilingual;
  readonly at: Location;
}

export interface SquidSection {
  readonly directives: readonly SquidDirective[];
  /** Why the directives are not the whole of what is in force. While there is one, nothing of this proxy passes. */
  readonly gaps: readonly SquidGap[];
  readonly at: Location;
}
