/**
 * Reduced ordered binary decision diagrams: sets of assignments to numbered yes/no variables, each set one node.
 * Nodes are hash-consed, so two sets are equal where their nodes are. One arena serves one question and is then dropped:
 * nodes are never freed. Variable 0 is asked first.
 */

/** A set, in the arena that made it. */
export type Bdd = number;

export const FALSE: Bdd = 0;
export const TRUE: Bdd = 1;
/** Not a set: the arena is full. Whatever is made of it is this too, unless the other operand alone decides. */
export const OVERFLOW: Bdd = 2;

/** Deepest recursion is one frame a variable, which must fit a small stack. */
export const MAX_VARIABLES = 2048;
const LEAF = 0xffff;
const FIRST_SIZE = 1 << 12;
const MAX_CACHE = 1 << 20;
const CACHE_WORDS = 4;
const DEFAULT_LIMIT = 1 << 22;
/** Nodes and operations share one word of the cache. */
const MAX_LIMIT = 1 << 24;

export interface BddArena {
  readonly limit: number;
  size: number;
  variable: Uint16Array;
  lo: Int32Array;
  hi: Int32Array;
  next: Int32Array;
  heads: Int32Array;
  /** Four words an operation: what was asked of what, the result, and one that is free, so that each lies in one line of memory. */
  cache: Int32Array;
}

const sizeFor = (nodes: number): number =>
  Math.max(FIRST_SIZE, 2 ** Math.ceil(Math.log2(Math.min(nodes, MAX_LIMIT))));

/** An empty arena of at most `limit` nodes, 18 bytes each. It grows as needed, from room for `expected` on. */
export function bddArena(limit = DEFAULT_LIMIT, expected = FIRST_SIZE): BddArena {
  const size = sizeFor(expected);
  const cache = Math.min(size, MAX_CACHE);
  return {
    limit: Math.max(3, Math.min(limit, MAX_LIMIT)),
    size: 3,
    variable: new Uint16Array(size).fill(LEAF, 0, 3),
    lo: new Int32Array(size),
    hi: new Int32Array(size),
    next: new Int32Array(size),
    heads: new Int32Array(size),
    cache: new Int32Array(cache * CACHE_WORDS),
  };
}

function grown<T extends Uint16Array | Int32Array>(old: T, made: T): T {
  made.set(old);
  return made;
}

function slot(arena: BddArena, variable: number, lo: Bdd, hi: Bdd): number {
  const hash = Math.imul(variable, 0x9e3779b1) ^ Math.imul(lo, 0x85ebca6b) ^ Math.imul(hi, 0xc2b2ae35);
  return (hash ^ (hash >>> 15)) & (arena.heads.length - 1);
}

function rehash(arena: BddArena): void {
  arena.heads = new Int32Array(arena.variable.length);
  for (let node = 3; node < arena.size; node += 1) {
    const at = slot(arena, arena.variable[node] ?? 0, arena.lo[node] ?? 0, arena.hi[node] ?? 0);
    arena.next[node] = arena.heads[at] ?? 0;
    arena.heads[at] = node;
  }
}

/** Small ones grow fast: all nodes are hashed again each time. The cache of operations grows with them and forgets what it held. */
function grow(arena: BddArena): void {
  const { length } = arena.variable;
  const size = length * (length < MAX_CACHE ? 4 : 2);
  arena.variable = grown(arena.variable, new Uint16Array(size));
  arena.lo = grown(arena.lo, new Int32Array(size));
  arena.hi = grown(arena.hi, new Int32Array(size));
  arena.next = grown(arena.next, new Int32Array(size));
  rehash(arena);
  if (size > MAX_CACHE) return;
  arena.cache = new Int32Array(size * CACHE_WORDS);
}

function add(arena: BddArena, variable: number, lo: Bdd, hi: Bdd): Bdd {
  if (arena.size >= arena.limit || variable >= MAX_VARIABLES) return OVERFLOW;
  if (arena.size === arena.variable.length) grow(arena);
  const node = arena.size;
  arena.size += 1;
  arena.variable[node] = variable;
  arena.lo[node] = lo;
  arena.hi[node] = hi;
  const at = slot(arena, variable, lo, hi);
  arena.next[node] = arena.heads[at] ?? 0;
  arena.heads[at] = node;
  return node;
}

/** `hi` where the variable holds, else `lo`; both ask only later variables. */
export function choose(arena: BddArena, variable: number, lo: Bdd, hi: Bdd): Bdd {
  if (lo === hi) return lo;
  if (lo === OVERFLOW || hi === OVERFLOW) return OVERFLOW;
  const { next, heads } = arena;
  for (let node = heads[slot(arena, variable, lo, hi)] ?? 0; node !== 0; node = next[node] ?? 0) {
    if (arena.variable[node] === variable && arena.lo[node] === lo && arena.hi[node] === hi) return node;
  }
  return add(arena, variable, lo, hi);
}

/** The variable that a node asks first; larger than every variable for the constants. */
export const topVariable = (arena: BddArena, f: Bdd): number => arena.variable[f] ?? LEAF;

const AND = 1;
const OR = 2;
const DIFF = 3;
const EXISTS = 4;
const RESTRICT = 5;

const full = (f: Bdd, g: Bdd): boolean => f === OVERFLOW || g === OVERFLOW;

function knownAnd(f: Bdd, g: Bdd): Bdd | -1 {
  if (f === FALSE || g === FALSE) return FALSE;
  if (full(f, g)) return OVERFLOW;
  if (f === TRUE || f === g) return g;
  return g === TRUE ? f : -1;
}

function knownOr(f: Bdd, g: Bdd): Bdd | -1 {
  if (f === TRUE || g === TRUE) return TRUE;
  if (full(f, g)) return OVERFLOW;
  if (f === FALSE || f === g) return g;
  return g === FALSE ? f : -1;
}

function knownDiff(f: Bdd, g: Bdd): Bdd | -1 {
  if (f === FALSE || g === TRUE || f === g) return f === OVERFLOW ? OVERFLOW : FALSE;
  if (full(f, g)) return OVERFLOW;
  return g === FALSE ? f : -1;
}

/** The answer where the operands alone give it; -1 where they do not. */
function known(op: number, f: Bdd, g: Bdd): Bdd | -1 {
  if (op === AND) return knownAnd(f, g);
  if (op === OR) return knownOr(f, g);
  if (op === DIFF) return knownDiff(f, g);
  if (full(f, g)) return OVERFLOW;
  return f === FALSE || f === TRUE || g === TRUE ? f : -1;
}

/** One step of an operation, by the variable that either operand asks first. */
function combine(arena: BddArena, op: number, f: Bdd, g: Bdd): Bdd {
  const vf = arena.variable[f] ?? LEAF;
  const vg = arena.variable[g] ?? LEAF;
  const variable = Math.min(vf, vg);
  const f0 = vf === variable ? (arena.lo[f] ?? 0) : f;
  const f1 = vf === variable ? (arena.hi[f] ?? 0) : f;
  const g0 = vg === variable ? (arena.lo[g] ?? 0) : g;
  const g1 = vg === variable ? (arena.hi[g] ?? 0) : g;
  return choose(arena, variable, apply(arena, op, f0, g0), apply(arena, op, f1, g1));
}

function eliminate(arena: BddArena, f: Bdd, cube: Bdd): Bdd {
  const vf = arena.variable[f] ?? LEAF;
  let rest = cube;
  while ((arena.variable[rest] ?? LEAF) < vf) rest = arena.hi[rest] ?? TRUE;
  if (rest !== cube) return apply(arena, EXISTS, f, rest);
  const asked = arena.variable[cube] === vf;
  const below = asked ? (arena.hi[cube] ?? TRUE) : cube;
  const lo = apply(arena, EXISTS, arena.lo[f] ?? 0, below);
  if (asked && lo === TRUE) return TRUE;
  const hi = apply(arena, EXISTS, arena.hi[f] ?? 0, below);
  return asked ? apply(arena, OR, lo, hi) : choose(arena, vf, lo, hi);
}

function fix(arena: BddArena, f: Bdd, cube: Bdd): Bdd {
  const vf = arena.variable[f] ?? LEAF;
  const vc = arena.variable[cube] ?? LEAF;
  const held = arena.lo[cube] === FALSE;
  const below = held ? (arena.hi[cube] ?? TRUE) : (arena.lo[cube] ?? TRUE);
  if (vc < vf) return apply(arena, RESTRICT, f, below);
  if (vc === vf) return apply(arena, RESTRICT, (held ? arena.hi[f] : arena.lo[f]) ?? 0, below);
  const lo = apply(arena, RESTRICT, arena.lo[f] ?? 0, cube);
  return choose(arena, vf, lo, apply(arena, RESTRICT, arena.hi[f] ?? 0, cube));
}

/** Looks the operation up, or does it and keeps the result where it is looked up (the cache may have grown meanwhile). */
function apply(arena: BddArena, op: number, f: Bdd, g: Bdd): Bdd {
  const short = known(op, f, g);
  if (short !== -1) return short;
  const swap = op <= OR && f > g;
  const a = swap ? g : f;
  const b = swap ? f : g;
  const left = a * 8 + op;
  const mixed = Math.imul(left, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b);
  const hash = (mixed ^ (mixed >>> 15)) << 2;
  const { cache } = arena;
  const at = hash & (cache.length - 1);
  if (cache[at] === left && cache[at + 1] === b) return cache[at + 2] ?? 0;
  const made =
    op === EXISTS ? eliminate(arena, a, b) : op === RESTRICT ? fix(arena, a, b) : combine(arena, op, a, b);
  const now = arena.cache;
  const kept = hash & (now.length - 1);
  now[kept] = left;
  now[kept + 1] = b;
  now[kept + 2] = made;
  return made;
}

export const and = (arena: BddArena, f: Bdd, g: Bdd): Bdd => apply(arena, AND, f, g);
export const or = (arena: BddArena, f: Bdd, g: Bdd): Bdd => apply(arena, OR, f, g);
/** What is in `f` and not in `g`. */
export const diff = (arena: BddArena, f: Bdd, g: Bdd): Bdd => apply(arena, DIFF, f, g);
export const not = (arena: BddArena, f: Bdd): Bdd => apply(arena, DIFF, TRUE, f);
/** `f` for some value of the variables of `cube` (`cubeOf`, all of them held). */
export const exists = (arena: BddArena, f: Bdd, cube: Bdd): Bdd => apply(arena, EXISTS, f, cube);
/** `f` where the variables of `cube` are as it says. */
export const restrict = (arena: BddArena, f: Bdd, cube: Bdd): Bdd => apply(arena, RESTRICT, f, cube);
