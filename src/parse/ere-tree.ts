/** From what the grammar of regular expressions reads to the tree of what they match. */
import type { Ere, Refusal } from '../facts/ere/syntax.ts';
import type { Bracket, CharNode } from './ere-set.ts';
import { ANY_BYTE, bracketSet, charSet, escapedSet, shorthandSet } from './ere-set.ts';

/** `max` null: without end. */
interface Count {
  readonly min: number;
  readonly max: number | null;
}

type Atom =
  | CharNode
  | { readonly kind: 'group'; readonly branches: readonly Branch[] }
  | ({ readonly kind: 'bracket' } & Bracket)
  | { readonly kind: 'any' }
  | { readonly kind: 'back-reference'; readonly number: number }
  | { readonly kind: 'shorthand'; readonly letter: string }
  | { readonly kind: 'escaped'; readonly char: string };

type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'start' | 'end' | 'text-start' | 'text-end' }
  | { readonly kind: 'edge'; readonly edge: 'b' | 'B' | '<' | '>' }
  | {
      readonly kind: 'piece';
      readonly atom: Atom;
      readonly counts: readonly Count[];
    };

type Branch = readonly Piece[];

export interface EreNodes {
  readonly branches: readonly Branch[];
}

/** `size`: how many states of an automaton the tree takes, about. `anchored`: it holds an anchor or an edge. */
interface Sized {
  readonly tree: Ere;
  readonly size: number;
  readonly anchored: boolean;
}

interface Reading {
  readonly caseless: boolean;
  /** Groups opened so far. */
  groups: number;
  /** The groups that a back-reference may name here: bit n for group n. */
  completed: number;
  refused: boolean;
  /** An anchor is repeated by more than `*` or `?`. */
  copied: boolean;
}

/** RE_DUP_MAX of the GNU C library. */
const MOST_COPIES = 32_767;

const EMPTY: Sized = { tree: { op: 'empty' }, size: 0, anchored: false };

const leaf = (tree: Ere): Sized => ({ tree, size: 1, anchored: false });

function bracket(node: Bracket, r: Reading): Sized {
  const set = bracketSet(node, r.caseless);
  if (!set) r.refused = true;
  return set ? leaf(set) : EMPTY;
}

function backReference(number: number, r: Reading): Sized {
  if ((r.completed & (1 << number)) === 0) r.refused = true;
  return leaf({ op: 'back-reference' });
}

function group(branches: readonly Branch[], r: Reading): Sized {
  r.groups += 1;
  const number = r.groups;
  const inner = either(branches, r);
  if (number <= 9) r.completed |= 1 << number;
  return inner;
}

function atomTree(atom: Atom, r: Reading): Sized {
  switch (atom.kind) {
    case 'char':
      return leaf(charSet(atom.char, r.caseless));
    case 'escaped':
      return leaf(escapedSet(atom.char, r.caseless));
    case 'any':
      return leaf(ANY_BYTE);
    case 'shorthand':
      return leaf(shorthandSet(atom.letter));
    case 'bracket':
      return bracket(atom, r);
    case 'back-reference':
      return backReference(atom.number, r);
    case 'group':
      return group(atom.branches, r);
  }
}

const isSimple = ({ min, max }: Count): boolean => min <= 1 && (max === null || max === 1);

/** `a+?*` and the like are one repetition. */
function fold(inner: Ere, { min, max }: Count): Ere {
  if (inner.op === 'repeat' && isSimple(inner) && isSimple({ min, max })) {
    const both = inner.max === null || max === null ? null : 1;
    return { op: 'repeat', of: inner.of, min: inner.min * min, max: both };
  }
  return { op: 'repeat', of: inner, min, max };
}

function repeat(of: Sized, count: Count, r: Reading): Sized {
  const { min, max } = count;
  if (min > MOST_COPIES || (max !== null && (max > MOST_COPIES || min > max))) r.refused = true;
  if (of.tree.op === 'empty' || max === 0) return EMPTY;
  if (min === 1 && max === 1) return of;
  if (of.anchored && !(min === 0 && (max === null || max === 1))) r.copied = true;
  const tree = fold(of.tree, count);
  const folded = tree.op === 'repeat' && tree.of !== of.tree;
  return { ...of, tree, size: folded ? of.size : (of.size + 1) * Math.max(1, max ?? min + 1) };
}

function pieceTree(piece: Exclude<Piece, { kind: 'text' }>, r: Reading): Sized {
  if (piece.kind === 'edge') return { ...leaf({ op: 'edge', kind: piece.edge }), anchored: true };
  if (piece.kind !== 'piece') return { ...leaf({ op: piece.kind }), anchored: true };
  return piece.counts.reduce((of, count) => repeat(of, count, r), atomTree(piece.atom, r));
}

function concat(branch: Branch, r: Reading): Sized {
  const parts: Ere[] = [];
  let size = 0;
  let anchored = false;
  for (const piece of branch) {
    if (piece.kind === 'text') {
      for (const char of piece.text) parts.push(charSet(char, r.caseless));
      size += piece.text.length;
    } else {
      const part = pieceTree(piece, r);
      if (part.tree.op !== 'empty') parts.push(part.tree);
      size += part.size;
      anchored ||= part.anchored;
    }
  }
  const [first = EMPTY.tree] = parts;
  return { tree: parts.length < 2 ? first : { op: 'concat', parts }, size, anchored };
}

/** A later alternative may only name groups from before all of them (parse_reg_exp of the GNU C library). */
function either(branches: readonly Branch[], r: Reading): Sized {
  const before = r.completed;
  let all = before;
  const parts = branches.map((branch) => {
    r.completed = before;
    const part = concat(branch, r);
    all |= r.completed;
    return part;
  });
  r.completed = all;
  const [first = EMPTY] = parts;
  if (parts.every((part) => part.tree.op === 'empty')) return EMPTY;
  if (parts.length < 2) return first;
  return {
    tree: { op: 'either', parts: parts.map((p) => p.tree) },
    size: parts.reduce((total, part) => total + part.size, parts.length),
    anchored: parts.some((part) => part.anchored),
  };
}

/** More states of an automaton than that are not made. Counts multiply: `(a{99}){99}` alone is 9,801. */
const MOST_STATES = 20_000;

/** The tree, or why there is none. */
export function ereTree(nodes: EreNodes, caseless: boolean): Ere | Refusal {
  const r: Reading = { caseless, groups: 0, completed: 0, refused: false, copied: false };
  const { tree, size } = either(nodes.branches, r);
  if (r.refused) return 'by-regcomp';
  if (size > MOST_STATES) return 'too-large';
  return r.copied ? 'repeated-anchor' : tree;
}
