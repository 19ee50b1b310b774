/** Sets of states of an automaton, and how they grow without reading a byte. */
import { EDGE, END, FORK, MATCH, type Nfa, START } from './nfa.ts';

/** What stands beside a place in a text. */
export const BORDER = 0;
export const WORD = 1;
export const OTHER = 2;

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

/** `after` null: not known yet, so that what asks for it stays in the set. */
function passes(nfa: Nfa, state: number, before: number, after: number | null): boolean {
  const kind = nfa.kind[state];
  if (kind === START) return before === BORDER;
  if (after === null) return false;
  return kind === END ? after === BORDER : isEdge(nfa.arg[state] ?? 0, before, after);
}

/** Adds a state and all that are reached from it at this place without reading. */
export function reach(nfa: Nfa, set: StateSet, first: number, before: number, after: number | null): void {
  const { stack, stamps, items } = set;
  stack.push(first);
  while (stack.length > 0) {
    const state = stack.pop() ?? 0;
    if (stamps[state] === set.stamp) continue;
    stamps[state] = set.stamp;
    const kind = nfa.kind[state];
    if (kind === FORK) stack.push(nfa.arg[state] ?? 0, nfa.next[state] ?? 0);
    else if (kind === START || (after !== null && (kind === END || kind === EDGE))) {
      if (passes(nfa, state, before, after)) stack.push(nfa.next[state] ?? 0);
    } else {
      items[set.size++] = state;
      if (kind === MATCH) set.hasMatch = true;
      else if (kind === END || kind === EDGE) set.pending = true;
    }
  }
}
