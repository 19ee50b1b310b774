/** Matches of the rule model as both languages build them: joined, of either side, under a named condition. */
import { oneNumber, soleNumber } from '../../facts/firewall/match-packet-numbers.ts';
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
  if (parts.some((m) => m.kind === 'never')) return NONE;
  const real = parts.some((m) => m.kind === 'always') ? parts.filter((m) => m.kind !== 'always') : parts;
  if (real.length < 2) return real[0] ?? ANY;
  // A filtered array keeps room to grow in, a copy none: lists hold one for every rule.
  return { kind: 'all', of: real === parts ? parts : real.slice() };
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

/** One protocol, to one port or any, as a number: a text costs more to make and to find. null: it is another service. */
function plainKey({ protocols, sport, dport, icmpType, icmpCode }: Service): number | null {
  if (sport || icmpType || icmpCode) return null;
  const protocol = soleNumber(protocols);
  const port = dport ? soleNumber(dport) : -1;
  return protocol === null || port === null ? null : keyOf(protocol, port);
}

const keyOf = (protocol: number, port: number): number => protocol * 65_537 + port + 1;

const plainService = (protocol: number, port: number | null): Service => ({
  protocols: oneNumber(protocol),
  sport: null,
  dport: port === null ? null : oneNumber(port),
  icmpType: null,
  icmpCode: null,
});

/** Services as matches, each once. */
export interface Services {
  of(services: readonly Service[]): Match;
  /** One protocol, to one port or any: nothing is made where it is known. */
  plain(protocol: number, port: number | null): Match;
}

export function serviceTable(): Services {
  const known = new Map<string | number, Match>();
  const add = (key: string | number, of: readonly Service[]): Match => {
    const match: Match = of.some(isAnyService) ? ANY : { kind: 'service', of };
    known.set(key, match);
    return match;
  };
  return {
    of: (services) => {
      const [only] = services;
      const plain = only && services.length === 1 ? plainKey(only) : null;
      const key = plain ?? services.map(serviceKey).join(' ');
      return known.get(key) ?? add(key, services);
    },
    plain: (protocol, port) => {
      const key = keyOf(protocol, port ?? -1);
      return known.get(key) ?? add(key, [plainService(protocol, port)]);
    },
  };
}

export const serviceMatches = (): Services['of'] => serviceTable().of;

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
