/**
 * The rules of one reading of the evidence against one question. They count together and without order: authenticated
 * bypass over block over allow over the profile's default ([MS-FASP] 2.2.34).
 */
import type { Location } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';
import { type AddressSet, intersect, isEmpty, subtract, union, unionOf } from '../address-set.ts';
import type { InboundQuestion, InboundRules, RuleMatch } from './match.ts';
import { matches, maySources, mustSources } from './match.ts';
import type { FirewallRule } from './model.ts';
import type { EffectiveProfile } from './settings.ts';

/** A rule that surely lets these sources in. */
export interface Admission {
  readonly rule: FirewallRule;
  readonly addresses: AddressSet;
}

/** One way to read the evidence: the rules in effect, and those that count only if local rules are merged. */
export interface View {
  readonly rules: InboundRules;
  readonly unsure: InboundRules;
  /** Why rules that are not here may count as well; null where none can. */
  readonly open: Bilingual | null;
  readonly at: readonly Location[];
}

const ofAction = (list: readonly RuleMatch[], action: FirewallRule['action']): readonly RuleMatch[] =>
  list.filter((m) => m.rule.action === action);

/** `allowed` is sure; what is in `possible` beyond it cannot be told. */
export interface Answer {
  readonly allowed: AddressSet;
  readonly possible: AddressSet;
  readonly admissions: readonly Admission[];
  readonly doubtful: readonly RuleMatch[];
  readonly blocks: readonly RuleMatch[];
}

const whatIf = (match: RuleMatch): RuleMatch => ({
  ...match,
  doubts: [
    ...match.doubts,
    { ja: 'ローカル規則の併合が不明', en: 'whether local rules are merged is not known' },
  ],
});

/** The block rules: what they surely stop, what they may stop, and the keywords they surely stop. */
function blocking(blocks: readonly RuleMatch[]) {
  const sure = blocks.filter((m) => m.doubts.length === 0);
  return {
    sure,
    keywords: new Set(sure.flatMap((m) => [...m.keywords.keys()])),
    must: unionOf(sure.map((m) => mustSources(m))),
    may: unionOf(blocks.map((m) => maySources(m))),
  };
}

/** Rules that surely let somebody in whom no block may stop. */
const admitted = (
  allows: readonly RuleMatch[],
  block: ReturnType<typeof blocking>,
  q: InboundQuestion,
): readonly Admission[] =>
  allows
    .map((m) => ({
      rule: m.rule,
      addresses: subtract(intersect(mustSources(m, block.keywords), q.sources), block.may),
    }))
    .filter((a) => !isEmpty(a.addresses));

/** What the rules offer before blocks: everything where unknown rules may count. */
function offer(
  allows: readonly RuleMatch[],
  all: boolean,
  block: ReturnType<typeof blocking>,
  q: InboundQuestion,
) {
  return all ? q.sources : intersect(unionOf(allows.map((m) => maySources(m, block.keywords))), q.sources);
}

export function answer(view: View, profile: EffectiveProfile, q: InboundQuestion): Answer {
  const all = [...matches(view.rules, q), ...matches(view.unsure, q).map(whatIf)];
  const blocks = ofAction(all, 'block');
  const block = blocking(blocks);
  const shielded = profile.shieldsUp.known && profile.shieldsUp.value;
  const allows = shielded ? [] : ofAction(all, 'allow');
  const byDefault = allowsByDefault(profile);
  const open = view.open !== null && !shielded;
  const admissions = open ? [] : admitted(allows, block, q);
  const bySetting = byDefault === 'yes' && !open ? subtract(q.sources, block.may) : [];
  const bypass = ofAction(all, 'bypass');
  const offered = offer(allows, open || byDefault !== 'no', block, q);
  return {
    allowed: union(bySetting, ...admissions.map((a) => a.addresses)),
    possible: union(
      subtract(offered, block.must),
      intersect(unionOf(bypass.map((m) => maySources(m))), q.sources),
    ),
    admissions,
    doubtful: [...allows, ...blocks, ...bypass].filter((m) => m.doubts.length > 0 || m.keywords.size > 0),
    blocks: block.sure,
  };
}

function allowsByDefault({ defaultInbound, shieldsUp }: EffectiveProfile): 'yes' | 'no' | 'maybe' {
  if (shieldsUp.known && shieldsUp.value) return 'no';
  if (!defaultInbound.known) return 'maybe';
  return defaultInbound.value === 'allow' ? 'yes' : 'no';
}
