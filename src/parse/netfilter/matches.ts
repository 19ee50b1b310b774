/** Small builders of matches. */
import { type AddressSet, ALL_IPV4, ALL_IPV6 } from '../../facts/address-set.ts';
import {
  ANY,
  type Condition,
  type ConditionChoice,
  type Match,
  NONE,
  type Service,
} from '../../facts/firewall/model.ts';
import type { Bilingual } from '../../model/text.ts';

/** Both at once, without needless nesting. */
export function allOf(of: readonly Match[]): Match {
  if (of.some((m) => m.kind === 'never')) return NONE;
  // A copy keeps no room to grow in, as a filtered array does: rule bases hold one for every rule.
  const parts = of.some((m) => m.kind === 'always') ? of.filter((m) => m.kind !== 'always') : of.slice();
  const [only] = parts;
  return only === undefined ? ANY : parts.length === 1 ? only : { kind: 'all', of: parts };
}

export function anyOf(of: readonly Match[]): Match {
  const parts = of.filter((m) => m.kind !== 'never');
  if (parts.some((m) => m.kind === 'always')) return ANY;
  const [only] = parts;
  return only === undefined ? NONE : parts.length === 1 ? only : { kind: 'any', of: parts };
}

export function not(of: Match): Match {
  if (of.kind === 'always') return NONE;
  if (of.kind === 'never') return ANY;
  return of.kind === 'not' ? of.of : { kind: 'not', of };
}

export const negatedIf = (negated: boolean, match: Match): Match => (negated ? not(match) : match);

export const addresses = (side: 'src' | 'dst', set: AddressSet): Match => ({ kind: side, set });

export const services = (of: readonly Service[]): Match => ({ kind: 'service', of });

const FAMILY: Readonly<Record<4 | 6, Match>> = {
  4: { kind: 'src', set: ALL_IPV4 },
  6: { kind: 'src', set: ALL_IPV6 },
};

/** Packets of one family. */
export const ofFamily = (version: 4 | 6): Match => FAMILY[version];

export const condition = (id: string, choice: ConditionChoice, what: Bilingual): Match =>
  conditionMatch({ id, choice, what });

export const conditionMatch = (of: Condition): Match => ({ kind: 'condition', condition: of });

/** A test that the evidence cannot decide, by its own text. */
export const test = (id: string, choice: ConditionChoice, text: string): Match =>
  condition(id, choice, { ja: `条件 ${text}`, en: `the test ${text}` });
