/** The structure of a squid.conf and its includes. Its meaning as an ACL program is in the files beside this one. */
import type { Location } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';
import type { Pattern } from '../ere/syntax.ts';
import type { SquidVersion } from './version.ts';

/** Values that a directive takes from a file: `args[from]` and what follows, one for each of `lines` (1-based). */
export interface SquidValueFile {
  readonly file: string;
  readonly from: number;
  readonly lines: readonly number[];
}

export interface SquidDirective {
  readonly name: string;
  /** Tokens after the name, quotes and escapes resolved, value files read in. Secrets are replaced. */
  readonly args: readonly string[];
  /** `known`: a directive of Squid 3.5-7. */
  readonly state: 'known' | 'obsolete' | 'unknown';
  /** Value files it names that are not among the evidence, or not whole: its values are not all known. */
  readonly missing: readonly string[];
  /** Value files that were read. */
  readonly lists?: readonly SquidValueFile[];
  /**
   * Of an `acl` whose values are regular expressions: those values read as such, flags (-i, +i) applied and left out.
   * `arg` is the index in `args`.
   */
  readonly patterns?: readonly { readonly arg: number; readonly pattern: Pattern }[];
  /** Releases that know the directive; absent: all of them. */
  readonly versions?: readonly SquidVersion[];
  readonly at: Location;
}

/**
 * `values`: a value file is missing or may be cut, and only the ACLs that name it are open.
 * `text`: directives are missing, or Squid would refuse the file, so that it cannot be what is in force.
 */
export interface SquidGap {
  readonly scope: 'values' | 'text';
  readonly because: Bilingual;
  readonly at: Location;
  /** Releases of which it holds; absent: of all. A release that refuses the file is not the one that runs it. */
  readonly versions?: readonly SquidVersion[];
}

/**
 * Something that is written and has no effect, or another than it seems; Squid accepts the file all the same.
 * `kind` is a permanent word, e.g. `ignored-row`, `overlapping-value`.
 */
export interface SquidNote {
  readonly kind: string;
  readonly because: Bilingual;
  readonly at: Location;
}

export interface SquidSection {
  readonly directives: readonly SquidDirective[];
  /** Releases of which a person says that one of them runs the file. */
  readonly declared?: readonly SquidVersion[];
  /** Releases of which the file's own words show that it was written for (its documented head); null: no such words. */
  readonly hinted?: readonly SquidVersion[] | null;
  /** What the reading of lines found; what the ACLs mean adds its own (program.ts). */
  readonly notes?: readonly SquidNote[];
  /** Why the directives are not the whole of what is in force. While there is one, nothing of this proxy passes. */
  readonly gaps: readonly SquidGap[];
  readonly at: Location;
}

/** Older spellings that Squid still reads as the directive of today. */
const ALIASES: Readonly<Record<string, string>> = {
  ascii_port: 'http_port',
  cache_access_log: 'access_log',
  http_access2: 'adapted_http_access',
};

export const directivesOf = (section: SquidSection, name: string): readonly SquidDirective[] =>
  section.directives.filter((d) => d.state === 'known' && (ALIASES[d.name] ?? d.name) === name);
