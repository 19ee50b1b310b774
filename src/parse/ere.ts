/**
 * POSIX extended regular expressions exactly as regcomp of the GNU C library takes them in the C locale
 * (REG_EXTENDED | REG_NOSUB, with or without REG_ICASE): that is what Squid on Linux compiles its patterns with.
 */
import type { Pattern } from '../facts/ere/syntax.ts';
import { type EreNodes, ereTree } from './ere-tree.ts';
import { parse as grammar } from './generated/posix-ere.js';
import { parseWith } from './grammar-line.ts';

/** Deeper groups than anybody writes: the grammar recurses for each. */
const MOST_NESTED = 200;
/** States of an automaton. Counts multiply: `(a{99}){99}` alone is 9,801. */
const MOST_STATES = 20_000;

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

const refuse = (source: string, caseless: boolean, refused: Pattern['refused']): Pattern => ({
  source,
  caseless,
  tree: null,
  refused,
});

/**
 * A character outside ASCII is some bytes in UTF-8 and others in CP932 or EUC-JP, and only the file's bytes tell which
 * of them Squid compares: such a pattern is not read. A zero ends the pattern, as it ends a string of C.
 */
export function parsePattern(source: string, caseless: boolean): Pattern {
  if (/[^\0-\x7f]/.test(source)) return refuse(source, caseless, 'not-ascii');
  const text = source.split('\0', 1)[0] ?? '';
  if (depthOf(text) > MOST_NESTED) return refuse(source, caseless, 'too-large');
  const nodes = parseWith<EreNodes, { startRule: 'Expression' }>(grammar, text, { startRule: 'Expression' });
  const whole = nodes && ereTree(nodes, caseless);
  if (!whole) return refuse(source, caseless, 'by-regcomp');
  if (whole.size > MOST_STATES) return refuse(source, caseless, 'too-large');
  return { source, caseless, tree: whole.tree, refused: null };
}
