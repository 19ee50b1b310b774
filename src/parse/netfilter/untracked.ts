/**
 * Rules that take packets out of connection tracking (NOTRACK): such a packet is `untracked` further on and NAT leaves
 * it alone. Where the rules stand in a base chain before connection tracking and nothing but ACCEPT and rules that go on
 * comes before them, the packets are worked out; else what such a rule does is left unknown.
 */
import { type FilterRule, type Match, NONE } from '../../facts/firewall/model.ts';
import { type Chain, PRIORITY } from './chain.ts';
import { allOf, anyOf, not } from './matches.ts';
import { notUnderstoodTarget } from './notes.ts';

export interface Untracking {
  /** As later stages see them; null: there are none. */
  readonly untracked: Match | null;
  /** The chains, with rules whose effect could not be worked out made unknown. */
  readonly chains: (chains: readonly Chain[]) => readonly Chain[];
}

const isEarly = ({ base }: Chain): boolean =>
  base !== null &&
  !base.nat &&
  base.priority < PRIORITY.conntrack &&
  (base.hook === 'prerouting' || base.hook === 'output');

/** State is not there yet, interfaces to leave by neither: such tests are left to the general case. */
function isPlain(match: Match): boolean {
  if (match.kind === 'all' || match.kind === 'any') return match.of.every(isPlain);
  if (match.kind === 'not') return isPlain(match.of);
  return (
    match.kind !== 'state' &&
    match.kind !== 'out' &&
    match.kind !== 'translated' &&
    match.kind !== 'condition'
  );
}

/** The packets that the rules of one chain untrack; null where that is not plain. */
function untrackedIn(chain: Chain): Match | null {
  const accepted: Match[] = [];
  const found: Match[] = [];
  for (const { rule, untracks } of chain.rules.map((r) => ({ rule: r, untracks: chain.untracks.has(r) }))) {
    const goesOn = rule.action.do === 'next' || rule.action.do === 'deny' || !rule.enabled;
    if (goesOn && !untracks) continue;
    if (!isPlain(rule.match) || (!untracks && rule.action.do !== 'permit')) break;
    if (untracks) found.push(allOf([rule.match, not(anyOf(accepted))]));
    else accepted.push(rule.match);
  }
  if (found.length < chain.untracks.size) return null;
  return allOf([...(chain.base ? [chain.base.when] : []), anyOf(found)]);
}

const unknownOf = (rule: FilterRule): FilterRule => ({
  ...rule,
  action: { do: 'unknown', what: notUnderstoodTarget('NOTRACK') },
});

/** NAT leaves such packets alone: one that it has changed is none of them, whatever its addresses now are. */
const asSeenLater = (match: Match): Match =>
  allOf([match, not({ kind: 'translated', side: 'dst' }), not({ kind: 'translated', side: 'src' })]);

export function untrackedBy(chains: readonly Chain[]): Untracking {
  const found = new Map<Chain, Match | null>();
  for (const chain of chains) {
    if (chain.untracks.size > 0) found.set(chain, isEarly(chain) ? untrackedIn(chain) : null);
  }
  const plain = [...found]
    .filter(([chain]) => chain.base?.hook === 'prerouting')
    .map(([, match]) => match ?? NONE);
  const all = anyOf(plain);
  const lost = (chain: Chain): boolean => found.has(chain) && found.get(chain) === null;
  return {
    untracked: all.kind === 'never' ? null : asSeenLater(all),
    chains: (of) =>
      of.map((chain) =>
        lost(chain)
          ? { ...chain, rules: chain.rules.map((r) => (chain.untracks.has(r) ? unknownOf(r) : r)) }
          : chain,
      ),
  };
}
