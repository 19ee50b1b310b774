/** The section of a squid.conf text, for tests of what it means. */
import type { SquidSection } from '../../src/facts/squid/section.ts';
import { squidConf } from '../../src/parse/squid/conf.ts';
import { CONTEXT, fromText } from '../evidence.ts';

export function squidSection(text: string): SquidSection {
  const parsed = squidConf.parse(fromText('px/squid.conf', text), CONTEXT);
  if (parsed instanceof Promise || !parsed.sections.squid) throw new Error('no section');
  return parsed.sections.squid;
}
