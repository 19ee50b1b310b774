/** Small makers of matches: what is always or never so is left out, one alternative stands alone. */
import type { AddressSet } from '../../facts/address-set.ts';
import { ANY, type Match, NONE, type NumberSet, type NumberSpan } from '../../facts/firewall/model.ts';

export function all(...of: readonly Match[]): Match {
  const parts = of.filter((m) => m.kind !== 'always');
  if (parts.some((m) => m.kind === 'never')) return NONE;
  return parts.length === 1 && parts[0] ? parts[0] : parts.length === 0 ? ANY : { kind: 'all', of: parts };
}

export function any(of: readonly Match[]): Match {
  const parts = of.filter((m) => m.kind !== 'never');
  if (parts.some((m) => m.kind === 'always')) return ANY;
  return parts.length === 1 && parts[0] ? parts[0] : parts.length === 0 ? NONE : { kind: 'any', of: parts };
}

export const not = (of: Match): Match =>
  of.kind === 'always' ? NONE : of.kind === 'never' ? ANY : { kind: 'not', of };

export const side = (kind: 'src' | 'dst', set: AddressSet): Match =>
  set.length === 0 ? NONE : { kind, set };

/** Sorted, disjoint, not adjacent. */
export function numberSet(spans: readonly NumberSpan[]): NumberSet {
  const sorted = [...spans].sort((a, b) => a.from - b.from);
  const out: { from: number; to: number }[] = [];
  for (const { from, to } of sorted) {
    const last = out.at(-1);
    if (last && from <= last.to + 1) last.to = Math.max(last.to, to);
    else out.push({ from, to });
  }
  return out;
}

/** What is not in a set, up to `last`. */
export function otherNumbers(set: NumberSet, last: number): NumberSet {
  const out: NumberSpan[] = [];
  let next = 0;
  for (const { from, to } of set) {
    if (from > next) out.push({ from: next, to: from - 1 });
    next = to + 1;
  }
  if (next <= last) out.push({ from: next, to: last });
  return out;
}

export const one = (number: number): NumberSet => [{ from: number, to: number }];
