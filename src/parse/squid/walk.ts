/** State of one reading of a squid.conf, over all its files, and how its findings are put down. */
import type { SquidDirective, SquidGap, SquidNote } from '../../facts/squid/section.ts';
import type { SquidVersion } from '../../facts/squid/version.ts';
import type { Evidence, Problem } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';
import type { ParseContext, Tally } from '../parser.ts';
import { locate, problem, tally } from '../parser.ts';
import type { Defined } from './forms/form.ts';
import { nothingDefined } from './forms/index.ts';

/** A list can be named over and over. */
const MAX_VALUES = 4_000_000;

/** A file with a blunder on every line is shown by its first ones. */
const MAX_NOTES = 10_000;

export interface Walk {
  readonly context: ParseContext;
  readonly directives: SquidDirective[];
  readonly gaps: SquidGap[];
  readonly notes: SquidNote[];
  readonly problems: Problem[];
  readonly counts: Tally;
  readonly defined: Defined;
  /** How many values of lists may still be read. */
  values: number;
  includes: number;
  full: boolean;
  /** configuration_includes_quoted_values is on. */
  strict: boolean;
}

export interface Place {
  readonly evidence: Evidence;
  readonly depth: number;
}

export const startWalk = (context: ParseContext): Walk => ({
  context,
  directives: [],
  gaps: [],
  notes: [],
  problems: [],
  counts: tally(),
  defined: nothingDefined(),
  values: MAX_VALUES,
  includes: 0,
  full: false,
  strict: false,
});

export function gap(
  walk: Walk,
  at: Place,
  line: number,
  text: string,
  because: Bilingual,
  scope: SquidGap['scope'] = 'text',
): void {
  walk.gaps.push({ scope, because, at: locate(at.evidence, line, text) });
  walk.problems.push(problem(at.evidence, line, because, true));
}

/** A gap of some releases alone: another may well run this file. */
export function gapIn(
  walk: Walk,
  at: Place,
  line: number,
  text: string,
  because: Bilingual,
  versions: readonly SquidVersion[],
): void {
  walk.gaps.push({ scope: 'text', because, at: locate(at.evidence, line, text), versions });
}

export function note(
  walk: Walk,
  at: Place,
  line: number,
  text: string,
  kind: string,
  because: Bilingual,
): void {
  if (walk.notes.length >= MAX_NOTES) return;
  walk.notes.push({ kind, because, at: locate(at.evidence, line, text) });
}
