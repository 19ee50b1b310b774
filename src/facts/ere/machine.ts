/** The deterministic side of an automaton, made state by state as texts need it. */
import { isWordByte } from './bytes.ts';
import type { StateSet } from './closure.ts';
import { BORDER, clear, NEWLINE, OTHER, reach, stateSet, WORD } from './closure.ts';
import { MATCH, type Nfa, SET } from './nfa.ts';

export interface State {
  /** Unique in its machine. */
  readonly id: number;
  readonly items: Int32Array;
  /** What the last byte was, as far as any expression asks for it. */
  readonly before: number;
  readonly pending: boolean;
  /** The whole of an expression has been read. */
  readonly found: boolean;
  /** By class of byte, as far as known. */
  readonly next: (State | undefined)[];
  /** Whether a text that ends here is matched, as far as known. */
  atEnd: boolean | null;
}

export interface Machine {
  readonly nfa: Nfa;
  /** Searching: an expression may begin and end anywhere in the text; otherwise it is the whole text. */
  readonly search: boolean;
  /** WORD, NEWLINE or OTHER, by class of byte. */
  readonly sides: Uint8Array;
  /** Where an expression may begin after the first byte: by class, the states after that byte; filled when needed. */
  readonly restarts: (Int32Array | undefined)[];
  readonly restartItems: Int32Array;
  readonly restartPending: Int32Array;
  readonly grown: StateSet;
  readonly moved: StateSet;
  readonly byHash: Map<number, State[]>;
  /** Before the first byte; null: not made yet. */
  first: State | null;
  /** Numbers kept in all states, which is what they weigh. */
  weight: number;
  made: number;
  /** States looked at since the beginning: the work done. */
  work: number;
}

const itemsOf = (set: StateSet): Int32Array => set.items.slice(0, set.size);

/** On which side of an edge or a border the bytes of each class stand. */
export function sidesOf({ classOf, classes, hasEdges, hasLines }: Nfa): Uint8Array {
  const sides = new Uint8Array(classes).fill(OTHER);
  if (hasLines) sides[classOf[0x0a] ?? 0] = NEWLINE;
  if (hasEdges) for (let byte = 0; byte < 256; byte++) if (isWordByte(byte)) sides[classOf[byte] ?? 0] = WORD;
  return sides;
}

export function machineOf(nfa: Nfa, search: boolean): Machine {
  const grown = stateSet(nfa);
  if (search) for (const start of nfa.starts) reach(nfa, grown, start, OTHER, null);
  const all = itemsOf(grown);
  return {
    nfa,
    search,
    sides: sidesOf(nfa),
    restarts: [],
    restartItems: all.filter((s) => nfa.kind[s] === SET),
    restartPending: all.filter((s) => nfa.kind[s] !== SET && nfa.kind[s] !== MATCH),
    grown,
    moved: stateSet(nfa),
    byHash: new Map(),
    first: null,
    weight: 0,
    made: 0,
    work: 0,
  };
}

function hashOf(items: Int32Array, size: number, before: number): number {
  let hash = before + 1;
  for (let i = 0; i < size; i++) hash = (Math.imul(hash, 31) + (items[i] ?? 0)) | 0;
  return hash;
}

function isSame(state: State, set: StateSet, before: number): boolean {
  if (state.before !== before || state.items.length !== set.size) return false;
  for (let i = 0; i < set.size; i++) if (state.items[i] !== set.items[i]) return false;
  return true;
}

/** The state that stands for a set of states of the automaton: the same object for the same set. */
function intern(m: Machine, set: StateSet, before: number): State {
  set.items.subarray(0, set.size).sort();
  const hash = hashOf(set.items, set.size, before);
  const alike = m.byHash.get(hash) ?? [];
  const known = alike.find((state) => isSame(state, set, before));
  if (known) return known;
  const state: State = {
    id: m.made++,
    items: itemsOf(set),
    before,
    pending: set.pending,
    found: set.hasMatch,
    next: [],
    atEnd: null,
  };
  alike.push(state);
  m.byHash.set(hash, alike);
  m.weight += state.items.length + m.nfa.classes + 16;
  return state;
}

export function initial(m: Machine): State {
  if (m.first) return m.first;
  clear(m.moved);
  for (const start of m.nfa.starts) reach(m.nfa, m.moved, start, BORDER, null);
  m.first = intern(m, m.moved, BORDER);
  return m.first;
}

function restartsOf(m: Machine, byteClass: number): Int32Array {
  const known = m.restarts[byteClass];
  if (known) return known;
  const { nfa } = m;
  const targets = new Set<number>();
  for (const s of m.restartItems) {
    if (nfa.holds[(nfa.arg[s] ?? 0) * nfa.classes + byteClass] === 1) targets.add(nfa.next[s] ?? 0);
  }
  const made = Int32Array.from(targets);
  m.restarts[byteClass] = made;
  return made;
}

/** The states from which the next byte is read, now that it is known on which side of it they stand. */
function resolved(m: Machine, state: State, after: number): StateSet {
  clear(m.grown);
  for (const item of state.items) reach(m.nfa, m.grown, item, state.before, after);
  const before = state.before === NEWLINE ? OTHER : state.before;
  for (const item of m.restartPending) reach(m.nfa, m.grown, item, before, after);
  m.work += state.items.length + m.restartPending.length;
  return m.grown;
}

const mustResolve = (m: Machine, state: State): boolean => state.pending || m.restartPending.length > 0;

function move(m: Machine, items: Int32Array, size: number, byteClass: number): void {
  const { nfa, moved } = m;
  const side = m.sides[byteClass] ?? OTHER;
  for (let i = 0; i < size; i++) {
    const s = items[i] ?? 0;
    if (nfa.kind[s] === SET && nfa.holds[(nfa.arg[s] ?? 0) * nfa.classes + byteClass] === 1) {
      reach(nfa, moved, nfa.next[s] ?? 0, side, null);
    }
  }
  if (m.search) for (const target of restartsOf(m, byteClass)) reach(nfa, moved, target, side, null);
  m.work += size + moved.size;
}

function make(m: Machine, state: State, byteClass: number): State {
  const side = m.sides[byteClass] ?? OTHER;
  clear(m.moved);
  if (mustResolve(m, state)) {
    const ends = m.search && resolved(m, state, side === NEWLINE ? OTHER : side).hasMatch;
    const from = side === NEWLINE || !m.search ? resolved(m, state, side) : m.grown;
    if (ends) reach(m.nfa, m.moved, 0, side, null);
    move(m, from.items, from.size, byteClass);
  } else move(m, state.items, state.items.length, byteClass);
  return intern(m, m.moved, side);
}

/** The state after a byte of a class. */
export function advance(m: Machine, state: State, byteClass: number): State {
  if (m.search && state.found) return state;
  const known = state.next[byteClass];
  if (known) return known;
  const made = make(m, state, byteClass);
  state.next[byteClass] = made;
  return made;
}

/** Whether a text that ends in this state is matched. */
export function endsMatched(m: Machine, state: State): boolean {
  if (state.found) return true;
  state.atEnd ??= mustResolve(m, state) && resolved(m, state, BORDER).hasMatch;
  return state.atEnd;
}

/** Forgets all states but what the caller holds. */
export function forget(m: Machine): void {
  for (const alike of m.byHash.values()) for (const state of alike) state.next.length = 0;
  m.byHash.clear();
  m.first = null;
  m.weight = 0;
}
