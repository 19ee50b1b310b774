/** What a set says of one field, whatever comes below it. */
import { type Bdd, type BddArena, FALSE, OVERFLOW, topVariable } from '../bdd.ts';
import type { BitField } from '../bdd-sets.ts';

export interface Span {
  readonly from: bigint;
  readonly to: bigint;
}

/** Values of a field that leave the same set below: ascending, disjoint, not adjacent. */
export interface Part {
  readonly below: Bdd;
  readonly values: readonly Span[];
}

export interface Parts {
  readonly parts: readonly Part[];
  /** Whether some values were left out, as they lie scattered in too many pieces. */
  readonly cut: boolean;
}

const MAX_SPANS = 4096;

interface Walk {
  readonly arena: BddArena;
  readonly field: BitField;
  readonly found: Map<Bdd, { from: bigint; to: bigint }[]>;
  spans: number;
}

function add(walk: Walk, below: Bdd, from: bigint, to: bigint): void {
  const spans = walk.found.get(below) ?? [];
  const last = spans.at(-1);
  if (last && last.to + 1n === from) last.to = to;
  else {
    spans.push({ from, to });
    walk.spans += 1;
  }
  walk.found.set(below, spans);
}

function descend(walk: Walk, f: Bdd, level: number, base: bigint): void {
  if (f === FALSE || walk.spans > MAX_SPANS) return;
  const { arena, field } = walk;
  const variable = topVariable(arena, f);
  const left = BigInt(field.bits - level);
  if (variable >= field.first + field.bits) {
    add(walk, f, base, base + (1n << left) - 1n);
    return;
  }
  const asked = variable === field.first + level;
  descend(walk, asked ? (arena.lo[f] ?? 0) : f, level + 1, base);
  descend(walk, asked ? (arena.hi[f] ?? 0) : f, level + 1, base + (1n << (left - 1n)));
}

/** `f` asks no variable above the field. */
export function partsOf(arena: BddArena, f: Bdd, field: BitField): Parts {
  if (f === FALSE || f === OVERFLOW) return { parts: [], cut: f === OVERFLOW };
  const walk: Walk = { arena, field, found: new Map(), spans: 0 };
  descend(walk, f, 0, 0n);
  const parts = [...walk.found].map(([below, values]) => ({ below, values }));
  return { parts, cut: walk.spans > MAX_SPANS };
}

const size = (spans: readonly Span[]): bigint => spans.reduce((n, { from, to }) => n + to - from + 1n, 0n);

/** Those that hold most values first. */
export const widestFirst = (parts: readonly Part[]): readonly Part[] =>
  [...parts]
    .map((part) => ({ part, size: size(part.values) }))
    .sort((a, b) => (a.size > b.size ? -1 : a.size < b.size ? 1 : 0))
    .map(({ part }) => part);
