/** ACLs asked of a whole set of requests at once, from left to right: which match, and which are asked for credentials. */
import { and, type Bdd, diff, FALSE, OVERFLOW, or } from '../bdd.ts';
import type { SquidAcl, SquidTerm } from './acl.ts';
import { conditionOf, noCredentials } from './space.ts';
import {
  aclOf,
  answersOf,
  isEmptyProduct,
  leaf,
  linesOf,
  MAX_ASKS,
  MAX_DEPTH,
  plain,
  plainTerms,
  type Walker,
} from './walker.ts';

/** Of the requests that were asked: those that match, those that are stopped, and those of the rest that asked users last. */
export interface Step {
  readonly match: Bdd;
  readonly stop: Bdd;
  readonly asked: Bdd;
  /** Of the stopped ones: deny_info cuts their connections instead of asking. */
  readonly cut: Bdd;
}

const NOTHING: Step = { match: FALSE, stop: FALSE, asked: FALSE, cut: FALSE };
/** More than can be followed. */
const LOST: Step = { match: OVERFLOW, stop: OVERFLOW, asked: OVERFLOW, cut: OVERFLOW };

function askLeaf(walker: Walker, acl: SquidAcl, from: Bdd): Step {
  const { arena } = walker.space;
  const { match, stop } = leaf(walker, acl);
  const stopped = and(arena, from, stop);
  const { again, cuts } = answersOf(walker, acl);
  return {
    match: and(arena, from, match),
    stop: stopped,
    asked: again ? diff(arena, from, stopped) : FALSE,
    cut: cuts ? stopped : FALSE,
  };
}

/** Lines in order: the first that matches decides. */
function askLines(walker: Walker, lines: readonly (readonly SquidTerm[])[], from: Bdd): Step {
  const { arena } = walker.space;
  let rest = from;
  let done = NOTHING;
  let last: Bdd = FALSE;
  for (const terms of lines) {
    const step = askTerms(walker, terms, rest);
    const ended = or(arena, step.match, step.stop);
    done = {
      match: or(arena, done.match, step.match),
      stop: or(arena, done.stop, step.stop),
      asked: or(arena, done.asked, and(arena, step.asked, step.match)),
      cut: or(arena, done.cut, step.cut),
    };
    rest = diff(arena, rest, ended);
    last = and(arena, step.asked, rest);
  }
  return { ...done, asked: or(arena, done.asked, last) };
}

/** Values may be missing from it: then it may be met, or ask, where it does not. */
function opened(walker: Walker, acl: SquidAcl, from: Bdd, step: Step): Step {
  const { space, asking } = walker;
  const { arena } = space;
  const at = acl.at[0] ? ` (${acl.at[0].file}:${acl.at[0].line})` : '';
  const because = () => ({
    ja: `ACL ${acl.name}${at}: 値のすべては分からない`,
    en: `ACL ${acl.name}${at}: not all of its values are known`,
  });
  const missed = diff(arena, from, or(arena, step.match, step.stop));
  const asks = conditionOf(space, `${asking.key}asks ${acl.name}`, because);
  const stop = and(arena, and(arena, missed, asks), noCredentials(space));
  const more = and(
    arena,
    diff(arena, missed, stop),
    conditionOf(space, `${asking.key}open ${acl.name}`, because),
  );
  return {
    ...step,
    match: or(arena, step.match, more),
    stop: or(arena, step.stop, stop),
    asked: or(arena, step.asked, and(arena, diff(arena, missed, stop), asks)),
  };
}

function askGroup(walker: Walker, acl: SquidAcl, lines: readonly (readonly SquidTerm[])[], from: Bdd): Step {
  walker.depth += 1;
  const step = isEmptyProduct(acl) ? { ...NOTHING, match: from } : askLines(walker, lines, from);
  walker.depth -= 1;
  return acl.open ? opened(walker, acl, from, step) : step;
}

function askAcl(walker: Walker, acl: SquidAcl, from: Bdd): Step {
  const { arena } = walker.space;
  const set = plain(walker, acl);
  if (set !== null) return { ...NOTHING, match: and(arena, from, set) };
  walker.asks += 1;
  if (walker.asks > MAX_ASKS || walker.depth > MAX_DEPTH) return LOST;
  const lines = linesOf(acl);
  return lines ? askGroup(walker, acl, lines, from) : askLeaf(walker, acl, from);
}

/** The product of a row whose ACLs are all plain is made before the requests are looked at: it is small. */
export function askTerms(walker: Walker, terms: readonly SquidTerm[], from: Bdd): Step {
  const { arena } = walker.space;
  const set = plainTerms(walker, terms);
  return set === null ? askInOrder(walker, terms, from) : { ...NOTHING, match: and(arena, from, set) };
}

/** All of the terms, from left to right; the first that does not match ends it. */
function askInOrder(walker: Walker, terms: readonly SquidTerm[], from: Bdd): Step {
  const { arena } = walker.space;
  let match = from;
  let stop: Bdd = FALSE;
  let missed: Bdd = FALSE;
  let last: Bdd = FALSE;
  let cut: Bdd = FALSE;
  for (const { name, negated } of terms) {
    const step = askAcl(walker, aclOf(walker, name), match);
    const going = diff(arena, match, step.stop);
    match = negated ? diff(arena, going, step.match) : step.match;
    stop = or(arena, stop, step.stop);
    missed = or(arena, missed, diff(arena, and(arena, step.asked, going), match));
    last = and(arena, step.asked, match);
    cut = or(arena, cut, step.cut);
  }
  return { match, stop, asked: or(arena, missed, last), cut };
}
