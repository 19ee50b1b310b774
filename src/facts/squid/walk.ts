/**
 * The rows of an access list for one request, as Squid walks them (Acl::Tree, InnerNode, BoolOps): every outcome that
 * is possible while what only the running proxy knows is not. A condition keeps its value within a request.
 */

import { oncePer } from '../once.ts';
import type { SquidAcl, SquidTerm } from './acl.ts';
import { type MatchContext, matchAcl } from './match.ts';
import type { SquidProgram, SquidRow } from './program.ts';

/** One decision along the way: what a condition was taken to be. */
export interface Taken {
  readonly acl: string;
  readonly met: boolean;
  readonly before: Taken | null;
}

interface State {
  readonly known: ReadonlyMap<string, boolean>;
  readonly trail: Taken | null;
  /** The ACL that was asked last (AclMatchedName). */
  readonly last: SquidAcl | null;
}

/** `challenge`: Squid asks for credentials here, whatever follows. */
type Met = boolean | 'challenge';

interface Outcome {
  readonly met: Met;
  readonly state: State;
}

export interface Ending {
  readonly answer: 'allow' | 'deny' | 'challenge';
  /** null: the end of the list, or no row at all. */
  readonly row: SquidRow | null;
  readonly last: SquidAcl | null;
  readonly trail: Taken | null;
}

export interface WalkContext extends MatchContext {
  readonly program: SquidProgram;
  /** `off`: a port on which Squid asks nobody. */
  readonly credentials: 'none' | 'given' | 'off';
  /** ACLs that only the running proxy can tell in this directive, for all that they say. */
  readonly undecided: (acl: SquidAcl) => boolean;
}

interface Walk {
  readonly context: WalkContext;
  /** How often a condition was asked for. */
  conditions: number;
  /** Leaves that may still be asked: a program can be made that takes for ever. */
  budget: number;
  /** Answers that hang on nothing, by name. */
  readonly settled: Map<string, { readonly met: boolean; readonly last: SquidAcl }>;
}

const MAX_LEAVES = 200_000;
const MAX_STATES = 400;

/** Whether a deny that this ACL decides asks for credentials again (ACL::isProxyAuth). */
export const isAuth = (acl: SquidAcl): boolean =>
  acl.test.test === 'user' || (acl.test.test === 'condition' && acl.test.asks && acl.type !== 'max_user_ip');

/** A name that no line defines: Squid refuses such a file. */
const undefinedAcl = (name: string): SquidAcl => ({
  name,
  type: '',
  test: { test: 'condition', asks: false, fresh: false },
  open: true,
  at: [],
});

const asks = ({ test }: SquidAcl): boolean =>
  test.test === 'user' || (test.test === 'condition' && test.asks);

/** Both values of a condition, or the one it was taken to have before. */
function condition(walk: Walk, acl: SquidAcl, before: State): readonly Outcome[] {
  walk.conditions += 1;
  const state = { ...before, last: acl };
  const held = before.known.get(acl.name);
  if (held !== undefined) return [{ met: held, state }];
  const fresh = acl.test.test === 'condition' && acl.test.fresh;
  return [true, false].map((met) => ({
    met,
    state: {
      ...state,
      known: fresh ? before.known : new Map([...before.known, [acl.name, met] as const]),
      trail: { acl: acl.name, met, before: before.trail },
    },
  }));
}

function leaf(walk: Walk, acl: SquidAcl, state: State): readonly Outcome[] {
  const { context } = walk;
  if (asks(acl) && context.credentials !== 'given') {
    const met = context.credentials === 'none' ? 'challenge' : false;
    return [{ met, state: { ...state, last: acl } }];
  }
  const truth = context.undecided(acl) ? null : matchAcl(acl, context);
  return truth === null ? condition(walk, acl, state) : [{ met: truth, state: { ...state, last: acl } }];
}

/** `decisive` true: one of the terms is enough (any-of); false: all of them are needed. */
function inOrder(
  walk: Walk,
  parts: readonly ((state: State) => readonly Outcome[])[],
  start: State,
  decisive: boolean,
): readonly Outcome[] {
  const out: Outcome[] = [];
  let going: readonly State[] = [start];
  for (const part of parts) {
    const next: State[] = [];
    for (const outcome of going.flatMap(part)) {
      if (outcome.met === !decisive) next.push(outcome.state);
      else out.push(outcome);
    }
    if (next.length + out.length > MAX_STATES) walk.budget = 0;
    if (walk.budget <= 0 || next.length === 0) return out;
    going = next;
  }
  return out.concat(going.map((state) => ({ met: !decisive, state })));
}

const termsOf = (walk: Walk, terms: readonly SquidTerm[]): ((state: State) => readonly Outcome[])[] =>
  terms.map((t) => (state) => term(walk, t, state));

/** all-of: its lines are alternatives; without a line it is met, as an empty product is. */
function group(walk: Walk, acl: SquidAcl, before: State): readonly Outcome[] {
  const { test } = acl;
  const state = { ...before, last: acl };
  if (test.test === 'any-of') return inOrder(walk, termsOf(walk, test.terms), state, true);
  if (test.test !== 'all-of') return leaf(walk, acl, before);
  if (test.lines.length === 0) return [{ met: true, state }];
  const lines = test.lines.map((terms) => (from: State) => inOrder(walk, termsOf(walk, terms), from, false));
  return inOrder(walk, lines, state, true);
}

/** A value may be missing from a group: then it may be met where it is not. */
function opened(walk: Walk, acl: SquidAcl, outcomes: readonly Outcome[]): readonly Outcome[] {
  const isGroup = acl.test.test === 'any-of' || acl.test.test === 'all-of';
  if (!acl.open || !isGroup) return outcomes;
  return outcomes.flatMap((o) => (o.met === false ? condition(walk, acl, o.state) : [o]));
}

function askAcl(walk: Walk, acl: SquidAcl, state: State): readonly Outcome[] {
  const settled = walk.settled.get(acl.name);
  if (settled) return [{ met: settled.met, state: { ...state, last: settled.last } }];
  walk.budget -= 1;
  if (walk.budget <= 0) return [];
  const before = walk.conditions;
  const outcomes = opened(walk, acl, group(walk, acl, state));
  const [only] = outcomes;
  if (walk.conditions === before && only && only.met !== 'challenge' && only.state.last) {
    walk.settled.set(acl.name, { met: only.met, last: only.state.last });
  }
  return outcomes;
}

/** Negation does not touch the need to ask for credentials. */
function term(walk: Walk, { name, negated }: SquidTerm, state: State): readonly Outcome[] {
  const acl = walk.context.program.acls.get(name) ?? undefinedAcl(name);
  const outcomes = askAcl(walk, acl, state);
  return negated ? outcomes.map((o) => (o.met === 'challenge' ? o : { ...o, met: !o.met })) : outcomes;
}

/** Names that a row's file would hold are not known: it may match less, and may ask for credentials. */
function openRow(walk: Walk, row: SquidRow, outcomes: readonly Outcome[]): readonly Outcome[] {
  const asking = [...walk.context.program.acls.values()].find(asks);
  const taken = (o: Outcome, met: Met, last: SquidAcl | null): Outcome => ({
    met,
    state: { ...o.state, last, trail: { acl: row.at.text, met: met === true, before: o.state.trail } },
  });
  return outcomes.flatMap((o) => {
    if (o.met === 'challenge') return [o];
    const missed = [taken(o, false, null), ...(asking ? [taken(o, false, asking)] : [])];
    const asked = asking && walk.context.credentials === 'none' ? [taken(o, 'challenge', asking)] : [];
    return [...(o.met ? [taken(o, true, o.state.last)] : []), ...missed, ...asked];
  });
}

function row(walk: Walk, r: SquidRow, state: State): readonly Outcome[] {
  const outcomes = inOrder(walk, termsOf(walk, r.terms), state, false);
  return r.open ? openRow(walk, r, outcomes) : outcomes;
}

const inside = ({ test }: SquidAcl): readonly SquidTerm[] => {
  if (test.test === 'any-of') return test.terms;
  return test.test === 'all-of' ? test.lines.flat() : [];
};

/** The last row that asks each ACL, groups seen through. */
const lastUses = oncePer((program: SquidProgram) =>
  oncePer((rows: readonly SquidRow[]) => {
    const last = new Map<string, number>();
    const visit = (name: string, at: number): void => {
      if (last.get(name) === at) return;
      last.set(name, at);
      const acl = program.acls.get(name);
      for (const t of acl ? inside(acl) : []) visit(t.name, at);
    };
    for (const [at, r] of rows.entries()) for (const t of r.terms) visit(t.name, at);
    return last;
  }),
);

/** States that no later row can tell apart are one. */
function merged(states: readonly State[], last: ReadonlyMap<string, number>, from: number): readonly State[] {
  if (states.length < 2) return states;
  const kept = new Map<string, State>();
  for (const state of states) {
    const known = new Map([...state.known].filter(([name]) => (last.get(name) ?? -1) >= from));
    const key = JSON.stringify([state.last?.name ?? null, [...known].sort()]);
    if (!kept.has(key)) kept.set(key, { ...state, known });
  }
  return [...kept.values()];
}

const opposite = (rows: readonly SquidRow[]): 'allow' | 'deny' => {
  const last = rows.at(-1);
  return last !== undefined && !last.allow ? 'allow' : 'deny';
};

/** One ending for each answer, row and ACL asked last. */
function addEnding(endings: Map<string, Ending>, ending: Ending, at: number): void {
  const key = `${at} ${ending.answer} ${ending.last?.name ?? ''}`;
  if (!endings.has(key)) endings.set(key, ending);
}

function splitRow(
  walk: Walk,
  r: SquidRow,
  states: readonly State[],
): { readonly missed: readonly State[]; readonly ended: readonly Ending[] } {
  const missed: State[] = [];
  const ended: Ending[] = [];
  for (const { met, state } of states.flatMap((s) => row(walk, r, s))) {
    if (met === false) missed.push(state);
    else ended.push({ ...state, answer: met === true ? (r.allow ? 'allow' : 'deny') : met, row: r });
  }
  return { missed, ended };
}

/** Every way in which the list may end; null: there are more than can be followed. Without rows the answer is deny. */
export function walkRows(rows: readonly SquidRow[], context: WalkContext): readonly Ending[] | null {
  const walk: Walk = { context, conditions: 0, budget: MAX_LEAVES, settled: new Map() };
  const last = lastUses(context.program)(rows);
  const endings = new Map<string, Ending>();
  let states: readonly State[] = [{ known: new Map(), trail: null, last: null }];
  for (const [at, r] of rows.entries()) {
    if (states.length === 0) break;
    const { missed, ended } = splitRow(walk, r, states);
    for (const e of ended) addEnding(endings, e, at);
    states = merged(missed, last, at + 1);
    if (walk.budget <= 0 || states.length > MAX_STATES) return null;
  }
  for (const state of states)
    addEnding(endings, { ...state, answer: opposite(rows), row: null }, rows.length);
  return [...endings.values()];
}
