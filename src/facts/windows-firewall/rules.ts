/** The rule lists among the evidence: which of them list a store to its end, and what conditions belong to which rule. */
import type { Location } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';
import type { RegistryFacts } from '../registry.ts';
import { keyState } from '../registry.ts';
import {
  LEGACY_EXCEPTIONS,
  LOCAL_RULES,
  MDM_RULES,
  POLICY_PROFILE_KEYS,
  POLICY_RULES,
  POLICY_STANDARD_KEY,
} from './keys.ts';
import type { FilterKind, FirewallFilter, FirewallRule, FirewallSection, FirewallStore } from './model.ts';

/** One list of rules that is whole for one store. */
export interface RuleList {
  readonly rules: readonly FirewallRule[];
  /** Why further rules, none of them an authenticated bypass, may count beside it; null where none can. */
  readonly open: Bilingual | null;
  readonly at: Location;
}

export interface RuleLists {
  /** Whole lists by store. Several of one store must give one answer. */
  readonly whole: Readonly<Record<FirewallStore, readonly RuleList[]>>;
  /** Why no whole list of the store is here; null where one is. */
  readonly gaps: Readonly<Record<'policy' | 'local', Bilingual | null>>;
  /** Rules of lists that may be cut. */
  readonly partial: readonly FirewallRule[];
}

function withFilter(rule: FirewallRule, filters: ReadonlyMap<string, FirewallFilter>): FirewallRule {
  let joined = rule;
  const left: FilterKind[] = [];
  for (const kind of rule.unfiltered) {
    const filter = filters.get(`${kind}\n${rule.id.toLowerCase()}`);
    if (!filter) left.push(kind);
    else {
      const notUnderstood = [...joined.notUnderstood, ...filter.notUnderstood];
      joined = { ...joined, ...filter.conditions, notUnderstood };
    }
  }
  return { ...joined, unfiltered: left };
}

/** Filter objects come in files of their own and name their rule. */
function joinFilters(sections: readonly FirewallSection[]): readonly FirewallSection[] {
  const filters = new Map(
    sections.flatMap((s) => s.filters).map((f) => [`${f.kind}\n${f.rule.toLowerCase()}`, f]),
  );
  return sections.map((s) => {
    if (s.rules.every((r) => r.unfiltered.length === 0)) return s;
    return { ...s, rules: s.rules.map((r) => withFilter(r, filters)) };
  });
}

/** A rule of which neither ports nor addresses are known says nothing that a list could be judged by. */
const isBare = (rule: FirewallRule): boolean =>
  rule.enabled &&
  rule.direction === 'in' &&
  (rule.unfiltered.includes('port') || rule.unfiltered.includes('address'));

const isWhole = (section: FirewallSection, store: FirewallStore): boolean =>
  section.completeStores.includes(store) && !section.rules.some(isBare);

/** Rules that Windows itself adds to the active store are neither policy's nor local; they count with policy's. */
const listOf = (section: FirewallSection, store: FirewallStore): RuleList => ({
  rules: section.rules.filter((r) => r.store === store || (store === 'policy' && r.store === 'active')),
  open: null,
  at: section.at,
});

/** The key that makes a store's list, and those from which more allow and block rules may come (MDM knows no bypass). */
interface StoreKeys {
  readonly main: string;
  readonly more: readonly string[];
}

function legacyKeys(): readonly string[] {
  const profiles = [...Object.values(POLICY_PROFILE_KEYS), POLICY_STANDARD_KEY];
  return profiles.flatMap((profile) => LEGACY_EXCEPTIONS.map((exception) => `${profile}\\${exception}`));
}

const STORE_KEYS: Readonly<Record<'policy' | 'local', StoreKeys>> = {
  policy: { main: POLICY_RULES, more: [MDM_RULES, ...legacyKeys()] },
  local: { main: LOCAL_RULES, more: [] },
};

/** The registry's list of a store, where its key was exported whole or does not exist. */
function registryList(
  registry: RegistryFacts,
  sections: readonly FirewallSection[],
  store: 'policy' | 'local',
): RuleList | Bilingual {
  const { main, more } = STORE_KEYS[store];
  const state = keyState(registry, 'HKLM', main);
  if (state.state === 'unknown') return state.because;
  if (state.state === 'set') return { ja: main, en: main };
  const rules = sections
    .filter((s) => s.layer === 'stored')
    .flatMap((s) => s.rules)
    .filter((r) => r.store === store);
  const unknown = more.map((key) => keyState(registry, 'HKLM', key)).find((k) => k.state === 'unknown');
  return { rules, open: unknown?.state === 'unknown' ? unknown.because : null, at: state.at };
}

const inForce = (rules: readonly FirewallRule[]): number =>
  rules.filter((r) => r.enabled && r.direction === 'in').length;

/** A listing that holds more rules than a list said to be whole shows that one of them is of another time. */
function outnumbered(list: RuleList, live: readonly FirewallSection[]): RuleList {
  const own = inForce(list.rules);
  const larger = live.find((s) => inForce(s.rules) > own);
  if (!larger || list.open) return list;
  const where = `${larger.at.file}:${larger.at.line}`;
  return {
    ...list,
    open: {
      ja: `${where} の一覧のほうが規則が多く、${list.at.file} と同じ時のものでない`,
      en: `the list at ${where} holds more rules, so it is not of the same time as ${list.at.file}`,
    },
  };
}

const isList = (list: RuleList | Bilingual): list is RuleList => 'rules' in list;

function partialRules(
  sections: readonly FirewallSection[],
  stored: readonly FirewallRule[],
): readonly FirewallRule[] {
  const whole = new Set(stored);
  return sections.flatMap((s) => s.rules.filter((r) => !isBare(r) && !whole.has(r) && !isWhole(s, r.store)));
}

/** Sorts the lists of a host's sections. */
export function ruleLists(registry: RegistryFacts, sections: readonly FirewallSection[]): RuleLists {
  const joined = joinFilters(sections);
  const live = joined.filter((s) => s.layer === 'live');
  const from = (store: FirewallStore): readonly RuleList[] =>
    live.filter((s) => isWhole(s, store)).map((s) => listOf(s, store));
  const policy = registryList(registry, joined, 'policy');
  const local = registryList(registry, joined, 'local');
  const whole = {
    policy: [...(isList(policy) ? [policy] : []), ...from('policy')],
    local: [...(isList(local) ? [outnumbered(local, live)] : []), ...from('local')],
    active: from('active'),
  };
  return {
    whole,
    gaps: {
      policy: whole.policy.length > 0 || isList(policy) ? null : policy,
      local: whole.local.length > 0 || isList(local) ? null : local,
    },
    partial: partialRules(
      joined,
      [policy, local].flatMap((l) => (isList(l) ? l.rules : [])),
    ),
  };
}
