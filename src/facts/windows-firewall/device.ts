/**
 * The Windows Firewall of a host as one more device of the rule model, so that the same questions can be asked of it:
 * inbound packets of TCP and UDP in one profile. Its rules have no order ([MS-FASP] 2.2.34: bypass over block over allow
 * over the default), which is an order of kinds here.
 */
import type { Location } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';
import type { Action, FilterRule, FirewallDevice, FirewallNote, Match } from '../firewall/model.ts';
import { ANY } from '../firewall/model.ts';
import type { View } from './answer.ts';
import { type DeviceMatchOptions, type KeywordBlocks, keywordBlocks, ruleMatch } from './device-match.ts';
import type { InboundRules } from './match.ts';
import type { FirewallProfile, FirewallRule } from './model.ts';
import { FIREWALL_PROFILES } from './model.ts';
import type { FirewallFacts } from './policy.ts';
import type { Effective, EffectiveProfile } from './settings.ts';

export interface WindowsDeviceOptions extends DeviceMatchOptions {
  readonly hostname?: string | null;
}

const PERMIT: Action = { do: 'permit' };
const DENY: Action = { do: 'deny' };

/** Rules of either protocol, each once, in file order. */
const rulesOf = (rules: InboundRules): readonly FirewallRule[] => [...new Set([...rules[6], ...rules[17]])];

interface Made {
  readonly facts: FirewallFacts;
  readonly profile: EffectiveProfile;
  readonly name: FirewallProfile;
  readonly options: WindowsDeviceOptions;
  readonly blocks: KeywordBlocks;
  readonly at: Location;
}

const condition = (id: string, what: Bilingual): Match => ({
  kind: 'condition',
  condition: { id, choice: 'unknown', what },
});

const both = (...of: readonly Match[]): Match => {
  const parts = of.filter((m) => m.kind !== 'always');
  const [only] = parts;
  return only === undefined ? ANY : parts.length === 1 ? only : { kind: 'all', of: parts };
};

const synthetic = (made: Made, id: string, match: Match, action: Action, comment: Bilingual): FilterRule => ({
  id,
  name: null,
  at: made.at,
  enabled: true,
  implicit: true,
  match,
  action,
  log: null,
  hits: null,
  comment: comment.en,
});

function written(made: Made, rule: FirewallRule, when: Match): FilterRule {
  const { logDropped, logAllowed } = made.profile;
  const log = rule.action === 'block' ? logDropped : logAllowed;
  return {
    id: rule.id,
    name: rule.name === '' ? null : rule.name,
    at: rule.at,
    enabled: rule.enabled,
    match: both(ruleMatch(rule, { ...made.options, blocks: made.blocks }), when),
    action: rule.action === 'block' ? DENY : PERMIT,
    log: log.known ? log.value : null,
    hits: null,
    comment: rule.group,
  };
}

const OFF: Bilingual = {
  ja: 'ファイアウォールがこの通信に効いていない可能性',
  en: 'the firewall may not be in force for this traffic',
};
const MORE: Bilingual = { ja: '一覧にない規則', en: 'rules that are not in the list' };
const MERGED: Bilingual = { ja: 'ローカル規則の併合', en: 'whether local rules are merged' };
const SHIELDS: Bilingual = {
  ja: '例外を許可しない設定 (DoNotAllowExceptions)',
  en: 'the setting that allows no exceptions (DoNotAllowExceptions)',
};
const PARTIAL: Bilingual = {
  ja: '途中で切れた可能性のある一覧の規則',
  en: 'rules of a list that may be cut',
};
const OTHERS: Bilingual = {
  ja: 'TCP と UDP 以外の規則は読んでいない',
  en: 'rules of protocols other than TCP and UDP are not read',
};

const isOff = ({ facts, profile }: Made): boolean =>
  [facts.service, profile.enabled].some((e) => e.known && !e.value);

/** Where the firewall may be off as a whole, or on an interface. */
function mayBeOff({ facts, profile }: Made): boolean {
  const { openInterfaces } = profile;
  const doubtful = [facts.service, profile.enabled, openInterfaces].some((e) => !e.known);
  return doubtful || (openInterfaces.known && openInterfaces.value);
}

const NOT_TCP_UDP: Match = {
  kind: 'not',
  of: {
    kind: 'service',
    of: [6, 17].map((n) => ({
      protocols: [{ from: n, to: n }],
      sport: null,
      dport: null,
      icmpType: null,
      icmpCode: null,
    })),
  },
};

/** Allow rules count unless exceptions are shut off; null: they do not count. */
function whenAllowed({ profile }: Made): Match | null {
  const { shieldsUp } = profile;
  if (shieldsUp.known) return shieldsUp.value ? null : ANY;
  return { kind: 'not', of: condition('DoNotAllowExceptions', SHIELDS) };
}

const inProfile =
  ({ name }: Made) =>
  (rule: FirewallRule): boolean =>
    rule.profiles.length === 0 || rule.profiles.includes(name);

/** Rules of one action: those in effect, and those that count if local rules are merged. */
function ofAction(
  made: Made,
  view: View,
  action: FirewallRule['action'],
  when: Match,
): readonly FilterRule[] {
  const merged = condition('AllowLocalPolicyMerge', MERGED);
  const pick = (rules: InboundRules, under: Match): readonly FilterRule[] =>
    rulesOf(rules)
      .filter((r) => r.action === action)
      .filter(inProfile(made))
      .map((r) => written(made, r, under));
  return [...pick(view.rules, when), ...pick(view.unsure, both(when, merged))];
}

/** Rules of lists that may be cut, which the whole lists do not hold. */
function partial(made: Made, when: Match): readonly FilterRule[] {
  const { allowLocalRules } = made.profile;
  const dropped = allowLocalRules.known && !allowLocalRules.value;
  return rulesOf(made.facts.partial)
    .filter((r) => r.action !== 'block' && !(dropped && r.store === 'local'))
    .filter(inProfile(made))
    .map((r) => written(made, r, both(when, condition(`partial ${r.id}`, PARTIAL))));
}

/** Rules nobody listed may stop what is allowed, and allow what is not. */
const unlisted = (made: Made, view: View, kind: 'block' | 'allow', when: Match): readonly FilterRule[] =>
  view.open === null
    ? []
    : [
        synthetic(
          made,
          `(unlisted ${kind} rules)`,
          both(when, condition(`unlisted ${kind} rules`, view.open ?? MORE)),
          kind === 'block' ? DENY : PERMIT,
          MORE,
        ),
      ];

function allows(made: Made, view: View): readonly FilterRule[] {
  const when = whenAllowed(made);
  if (when === null) return [];
  return [
    ...ofAction(made, view, 'allow', when),
    ...partial(made, when),
    ...unlisted(made, view, 'allow', when),
    ...allowedByDefault(made, when),
  ];
}

/** A default that allows, while it is not known whether exceptions are shut off. */
function allowedByDefault(made: Made, when: Match): readonly FilterRule[] {
  const { defaultInbound } = made.profile;
  const allowing = defaultInbound.known && defaultInbound.value === 'allow';
  if (!allowing || when.kind === 'always') return [];
  return [synthetic(made, '(default inbound)', when, PERMIT, SHIELDS)];
}

function endOf({ profile }: Made): Action {
  const { defaultInbound, shieldsUp } = profile;
  if (shieldsUp.known && shieldsUp.value) return DENY;
  if (!defaultInbound.known) return { do: 'unknown', what: defaultInbound.because };
  return defaultInbound.value === 'allow' && shieldsUp.known ? PERMIT : DENY;
}

function listRules(made: Made, view: View): readonly FilterRule[] {
  const off = condition('firewall off', OFF);
  return [
    ...(mayBeOff(made) ? [synthetic(made, '(firewall off)', off, PERMIT, OFF)] : []),
    synthetic(made, '(other protocols)', NOT_TCP_UDP, { do: 'unknown', what: OTHERS }, OTHERS),
    ...ofAction(made, view, 'bypass', ANY),
    ...ofAction(made, view, 'block', ANY),
    ...unlisted(made, view, 'block', ANY),
    ...allows(made, view),
  ];
}

const SEVERAL: Bilingual = {
  ja: '規則の一覧が二つ以上あり、同じではない',
  en: 'there is more than one list of rules, and they differ',
};

const identity = (view: View): string =>
  [...rulesOf(view.rules), ...rulesOf(view.unsure)]
    .map((r) => `${r.id}\n${r.action}`)
    .sort()
    .join('\n\n');

/** One device has one list of rules: where lists differ nothing of it is sure. */
function gapsOf({ facts, name, at }: Made): readonly FirewallNote[] {
  const views = facts.views[name];
  const [view, ...others] = views;
  if (!view) {
    const because = facts.gaps.policy ?? facts.gaps.local ?? MORE;
    return [{ kind: 'rules', because, at }];
  }
  return others.some((o) => identity(o) !== identity(view)) ? [{ kind: 'rules', because: SEVERAL, at }] : [];
}

const placeOf = (facts: FirewallFacts, name: FirewallProfile): Location => {
  const set = (e: Effective<unknown>): Location | null => (e.known ? e.at : null);
  const at = facts.views[name][0]?.at[0] ?? set(facts.profiles[name].enabled) ?? set(facts.service);
  return at ?? { file: '', line: 0, text: '' };
};

const UNKNOWN_RULES: Action = { do: 'unknown', what: MORE };

/** The firewall of the host in one profile. */
export function windowsDevice(
  facts: FirewallFacts,
  name: FirewallProfile,
  options: WindowsDeviceOptions = {},
): FirewallDevice {
  const at = placeOf(facts, name);
  const [view] = facts.views[name];
  const active = (view ? rulesOf(view.rules) : []).filter(
    (r) => r.profiles.length === 0 || r.profiles.includes(name),
  );
  const made: Made = {
    facts,
    profile: facts.profiles[name],
    name,
    options,
    blocks: keywordBlocks(active),
    at,
  };
  const off = isOff(made);
  const rules = off || !view ? [] : listRules(made, view);
  const end = off ? PERMIT : view ? endOf(made) : UNKNOWN_RULES;
  const { logDropped } = made.profile;
  const list = {
    id: 'inbound',
    name: `inbound (${name})`,
    rules,
    end,
    endLog: end.do === 'deny' && logDropped.known ? logDropped.value : null,
    at,
  };
  const way = [{ kind: 'filter', list: 'inbound', when: ANY }] as const;
  return {
    context: name,
    vendor: 'windows',
    hostname: options.hostname ?? null,
    version: null,
    families: [4, 6],
    stateful: true,
    ports: [],
    routes: [],
    routesComplete: false,
    lists: [list],
    // A packet to the host is one to what stands behind its firewall.
    forward: way,
    input: way,
    gaps: off ? [] : gapsOf(made),
    notes: [],
    at,
  };
}

/** One device a profile. */
export const windowsDevices = (
  facts: FirewallFacts,
  options: WindowsDeviceOptions = {},
): readonly FirewallDevice[] => FIREWALL_PROFILES.map((name) => windowsDevice(facts, name, options));
