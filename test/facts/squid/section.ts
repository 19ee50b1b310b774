/** Sections of squid.conf texts, for tests. */
import type { SquidSection } from '../../../src/facts/squid/section.ts';
import { squidConf } from '../../../src/parse/squid/conf.ts';
import { CONTEXT, fromText } from '../../evidence.ts';

/** `files`: value files by the path that the text names. */
export function sectionOf(text: string, files: Readonly<Record<string, string>> = {}): SquidSection {
  const sibling = (path: string) => {
    const content = files[path];
    return content === undefined ? null : fromText(`px/${path}`, content);
  };
  const parsed = squidConf.parse(fromText('px/squid.conf', text), { ...CONTEXT, sibling });
  if (parsed instanceof Promise || !parsed.sections.squid) throw new Error('no section');
  return parsed.sections.squid;
}
