/**
 * Rules that take packets out of connection tracking (NOTRACK): such a packet is `untracked` further on and NAT leaves
 * it alone. Where the rules stand in a base chain before connection tracking and nothing but verdicts and rules that go on
 * comes before them, the packets are worked out; else what such a rule does is left unknown.
 */
import { type FilterRule, type Match, NONE } from '../../facts/firewall/model.ts';
import { type Chain, PRIORITY } from './chain.ts';
import { allOf, anyOf, not } from './matches.ts';
import { notUnderstoodTarget } from './notes.ts';
import { rewrite, type Variant } from './variant.ts';

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
  return match.kind === 'not' ? isPlain(match.of) : match.kind !== 'condition';
}

/** What a rule does to the packets that none before it has taken out of the chain. */
function effect(chain: Chain, rule: FilterRule): 'untracks' | 'goes-on' | 'leaves' | 'other' {
  if (chain.untracks.has(rule)) return 'untracks';
  const { action } = rule;
  if (!rule.enabled || action.do === 'next' || action.do === 'deny') return 'goes-on';
  return action.do === 'permit' || action.do === 'return' ? 'leaves' : 'other';
}

interface Worked {
  /** With tests of the state settled. */
  readonly chain: Chain;
  readonly untracked: Match;
}

const earlyVariant = (untracked: Match): Variant => ({
  state: { early: true, untracked },
  in: true,
  out: false,
  suffix: '',
  rewritten: new Map(),
});

/** The packets that the rules of one chain untrack; null where that is not plain. */
function worked(chain: Chain, before: Match): Worked | null {
  const left: Match[] = [];
  const found: Match[] = [];
  const rules: FilterRule[] = [];
  const untracks = new Set<FilterRule>();
  let variant = earlyVariant(before);
  for (const rule of chain.rules) {
    const does = effect(chain, rule);
    const settled = { ...rule, match: rewrite(rule.match, variant) };
    rules.push(settled);
    if (does === 'goes-on') continue;
    if (does === 'other' || !isPlain(settled.match)) return null;
    if (does === 'leaves') left.push(settled.match);
    else {
      untracks.add(settled);
      found.push(allOf([...(chain.base ? [chain.base.when] : []), settled.match, not(anyOf(left))]));
      variant = earlyVariant(anyOf([before, ...found]));
    }
  }
  return { chain: { ...chain, rules, untracks }, untracked: anyOf(found) };
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
  const settled = new Map<Chain, Chain>();
  const found: Match[] = [];
  for (const chain of ordered.filter(isEarly)) {
    const soFar = anyOf(found);
    before.set(chain, soFar);
    const own = chain.untracks.size > 0 ? worked(chain, soFar) : null;
    if (!own) continue;
    settled.set(chain, own.chain);
    found.push(own.untracked);
  }
  const all = anyOf(found);
  return {
    untracked: all.kind === 'never' ? null : asSeenLater(all),
    before: (chain) => before.get(chain) ?? NONE,
    chains: chains.map(
      (c) => settled.get(c) ?? (c.untracks.size === 0 || c.base?.hook === 'output' ? c : lost(c)),
    ),
  };
}
