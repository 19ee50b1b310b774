/** What the policy of the domain wants of one host that has evidence of its own. */
import type { SiteDirectory } from '../directory/site-directories.ts';
import type { Sections } from '../sections.ts';
import { indexOfPolicy, listsOf, NO_OPTIONS, resultFor } from './compose.ts';
import { projected } from './project.ts';
import { settingIn } from './resultant.ts';
import { computersNamed } from './subjects.ts';

export interface HostPolicy {
  /** Layer `intended`; without the firewall, whose rules the host shows itself. */
  readonly sections: Sections;
  /** Whether no policy acts on a value of the computer's half, for certain. */
  readonly isSilent: (hive: string, key: string, name: string) => boolean;
}

/** null: no directory knows the host, or several do. */
export function policyOfHost(directories: readonly SiteDirectory[], host: string): HostPolicy | null {
  const found = directories.flatMap((policy) =>
    computersNamed(policy.directory, host).map((computer) => ({ policy, computer })),
  );
  const [only, second] = found;
  if (!only || second) return null;
  const { policy, computer } = only;
  const subject = { computer, user: null };
  const lists = listsOf(policy, subject, NO_OPTIONS);
  return {
    sections: projected(resultFor(policy, subject), 'intended'),
    isSilent: (hive, key, name) =>
      hive === 'HKLM' &&
      settingIn(indexOfPolicy(policy), lists, 'registry', `${hive}\\${key}\\${name}`) === null,
  };
}
