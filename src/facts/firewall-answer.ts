/**
 * The rules of one reading of the evidence against one question. They count together and without order: authenticated
 * bypass over block over allow over the profile's default ([MS-FASP] 2.2.34).
 */
import type { Location } from '../model/evidence.ts';
import type { AddressSet } from './address-set.ts';
import { intersect, isEmpty, subtract, union } from './address-set.ts';
import type { InboundQuestion, RuleMatch } from './firewall-match.ts';
import { matchRule, maySources, mustSources } from './firewall-match.ts';
import type { EffectiveProfile } from './firewall-settings.ts';
import type { FirewallRule } from './windows-firewall.ts';

/** A rule that surely lets these sources in. */
export interface Admission {
  readonly rule: FirewallRule;
  readonly addresses: AddressSet;
}

/** One way to read the evidence: the rules in effect, and those that count only if local rules are merged. */
export interface View {
  readonly rules: readonly FirewallRule[];
  readonly unsure: readonly FirewallRule[];
  readonly at: readonly Location[];
}

export const matches = (rules: readonly FirewallRule[], q: InboundQuestion): readonly RuleMatch[] =>
  rules.flatMap((rule) => matchRule(rule, q) ?? []);

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

export function answer(view: View, profile: EffectiveProfile, q: InboundQuestion): Answer {
  const all = [...matches(view.rules, q), ...matches(view.unsure, q).map(whatIf)];
  const blocks = ofAction(all, 'block');
  const sure = blocks.filter((m) => m.doubts.length === 0);
  const blocked = new Set(sure.flatMap((m) => [...m.keywords.keys()]));
  const mustBlock = union(...sure.map((m) => mustSources(m)));
  const mayBlock = union(...blocks.map((m) => maySources(m)));
  const allows = profile.shieldsUp.known && profile.shieldsUp.value ? [] : ofAction(all, 'allow');
  const byDefault = allowsByDefault(profile);
  const admissions = allows
    .map((m) => ({
      rule: m.rule,
      addresses: subtract(intersect(mustSources(m, blocked), q.sources), mayBlock),
    }))
    .filter((a) => !isEmpty(a.addresses));
  const allowed =
    byDefault === 'yes' ? subtract(q.sources, mayBlock) : union(...admissions.map((a) => a.addresses));
  const offered = byDefault === 'no' ? union(...allows.map((m) => maySources(m, blocked))) : q.sources;
  const bypass = ofAction(all, 'bypass');
  const possible = union(
    subtract(intersect(offered, q.sources), mustBlock),
    intersect(union(...bypass.map((m) => maySources(m))), q.sources),
  );
  const doubtful = [...allows, ...blocks, ...bypass].filter(
    (m) => m.doubts.length > 0 || m.keywords.size > 0,
  );
  return { allowed, possible, admissions, doubtful, blocks: sure };
}

function allowsByDefault({ defaultInbound, shieldsUp }: EffectiveProfile): 'yes' | 'no' | 'maybe' {
  if (shieldsUp.known && shieldsUp.value) return 'no';
  if (!defaultInbound.known) return 'maybe';
  return defaultInbound.value === 'allow' ? 'yes' : 'no';
}
