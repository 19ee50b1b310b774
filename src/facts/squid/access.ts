/** An access list asked of a whole set of requests at once: which of them each row allows, denies or challenges. */
import type { Bilingual } from '../../model/text.ts';
import { and, type Bdd, diff, FALSE, or } from '../bdd.ts';
import type { SquidRow } from './program.ts';
import type { SquidVerdict } from './request.ts';
import { conditionOf, noCredentials } from './space.ts';
import { askTerms, type Step } from './symbolic.ts';
import type { Walker } from './walker.ts';

/** Requests that end at one row (null: the end of the list) in one way. Those of one list are disjoint. */
export interface Piece {
  readonly row: SquidRow | null;
  readonly verdict: Exclude<SquidVerdict, 'unknown'>;
  readonly set: Bdd;
}

const missingNames =
  ({ at }: SquidRow) =>
  (): Bilingual => ({
    ja: `${at.file}:${at.line} ${at.text}: 行の ACL 名がすべては分からない`,
    en: `${at.file}:${at.line} ${at.text}: not all ACL names of the row are known`,
  });

/** Names that the row's file would hold are not known: it may match less, and may ask for credentials. */
function openRow({ space, asking }: Walker, row: SquidRow, index: number, from: Bdd, step: Step): Step {
  const { arena } = space;
  const key = `${asking.key}row ${index}`;
  const because = missingNames(row);
  const asks = conditionOf(space, `${key} asks`, because);
  const misses = conditionOf(space, `${key} misses`, because);
  const stop = and(arena, and(arena, from, noCredentials(space)), asks);
  const left = diff(arena, from, stop);
  return {
    match: diff(arena, and(arena, step.match, left), misses),
    stop: or(arena, stop, step.stop),
    asked: or(arena, and(arena, step.asked, left), and(arena, left, and(arena, asks, misses))),
    cut: step.cut,
  };
}

function piecesOf(walker: Walker, row: SquidRow, { match, stop, asked, cut }: Step): readonly Piece[] {
  const { arena } = walker.space;
  const stopped = diff(arena, stop, cut);
  if (row.allow) {
    return [
      { row, verdict: 'allow', set: match },
      { row, verdict: 'deny', set: cut },
      { row, verdict: 'challenge', set: stopped },
    ];
  }
  const again = and(arena, match, asked);
  return [
    { row, verdict: 'deny', set: or(arena, diff(arena, match, again), cut) },
    { row, verdict: 'challenge', set: or(arena, stopped, again) },
  ];
}

/** What no row matches: the opposite of the last row, and deny without rows. */
function atEnd(walker: Walker, last: SquidRow | undefined, rest: Bdd, asked: Bdd): readonly Piece[] {
  const { arena } = walker.space;
  if (last !== undefined && !last.allow) return [{ row: null, verdict: 'allow', set: rest }];
  const again = and(arena, rest, asked);
  return [
    { row: null, verdict: 'deny', set: diff(arena, rest, again) },
    { row: null, verdict: 'challenge', set: again },
  ];
}

/** One row: what ends there of the requests that come to it. */
export function askRow(walker: Walker, row: SquidRow, index: number, from: Bdd): Step {
  const step = askTerms(walker, row.terms, from);
  return row.open ? openRow(walker, row, index, from, step) : step;
}

/** Where each of some requests ends, in the order of the rows; empty pieces are left out. */
export function walkSets(walker: Walker, rows: readonly SquidRow[], from: Bdd): readonly Piece[] {
  const { arena } = walker.space;
  const pieces: Piece[] = [];
  let rest = from;
  let asked: Bdd = FALSE;
  for (const [index, row] of rows.entries()) {
    if (rest === FALSE) break;
    const step = askRow(walker, row, index, rest);
    pieces.push(...piecesOf(walker, row, step));
    rest = diff(arena, rest, or(arena, step.match, step.stop));
    asked = step.asked;
  }
  return [...pieces, ...atEnd(walker, rows.at(-1), rest, asked)].filter((p) => p.set !== FALSE);
}
