/** Sets of TCP ports as ranges. */
import type { NumberRange } from './acl.ts';

/** The ports that are in none of the ranges. */
export function otherPorts(ranges: readonly NumberRange[]): readonly NumberRange[] {
  const out: NumberRange[] = [];
  let next = 1;
  for (const { from, to } of [...ranges].sort((a, b) => a.from - b.from)) {
    if (from > next) out.push({ from: next, to: from - 1 });
    next = Math.max(next, to + 1);
  }
  return next > 65535 ? out : [...out, { from: next, to: 65535 }];
}
