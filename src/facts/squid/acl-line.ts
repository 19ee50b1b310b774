/** The lines of one ACL as they are written, and what making a test of them gives. */
import type { Location } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';
import type { AclTest } from './acl.ts';
import type { SquidDirective, SquidNote } from './section.ts';
import type { SquidVersion } from './version.ts';

export interface AclLine {
  readonly directive: SquidDirective;
  /** Options in front of the values, with their sign. */
  readonly options: ReadonlySet<string>;
  /** Index of the first value in the directive's `args`. */
  readonly first: number;
}

export interface AclSource {
  readonly name: string;
  readonly version: SquidVersion;
  readonly lines: readonly AclLine[];
}

export interface Refusal {
  readonly at: Location;
  readonly because: Bilingual;
}

export interface CompiledAcl {
  readonly test: AclTest;
  /** There may be more values than the test holds; a missing file counts without being said here. */
  readonly open: boolean;
  readonly notes: readonly SquidNote[];
  readonly refusals: readonly Refusal[];
}

export const NEVER: AclTest = { test: 'never' };

export const compiled = (
  test: AclTest,
  notes: readonly SquidNote[] = [],
  refusals: readonly Refusal[] = [],
  open = false,
): CompiledAcl => ({ test, notes, refusals, open });

export const say = (ja: string, en: string): Bilingual => ({ ja, en });

export const valuesOf = (line: AclLine): readonly string[] => line.directive.args.slice(line.first);

/** Where one argument stands: in the value file that it came from, or on the directive's own line. */
export function argAt(d: SquidDirective, arg: number): Location {
  const list = d.lists?.find((l) => l.from <= arg && arg < l.from + l.lines.length);
  const line = list?.lines[arg - list.from];
  return list && line !== undefined ? { file: list.file, line, text: d.args[arg] ?? '' } : d.at;
}

export const where = (at: Location): string => `${at.file}:${at.line}`;

/** A value for a sentence. */
export const shown = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

/** Each value with its place, over all lines in order. */
export function eachValue(
  lines: readonly AclLine[],
  visit: (value: string, at: () => Location) => void,
): void {
  for (const line of lines) {
    const { args } = line.directive;
    for (let arg = line.first; arg < args.length; arg++) {
      visit(args[arg] ?? '', () => argAt(line.directive, arg));
    }
  }
}
