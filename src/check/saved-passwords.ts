/** Judges whether the remote desktop client may save passwords. */
import type { OsFacts } from '../facts/os.ts';
import type { RegistryFacts } from '../facts/registry.ts';
import { always, equals, judgeSetting, plain } from './setting.ts';
import { judgeUserSetting } from './user-setting.ts';
import type { Verdict } from './verdict.ts';
import { anyOf } from './verdict.ts';

/** Remote Desktop Connection Client: Do not allow passwords to be saved. */
const RULE = {
  key: 'SOFTWARE\\Policies\\Microsoft\\Windows NT\\Terminal Services',
  name: 'DisablePasswordSaving',
  type: 'REG_DWORD',
  secure: equals(1),
  expected: plain('1'),
  whenAbsent: always(0),
} as const;

/** Either the policy of the computer, or that of every user. */
export const judgeSavedRdpPasswords = (registry: RegistryFacts, os: OsFacts): Verdict =>
  anyOf([judgeSetting(registry, os, { ...RULE, hive: 'HKLM' }), judgeUserSetting(registry, os, RULE)]);
