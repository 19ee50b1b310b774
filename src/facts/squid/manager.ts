/** Requests to the cache manager, by the ACL `manager` that Squid has built in. */
import type { SquidChange } from './change.ts';
import { firstAllow } from './change.ts';
import type { SquidProgram } from './program.ts';
import type { SquidDirective, SquidSection } from './section.ts';

/** The configuration with everything else denied first: what it still allows is a request to the manager. */
export function managerAlone(section: SquidSection): SquidSection {
  const deny: SquidDirective = {
    name: 'http_access',
    args: ['deny', '!manager'],
    state: 'known',
    missing: [],
    at: section.at,
  };
  const at = section.directives.findIndex((d) => d.name === 'http_access');
  if (at < 0) return section;
  return { ...section, directives: section.directives.toSpliced(at, 0, deny) };
}

export const closeManager = (program: SquidProgram): SquidChange => ({
  lines: ['http_access allow localhost manager', 'http_access deny manager'],
  before: firstAllow(program),
});
