/** Sets of small numbers: ports, protocols, types. */
import type { NumberSet, NumberSpan } from '../../facts/firewall/model.ts';

/** Sorted, with whatever overlaps or touches joined. */
export function numberSet(spans: readonly NumberSpan[]): NumberSet {
  if (spans.length < 2) return spans;
  const out: { from: number; to: number }[] = [];
  for (const { from, to } of [...spans].sort((a, b) => a.from - b.from)) {
    const last = out.at(-1);
    if (last && from <= last.to + 1) last.to = Math.max(last.to, to);
    else out.push({ from, to });
  }
  return out;
}

export const oneNumber = (n: number): NumberSet => [{ from: n, to: n }];
