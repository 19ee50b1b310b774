/** Sets of ports, types and protocol numbers from lists of spans. */
import type { NumberSet, NumberSpan } from '../facts/firewall/model.ts';

/** Sorted, with what overlaps or touches joined. */
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

/** `80` or `1024-65535`; null for anything else, a range that runs backwards and numbers beyond `max` among it. */
export function numberSpan(text: string, max: number): NumberSpan | null {
  const [, first, last] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? [];
  if (first === undefined) return null;
  const from = Number(first);
  const to = last === undefined ? from : Number(last);
  return from <= to && to <= max ? { from, to } : null;
}
