/**
 * What one and the same chain means at different places of a packet's way: before connection tracking there is no state
 * yet, before routing no outgoing interface, and what a condition says of an address may be another thing after NAT.
 */
import { type Condition, type ConnectionState, type Match, NONE } from '../../facts/firewall/model.ts';
import type { Hook } from './chain.ts';
import { allOf, anyOf, conditionMatch, negatedIf, not } from './matches.ts';

export interface Variant {
  /** `early`: before connection tracking; `untracked`: packets that were taken out of it by then. null: as the packet says. */
  readonly state: { readonly early: boolean; readonly untracked: Match } | null;
  readonly in: boolean;
  readonly out: boolean;
  /** Added to the ids of conditions. */
  readonly suffix: string;
  readonly rewritten: Map<Match, Match>;
}

/** What a rule asks that hangs on the place. */
export interface Traits {
  state: boolean;
  in: boolean;
  out: boolean;
  condition: boolean;
}

/** Before routing, and in what is for the device itself, no port to leave by is known; what it sends came in by none. */
export const hookPorts = (hook: Hook): Pick<Variant, 'in' | 'out'> => ({
  in: hook !== 'output',
  out: hook !== 'prerouting' && hook !== 'input',
});

export function addTraits(match: Match, traits: Traits): void {
  switch (match.kind) {
    case 'all':
    case 'any':
      for (const part of match.of) addTraits(part, traits);
      return;
    case 'not':
      addTraits(match.of, traits);
      return;
    case 'state':
    case 'in':
    case 'out':
    case 'condition':
      traits[match.kind] = true;
      return;
    default:
  }
}

/** The parts of a variant that make a difference to rules with these traits. */
export function variantKey(variant: Variant, traits: Traits): string {
  const state = !traits.state || variant.state === null ? '' : variant.state.early ? 'e' : 'u';
  const ports = `${traits.in && !variant.in ? 'i' : ''}${traits.out && !variant.out ? 'o' : ''}`;
  return `${state}${ports}${traits.condition ? variant.suffix : ''}`;
}

/** netfilter takes a packet that it does not track as untracked, and one that it has not looked at as invalid. */
function stateMatch(match: Match, of: readonly ConnectionState[], state: Variant['state']): Match {
  if (state === null) return match;
  const { early, untracked } = state;
  const seen = early ? negatedIf(!of.includes('invalid'), { kind: 'always' }) : match;
  const tracked = allOf([not(untracked), seen]);
  return of.includes('untracked') ? anyOf([untracked, tracked]) : tracked;
}

function conditionOf(condition: Condition, suffix: string): Match {
  if (condition.choice === 'time') return conditionMatch(condition);
  return conditionMatch({ ...condition, id: `${condition.id}${suffix}` });
}

/** An interface that is not there has no name, which only the pattern of all names fits. */
const unnamed = (ports: readonly string[]): Match => negatedIf(!ports.includes('*'), { kind: 'always' });

function rewriteNew(match: Match, variant: Variant): Match {
  switch (match.kind) {
    case 'all':
    case 'any': {
      const of = match.of.map((part) => rewrite(part, variant));
      if (of.every((part, i) => part === match.of[i])) return match;
      return match.kind === 'all' ? allOf(of) : anyOf(of);
    }
    case 'not': {
      const of = rewrite(match.of, variant);
      return of === match.of ? match : not(of);
    }
    case 'state':
      return stateMatch(match, match.of, variant.state);
    case 'in':
      return variant.in ? match : unnamed(match.ports);
    case 'out':
      return variant.out ? match : unnamed(match.ports);
    case 'translated':
      return variant.state?.early ? NONE : match;
    case 'condition':
      return variant.suffix === '' ? match : conditionOf(match.condition, variant.suffix);
    default:
      return match;
  }
}

/** Whether nothing means anything else there. */
const isPlain = ({ state, in: incoming, out, suffix }: Variant): boolean =>
  state === null && incoming && out && suffix === '';

const hangsOnPlace = (match: Match): boolean =>
  match.kind !== 'src' && match.kind !== 'dst' && match.kind !== 'service' && match.kind !== 'always';

/** A match as it is meant at one place. What stays the same stays the same object. */
export function rewrite(match: Match, variant: Variant): Match {
  if (isPlain(variant) || !hangsOnPlace(match)) return match;
  const known = variant.rewritten.get(match);
  if (known) return known;
  const made = rewriteNew(match, variant);
  variant.rewritten.set(match, made);
  return made;
}
