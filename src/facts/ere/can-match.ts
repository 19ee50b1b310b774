/** Whether a list of patterns, however long, matches any text of a language at all. */
import { BORDER, clear, NEWLINE, OTHER, reach, type StateSet, stateSet } from './closure.ts';
import type { Machine, State } from './machine.ts';
import { advance, endsMatched, initial, sidesOf } from './machine.ts';
import { MATCH, type Nfa, SET } from './nfa.ts';

/** States of a language; those that are met are small. */
const MOST_STATES = 1_000;
/** A match under way: a state of the patterns, what stands before it, and a state of the language. 64 MB of bits. */
const MOST_PAIRS = 2 ** 29;

interface Place {
  /** States of the language after a byte, by its class to the patterns; undefined: the language has no such byte here. */
  readonly steps: readonly (readonly number[] | undefined)[];
  /** A text of the language may end here. */
  readonly ends: boolean;
}

interface Walk {
  readonly nfa: Nfa;
  /** WORD, NEWLINE or OTHER, by class of byte. */
  readonly sides: Uint8Array;
  /** Classes that each set holds. */
  readonly held: readonly (readonly number[])[];
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

const numberOf = (numbers: Map<State, number>, state: State): number => {
  const number = numbers.get(state) ?? numbers.size;
  numbers.set(state, number);
  return number;
};

/** The whole language, state by state; null: it is too large. */
function explore(nfa: Nfa, language: Machine): readonly Place[] | null {
  const bytes = bytesToTry(nfa, language);
  const numbers = new Map<State, number>();
  const places: Place[] = [];
  numberOf(numbers, initial(language));
  // A map gives what is added while it is walked.
  for (const state of numbers.keys()) {
    if (numbers.size > MOST_STATES) return null;
    const steps: number[][] = [];
    for (const byte of bytes) {
      const next = advance(language, state, language.nfa.classOf[byte] ?? 0);
      const byteClass = nfa.classOf[byte] ?? 0;
      if (next.items.length > 0) steps[byteClass] = [...(steps[byteClass] ?? []), numberOf(numbers, next)];
    }
    places.push({ steps, ends: endsMatched(language, state) });
  }
  return places;
}

const goesTo = ({ steps }: Place, live: readonly boolean[]): boolean =>
  steps.some((tos) => tos?.some((to) => live[to]));

/** Without the steps after which no text of the language can end any more. */
function alive(places: readonly Place[]): readonly Place[] {
  const live = places.map((place) => place.ends);
  for (let changed = true; changed; ) {
    changed = false;
    for (const [i, place] of places.entries()) {
      if (live[i] || !goesTo(place, live)) continue;
      live[i] = true;
      changed = true;
    }
  }
  return places.map(({ steps, ends }) => ({
    steps: steps.map((tos) => [...new Set(tos?.filter((to) => live[to]))]),
    ends,
  }));
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

/** A set reads a byte of a class that the language has there. */
function read(w: Walk, state: number, place: Place, byteClass: number): void {
  const tos = place.steps[byteClass];
  if (!tos || tos.length === 0) return;
  const side = w.sides[byteClass] ?? OTHER;
  clear(w.scratch);
  reach(w.nfa, w.scratch, w.nfa.next[state] ?? 0, side, null);
  for (const to of tos) visitScratch(w, side, to);
}

/** What is reached from a state that asks for what comes next. */
function resolve(w: Walk, state: number, before: number, after: number): readonly number[] {
  clear(w.scratch);
  reach(w.nfa, w.scratch, state, before, after);
  return [...w.scratch.items.subarray(0, w.scratch.size)];
}

const holds = ({ nfa }: Walk, state: number, byteClass: number): boolean =>
  nfa.kind[state] === SET && nfa.holds[(nfa.arg[state] ?? 0) * nfa.classes + byteClass] === 1;

function goPending(w: Walk, state: number, before: number, place: Place): void {
  const isMatch = (s: number): boolean => w.nfa.kind[s] === MATCH;
  if (place.ends && resolve(w, state, before, BORDER).some(isMatch)) w.found = true;
  for (const [byteClass, tos] of place.steps.entries()) {
    if (!tos || tos.length === 0) continue;
    const side = w.sides[byteClass] ?? OTHER;
    if (resolve(w, state, before, beside(side)).some(isMatch)) w.found = true;
    for (const s of resolve(w, state, before, side)) if (holds(w, s, byteClass)) read(w, s, place, byteClass);
  }
}

/** To a match that begins or ends beside a line feed, it is any other byte. */
const beside = (side: number): number => (side === NEWLINE ? OTHER : side);

function go(w: Walk, state: number, before: number, place: Place): void {
  if (w.nfa.kind[state] !== SET) goPending(w, state, before, place);
  else for (const c of w.held[w.nfa.arg[state] ?? 0] ?? []) read(w, state, place, c);
}

/** A match may begin at the beginning of the text or after any byte. */
function begin(w: Walk): void {
  const after: readonly Set<number>[] = Array.from({ length: SIDES }, () => new Set());
  after[BORDER]?.add(0);
  for (const { steps } of w.places) {
    for (const [byteClass, tos] of steps.entries()) {
      for (const to of tos ?? []) after[beside(w.sides[byteClass] ?? OTHER)]?.add(to);
    }
  }
  for (const [side, places] of after.entries()) {
    clear(w.scratch);
    for (const start of w.nfa.starts) reach(w.nfa, w.scratch, start, side, null);
    for (const place of places) visitScratch(w, side, place);
  }
}

const heldBy = ({ holds, classes }: Nfa): readonly (readonly number[])[] =>
  Array.from({ length: holds.length / classes }, (_, set) =>
    [...holds.subarray(set * classes, (set + 1) * classes).keys()].filter((c) => holds[set * classes + c]),
  );

/**
 * false: no text of the language is matched, for certain. true: some text is, or it would take too much to tell. Takes
 * time in proportion to the states of the patterns times those of the language (a machine that does not search).
 */
export function canMatch(nfa: Nfa, language: Machine): boolean {
  const explored = explore(nfa, language);
  const pairs = (explored?.length ?? 0) * SIDES * nfa.kind.length;
  if (!explored || pairs > MOST_PAIRS) return true;
  const places = alive(explored);
  if (!places.some((place) => place.ends)) return false;
  const seen = new Uint32Array(Math.ceil(pairs / 32));
  const scratch = stateSet(nfa);
  const w: Walk = {
    nfa,
    sides: sidesOf(nfa),
    held: heldBy(nfa),
    places,
    scratch,
    seen,
    open: [],
    found: false,
  };
  begin(w);
  for (let pair = w.open.pop(); pair !== undefined && !w.found; pair = w.open.pop()) {
    const rest = Math.floor(pair / nfa.kind.length);
    const place = places[Math.floor(rest / SIDES)];
    if (place) go(w, pair % nfa.kind.length, rest % SIDES, place);
  }
  return w.found;
}
