/** Judges one registry value: stored data first, the default of the OS generation where it is absent, policy beside it. */
import type { OsFacts } from '../facts/os.ts';
import { OS_KEYS } from '../facts/os.ts';
import type { RegistryFacts, RegistryType, SettingState, ValueState } from '../facts/registry.ts';
import { isWithoutPolicy, layersOf, setting, showData } from '../facts/registry.ts';
import type { EvidenceKind } from '../model/evidence.ts';
import type { Annotation } from '../model/finding.ts';
import type { Bilingual } from '../model/text.ts';
import type { Verdict } from './verdict.ts';
import { fail, pass, undecided } from './verdict.ts';

export type SettingValue = number | string | readonly string[];

export interface SettingRule {
  readonly hive: string;
  readonly key: string;
  readonly name: string;
  /** A value of another type is not effective: the default is judged and `type-mismatch` noted. */
  readonly type: RegistryType;
  readonly secure: (value: SettingValue) => boolean;
  /** What is secure, for the reader: `0`, `1 or 2`. */
  readonly expected: Bilingual;
  /** Windows' own behaviour without the value; null where the OS generation must be known and is not. */
  readonly whenAbsent: (os: OsFacts) => SettingValue | null;
  /** Why the default cannot be told, where that is not for want of the OS version alone. */
  readonly whenUnknown?: Bilingual;
}

const REGISTRY_KINDS: readonly EvidenceKind[] = ['reg-export'];

const label = (rule: SettingRule): string => `${rule.hive}\\${rule.key}\\${rule.name}`;

/** Keys whose values Windows takes away with the policy that wrote them; what is left there is of one it did not. */
const OF_POLICIES = /\\policies\\/i;

function disagreement(registry: RegistryFacts, s: SettingState): Annotation[] {
  if (isWithoutPolicy(registry, s)) {
    return [OF_POLICIES.test(`\\${s.key}\\`) ? 'leftover-of-policy' : 'set-locally'];
  }
  if (s.intended.state !== 'set' || s.stored.state === 'unknown') return [];
  if (s.stored.state === 'absent') return ['policy-not-applied'];
  const same = showData(s.intended.write) === showData(s.stored.write);
  return same ? [] : ['policy-not-applied'];
}

function judgeValue(
  registry: RegistryFacts,
  rule: SettingRule,
  s: SettingState,
  stored: Extract<ValueState, { state: 'set' }>,
): Verdict {
  const value = stored.write.data as SettingValue;
  const shown = showData(stored.write);
  const extras = { layers: [layersOf(s)], annotations: disagreement(registry, s) };
  const because = {
    ja: `${label(rule)} = ${shown} (期待値: ${rule.expected.ja})`,
    en: `${label(rule)} = ${shown} (expected ${rule.expected.en})`,
  };
  return rule.secure(value)
    ? pass([stored.write.at], because, extras)
    : fail([stored.write.at], because, extras);
}

function judgeAbsent(
  { registry, os }: { readonly registry: RegistryFacts; readonly os: OsFacts },
  rule: SettingRule,
  s: SettingState,
  mismatch: boolean,
): Verdict {
  const at = s.stored.state === 'set' ? s.stored.write.at : s.stored.state === 'absent' ? s.stored.at : null;
  const extras = {
    layers: [layersOf(s)],
    annotations: [
      ...disagreement(registry, s),
      'os-default' as const,
      ...(mismatch ? ['type-mismatch' as const] : []),
    ],
  };
  const value = rule.whenAbsent(os);
  const why = mismatch
    ? { ja: `${label(rule)} は型が違い無効`, en: `${label(rule)} has the wrong type and no effect` }
    : { ja: `${label(rule)} がない`, en: `${label(rule)} is absent` };
  if (value === null || !at) {
    return undecided(
      {
        ja: `${why.ja}。${rule.whenUnknown?.ja ?? 'OS の版が不明で既定値を決められない'}`,
        en: `${why.en}; ${rule.whenUnknown?.en ?? 'its default depends on the OS version, which is not known'}`,
      },
      ['reg-export'],
      { ...extras, keys: OS_KEYS },
    );
  }
  const because = {
    ja: `${why.ja}。Windows の既定は ${String(value)} (期待値: ${rule.expected.ja})`,
    en: `${why.en}; Windows' default is ${String(value)} (expected ${rule.expected.en})`,
  };
  return rule.secure(value) ? pass([at], because, extras) : fail([at], because, extras);
}

/** The verdict on one value. Policy alone never decides: it shows what is intended, not what the host holds. */
export function judgeSetting(registry: RegistryFacts, os: OsFacts, rule: SettingRule): Verdict {
  const s = setting(registry, rule.hive, rule.key, rule.name);
  if (s.stored.state === 'unknown') {
    const intended =
      s.intended.state === 'set'
        ? {
            ja: `。ポリシーは ${showData(s.intended.write)} を意図するが、ホストの実値は示されていない`,
            en: `; policy intends ${showData(s.intended.write)}, but nothing shows what the host holds`,
          }
        : { ja: '', en: '' };
    return undecided(
      { ja: s.stored.because.ja + intended.ja, en: s.stored.because.en + intended.en },
      REGISTRY_KINDS,
      { layers: [layersOf(s)] },
    );
  }
  if (s.stored.state === 'absent') return judgeAbsent({ registry, os }, rule, s, false);
  if (s.stored.write.type !== rule.type) return judgeAbsent({ registry, os }, rule, s, true);
  return judgeValue(registry, rule, s, s.stored);
}

export const equals =
  (expected: SettingValue) =>
  (value: SettingValue): boolean =>
    value === expected;

export const oneOf =
  (...expected: readonly SettingValue[]) =>
  (value: SettingValue): boolean =>
    expected.includes(value);

/** `no` as Internet Explorer writes and reads it, in any case. */
export const saysNo = (value: SettingValue): boolean =>
  typeof value === 'string' && value.toLowerCase() === 'no';

export const always = (value: SettingValue) => (): SettingValue => value;

/** Same words in both languages, for values. */
export const plain = (text: string): Bilingual => ({ ja: text, en: text });
