/** Judges a value that a service reads from its policy key first and from its own key where policy has none. */
import type { OsFacts } from '../facts/os.ts';
import type { RegistryFacts } from '../facts/registry.ts';
import { setting } from '../facts/registry.ts';
import type { SettingRule } from './setting.ts';
import { judgeSetting } from './setting.ts';
import type { Verdict } from './verdict.ts';

/** The default of Windows is that of `own`; a policy value of the wrong type is as good as none. */
export function judgePolicyOver(
  registry: RegistryFacts,
  os: OsFacts,
  policy: Omit<SettingRule, 'whenAbsent'>,
  own: SettingRule,
): Verdict {
  const { stored } = setting(registry, policy.hive, policy.key, policy.name);
  const bySelf = stored.state === 'absent' || (stored.state === 'set' && stored.write.type !== policy.type);
  return judgeSetting(registry, os, bySelf ? own : { ...policy, whenAbsent: () => null });
}
