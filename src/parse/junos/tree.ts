/**
 * A Junos configuration as one tree of words, the same from both of its spellings: `policy p { match { … } }` and
 * `set … policy p match …` are the same path. Children are a linked list, as a large configuration has millions of nodes.
 */

/** What the readers made of a node and all below it. */
export const UNSEEN = 0;
export const USED = 1;
export const IRRELEVANT = 2;
/** Used, with everything below it. */
export const CONSUMED = 3;
/** Not understood; what follows from it has been said by the reader that met it, or nothing names it. */
export const REFUSED = 4;
/** Irrelevant, but for what below it has been used. */
export const LOOSE = 5;
/** Not understood, and what follows from it is not known. */
export const LOST = 6;
export type Seen =
  | typeof UNSEEN
  | typeof USED
  | typeof IRRELEVANT
  | typeof CONSUMED
  | typeof REFUSED
  | typeof LOOSE
  | typeof LOST;

export type LineState = 'understood' | 'irrelevant' | 'not-understood';

export interface JunosNode {
  readonly word: string;
  /** The first line that names it, 1-based. */
  line: number;
  /** The last line that names it; below 0: inherited from a group, the nearest to 0 the group of most weight. */
  last: number;
  inactive: boolean;
  seen: Seen;
  /** Which state its lines are counted in, once that is settled. */
  settled: LineState | null;
  /** The node of a group of which this is a copy. */
  origin: JunosNode | null;
  first: JunosNode | null;
  tail: JunosNode | null;
  next: JunosNode | null;
  size: number;
  index: Map<string, JunosNode> | null;
}

/** Above this number of children they are found by an index. */
const FEW = 12;

export const makeNode = (word: string, line: number): JunosNode => ({
  word,
  line,
  last: line,
  inactive: false,
  seen: UNSEEN,
  settled: null,
  origin: null,
  first: null,
  tail: null,
  next: null,
  size: 0,
  index: null,
});

function indexOf(node: JunosNode): Map<string, JunosNode> {
  const index = new Map<string, JunosNode>();
  for (let n = node.first; n; n = n.next) index.set(n.word, n);
  node.index = index;
  return index;
}

/** The child of that word, active or not. */
export function findKid(node: JunosNode, word: string): JunosNode | null {
  if (node.size > FEW) return (node.index ?? indexOf(node)).get(word) ?? null;
  for (let n = node.first; n; n = n.next) if (n.word === word) return n;
  return null;
}

export function appendKid(node: JunosNode, kid: JunosNode): void {
  kid.next = null;
  if (node.tail) node.tail.next = kid;
  else node.first = kid;
  node.tail = kid;
  node.size += 1;
  node.index?.set(kid.word, kid);
}

/** The child of that word, made where there is none. */
export function touchKid(node: JunosNode, word: string, line: number): JunosNode {
  const found = findKid(node, word);
  if (found) {
    found.last = line;
    return found;
  }
  const kid = makeNode(word, line);
  appendKid(node, kid);
  return kid;
}

function previousOf(node: JunosNode, kid: JunosNode): JunosNode | null {
  for (let n = node.first; n; n = n.next) if (n.next === kid) return n;
  return null;
}

export function removeKid(node: JunosNode, kid: JunosNode): void {
  const before = previousOf(node, kid);
  if (before) before.next = kid.next;
  else node.first = kid.next;
  if (node.tail === kid) node.tail = before;
  kid.next = null;
  node.size -= 1;
  node.index = null;
}

/** Moves a child beside another of the same parent. */
export function moveKid(node: JunosNode, kid: JunosNode, where: 'before' | 'after', other: JunosNode): void {
  if (kid === other) return;
  removeKid(node, kid);
  const before = where === 'after' ? other : previousOf(node, other);
  kid.next = before ? before.next : node.first;
  if (before) before.next = kid;
  else node.first = kid;
  if (kid.next === null) node.tail = kid;
  node.size += 1;
}

/** Active children; they are marked as used. */
export function kids(node: JunosNode | null): JunosNode[] {
  const out: JunosNode[] = [];
  for (let n = node?.first ?? null; n; n = n.next) {
    if (n.inactive) n.seen = CONSUMED;
    else {
      if (n.seen === UNSEEN) n.seen = USED;
      out.push(n);
    }
  }
  return out;
}

/** Children in order, disabled ones among them; they are marked as used. */
export function allKids(node: JunosNode | null): JunosNode[] {
  const out: JunosNode[] = [];
  for (let n = node?.first ?? null; n; n = n.next) {
    if (n.seen === UNSEEN) n.seen = USED;
    out.push(n);
  }
  return out;
}

/** The active child of that word, marked as used. */
export function kid(node: JunosNode | null, word: string): JunosNode | null {
  const found = node && findKid(node, word);
  if (!found) return null;
  if (found.inactive) {
    found.seen = CONSUMED;
    return null;
  }
  if (found.seen === UNSEEN) found.seen = USED;
  return found;
}

/** What stands at a path, marked as used all along it. */
export function at(node: JunosNode | null, ...path: readonly string[]): JunosNode | null {
  let found = node;
  for (const word of path) found = kid(found, word);
  return found;
}

/** Of several values of a statement that takes one: the last one set, own ones before inherited ones. */
export const newest = (nodes: readonly JunosNode[]): JunosNode | null =>
  nodes.reduce<JunosNode | null>((best, n) => (best && best.last > n.last ? best : n), null);

export const textOf = (node: JunosNode | null, word: string): string | null =>
  newest(kids(kid(node, word)))?.word ?? null;

/** Nothing below matters. */
export function ignore(node: JunosNode | null): void {
  if (node) node.seen = IRRELEVANT;
}

/** Everything below is understood by the reader that met it. */
export function consume(node: JunosNode | null): void {
  if (node) node.seen = CONSUMED;
}

export function refuse(node: JunosNode): void {
  node.seen = REFUSED;
}

export function lose(node: JunosNode): void {
  node.seen = LOST;
}

/** What below it nobody uses does not matter. */
export function loosen(node: JunosNode | null): void {
  if (node) node.seen = LOOSE;
}
