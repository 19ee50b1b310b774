/** The section of a squid.conf text, for tests of what it means. */

import type { IpRange } from '../../src/facts/ip-address.ts';
import { parseCidr } from '../../src/facts/ip-address.ts';
import type { SquidSection } from '../../src/facts/squid/section.ts';
import { squidConf } from '../../src/parse/squid/conf.ts';
import { CONTEXT, fromText } from '../evidence.ts';

export function squidSection(text: string): SquidSection {
  const parsed = squidConf.parse(fromText('px/squid.conf', text), CONTEXT);
  if (parsed instanceof Promise || !parsed.sections.squid) throw new Error('no section');
  return parsed.sections.squid;
}

export const ranges = (...cidrs: readonly string[]): readonly IpRange[] =>
  cidrs.map((c) => {
    const range = parseCidr(c);
    if (!range) throw new Error(c);
    return range;
  });
