/** Judges what each user of the host has for himself. */
import type { OsFacts } from '../facts/os.ts';
import type { RegistryFacts } from '../facts/registry.ts';
import { setting } from '../facts/registry.ts';
import { allUserHives } from '../facts/user-hives.ts';
import type { SettingRule } from './setting.ts';
import { judgeSetting } from './setting.ts';
import type { Verdict } from './verdict.ts';
import { allOf, undecided } from './verdict.ts';

export type UserSettingRule = Omit<SettingRule, 'hive'>;

/** One user who fails is enough to fail; a pass needs the hives of all of them. `what` names it for the reader. */
export function judgeEveryUser(
  registry: RegistryFacts,
  what: string,
  judge: (hive: string) => Verdict,
): Verdict {
  const each = registry.userHives.map(judge);
  const all = allUserHives(registry);
  if (all.known) return allOf(each);
  const because = { ja: `${what}: ${all.because.ja}`, en: `${what}: ${all.because.en}` };
  const rest = undecided(because, all.missing, { keys: all.keys });
  return allOf([...each, rest]);
}

export const judgeUserSetting = (registry: RegistryFacts, os: OsFacts, rule: UserSettingRule): Verdict =>
  judgeEveryUser(registry, `HKCU\\${rule.key}\\${rule.name}`, (hive) =>
    judgeSetting(registry, os, { ...rule, hive }),
  );

/** Policy of the machine goes before that of the user, whatever it says; of the wrong type it is as good as none. */
export function judgeMachineOverUsers(registry: RegistryFacts, os: OsFacts, rule: UserSettingRule): Verdict {
  const { stored } = setting(registry, 'HKLM', rule.key, rule.name);
  const decides = stored.state === 'unknown' || (stored.state === 'set' && stored.write.type === rule.type);
  return decides
    ? judgeSetting(registry, os, { ...rule, hive: 'HKLM' })
    : judgeUserSetting(registry, os, rule);
}
