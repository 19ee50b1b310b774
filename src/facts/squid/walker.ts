/** What is remembered while a list is asked of sets: each ACL's set, and products of those that ask nobody. */
import { and, type Bdd, diff, FALSE, or, TRUE } from '../bdd.ts';
import type { SquidAcl, SquidTerm } from './acl.ts';
import { asksByPage, denyPage, redirects } from './deny-info.ts';
import { type Asking, type Leaf, leafOf } from './leaf.ts';
import type { Space } from './space.ts';
import { isAuth } from './walk.ts';

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

export const MAX_DEPTH = 64;
export const MAX_ASKS = 100_000;

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

export const aclOf = ({ space }: Walker, name: string): SquidAcl =>
  space.program.acls.get(name) ?? undefinedAcl(name);

const isFresh = ({ test }: SquidAcl): boolean => test.test === 'condition' && test.fresh;

export function leaf(walker: Walker, acl: SquidAcl): Leaf {
  const known = isFresh(acl) ? undefined : walker.leaves.get(acl.name);
  if (known) return known;
  const made = leafOf(walker.space, acl, walker.asking);
  walker.leaves.set(acl.name, made);
  return made;
}

/** deny_info may give another answer than to ask for credentials, or ask where no user was. */
export function answersOf({ space, answers }: Walker, acl: SquidAcl): Answers {
  const known = answers.get(acl.name);
  if (known) return known;
  const page = denyPage(space.section, acl);
  const again = !redirects(space.section, acl) && (isAuth(acl) || asksByPage(page));
  const made = { again, cuts: page === 'reset' };
  answers.set(acl.name, made);
  return made;
}

export const linesOf = ({ test }: SquidAcl): readonly (readonly SquidTerm[])[] | null => {
  if (test.test === 'any-of') return test.terms.map((t) => [t]);
  return test.test === 'all-of' ? test.lines : null;
};

/** An empty all-of is met, as an empty product is; an any-of without values is not. */
export const isEmptyProduct = ({ test }: SquidAcl): boolean =>
  test.test === 'all-of' && test.lines.length === 0;

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
export function plain(walker: Walker, acl: SquidAcl): Bdd | null {
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
export function plainTerms(walker: Walker, terms: readonly SquidTerm[]): Bdd | null {
  const { arena } = walker.space;
  let all: Bdd = TRUE;
  for (const { name, negated } of terms) {
    const set = plain(walker, aclOf(walker, name));
    if (set === null) return null;
    all = negated ? diff(arena, all, set) : and(arena, all, set);
  }
  return all;
}
