/** Named conditions: what rules ask that packets alone do not answer. One object a name, for all rules. */
import { ANY, type Condition, type Match, NONE } from '../../facts/firewall/model.ts';
import type { Bilingual } from '../../model/text.ts';

export interface Conditions {
  /** It holds or not, and the evidence does not say. */
  unknown(id: string, what: Bilingual): Match;
  /** The sender can bring it about. */
  sender(id: string, what: Bilingual): Match;
  of(condition: Condition): Match;
}

export function conditions(): Conditions {
  const known = new Map<string, Match>();
  const of = (condition: Condition): Match => {
    const key = `${condition.choice} ${condition.id}`;
    const found = known.get(key);
    if (found) return found;
    const made: Match = { kind: 'condition', condition };
    known.set(key, made);
    return made;
  };
  return {
    of,
    unknown: (id, what) => of({ id, choice: 'unknown', what }),
    sender: (id, what) => of({ id, choice: 'sender', what }),
  };
}

export function all(of: readonly Match[]): Match {
  const parts = of.filter((m) => m.kind !== 'always');
  if (parts.some((m) => m.kind === 'never')) return NONE;
  const [first] = parts;
  if (!first) return ANY;
  return parts.length === 1 ? first : { kind: 'all', of: parts };
}

export function any(of: readonly Match[]): Match {
  const parts = of.filter((m) => m.kind !== 'never');
  if (parts.some((m) => m.kind === 'always')) return ANY;
  const [first] = parts;
  if (!first) return NONE;
  return parts.length === 1 ? first : { kind: 'any', of: parts };
}

export const not = (of: Match): Match =>
  of.kind === 'always' ? NONE : of.kind === 'never' ? ANY : { kind: 'not', of };
