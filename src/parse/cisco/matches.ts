/** Matches of the rule model as both languages build them: joined, of either side, under a named condition. */

import {
  ANY,
  type Condition,
  type ConditionChoice,
  type FilterRule,
  type Match,
  NONE,
  type NumberSet,
  type Schedule,
  type Service,
} from '../../facts/firewall/model.ts';
import type { Bilingual } from '../../model/text.ts';

/** All of them; parts that are always so fall away. */
export function every(...parts: readonly Match[]): Match {
  let only: Match | null = null;
  let more: Match[] | null = null;
  for (const part of parts) {
    if (part.kind === 'never') return NONE;
    if (part.kind === 'always') continue;
    if (only === null) only = part;
    else if (more === null) more = [only, part];
    else more.push(part);
  }
  return more ? { kind: 'all', of: more } : (only ?? ANY);
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

const spansKey = (set: NumberSet | null): string => {
  if (set === null) return '';
  let key = '';
  for (const { from, to } of set) key += `${from}-${to},`;
  return key === '' ? 'none' : key;
};

const serviceKey = (s: Service): string =>
  `${spansKey(s.protocols)}/${spansKey(s.sport)}/${spansKey(s.dport)}/${spansKey(s.icmpType)}/${spansKey(s.icmpCode)}`;

/** Services as matches, each once. */
export function serviceMatches(): (of: readonly Service[]) => Match {
  const known = new Map<string, Match>();
  return (of) => {
    const key = of.map(serviceKey).join(' ');
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

/** What the permits of a list match, less what a deny before them takes: lists that choose packets for something else. */
export function chosenBy(rules: readonly FilterRule[]): Match {
  const denied: Match[] = [];
  const chosen: Match[] = [];
  for (const { match, action, enabled } of rules) {
    if (!enabled || action.do === 'next') continue;
    if (action.do !== 'permit') denied.push(match);
    else if (denied.length === 0) chosen.push(match);
    else chosen.push(every(match, { kind: 'not', of: either(denied.slice()) }));
  }
  return either(chosen);
}
