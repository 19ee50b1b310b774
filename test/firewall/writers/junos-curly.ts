/** Junos in braces: `show configuration`. */
import type { Random } from '../../estate/random.ts';
import type { AbstractPolicy } from '../policy.ts';
import { CAN, quoted, type Statement, statements } from './junos-statements.ts';

export { CAN };

interface Node {
  readonly word: string;
  readonly below: Map<string, Node>;
  inactive: boolean;
}

const node = (word: string): Node => ({ word, below: new Map(), inactive: false });

function reach(root: Node, path: Statement): Node {
  let at = root;
  for (const word of path) {
    const next = at.below.get(word) ?? node(word);
    at.below.set(word, next);
    at = next;
  }
  return at;
}

/** Words whose next word names one of several blocks. */
const NAMED: ReadonlySet<string> = new Set([
  'from-zone',
  'to-zone',
  'policy',
  'security-zone',
  'address-book',
  'address-set',
  'application',
  'application-set',
  'scheduler',
  'unit',
  'family',
  'term',
  'rib',
  'route',
  'zone',
]);

/** Statements that end in several words on one line. */
const INLINE: ReadonlySet<string> = new Set(['range-address', 'start-time', 'term', 'address', 'next-hop']);

/** Lists of values that may stand in brackets. */
const LISTS: ReadonlySet<string> = new Set(['source-address', 'destination-address', 'from-zone', 'to-zone']);

const chain = (n: Node): readonly string[] => [
  quoted(n.word),
  ...[...n.below.values()].flatMap((below) => chain(below)),
];

const mark = (n: Node): string => (n.inactive ? 'inactive: ' : '');

function listed(n: Node, names: string, r: Random, pad: string): readonly string[] | null {
  const values = [...n.below.values()];
  if (!LISTS.has(n.word) || values.length < 2 || values.some((v) => v.below.size > 0) || r.below(2) === 0)
    return null;
  return [`${pad}${names} [ ${values.map((v) => quoted(v.word)).join(' ')} ];`];
}

function block(n: Node, head: string, r: Random, depth: number): readonly string[] {
  const pad = '    '.repeat(depth);
  const names = head === '' ? quoted(n.word) : `${head} ${quoted(n.word)}`;
  const below = [...n.below.values()];
  if (below.length === 0) return [`${pad}${mark(n)}${names};`];
  const pairs = head === 'from-zone' ? below.find((b) => b.word === 'to-zone') : undefined;
  if (pairs) return [...pairs.below.values()].flatMap((k) => block(k, `${names} to-zone`, r, depth));
  if (INLINE.has(n.word) && below.length === 1)
    return [`${pad}${mark(n)}${[names, ...chain(n).slice(1)].join(' ')};`];
  const list = listed(n, names, r, pad);
  if (list) return list;
  const values = below.every((b) => b.below.size === 0) && below.length === 1 && head === '';
  if (values && !n.word.startsWith('global')) return [`${pad}${names} ${quoted(below[0]?.word ?? '')};`];
  const open = head === '' && NAMED.has(n.word) ? null : `${pad}${mark(n)}${names} {`;
  if (open === null) return below.flatMap((b) => block(b, names, r, depth));
  const inner = below.flatMap((b) =>
    NAMED.has(b.word) && b.below.size > 0
      ? (listed(b, b.word, r, `${pad}    `) ??
        [...b.below.values()].flatMap((k) => block(k, b.word, r, depth + 1)))
      : block(b, '', r, depth + 1),
  );
  return [open, ...inner, `${pad}}`];
}

export function write(policy: AbstractPolicy, r: Random): string {
  const { set, inactive } = statements(policy, r);
  const root = node('');
  for (const s of set) reach(root, s);
  for (const s of inactive) reach(root, s).inactive = true;
  const lines = [...root.below.values()].flatMap((n) => block(n, '', r, 0));
  return `## Last commit: 2026-10-01 10:00:00 JST by admin\n${lines.join('\n')}\n`;
}
