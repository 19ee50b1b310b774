/** The computer's name among the values of a host's own registry. */
import type { RegistryWrite } from '../facts/registry.ts';
import type { StatedHost } from './parser.ts';
import { hostNames } from './stated-hosts.ts';

const CONTROL_SET = 'system\\currentcontrolset\\';

/** What the running system is called, and what it is called from its next start on: after a renaming they differ. */
const PRESENT: ReadonlySet<string> = new Set([
  `${CONTROL_SET}control\\computername\\activecomputername\\computername`,
  `${CONTROL_SET}services\\tcpip\\parameters\\hostname`,
]);
const NEXT: ReadonlySet<string> = new Set([
  `${CONTROL_SET}control\\computername\\computername\\computername`,
  `${CONTROL_SET}services\\tcpip\\parameters\\nv hostname`,
]);

const MAY_NAME = /^(?:ComputerName|(?:NV )?Hostname)$/i;

/** The present names, or, where none was exported, the next. */
export function registryHosts(writes: readonly RegistryWrite[]): { readonly hosts?: readonly StatedHost[] } {
  const candidates = writes.filter((w) => w.hive === 'HKLM' && MAY_NAME.test(w.name));
  const named = (paths: ReadonlySet<string>): readonly RegistryWrite[] =>
    candidates.filter((w) => paths.has(`${w.key}\\${w.name}`.toLowerCase()));
  const present = named(PRESENT);
  const hosts = hostNames();
  for (const w of present.length > 0 ? present : named(NEXT)) {
    if (typeof w.data === 'string') hosts.add(w.data, () => w.at);
  }
  return hosts.found();
}
