/** ACLs asked of a whole set of requests at once, from left to right: which match, and which are asked for credentials. */
import { and, type Bdd, diff, FALSE, OVERFLOW, or, TRUE } from '../bdd.ts';
import type { SquidAcl, SquidTerm } from './acl.ts';
import { asksByPage, denyPage, redirects } from './deny-info.ts';
import { type Asking, type Leaf, leafOf } from './leaf.ts';
import { conditionOf, noCredentials, type Space } from './space.ts';
import { isAuth } from './walk.ts';

/** Of the requests that were asked: those that match, those that are stopped, and those of the rest that asked users last. */
export interface Step {
  readonly match: Bdd;
  readonly stop: Bdd;
  readonly asked: Bdd;
  /** Of the stopped ones: deny_info cuts their connections instead of asking. */
  readonly cut: Bdd;
}

/** What Squid answers where it asked an ACL last. */
interface Answers {
  /** A deny asks for credentials again. */
  readonly again: boolean;
  /** Instead of asking for credentials the connection is cut. */
  readonly cuts: boolean;
}

export interface Walker {
  readonly space: Space;
  readonly asking: Asking;
  /** Sets of ACLs that ask nobody and say the same at every occurrence; null: not such a one. */
  readonly plain: Map<string, Bdd | null>;
  readonly leaves: Map<string, Leaf>;
  readonly answers: Map<string, Answers>;
  /** How deep in groups, and ACLs asked so far: groups can be written that take for ever. */
  depth: number;
  asks: number;
}

const MAX_DEPTH = 64;
const MAX_ASKS = 100_000;

export const walkerOf = (space: Space, asking: Asking): Walker => ({
  space,
  asking,
  plain: new Map(),
  leaves: new Map(),
  answers: new Map(),
  depth: 0,
  asks: 0,
});

/** A name that no line defines: Squid refuses such a file. */
const undefinedAcl = (name: string): SquidAcl => ({
  name,
  type: '',
  test: { test: 'condition', asks: true, fresh: false },
  open: true,
  at: [],
});

const aclOf = ({ space }: Walker, name: string): SquidAcl =>
  space.program.acls.get(name) ?? undefinedAcl(name);

const isFresh = ({ test }: SquidAcl): boolean => test.test === 'condition' && test.fresh;

function leaf(walker: Walker, acl: SquidAcl): Leaf {
  const known = isFresh(acl) ? undefined : walker.leaves.get(acl.name);
  if (known) return known;
  const made = leafOf(walker.space, acl, walker.asking);
  walker.leaves.set(acl.name, made);
  return made;
}

/** deny_info may give another answer than to ask for credentials, or ask where no user was. */
function answersOf({ space, answers }: Walker, acl: SquidAcl): Answers {
  const known = answers.get(acl.name);
  if (known) return known;
  const page = denyPage(space.section, acl);
  const again = !redirects(space.section, acl) && (isAuth(acl) || asksByPage(page));
  const made = { again, cuts: page === 'reset' };
  answers.set(acl.name, made);
  return made;
}

const linesOf = ({ test }: SquidAcl): readonly (readonly SquidTerm[])[] | null => {
  if (test.test === 'any-of') return test.terms.map((t) => [t]);
  return test.test === 'all-of' ? test.lines : null;
};

/** An empty all-of is met, as an empty product is; an any-of without values is not. */
const isEmptyProduct = ({ test }: SquidAcl): boolean => test.test === 'all-of' && test.lines.length === 0;

function plainGroup(walker: Walker, lines: readonly (readonly SquidTerm[])[]): Bdd | null {
  let any: Bdd = FALSE;
  for (const terms of lines) {
    const line = plainTerms(walker, terms);
    if (line === null) return null;
    any = or(walker.space.arena, any, line);
  }
  return any;
}

function makePlain(walker: Walker, acl: SquidAcl): Bdd | null {
  if (isEmptyProduct(acl)) return acl.open ? null : TRUE;
  const lines = linesOf(acl);
  if (lines) return acl.open ? null : plainGroup(walker, lines);
  if (isFresh(acl) || answersOf(walker, acl).again) return null;
  const { match, stop } = leaf(walker, acl);
  return stop === FALSE ? match : null;
}

/** A group that holds itself is refused by Squid: it is not plain, and ends the walk where it is met again. */
function plain(walker: Walker, acl: SquidAcl): Bdd | null {
  const known = walker.plain.get(acl.name);
  if (known !== undefined) return known;
  if (walker.depth > MAX_DEPTH) return null;
  walker.plain.set(acl.name, null);
  walker.depth += 1;
  const made = makePlain(walker, acl);
  walker.depth -= 1;
  walker.plain.set(acl.name, made);
  return made;
}

/** The product of terms that are all plain. */
function plainTerms(walker: Walker, terms: readonly SquidTerm[]): Bdd | null {
  const { arena } = walker.space;
  let all: Bdd = TRUE;
  for (const { name, negated } of terms) {
    const set = plain(walker, aclOf(walker, name));
    if (set === null) return null;
    all = negated ? diff(arena, all, set) : and(arena, all, set);
  }
  return all;
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
