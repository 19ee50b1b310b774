/** Random regular expressions, well formed and not, with texts that come near them. */
import type { Random } from '../squid/random.ts';

const CHARS = ['a', 'b', 'c', 'A', 'B', 'z', '_', '0', '1', '-', '/', ':', ',', ' ', '}', ']', '\n', '~'];
const ESCAPES = [
  '.',
  '*',
  '(',
  ')',
  '[',
  '{',
  '}',
  '\\',
  '^',
  '$',
  '|',
  '/',
  '-',
  ',',
  '0',
  'a',
  'A',
  'q',
  'n',
];
const SHORTHANDS = ['\\w', '\\W', '\\s', '\\S'];
const ANCHORS = ['^', '$', '\\b', '\\B', '\\<', '\\>', '\\`', "\\'"];
const COUNTS = [
  '*',
  '+',
  '?',
  '{2}',
  '{0}',
  '{1}',
  '{,2}',
  '{1,}',
  '{0,1}',
  '{1,3}',
  '{,}',
  '{\\0,\\0}',
  '{1\\,2}',
];
const ODD_COUNTS = [
  '{',
  '{}',
  '{3,1}',
  '{a}',
  '{1',
  '{1,',
  '{-1}',
  '{1,2,3}',
  '{1, 2}',
  '{32768}',
  '{2,32768}',
  '{\\1}',
];
const CLASSES = 'alnum alpha blank cntrl digit graph lower print punct space upper xdigit'.split(' ');
const NAMES = ['a', 'A', '-', ']', '.', 'space', '', 'ab', ':'];
/** Pieces of pattern in no order. */
const SOUP = [
  ...[
    '[',
    ']',
    '^',
    '-',
    '[:',
    ':]',
    '[.',
    '.]',
    '[=',
    '=]',
    '(',
    ')',
    '|',
    '{',
    '}',
    '*',
    '+',
    '?',
    '$',
    '.',
  ],
  ...['\\', ',', '1', '2', 'a', 'B', 'z', 'alpha', '[:digit:]', '[.a.]', '[=b=]', '\\1', '\\2', '\\(', '\\b'],
];

function bracketItem(r: Random): string {
  const kind = r.below(12);
  if (kind < 5)
    return r.pick([...CHARS.filter((c) => c !== ']' && c !== '-'), '\\', '.', '*', '(', ')', '^']);
  if (kind < 8) return `${r.pick(['a', '0', 'A', '!', '+'])}-${r.pick(['c', 'z', 'Z', '9', '/', '~'])}`;
  if (kind === 8) return `[.${r.pick(NAMES)}.]`;
  if (kind === 9) return `[=${r.pick(NAMES)}=]`;
  return `[:${r.once(8) ? r.pick(['ALPHA', 'nosuch', 'Alpha']) : r.pick(CLASSES)}:]`;
}

function bracket(r: Random): string {
  const first = r.pick(['', '', '', ']', '-', '^', ']-a', '--0']);
  const last = r.pick(['', '', '', '-', '-']);
  return `[${r.pick(['', '^'])}${first}${r.some(first === '' ? 1 : 0, 3, () => bracketItem(r)).join('')}${last}]`;
}

function atom(r: Random, depth: number): string {
  const kind = r.below(20);
  if (kind < 9) return r.pick(CHARS);
  if (kind < 10) return '.';
  if (kind < 12) return bracket(r);
  if (kind < 13) return `\\${r.pick(ESCAPES)}`;
  if (kind < 14) return r.pick(SHORTHANDS);
  if (kind < 16) return r.pick(ANCHORS);
  if (r.once(25)) return r.pick([')', '\\1', '\\2', '(', '\\']);
  return depth > 0 ? `(${expression(r, depth - 1)})` : r.pick(CHARS);
}

function piece(r: Random, depth: number): string {
  const counts = r.some(0, r.once(4) ? 2 : 1, () => r.pick(r.once(40) ? ODD_COUNTS : COUNTS));
  const one = atom(r, depth);
  return ANCHORS.includes(one) || r.once(2) ? one : one + counts.join('');
}

const branch = (r: Random, depth: number): string => r.some(0, 4, () => piece(r, depth)).join('');

function expression(r: Random, depth: number): string {
  return r.some(1, r.once(2) ? 3 : 1, () => branch(r, depth)).join('|');
}

export function randomPattern(r: Random): string {
  if (r.once(4)) return r.some(1, 9, () => r.pick(SOUP)).join('');
  return expression(r, 3);
}

const TEXT_CHARS = [
  ...CHARS,
  'C',
  'Z',
  '9',
  '.',
  '(',
  ')',
  '[',
  '{',
  '|',
  '*',
  '+',
  '?',
  '^',
  '$',
  '\\',
  'é',
  'q',
];

/** Parts of the pattern occur in the texts more often than chance would have it. */
export function randomText(r: Random, pattern: string): string {
  const near = [...pattern].filter((c) => /[\w /:.~-]/.test(c));
  const chars = near.length > 0 && !r.once(4) ? [...near, ...near, 'a', 'b', ' ', '\n'] : TEXT_CHARS;
  return r.some(0, 7, () => r.pick(chars)).join('');
}
