/** The text of a regular expression that has a given tree. */
import { bytesWhere } from '../../src/facts/ere/bytes.ts';
import type { ByteSet, Ere } from '../../src/facts/ere/syntax.ts';

const same = (a: ByteSet, b: ByteSet): boolean => a.every((held, byte) => held === b[byte]);

const ALL = bytesWhere((b) => b !== 0);

function setText(bytes: ByteSet): string {
  if (same(bytes, ALL)) return '.';
  const held = [...bytes.keys()].filter((b) => bytes[b] === 1);
  const negated = held.length > 128;
  const listed = negated ? [...ALL.keys()].filter((b) => b !== 0 && bytes[b] !== 1) : held;
  const [only] = listed;
  if (!negated && listed.length === 1 && only !== undefined) return `[[.${String.fromCharCode(only)}.]]`;
  return `[${negated ? '^' : ''}${listed.map((b) => `[.${String.fromCharCode(b)}.]`).join('')}]`;
}

const EDGES = { start: '^', end: '$', 'text-start': '\\`', 'text-end': "\\'" } as const;

/** In groups, so that no count and no `|` reaches further than it should. */
export function printEre(tree: Ere): string {
  switch (tree.op) {
    case 'empty':
      return '()';
    case 'set':
      return setText(tree.bytes);
    case 'edge':
      return `\\${tree.kind}`;
    case 'concat':
      return `(${tree.parts.map(printEre).join('')})`;
    case 'either':
      return `(${tree.parts.map(printEre).join('|')})`;
    case 'repeat':
      return `(${printEre(tree.of)}){${tree.min},${tree.max ?? ''}}`;
    case 'back-reference':
      return '\\1';
    default:
      return EDGES[tree.op];
  }
}
