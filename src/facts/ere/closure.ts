/** Sets of states of an automaton, and how they grow without reading a byte. */
import { EDGE, END, FORK, MATCH, type Nfa, SET, START, TEXT_START } from './nfa.ts';

/** What stands beside a place in a text. */
export const BORDER = 0;
export const WORD = 1;
export const OTHER = 2;
/** A line feed that the same match reads. To a match that begins or ends beside it, it is any other byte. */
export const NEWLINE = 3;

/** A set of states that is emptied in no time: a state is in it when its stamp is the current one. */
export interface StateSet {
  readonly items: Int32Array;
  readonly stamps: Uint32Array;
  readonly stack: number[];
  stamp: number;
  size: number;
  hasMatch: boolean;
  /** Some of the states ask for what comes next. */
  pending: boolean;
}

export const stateSet = (nfa: Nfa): StateSet => ({
  items: new Int32Array(nfa.kind.length),
  stamps: new Uint32Array(nfa.kind.length),
  stack: [],
  stamp: 1,
  size: 0,
  hasMatch: false,
  pending: false,
});

export function clear(set: StateSet): void {
  set.stamp += 1;
  set.size = 0;
  set.hasMatch = false;
  set.pending = false;
}

/** Whether an edge of a word is between `before` and `after`. */
function isEdge(kind: number, before: number, after: number): boolean {
  const from = before === WORD;
  const to = after === WORD;
  if (kind === 0) return from !== to;
  if (kind === 1) return from === to;
  return kind === 2 ? !from && to : from && !to;
}

const isBorder = (side: number, line: boolean): boolean => side === BORDER || (line && side === NEWLINE);

/** Whether a state goes on without reading; null: it reads, it is the end, or that rests on what comes next. */
function passes(nfa: Nfa, state: number, before: number, after: number | null): boolean | null {
  const kind = nfa.kind[state];
  if (kind === FORK) return true;
  if (kind === START || kind === TEXT_START) return isBorder(before, kind === START);
  if (after === null || kind === SET || kind === MATCH) return null;
  return kind === EDGE ? isEdge(nfa.arg[state] ?? 0, before, after) : isBorder(after, kind === END);
}

function keep(set: StateSet, state: number, kind: number | undefined): void {
  set.items[set.size++] = state;
  if (kind === MATCH) set.hasMatch = true;
  else if (kind !== SET) set.pending = true;
}

/** Adds a state and all that are reached from it at this place without reading. `after` null: not known yet. */
export function reach(nfa: Nfa, set: StateSet, first: number, before: number, after: number | null): void {
  const { stack, stamps } = set;
  stack.push(first);
  for (let state = stack.pop(); state !== undefined; state = stack.pop()) {
    if (stamps[state] === set.stamp) continue;
    stamps[state] = set.stamp;
    const on = passes(nfa, state, before, after);
    if (on === null) keep(set, state, nfa.kind[state]);
    else if (on) {
      stack.push(nfa.next[state] ?? 0);
      if (nfa.kind[state] === FORK) stack.push(nfa.arg[state] ?? 0);
    }
  }
}
