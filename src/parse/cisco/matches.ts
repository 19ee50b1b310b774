/** Matches of the rule model as both languages build them: joined, of either side, under a named condition. */

import type { Schedule, Service } from '../../facts/firewall/model.ts';
import { ANY, type Condition, type ConditionChoice, type Match, NONE } from '../../facts/firewall/model.ts';
import type { Bilingual } from '../../model/text.ts';

/** All of them; parts that are always so fall away. */
export function every(...parts: readonly Match[]): Match {
  const real = parts.filter((m) => m.kind !== 'always');
  if (real.some((m) => m.kind === 'never')) return NONE;
  const [first] = real;
  return first === undefined ? ANY : real.length === 1 ? first : { kind: 'all', of: real };
}

/** One of them at least. */
export function either(parts: readonly Match[]): Match {
  if (parts.some((m) => m.kind === 'always')) return ANY;
  const real = parts.filter((m) => m.kind !== 'never');
  const [first] = real;
  return first === undefined ? NONE : real.length === 1 ? first : { kind: 'any', of: real };
}

export type Side = 'src' | 'dst';

/** Conditions of one device, each once, so that two of one id are one. */
export interface Conditions {
  of(id: string, choice: ConditionChoice, what: Bilingual, schedule?: Schedule): Match;
  /** Of choice `unknown`. */
  unknown(id: string, ja: string, en: string): Match;
}

export function conditions(): Conditions {
  const known = new Map<string, Match>();
  const of = (id: string, choice: ConditionChoice, what: Bilingual, schedule?: Schedule): Match => {
    const before = known.get(id);
    if (before) return before;
    const condition: Condition = schedule ? { id, choice, what, schedule } : { id, choice, what };
    const match: Match = { kind: 'condition', condition };
    known.set(id, match);
    return match;
  };
  return { of, unknown: (id, ja, en) => of(id, 'unknown', { ja, en }) };
}

/** Services as matches, each once. */
export function serviceMatches(): (of: readonly Service[]) => Match {
  const known = new Map<string, Match>();
  return (of) => {
    const key = JSON.stringify(of);
    const before = known.get(key);
    if (before) return before;
    const match: Match = of.some(isAnyService) ? ANY : { kind: 'service', of };
    known.set(key, match);
    return match;
  };
}

const isAnyService = (s: Service): boolean =>
  s.sport === null &&
  s.dport === null &&
  s.icmpType === null &&
  s.icmpCode === null &&
  s.protocols[0]?.from === 0 &&
  s.protocols[0].to >= 255;
