/** `if`, `else` and `endif` of squid.conf. There is no elif; nesting is not conjunctive (both seen in Squid 5.7). */

export type Condition = 'true' | 'false' | 'unknown';

export interface Statement {
  readonly word: 'if' | 'else' | 'endif';
  readonly rest: string;
}

export function statementOf(text: string): Statement | null {
  const [, word, rest] = /^(if|else|endif)(?:[ \t]+(.*))?$/s.exec(text) ?? [];
  return word ? { word: word as Statement['word'], rest: rest ?? '' } : null;
}

/** strtol with base 0: decimal, 0x hexadecimal, 0 octal. */
function integer(text: string): number | null {
  const [, sign, digits] = /^([+-]?)(0[xX][0-9a-fA-F]+|\d+)$/.exec(text) ?? [];
  if (!digits) return null;
  const octal = /^0[0-7]+$/.test(digits);
  if (digits.length > 1 && /^0\d/.test(digits) && !octal) return null;
  const value = octal ? Number.parseInt(digits, 8) : Number(digits);
  return sign === '-' ? -value : value;
}

/** `true`, `false` or `int = int`; anything else depends on the process, or makes Squid refuse the file. */
export function conditionOf(expression: string): Condition {
  const text = expression.trim();
  const word = /^(true|false)(?=[ \t]|$)/.exec(text)?.[1];
  if (word) return word as Condition;
  const [left, right, more] = text.split('=').map((part) => integer(part.trim()));
  if (left == null || right == null || more !== undefined) return 'unknown';
  return left === right ? 'true' : 'false';
}
