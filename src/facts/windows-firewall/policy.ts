/** Whom the Windows Firewall of a host lets in, from everything the evidence holds of it. */
import type { Location } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';
import {
  type AddressSet,
  intersect,
  isEmpty,
  NO_ADDRESSES,
  subtract,
  union,
  unionOf,
} from '../address-set.ts';
import type { ListSection, Service } from '../host-activity.ts';
import type { Fact } from '../known.ts';
import { isNonEmpty, known, unknown } from '../known.ts';
import type { RegistryFacts } from '../registry.ts';
import type { Admission, Answer, View } from './answer.ts';
import { answer } from './answer.ts';
import type { InboundQuestion, InboundRules, RuleMatch } from './match.ts';
import { inboundRules, matches, maySources, mustSources } from './match.ts';
import type { FirewallProfile, FirewallRule, FirewallSection } from './model.ts';
import type { RuleLists } from './rules.ts';
import { ruleLists } from './rules.ts';
import { serviceState } from './service.ts';
import type { Effective, EffectiveProfile } from './settings.ts';
import { effectiveProfile } from './settings.ts';

/** What a host's evidence says of its Windows Firewall. */
export interface FirewallFacts {
  /** Whether the firewall's service (mpssvc) runs; where it does not, nothing is filtered. */
  readonly service: Effective<boolean>;
  readonly profiles: Readonly<Record<FirewallProfile, EffectiveProfile>>;
  /** Every reading of the rules that is whole; none where a store that counts is not listed to its end. */
  readonly views: Readonly<Record<FirewallProfile, readonly View[]>>;
  /** Rules of lists that may be cut. */
  readonly partial: InboundRules;
  readonly gaps: RuleLists['gaps'];
}

export interface InboundExposure {
  /** Sources that are surely let in. */
  readonly allowed: AddressSet;
  /** Sources of which it cannot be told; `reasons` says why. */
  readonly maybe: AddressSet;
  /** The rules that do; none where it is the profile itself (off, or allowing by default). */
  readonly admissions: readonly Admission[];
  readonly reasons: readonly Bilingual[];
  /** Null where it cannot be told. */
  readonly profileEnabled: boolean | null;
  /** Settings, lists and rules that the answer rests on. */
  readonly by: readonly Location[];
}

export interface FirewallEvidence {
  readonly sections: readonly FirewallSection[];
  readonly registry: RegistryFacts;
  /** Service lists of the host, for the state of mpssvc. */
  readonly services: readonly ListSection<Service>[];
}

/** Gathers what there is; GPO and RSoP material is left out, since it shows intent and not the host. */
export function buildFirewall({ sections, registry, services }: FirewallEvidence): FirewallFacts {
  const host = sections.filter((s) => s.layer !== 'intended');
  const profile = (p: FirewallProfile): EffectiveProfile => effectiveProfile(registry, host, p);
  const profiles = { domain: profile('domain'), private: profile('private'), public: profile('public') };
  const lists = ruleLists(registry, host);
  const views = viewsByProfile(lists, profiles);
  return {
    service: serviceState(registry, host, services),
    profiles,
    views,
    partial: inboundRules(lists.partial),
    gaps: lists.gaps,
  };
}

const MAX_VIEWS = 16;

const NO_RULES = inboundRules([]);

/** `merged`: whether rules of the local store count; null where that is not known. */
function viewsOf(lists: RuleLists, merged: boolean | null): readonly View[] {
  const active = lists.whole.active.map((l) => ({
    rules: inboundRules(l.rules),
    unsure: NO_RULES,
    open: l.open,
    at: [l.at],
  }));
  const locals = merged === false ? [{ rules: [], open: null, at: null }] : lists.whole.local;
  const pairs = lists.whole.policy.flatMap((policy) =>
    locals.map((local) => ({
      rules: inboundRules(merged === null ? policy.rules : [...policy.rules, ...local.rules]),
      unsure: merged === null ? inboundRules(local.rules) : NO_RULES,
      open: policy.open ?? local.open,
      at: local.at ? [policy.at, local.at] : [policy.at],
    })),
  );
  return [...active, ...pairs].slice(0, MAX_VIEWS);
}

/** Profiles that merge local rules alike share their views. */
function viewsByProfile(lists: RuleLists, profiles: FirewallFacts['profiles']): FirewallFacts['views'] {
  const made = new Map<boolean | null, readonly View[]>();
  const of = (profile: FirewallProfile): readonly View[] => {
    const merge = profiles[profile].allowLocalRules;
    const merged = merge.known ? merge.value : null;
    const views = made.get(merged) ?? viewsOf(lists, merged);
    made.set(merged, views);
    return views;
  };
  return { domain: of('domain'), private: of('private'), public: of('public') };
}

const whereRule = ({ rule }: { readonly rule: FirewallRule }): string =>
  `${rule.name === '' ? rule.id : rule.name} (${rule.at.file}:${rule.at.line})`;

function ruleReason(match: RuleMatch): Bilingual {
  const words = [...match.keywords.keys()].map((k) => ({ ja: `キーワード ${k}`, en: `the keyword ${k}` }));
  const why = [...match.doubts, ...words];
  return {
    ja: `規則 ${whereRule(match)} の及ぶ範囲を決められない: ${why.map((w) => w.ja).join('、')}`,
    en: `what rule ${whereRule(match)} reaches cannot be told: ${why.map((w) => w.en).join(', ')}`,
  };
}

const MAX_REASONS = 5;

/** Settings that leave the whole question open. */
function openSettings(facts: FirewallFacts, profile: EffectiveProfile): readonly Bilingual[] {
  const { enabled, openInterfaces, shieldsUp, defaultInbound } = profile;
  return [
    ...[facts.service, enabled, shieldsUp, defaultInbound, openInterfaces].flatMap((e) =>
      e.known ? [] : [e.because],
    ),
    ...(openInterfaces.known && openInterfaces.value
      ? [
          {
            ja: 'ファイアウォールが無効なインターフェイスがある (DisabledInterfaces)',
            en: 'the firewall is off on some interfaces (DisabledInterfaces)',
          },
        ]
      : []),
  ];
}

/** Whether the settings alone leave it open that anything passes. */
function mayBeOff(facts: FirewallFacts, { enabled, openInterfaces }: EffectiveProfile): boolean {
  const doubtful = [facts.service, enabled, openInterfaces].some((e) => !e.known);
  return doubtful || (openInterfaces.known && openInterfaces.value);
}

const locations = (...list: readonly (Location | null)[]): readonly Location[] =>
  list.flatMap((at) => (at === null ? [] : [at]));

const whereSet = (...settings: readonly Effective<unknown>[]): readonly Location[] =>
  locations(...settings.map((e) => (e.known ? e.at : null)));

function everything(facts: FirewallFacts, q: InboundQuestion): InboundExposure | null {
  const { enabled } = facts.profiles[q.profile];
  const off = [facts.service, enabled].find((e) => e.known && !e.value);
  if (!off) return null;
  return {
    allowed: q.sources,
    maybe: NO_ADDRESSES,
    admissions: [],
    reasons: [],
    profileEnabled: false,
    by: whereSet(off),
  };
}

/** Sources that a list which may be cut says are let in, and the whole lists do not. */
function surplus(facts: FirewallFacts, q: InboundQuestion, found: Answer): readonly RuleMatch[] {
  const profile = facts.profiles[q.profile];
  if (profile.shieldsUp.known && profile.shieldsUp.value) return [];
  const dropped = profile.allowLocalRules.known && !profile.allowLocalRules.value;
  return matches(facts.partial, q).filter((m) => {
    if (m.rule.action === 'block' || (dropped && m.rule.store === 'local')) return false;
    return !isEmpty(subtract(intersect(maySources(m), q.sources), union(found.possible, blockedBy(found))));
  });
}

const blockedBy = (found: Answer): AddressSet => unionOf(found.blocks.map((m) => mustSources(m)));

function exposureOf(facts: FirewallFacts, q: InboundQuestion, view: View): InboundExposure {
  const profile = facts.profiles[q.profile];
  const found = answer(view, profile, q);
  const extra = surplus(facts, q, found);
  const more = intersect(unionOf(extra.map((m) => maySources(m))), q.sources);
  const possible = mayBeOff(facts, profile) ? q.sources : union(found.possible, more);
  const shielded = !profile.shieldsUp.known;
  const allowed = shielded ? NO_ADDRESSES : found.allowed;
  const maybe = subtract(possible, allowed);
  const reasons = (): readonly Bilingual[] => [
    ...openSettings(facts, profile),
    ...(view.open ? [because(MORE_RULES, view.open)] : []),
    ...[...found.doubtful, ...extra].slice(0, MAX_REASONS).map(ruleReason),
  ];
  return {
    allowed,
    maybe,
    admissions: shielded ? [] : found.admissions,
    reasons: isEmpty(maybe) ? [] : reasons(),
    profileEnabled: profile.enabled.known ? profile.enabled.value : null,
    by: [
      ...whereSet(facts.service, profile.enabled, profile.defaultInbound, profile.shieldsUp),
      ...view.at,
      ...found.blocks.map((m) => m.rule.at),
    ],
  };
}

/** What one reading says for sure that another excludes. */
const excludes = (a: InboundExposure, b: InboundExposure): boolean =>
  !isEmpty(subtract(a.allowed, union(b.allowed, b.maybe)));

const contradict = (a: InboundExposure, b: InboundExposure): boolean => excludes(a, b) || excludes(b, a);

/** Two readings that do not contradict one another each settle what the other leaves open. */
function together(a: InboundExposure, b: InboundExposure): InboundExposure {
  const allowed = union(a.allowed, b.allowed);
  const maybe = subtract(intersect(union(a.allowed, a.maybe), union(b.allowed, b.maybe)), allowed);
  return {
    ...a,
    allowed,
    maybe,
    admissions: [...a.admissions, ...b.admissions],
    reasons: isEmpty(maybe) ? [] : a.reasons,
    by: [...new Set([...a.by, ...b.by])],
  };
}

const NO_POLICY: Bilingual = {
  ja: 'グループ ポリシーのファイアウォール規則の有無が分からない',
  en: 'whether Group Policy brings firewall rules is not known',
};

const MORE_RULES: Bilingual = {
  ja: '一覧にない規則が効いている可能性がある',
  en: 'rules that are not in the list may be in effect',
};

const NO_LOCAL: Bilingual = {
  ja: 'ローカルのファイアウォール規則がすべて分かってはいない',
  en: 'the local firewall rules are not all known',
};

const because = (gap: Bilingual, why: Bilingual | null): Bilingual => ({
  ja: why ? `${gap.ja}: ${why.ja}` : gap.ja,
  en: why ? `${gap.en}: ${why.en}` : gap.en,
});

function missingLists({ gaps }: FirewallFacts): Bilingual {
  return gaps.policy ? because(NO_POLICY, gaps.policy) : because(NO_LOCAL, gaps.local);
}

const contradiction = (a: View, b: View): Bilingual => {
  const [one, other] = [a.at[0], b.at.find((at) => !a.at.includes(at)) ?? b.at[0]];
  return {
    ja: `規則の一覧どうしが食い違う (${one?.file} と ${other?.file})`,
    en: `the lists of rules contradict one another (${one?.file} and ${other?.file})`,
  };
};

/** The sources let in to one port in one profile; unknown where a list that counts is missing or lists contradict. */
export function inboundExposure(facts: FirewallFacts, question: InboundQuestion): Fact<InboundExposure> {
  const off = everything(facts, question);
  if (off && isNonEmpty(off.by)) return known(off, off.by);
  const [view, ...others] = facts.views[question.profile];
  if (!view) return unknown(missingLists(facts), ['reg-export', 'netfirewall-json', 'netsh-firewall-rules']);
  let exposure = exposureOf(facts, question, view);
  for (const other of others) {
    const second = exposureOf(facts, question, other);
    if (contradict(exposure, second)) return unknown(contradiction(view, other));
    exposure = together(exposure, second);
  }
  return isNonEmpty(exposure.by) ? known(exposure, exposure.by) : unknown(missingLists(facts));
}
