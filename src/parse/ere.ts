/**
 * POSIX extended regular expressions exactly as regcomp of the GNU C library takes them in the C locale
 * (REG_EXTENDED | REG_NOSUB, with or without REG_ICASE): that is what Squid on Linux compiles its patterns with.
 */
import type { Ere, Pattern, Refusal } from '../facts/ere/syntax.ts';
import { type EreNodes, ereTree } from './ere-tree.ts';
import { parse as grammar } from './generated/posix-ere.js';
import { parseWith } from './grammar-line.ts';

/** Deeper groups than anybody writes: the grammar recurses for each. */
const MOST_NESTED = 200;
/** No less than the depth of the groups. A parenthesis in brackets closes none: where there are brackets, none counts. */
function depthOf(source: string): number {
  const closes = source.includes('[') ? 0 : 1;
  let depth = 0;
  let deepest = 0;
  for (let i = 0; i < source.length; i++) {
    const char = source[i];
    if (char === '\\') i += 1;
    else if (char === '(') deepest = Math.max(deepest, ++depth);
    else if (char === ')') depth = Math.max(0, depth - closes);
  }
  return deepest;
}

function read(source: string, caseless: boolean): Ere | Refusal {
  if (/[^\0-\x7f]/.test(source)) return 'not-ascii';
  const text = source.split('\0', 1)[0] ?? '';
  if (depthOf(text) > MOST_NESTED) return 'too-large';
  const nodes = parseWith<EreNodes, { startRule: 'Expression' }>(grammar, text, { startRule: 'Expression' });
  return nodes ? ereTree(nodes, caseless) : 'by-regcomp';
}

/**
 * A character outside ASCII is some bytes in UTF-8 and others in CP932 or EUC-JP, and only the file's bytes tell which
 * of them Squid compares: such a pattern is not read. A zero ends the pattern, as it ends a string of C.
 */
export function parsePattern(source: string, caseless: boolean): Pattern {
  const found = read(source, caseless);
  if (typeof found === 'string') return { source, caseless, tree: null, refused: found };
  return { source, caseless, tree: found, refused: null };
}
