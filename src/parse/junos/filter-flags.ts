/** `tcp-flags` expressions: `"syn & !ack"`, `"(ack | rst)"`, `0x02`. */
import type { Match } from '../../facts/firewall/model.ts';
import { all, any, not } from './match.ts';

const FLAGS: Readonly<Record<string, number>> = {
  fin: 1,
  syn: 2,
  rst: 4,
  push: 8,
  psh: 8,
  ack: 16,
  urgent: 32,
  urg: 32,
};

interface Cursor {
  readonly tokens: readonly string[];
  at: number;
  depth: number;
}

const MAX_DEPTH = 20;

function factor(cursor: Cursor): Match | null {
  const token = cursor.tokens[cursor.at] ?? '';
  cursor.at += 1;
  if (token === '!') {
    const inner = factor(cursor);
    return inner && not(inner);
  }
  if (token === '(') {
    cursor.depth += 1;
    const inner = cursor.depth > MAX_DEPTH ? null : either(cursor);
    const closed = cursor.tokens[cursor.at] === ')';
    cursor.at += 1;
    return closed ? inner : null;
  }
  const bits = Object.hasOwn(FLAGS, token)
    ? FLAGS[token]
    : /^0x[0-9a-f]{1,2}$/.test(token)
      ? Number(token)
      : undefined;
  return bits === undefined ? null : { kind: 'flags', mask: bits, value: bits };
}

function both(cursor: Cursor): Match | null {
  let found = factor(cursor);
  while (found && /^[&+]$/.test(cursor.tokens[cursor.at] ?? '')) {
    cursor.at += 1;
    const next = factor(cursor);
    found = next && all(found, next);
  }
  return found;
}

function either(cursor: Cursor): Match | null {
  let found = both(cursor);
  while (found && /^[|,]$/.test(cursor.tokens[cursor.at] ?? '')) {
    cursor.at += 1;
    const next = both(cursor);
    found = next && any([found, next]);
  }
  return found;
}

/** null: not understood. */
export function flagsMatch(text: string): Match | null {
  if (text.length > 200) return null;
  const tokens = text.toLowerCase().match(/0x[0-9a-f]+|[a-z]+|\S/g) ?? [];
  const cursor: Cursor = { tokens, at: 0, depth: 0 };
  const found = either(cursor);
  return cursor.at === tokens.length ? found : null;
}
