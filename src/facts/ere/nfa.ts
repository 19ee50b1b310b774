/** Regular expressions as one non-deterministic automaton over classes of bytes that none of them tells apart. */
import { bytesWhere, isWordByte } from './bytes.ts';
import type { ByteSet, Ere } from './syntax.ts';

/** Kinds of states. A `set` reads a byte; `fork` goes on to two states; the others ask for their place in the text. */
export const SET = 0;
export const FORK = 1;
export const START = 2;
export const END = 3;
export const TEXT_START = 4;
export const TEXT_END = 5;
export const EDGE = 6;
export const MATCH = 7;

const EDGES = ['b', 'B', '<', '>'] as const;

export interface Nfa {
  readonly kind: Uint8Array;
  readonly next: Int32Array;
  /** Of a set its number, of a fork the other state, of an edge its kind. */
  readonly arg: Int32Array;
  /** Where each of the expressions begins. */
  readonly starts: Int32Array;
  readonly hasEdges: boolean;
  /** Line feeds are told apart: some `^` or `$` asks for them. */
  readonly hasLines: boolean;
  /** Number of the class of each byte. */
  readonly classOf: Uint8Array;
  readonly classes: number;
  /** Whether a set holds a class: [set number * classes + class]. */
  readonly holds: Uint8Array;
}

/** All expressions together; a list of 100,000 names takes about a quarter. */
const MOST_STATES = 8_000_000;

const LINE_FEED = bytesWhere((b) => b === 0x0a);

interface Draft {
  readonly kind: number[];
  readonly next: number[];
  readonly arg: number[];
  readonly sets: ByteSet[];
  readonly numbers: Map<ByteSet, number>;
  readonly byContent: Map<string, number>;
  hasEdges: boolean;
  hasLines: boolean;
  failed: boolean;
}

function add(d: Draft, kind: number, next: number, arg: number): number {
  if (d.kind.length >= MOST_STATES) d.failed = true;
  else {
    d.kind.push(kind);
    d.next.push(next);
    d.arg.push(arg);
  }
  return d.kind.length - 1;
}

function setNumber(d: Draft, set: ByteSet): number {
  const known = d.numbers.get(set);
  if (known !== undefined) return known;
  const content = String.fromCharCode(...set);
  const number = d.byContent.get(content) ?? d.sets.length;
  if (number === d.sets.length) d.sets.push(set);
  d.byContent.set(content, number);
  d.numbers.set(set, number);
  return number;
}

function repeat(d: Draft, of: Ere, min: number, max: number | null, next: number): number {
  let entry = next;
  if (max === null) {
    entry = add(d, FORK, next, next);
    d.next[entry] = build(d, of, entry);
  }
  for (let i = min; i < (max ?? 0); i++) entry = add(d, FORK, build(d, of, entry), next);
  for (let i = 0; i < min; i++) entry = build(d, of, entry);
  return entry;
}

/** From the end to the beginning: adds the states of `tree`, which go on to `next`, and returns the first of them. */
function build(d: Draft, tree: Ere, next: number): number {
  if (d.failed) return next;
  switch (tree.op) {
    case 'empty':
      return next;
    case 'set':
      return add(d, SET, next, setNumber(d, tree.bytes));
    case 'start':
      d.hasLines = true;
      return add(d, START, next, 0);
    case 'end':
      d.hasLines = true;
      return add(d, END, next, 0);
    case 'text-start':
      return add(d, TEXT_START, next, 0);
    case 'text-end':
      return add(d, TEXT_END, next, 0);
    case 'edge':
      d.hasEdges = true;
      return add(d, EDGE, next, EDGES.indexOf(tree.kind));
    case 'concat':
      return tree.parts.reduceRight((entry, part) => build(d, part, entry), next);
    case 'either':
      return tree.parts
        .map((part) => build(d, part, next))
        .reduceRight((entry, other) => add(d, FORK, other, entry));
    case 'repeat':
      return repeat(d, tree.of, tree.min, tree.max, next);
    case 'back-reference':
      d.failed = true;
      return next;
  }
}

/** Splits the classes until no set holds one in part. */
function classify(sets: readonly ByteSet[]): { readonly classOf: Uint8Array; readonly classes: number } {
  let classOf = new Uint8Array(256);
  let classes = 1;
  for (const set of sets) {
    const renamed = new Map<number, number>();
    const next = new Uint8Array(256);
    for (let byte = 0; byte < 256; byte++) {
      const key = (classOf[byte] ?? 0) * 2 + (set[byte] ?? 0);
      const number = renamed.get(key) ?? renamed.size;
      renamed.set(key, number);
      next[byte] = number;
    }
    classOf = next;
    classes = renamed.size;
    if (classes === 256) break;
  }
  return { classOf, classes };
}

function holdsOf(sets: readonly ByteSet[], classOf: Uint8Array, classes: number): Uint8Array {
  const holds = new Uint8Array(sets.length * classes);
  for (const [number, set] of sets.entries()) {
    for (let byte = 0; byte < 256; byte++)
      if (set[byte] === 1) holds[number * classes + (classOf[byte] ?? 0)] = 1;
  }
  return holds;
}

/** null: a back-reference, which no finite automaton decides, or more states than are kept. */
export function toNfa(trees: readonly Ere[]): Nfa | null {
  const d: Draft = {
    kind: [],
    next: [],
    arg: [],
    sets: [],
    numbers: new Map(),
    byContent: new Map(),
    hasEdges: false,
    hasLines: false,
    failed: false,
  };
  const match = add(d, MATCH, 0, 0);
  const starts = trees.map((tree) => build(d, tree, match));
  if (d.failed) return null;
  const told = [...(d.hasEdges ? [bytesWhere(isWordByte)] : []), ...(d.hasLines ? [LINE_FEED] : [])];
  const { classOf, classes } = classify([...told, ...d.sets]);
  return {
    kind: Uint8Array.from(d.kind),
    next: Int32Array.from(d.next),
    arg: Int32Array.from(d.arg),
    starts: Int32Array.from(starts),
    hasEdges: d.hasEdges,
    hasLines: d.hasLines,
    classOf,
    classes,
    holds: holdsOf(d.sets, classOf, classes),
  };
}
