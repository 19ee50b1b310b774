/**
 * What a profile of the Windows Firewall does in effect: policy over MDM over the local store over Windows' default
 * ([MS-GPFAS] 2.2.3), or the active store as a cmdlet shows it. What cannot be told stays unknown.
 */
import type { Location } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';
import type { RegistryFacts, ValueState } from '../registry.ts';
import { keyExists, setting } from '../registry.ts';
import { LOCAL_PROFILE_KEYS, MDM_PROFILE_KEYS, POLICY_PROFILE_KEYS, POLICY_STANDARD_KEY } from './keys.ts';
import type { FirewallProfile, FirewallProfileSettings, FirewallSection } from './model.ts';

/** One value in effect. `at` null: Windows' default. */
export type Effective<T> =
  | { readonly known: true; readonly value: T; readonly at: Location | null }
  | { readonly known: false; readonly because: Bilingual };

export interface EffectiveProfile {
  readonly enabled: Effective<boolean>;
  readonly defaultInbound: Effective<'allow' | 'block'>;
  readonly shieldsUp: Effective<boolean>;
  /** AllowLocalPolicyMerge: whether rules of the local store count beside those of policy. */
  readonly allowLocalRules: Effective<boolean>;
  readonly logDropped: Effective<boolean>;
  readonly logAllowed: Effective<boolean>;
  /** Whether interfaces are named on which the firewall is off. */
  readonly openInterfaces: Effective<boolean>;
}

type Value = EffectiveProfile[keyof EffectiveProfile] extends Effective<infer V> ? V : never;
type SettingName = keyof EffectiveProfile;

interface Rule<T> {
  /** Below the profile key, `` for itself. */
  readonly below: string;
  readonly value: string;
  /** Meaning of the stored data; undefined when Windows would not take it. */
  readonly read: (data: unknown) => T | undefined;
  readonly fallback: T;
  /** Not to be present under the old StandardProfile ([MS-GPFAS] 2.2.3.13, .15, .17). */
  readonly modern: boolean;
  /** Set by policy only: a value of it in the local store has no effect. */
  readonly policyOnly: boolean;
  /** Whether MDM can set it (Firewall CSP). */
  readonly mdm: boolean;
}

const flag = (data: unknown): boolean | undefined => (typeof data === 'number' ? data !== 0 : undefined);

const inbound = (data: unknown): 'allow' | 'block' | undefined =>
  data === 0 ? 'allow' : data === 1 ? 'block' : undefined;

const named = (data: unknown): boolean | undefined =>
  typeof data === 'string' ? data.trim() !== '' : undefined;

const OWN = { below: '', modern: false, policyOnly: false, mdm: true };

const RULES: {
  readonly [K in SettingName]: Rule<EffectiveProfile[K] extends Effective<infer V> ? V : never>;
} = {
  enabled: { ...OWN, value: 'EnableFirewall', read: flag, fallback: true },
  defaultInbound: { ...OWN, value: 'DefaultInboundAction', read: inbound, fallback: 'block', modern: true },
  shieldsUp: { ...OWN, value: 'DoNotAllowExceptions', read: flag, fallback: false },
  allowLocalRules: {
    ...OWN,
    value: 'AllowLocalPolicyMerge',
    read: flag,
    fallback: true,
    modern: true,
    policyOnly: true,
  },
  logDropped: { ...OWN, below: '\\Logging', value: 'LogDroppedPackets', read: flag, fallback: false },
  logAllowed: { ...OWN, below: '\\Logging', value: 'LogSuccessfulConnections', read: flag, fallback: false },
  openInterfaces: {
    ...OWN,
    value: 'DisabledInterfaces',
    read: named,
    fallback: false,
    modern: true,
    mdm: false,
  },
};

/** What one layer says: a value, nothing, or nobody knows. */
type Layer<T> =
  | { readonly state: 'set'; readonly value: T; readonly at: Location }
  | { readonly state: 'absent' }
  | { readonly state: 'unknown'; readonly because: Bilingual };

const ABSENT = { state: 'absent' } as const;

function layerOf<T>(rule: Rule<T>, key: string, state: ValueState): Layer<T> {
  if (state.state === 'unknown') return state;
  if (state.state === 'absent') return ABSENT;
  const value = rule.read(state.write.data);
  if (value !== undefined) return { state: 'set', value, at: state.write.at };
  return {
    state: 'unknown',
    because: {
      ja: `HKLM\\${key}\\${rule.value} の型または値が想定外`,
      en: `HKLM\\${key}\\${rule.value} has an unexpected type or value`,
    },
  };
}

function stored<T>(registry: RegistryFacts, rule: Rule<T>, profileKey: string): Layer<T> {
  const key = profileKey + rule.below;
  return layerOf(rule, key, setting(registry, 'HKLM', key, rule.value).stored);
}

/** The first layer that says something; an unknown one hides those behind it. */
function first<T>(...layers: readonly Layer<T>[]): Layer<T> {
  return layers.find((l) => l.state !== 'absent') ?? ABSENT;
}

/**
 * Group Policy's value. The old StandardProfile key speaks for the private and the public profile, but only where
 * neither of their own keys exists.
 */
function policyLayer<T>(registry: RegistryFacts, rule: Rule<T>, profile: FirewallProfile): Layer<T> {
  const own = stored(registry, rule, POLICY_PROFILE_KEYS[profile]);
  if (profile === 'domain' || rule.modern) return own;
  const exist = [POLICY_PROFILE_KEYS.private, POLICY_PROFILE_KEYS.public].map((key) =>
    keyExists(registry, 'HKLM', key),
  );
  if (exist.includes(true)) return own;
  const standard = stored(registry, rule, POLICY_STANDARD_KEY);
  if (exist.every((e) => e === false)) return standard;
  return own.state === 'absent' && standard.state === 'absent' ? ABSENT : firstUnknown(own, standard);
}

const UNTOLD: Bilingual = {
  ja: 'ポリシーの PrivateProfile と PublicProfile のキーの有無が分からない',
  en: 'whether policy has the keys PrivateProfile and PublicProfile is not known',
};

const firstUnknown = <T>(...layers: readonly Layer<T>[]): Layer<T> =>
  layers.find((l) => l.state === 'unknown') ?? { state: 'unknown', because: UNTOLD };

const differ = (what: string, a: Location, b: Location): Bilingual => ({
  ja: `${what} が証拠の間で食い違う (${a.file}:${a.line} と ${b.file}:${b.line})`,
  en: `${what} differs between ${a.file}:${a.line} and ${b.file}:${b.line}`,
});

/** What several files say of one value: those that know must agree. */
function agree<T>(what: string, layers: readonly Layer<T>[]): Layer<T> {
  const [one, ...others] = layers.flatMap((l) => (l.state === 'set' ? [l] : []));
  if (!one) return layers.find((l) => l.state === 'absent') ?? layers[0] ?? ABSENT;
  const rival = others.find((o) => o.value !== one.value);
  return rival ? { state: 'unknown', because: differ(what, one.at, rival.at) } : one;
}

/** Live listings (netsh, cmdlets) of one store. A value they leave open is the default. */
function liveLayers<T extends Value>(
  profiles: readonly FirewallProfileSettings[],
  name: SettingName,
  rule: Rule<T>,
): readonly Layer<T>[] {
  return profiles.map((p) => ({ state: 'set', value: (p[name] ?? rule.fallback) as T, at: p.at }));
}

const effective = <T>(layer: Layer<T>, fallback: T): Effective<T> => {
  if (layer.state === 'unknown') return { known: false, because: layer.because };
  if (layer.state === 'absent') return { known: true, value: fallback, at: null };
  return { known: true, value: layer.value, at: layer.at };
};

/** A local value that nobody set is the default, so a file that says the default does not contradict its absence. */
function localLayer<T extends Value>(
  registry: RegistryFacts,
  live: readonly Layer<T>[],
  rule: Rule<T>,
  profile: FirewallProfile,
): Layer<T> {
  if (rule.policyOnly) return ABSENT;
  const own = stored(registry, rule, LOCAL_PROFILE_KEYS[profile]);
  const odd = live.find((l) => l.state === 'set' && l.value !== rule.fallback);
  if (own.state === 'absent' && odd?.state === 'set') {
    return {
      state: 'unknown',
      because: {
        ja: `${rule.value} (${profile}) がレジストリと ${odd.at.file}:${odd.at.line} とで食い違う`,
        en: `${rule.value} (${profile}) differs between the registry and ${odd.at.file}:${odd.at.line}`,
      },
    };
  }
  return agree(`${rule.value} (${profile})`, [own, ...live]);
}

interface Sources {
  readonly registry: RegistryFacts;
  readonly active: readonly FirewallProfileSettings[];
  readonly local: readonly FirewallProfileSettings[];
}

function resolve<T extends Value>(
  sources: Sources,
  profile: FirewallProfile,
  name: SettingName,
  rule: Rule<T>,
): Effective<T> {
  const { registry } = sources;
  const chain = first(
    policyLayer(registry, rule, profile),
    rule.mdm ? stored(registry, rule, MDM_PROFILE_KEYS[profile]) : ABSENT,
    localLayer(registry, liveLayers(sources.local, name, rule), rule, profile),
  );
  const chained = effective(chain, rule.fallback);
  const active = agree(`${rule.value} (${profile})`, liveLayers(sources.active, name, rule));
  if (active.state === 'absent') return chained;
  const shown = effective(active, rule.fallback);
  if (!chained.known || !shown.known || chained.value === shown.value) return shown;
  return {
    known: false,
    because: {
      ja: `${rule.value} (${profile}) が、稼働中の値とレジストリから導いた値とで食い違う`,
      en: `${rule.value} (${profile}) differs between the active store and what the registry amounts to`,
    },
  };
}

/** The settings of one profile in effect. `sections` are those of the host, not of GPOs. */
export function effectiveProfile(
  registry: RegistryFacts,
  sections: readonly FirewallSection[],
  profile: FirewallProfile,
): EffectiveProfile {
  const shown = sections.flatMap((s) => s.profiles).filter((p) => p.profile === profile);
  const sources = {
    registry,
    active: shown.filter((p) => p.store === 'active'),
    local: shown.filter((p) => p.store === 'local'),
  };
  return {
    enabled: resolve(sources, profile, 'enabled', RULES.enabled),
    defaultInbound: resolve(sources, profile, 'defaultInbound', RULES.defaultInbound),
    shieldsUp: resolve(sources, profile, 'shieldsUp', RULES.shieldsUp),
    allowLocalRules: resolve(sources, profile, 'allowLocalRules', RULES.allowLocalRules),
    logDropped: resolve(sources, profile, 'logDropped', RULES.logDropped),
    logAllowed: resolve(sources, profile, 'logAllowed', RULES.logAllowed),
    openInterfaces: resolve(sources, profile, 'openInterfaces', RULES.openInterfaces),
  };
}
