/** Reads a squid.conf from text, beside other files of its folder. */
import type { SquidSection } from '../../../src/facts/squid/section.ts';
import type { ParseContext } from '../../../src/parse/parser.ts';
import { squidConf } from '../../../src/parse/squid/conf.ts';
import { CONTEXT, fromText } from '../../evidence.ts';

export function readConf(text: string, others: Readonly<Record<string, string>> = {}): SquidSection {
  const context: ParseContext = {
    ...CONTEXT,
    sibling: (path) => (others[path] === undefined ? null : fromText(path, others[path])),
  };
  const parsed = squidConf.parse(fromText('px/squid.conf', text), context);
  if (parsed instanceof Promise || !parsed.sections.squid) throw new Error('no section');
  return parsed.sections.squid;
}
