/** any-of and all-of. The lines of an any-of add up; each line of an all-of is an alternative of its own. */
import type { SquidTerm } from './acl.ts';
import { type AclSource, type CompiledAcl, compiled, NEVER, valuesOf } from './acl-line.ts';

/** `!name`: its opposite. Blanks after the `!` make it another word. */
export const squidTerm = (text: string): SquidTerm => ({
  name: text.replace(/^!/, '').toLowerCase(),
  negated: text.startsWith('!'),
});

/** An all-of line without names matches, as nothing in it fails. */
export function groupAcl(source: AclSource, all: boolean): CompiledAcl {
  const lines = source.lines.map((l) => valuesOf(l).map(squidTerm));
  if (all) return compiled({ test: 'all-of', lines });
  const terms = lines.flat();
  return compiled(terms.length === 0 ? NEVER : { test: 'any-of', terms });
}
