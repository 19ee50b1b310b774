/** Whether a text is matched by any of a list of patterns, as regexec of the GNU C library says (C locale). */
import { textBytes } from './bytes.ts';
import type { Machine, State } from './machine.ts';
import { advance, endsMatched, forget, initial, machineOf } from './machine.ts';
import { type Nfa, toNfa } from './nfa.ts';
import type { Ere, Pattern } from './syntax.ts';

/** Patterns made ready. What is found out while matching is kept in `machine`, up to a bound. */
export interface EreMatcher {
  readonly nfa: Nfa;
  readonly machine: Machine;
}

/** About 16 MB of states. */
const MOST_KEPT = 4_000_000;

/**
 * null: a pattern is not known (`tree` null) or holds a back-reference, so that nothing can be said. Takes time and
 * memory in proportion to the patterns.
 */
export function compileEre(patterns: readonly Pattern[]): EreMatcher | null {
  const trees: Ere[] = [];
  for (const { tree } of patterns) {
    if (!tree) return null;
    trees.push(tree);
  }
  const nfa = toNfa(trees);
  return nfa && { nfa, machine: machineOf(nfa, true) };
}

function next(m: Machine, state: State, byte: number): State {
  if (m.weight > MOST_KEPT) forget(m);
  return advance(m, state, m.nfa.classOf[byte] ?? 0);
}

/** Anywhere in the text; time in proportion to its length (a byte costs at most one look at each state of the patterns). */
export function matches({ machine }: EreMatcher, text: string | Uint8Array): boolean {
  let state = initial(machine);
  for (const byte of textBytes(text)) {
    if (state.found) return true;
    state = next(machine, state, byte);
  }
  return endsMatched(machine, state);
}
