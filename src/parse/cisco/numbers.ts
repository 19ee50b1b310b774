/** Sets of ports, protocols and types as Cisco writes them: `eq`, `neq`, `lt`, `gt`, `range`. */
import { NUMBERS_16, subtractNumbers } from '../../facts/firewall/match-packet-numbers.ts';
import type { NumberSet, NumberSpan } from '../../facts/firewall/model.ts';

/** Ascending, joined where they overlap or touch. */
export function numbers(spans: readonly NumberSpan[]): NumberSet {
  if (spans.length < 2) return spans;
  const out: { from: number; to: number }[] = [];
  for (const { from, to } of [...spans].sort((a, b) => a.from - b.from)) {
    const last = out.at(-1);
    if (last && from <= last.to + 1) last.to = Math.max(last.to, to);
    else out.push({ from, to });
  }
  return out;
}

const between = (from: number, to: number): NumberSet => (from <= to ? [{ from, to }] : []);

/** How many operands an operator of ports takes; 0: it is none. */
export const operandsOf = (operator: string | undefined): 0 | 1 | 2 =>
  operator === 'range'
    ? 2
    : operator === 'eq' || operator === 'neq' || operator === 'lt' || operator === 'gt'
      ? 1
      : 0;

/** The ports an operator means; `range` takes both ends in either order. */
export function portSet(operator: string, first: number, second: number): NumberSet {
  if (operator === 'eq') return [{ from: first, to: first }];
  if (operator === 'neq') return subtractNumbers(NUMBERS_16, [{ from: first, to: first }]);
  if (operator === 'lt') return between(0, first - 1);
  if (operator === 'gt') return between(first + 1, 65535);
  return [{ from: Math.min(first, second), to: Math.max(first, second) }];
}
