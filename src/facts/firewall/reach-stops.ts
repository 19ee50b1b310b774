/** What stops packets of which none passes. */
import { type Bdd, type BddArena, FALSE, OVERFLOW, TRUE } from '../bdd.ts';
import { type Arrival, alongLine, type Line, type Start } from './line.ts';
import type { RuleAt } from './query.ts';

/** Denials that are looked at. */
const MOST = 512;

/** The part of all assignments that is in a set. */
function share(arena: BddArena, f: Bdd, known: Map<Bdd, number>): number {
  if (f === FALSE || f === OVERFLOW) return 0;
  if (f === TRUE) return 1;
  const before = known.get(f);
  if (before !== undefined) return before;
  const lo = share(arena, arena.lo[f] ?? FALSE, known);
  const made = (lo + share(arena, arena.hi[f] ?? FALSE, known)) / 2;
  known.set(f, made);
  return made;
}

const isDenial = (found: Arrival | 'overflow'): found is Arrival =>
  found !== 'overflow' && found.end === 'lost';

/** The last of the way is what stopped it. */
export function stoppedBy(line: Line, start: Start): readonly RuleAt[] {
  const { arena } = line.space;
  const known = new Map<Bdd, number>();
  const byRule = new Map<string, { at: RuleAt; share: number }>();
  let seen = 0;
  for (const found of alongLine({ ...line, tells: true }, start)) {
    seen += 1;
    if (seen > MOST) break;
    const at = isDenial(found) ? found.by.at(-1) : undefined;
    if (found === 'overflow' || !at) continue;
    const key = `${at.hop}\n${at.list}\n${at.rule?.id ?? ''}\n${at.rule?.at.file}:${at.rule?.at.line}`;
    const before = byRule.get(key)?.share ?? 0;
    byRule.set(key, { at, share: before + share(arena, found.set, known) });
  }
  return [...byRule.values()].sort((a, b) => b.share - a.share).map(({ at }) => at);
}
