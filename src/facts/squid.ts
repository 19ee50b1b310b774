/** The structure of a squid.conf and its includes. Its meaning as an ACL program is squid-*.ts beside this file. */
import type { Location } from '../model/evidence.ts';
import type { Bilingual } from '../model/text.ts';

export interface SquidDirective {
  readonly name: string;
  /** Tokens after the name, quotes and escapes resolved. */
  readonly args: readonly string[];
  /** `known`: a directive of Squid 3.5-7. */
  readonly state: 'known' | 'obsolete' | 'unknown';
  readonly at: Location;
}

export interface SquidSection {
  readonly directives: readonly SquidDirective[];
  /** Includes and value files that were not found among the evidence, and other reasons the text is not whole. */
  readonly gaps: readonly { readonly because: Bilingual; readonly at: Location }[];
  readonly at: Location;
}
