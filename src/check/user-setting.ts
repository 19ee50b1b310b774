/** Judges a registry value that each user of the host has for himself. */
import type { OsFacts } from '../facts/os.ts';
import type { RegistryFacts } from '../facts/registry.ts';
import { allUserHives } from '../facts/user-hives.ts';
import type { SettingRule } from './setting.ts';
import { judgeSetting } from './setting.ts';
import type { Verdict } from './verdict.ts';
import { allOf, undecided } from './verdict.ts';

export type UserSettingRule = Omit<SettingRule, 'hive'>;

/** One user whose value is not secure fails; a pass needs the hives of all of them. */
export function judgeUserSetting(registry: RegistryFacts, os: OsFacts, rule: UserSettingRule): Verdict {
  const each = registry.userHives.map((hive) => judgeSetting(registry, os, { ...rule, hive }));
  const all = allUserHives(registry);
  if (all.known) return allOf(each);
  const label = `HKCU\\${rule.key}\\${rule.name}`;
  const rest = undecided(
    { ja: `${label}: ${all.because.ja}`, en: `${label}: ${all.because.en}` },
    all.missing,
  );
  return allOf([...each, rest]);
}
