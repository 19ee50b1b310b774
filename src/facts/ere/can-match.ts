/** Whether a list of patterns, however long, matches any text of a language at all. */
import { BORDER, clear, NEWLINE, OTHER, reach, type StateSet, stateSet } from './closure.ts';
import type { Machine, State } from './machine.ts';
import { advance, endsMatched, initial, sidesOf } from './machine.ts';
import { MATCH, type Nfa, SET } from './nfa.ts';

/** States of a language; those that are met are small. */
const MOST_STATES = 1_000;
/** A match under way: a state of the patterns, what stands before it, and a state of the language. 64 MB of bits. */
const MOST_PAIRS = 2 ** 29;

interface Step {
  /** Number of the language's state after it. */
  readonly to: number;
  /** Class of the byte, to the patterns. */
  readonly byteClass: number;
  readonly side: number;
}

interface Place {
  readonly steps: readonly Step[];
  /** A text of the language may end here. */
  readonly ends: boolean;
}

interface Walk {
  readonly nfa: Nfa;
  readonly places: readonly Place[];
  readonly scratch: StateSet;
  readonly seen: Uint32Array;
  readonly open: number[];
  found: boolean;
}

const SIDES = 4;

/** One byte for each pair of classes that the two automata tell apart. Zero is in no text. */
function bytesToTry(nfa: Nfa, language: Machine): readonly number[] {
  const firsts = new Map<number, number>();
  for (let byte = 1; byte < 256; byte++) {
    const key = (nfa.classOf[byte] ?? 0) * 256 + (language.nfa.classOf[byte] ?? 0);
    if (!firsts.has(key)) firsts.set(key, byte);
  }
  return [...firsts.values()];
}

/** The whole language, state by state; null: it is too large. */
function explore(nfa: Nfa, language: Machine): readonly Place[] | null {
  const sides = sidesOf(nfa);
  const bytes = bytesToTry(nfa, language);
  const states: State[] = [initial(language)];
  const numbers = new Map<State, number>([[initial(language), 0]]);
  const places: Place[] = [];
  for (let i = 0; i < states.length; i++) {
    const state = states[i];
    if (!state || states.length > MOST_STATES) return null;
    const steps: Step[] = [];
    for (const byte of bytes) {
      const next = advance(language, state, language.nfa.classOf[byte] ?? 0);
      if (next.items.length === 0) continue;
      const to = numbers.get(next) ?? states.push(next) - 1;
      numbers.set(next, to);
      const byteClass = nfa.classOf[byte] ?? 0;
      steps.push({ to, byteClass, side: sides[byteClass] ?? OTHER });
    }
    places.push({ steps, ends: endsMatched(language, state) });
  }
  return places;
}

/** Without the steps after which no text of the language can end any more. */
function alive(places: readonly Place[]): readonly Place[] {
  const live = places.map((place) => place.ends);
  for (let changed = true; changed; ) {
    changed = false;
    for (const [i, place] of places.entries()) {
      if (live[i] || !place.steps.some((step) => live[step.to])) continue;
      live[i] = true;
      changed = true;
    }
  }
  return places.map((place) => ({ ...place, steps: place.steps.filter((step) => live[step.to]) }));
}

function visit(w: Walk, state: number, side: number, place: number): void {
  const pair = (place * SIDES + side) * w.nfa.kind.length + state;
  const bit = 1 << (pair & 31);
  const word = pair >>> 5;
  if (((w.seen[word] ?? 0) & bit) !== 0) return;
  w.seen[word] = (w.seen[word] ?? 0) | bit;
  w.open.push(pair);
}

/** All that is in the scratch set goes on from a place. */
function visitScratch(w: Walk, side: number, place: number): void {
  if (w.scratch.hasMatch) w.found = true;
  for (let i = 0; i < w.scratch.size; i++) visit(w, w.scratch.items[i] ?? 0, side, place);
}

const holds = ({ nfa }: Walk, state: number, byteClass: number): boolean =>
  nfa.kind[state] === SET && nfa.holds[(nfa.arg[state] ?? 0) * nfa.classes + byteClass] === 1;

function read(w: Walk, state: number, { byteClass, side, to }: Step): void {
  if (!holds(w, state, byteClass)) return;
  clear(w.scratch);
  reach(w.nfa, w.scratch, w.nfa.next[state] ?? 0, side, null);
  visitScratch(w, side, to);
}

/** What is reached from a state that asks for what comes next. */
function resolve(w: Walk, state: number, before: number, after: number): readonly number[] {
  clear(w.scratch);
  reach(w.nfa, w.scratch, state, before, after);
  return [...w.scratch.items.subarray(0, w.scratch.size)];
}

function go(w: Walk, state: number, before: number, place: Place): void {
  if (w.nfa.kind[state] === SET) {
    for (const step of place.steps) read(w, state, step);
    return;
  }
  const isMatch = (s: number): boolean => w.nfa.kind[s] === MATCH;
  if (place.ends && resolve(w, state, before, BORDER).some(isMatch)) w.found = true;
  for (const step of place.steps) {
    // A match that ends before a line feed does not see it.
    const beside = step.side === NEWLINE ? OTHER : step.side;
    if (resolve(w, state, before, beside).some(isMatch)) w.found = true;
    for (const s of resolve(w, state, before, step.side)) read(w, s, step);
  }
}

/** A match may begin anywhere in a text of the language. */
function begin(w: Walk): void {
  const sides = new Set([BORDER]);
  for (const { steps } of w.places) {
    for (const { to, side } of steps) sides.add(to * SIDES + (side === NEWLINE ? OTHER : side));
  }
  for (const key of sides) {
    const side = key % SIDES;
    clear(w.scratch);
    for (const start of w.nfa.starts) reach(w.nfa, w.scratch, start, side, null);
    visitScratch(w, side, (key - side) / SIDES);
  }
}

/**
 * false: no text of the language is matched, for certain. true: some text is, or it would take too much to tell. Takes
 * time in proportion to the states of the patterns times those of the language (a machine that does not search).
 */
export function canMatch(nfa: Nfa, language: Machine): boolean {
  const explored = explore(nfa, language);
  if (!explored || explored.length * SIDES * nfa.kind.length > MOST_PAIRS) return true;
  const places = alive(explored);
  if (!places.some((place) => place.ends)) return false;
  const seen = new Uint32Array(Math.ceil((places.length * SIDES * nfa.kind.length) / 32));
  const w: Walk = { nfa, places, scratch: stateSet(nfa), seen, open: [], found: false };
  begin(w);
  for (let pair = w.open.pop(); pair !== undefined && !w.found; pair = w.open.pop()) {
    const state = pair % nfa.kind.length;
    const rest = Math.floor(pair / nfa.kind.length);
    const place = places[Math.floor(rest / SIDES)];
    if (place) go(w, state, rest % SIDES, place);
  }
  return w.found;
}
