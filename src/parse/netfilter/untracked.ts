/**
 * Rules that take packets out of connection tracking (NOTRACK): such a packet is `untracked` further on and NAT leaves
 * it alone. Where the rules stand in a base chain before connection tracking and nothing but verdicts and rules that go on
 * comes before them, the packets are worked out; else what such a rule does is left unknown.
 */
import { type FilterRule, type Match, NONE } from '../../facts/firewall/model.ts';
import { type Chain, PRIORITY } from './chain.ts';
import { allOf, anyOf, not } from './matches.ts';
import { notUnderstoodTarget } from './notes.ts';
import { addTraits, rewrite, type Traits, type Variant } from './variant.ts';

export interface Untracking {
  /** As later stages see them; null: there are none. */
  readonly untracked: Match | null;
  /** Those that earlier chains untracked, as a chain before connection tracking sees them. */
  readonly before: (chain: Chain) => Match;
  /** The chains, with rules whose effect could not be worked out made unknown. */
  readonly chains: readonly Chain[];
}

const isEarly = ({ base }: Chain): boolean =>
  base !== null && !base.nat && base.hook === 'prerouting' && base.priority < PRIORITY.conntrack;

/** What hangs on more than the packet as it came in is left to the general case. */
function isPlain(match: Match): boolean {
  if (match.kind === 'all' || match.kind === 'any') return match.of.every(isPlain);
  if (match.kind === 'not') return isPlain(match.of);
  return match.kind !== 'translated' && match.kind !== 'condition';
}

function asksState(match: Match): boolean {
  const traits: Traits = { state: false, in: false, out: false, condition: false };
  addTraits(match, traits);
  return traits.state;
}

/** The packets that the rules of one chain untrack; null where that is not plain. */
function untrackedIn(chain: Chain, before: Match): Match | null {
  const accepted: Match[] = [];
  const found: Match[] = [];
  const variant: Variant = {
    state: { early: true, untracked: before },
    in: true,
    out: false,
    suffix: '',
    rewritten: new Map(),
  };
  for (const rule of chain.rules) {
    const untracks = chain.untracks.has(rule);
    if (found.length > 0 && asksState(rule.match)) return null;
    const goesOn = rule.action.do === 'next' || rule.action.do === 'deny' || !rule.enabled;
    if (goesOn && !untracks) continue;
    const match = rewrite(rule.match, variant);
    const leaves = rule.action.do === 'permit' || rule.action.do === 'return';
    if (!isPlain(match) || (!untracks && !leaves)) break;
    if (untracks) found.push(allOf([match, not(anyOf(accepted))]));
    else accepted.push(match);
  }
  if (found.length < chain.untracks.size) return null;
  return allOf([...(chain.base ? [chain.base.when] : []), anyOf(found)]);
}

const unknownOf = (rule: FilterRule): FilterRule => ({
  ...rule,
  action: { do: 'unknown', what: notUnderstoodTarget('NOTRACK') },
});

const lost = (chain: Chain): Chain => ({
  ...chain,
  rules: chain.rules.map((r) => (chain.untracks.has(r) ? unknownOf(r) : r)),
});

/** NAT leaves such packets alone: one that it has changed is none of them, whatever its addresses now are. */
const asSeenLater = (match: Match): Match =>
  allOf([match, not({ kind: 'translated', side: 'dst' }), not({ kind: 'translated', side: 'src' })]);

/** `ordered`: the base chains before routing, in the order in which they are asked. */
export function untrackedBy(ordered: readonly Chain[], chains: readonly Chain[]): Untracking {
  const before = new Map<Chain, Match>();
  const worked = new Set<Chain>();
  const found: Match[] = [];
  for (const chain of ordered.filter(isEarly)) {
    const soFar = anyOf(found);
    before.set(chain, soFar);
    const own = untrackedIn(chain, soFar);
    if (own) worked.add(chain);
    if (own && chain.untracks.size > 0) found.push(own);
  }
  const all = anyOf(found);
  return {
    untracked: all.kind === 'never' ? null : asSeenLater(all),
    before: (chain) => before.get(chain) ?? NONE,
    chains: chains.map((c) => (c.untracks.size === 0 || worked.has(c) || c.base?.hook === 'output' ? c : lost(c))),
  };
}
