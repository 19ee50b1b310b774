/** Loopback processing ([MS-GPOL] 3.2.5.1; the policy "Configure user Group Policy loopback processing mode"). */
import type { SubjectLists } from './acts.ts';
import type { GpoList, ResultantSetting } from './model.ts';
import type { PolicyIndex } from './policy-index.ts';
import { settingIn } from './resultant.ts';

export const LOOPBACK_VALUE = 'HKLM\\Software\\Policies\\Microsoft\\Windows\\System\\UserPolicyMode';

const MODES: ReadonlyMap<unknown, GpoList['loopback']> = new Map<unknown, GpoList['loopback']>([
  [0, 'none'],
  [1, 'merge'],
  [2, 'replace'],
]);

/**
 * The mode that the setting UserPolicyMode of the computer's half comes to; null is a setting no policy names. Data that
 * is no number of a mode leaves it open.
 */
export function loopbackMode(setting: ResultantSetting | null): GpoList['loopback'] {
  if (!setting || setting.result.state === 'deleted') return 'none';
  if (setting.result.state === 'open') return 'open';
  const { statement } = setting.result.winner;
  if (statement.of !== 'registry' || statement.write.type !== 'REG_DWORD') return 'open';
  return MODES.get(statement.write.data) ?? 'open';
}

/** The mode for users of the computer whose list of the computer's half this is. */
export const loopbackOf = (index: PolicyIndex, machine: GpoList): GpoList['loopback'] => {
  const lists: SubjectLists = { machine, user: null, controller: null };
  return loopbackMode(settingIn(index, lists, 'registry', LOOPBACK_VALUE));
};
