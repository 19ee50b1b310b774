/** What a walk over the lines of a configuration gathers, beside the tables themselves. */
import type { Evidence, Problem } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';
import { locate, problem, type Tally, tally } from '../parser.ts';
import { type Scope, scope } from './tree.ts';

/** Something not read that could carry policy, or a command of no effect: of one VDOM. */
export interface Remark {
  readonly scope: Scope;
  readonly kind: string;
  readonly line: number;
  readonly text: string;
  readonly because: Bilingual;
}

export interface Walk {
  readonly evidence: Evidence;
  readonly lines: readonly string[];
  readonly tally: Tally;
  readonly root: Scope;
  readonly vdoms: Map<string, Scope>;
  readonly gaps: Remark[];
  readonly notes: Remark[];
  readonly problems: Problem[];
  /** Whether the tables are divided among VDOMs. */
  divided: boolean;
  /** Of prompts in a pasted session. */
  prompt: string | null;
  /** `show PATH KEY`: one entry of a table alone. */
  partial: boolean;
  /** A command asked for one section: others may have been left out. */
  sections: boolean;
}

export const startWalk = (evidence: Evidence, lines: readonly string[]): Walk => ({
  evidence,
  lines,
  tally: tally(),
  root: scope('', 1),
  vdoms: new Map(),
  gaps: [],
  notes: [],
  problems: [],
  divided: false,
  prompt: null,
  partial: false,
  sections: false,
});

const MAX_REMARKS = 1000;

export function noteOf(walk: Walk, of: Scope, kind: string, line: number, text: string, because: Bilingual) {
  if (walk.notes.length < MAX_REMARKS) walk.notes.push({ scope: of, kind, line, text, because });
}

/** A gap of one VDOM (of all, where it is the root's) and a problem of the file. */
export function gapOf(walk: Walk, of: Scope, kind: string, line: number, text: string, because: Bilingual) {
  if (walk.gaps.length >= MAX_REMARKS) return;
  walk.gaps.push({ scope: of, kind, line, text, because });
  walk.problems.push(problem(walk.evidence, line, because, true));
}

/** Lines of an unknown command, counted one by one; their text may hold a secret and is cut to its first words. */
export function notUnderstood(walk: Walk, index: number, last: number, shown: string): void {
  for (let i = index; i <= last; i++) walk.tally.notUnderstood(locate(walk.evidence, i + 1, shown));
}
