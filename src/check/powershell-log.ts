/** Judges a logging policy of Windows PowerShell 5.1, which asks the computer's policies first and the user's second. */
import type { OsFacts } from '../facts/os.ts';
import { OS_KEYS } from '../facts/os.ts';
import type { RegistryFacts } from '../facts/registry.ts';
import type { UserSettingRule } from './user-setting.ts';
import { judgeMachineOverUsers } from './user-setting.ts';
import type { Verdict } from './verdict.ts';
import { allOf, undecided } from './verdict.ts';

export const POWERSHELL = 'SOFTWARE\\Policies\\Microsoft\\Windows\\PowerShell';

export interface PowerShellLog {
  readonly rules: readonly UserSettingRule[];
  /** First build of Windows whose own PowerShell knows the policy; older ones need an update. */
  readonly since: number;
}

export function judgePowerShellLog(registry: RegistryFacts, os: OsFacts, log: PowerShellLog): Verdict {
  const verdict = allOf(log.rules.map((rule) => judgeMachineOverUsers(registry, os, rule)));
  if (verdict.status !== 'pass' || (os.build !== null && os.build >= log.since)) return verdict;
  return undecided(
    {
      ja: `${verdict.because.ja}。この設定を知る PowerShell が入っていることを OS の版から言えない`,
      en: `${verdict.because.en}; the OS version does not show that its PowerShell knows this policy`,
    },
    ['reg-export'],
    { witness: verdict.witness, layers: verdict.layers, keys: OS_KEYS },
  );
}
