/** What is left of some numbers when a test on them holds or fails. */
import type { NumberSet, NumberSpan } from './model.ts';

export function intersectNumbers(a: NumberSet, b: NumberSet): NumberSet {
  const out: NumberSpan[] = [];
  let i = 0;
  let j = 0;
  for (let x = a[i], y = b[j]; x && y; x = a[i], y = b[j]) {
    const from = Math.max(x.from, y.from);
    const to = Math.min(x.to, y.to);
    if (from <= to) out.push({ from, to });
    if (x.to < y.to) i += 1;
    else j += 1;
  }
  return out;
}

export function subtractNumbers(a: NumberSet, b: NumberSet): NumberSet {
  const out: NumberSpan[] = [];
  for (const span of a) {
    let next = span.from;
    for (const { from, to } of b) {
      if (to < next || from > span.to) continue;
      if (from > next) out.push({ from: next, to: from - 1 });
      next = to + 1;
    }
    if (next <= span.to) out.push({ from: next, to: span.to });
  }
  return out;
}

export const oneNumber = (n: number): NumberSet => [{ from: n, to: n }];
export const NUMBERS_8: NumberSet = [{ from: 0, to: 255 }];
export const NUMBERS_16: NumberSet = [{ from: 0, to: 65535 }];
/** The only number, or null. */
export function soleNumber(set: NumberSet): number | null {
  const span = set[0];
  return set.length === 1 && span && span.from === span.to ? span.from : null;
}
