/** `if`, `else` and `endif` of squid.conf. There is no elif; nesting is not conjunctive (both seen in Squid 5.7). */
import { trimSpaces } from './blanks.ts';

/** `refused`: Squid cannot evaluate it and refuses the file. */
export type Condition = 'true' | 'false' | 'unknown' | 'refused';

export interface Statement {
  readonly word: 'if' | 'else' | 'endif';
  readonly rest: string;
}

export function statementOf(text: string): Statement | null {
  if (text[0] !== 'i' && text[0] !== 'e') return null;
  const [, word, rest] = /^(if|else|endif)(?:\s+(.*))?$/s.exec(text) ?? [];
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

/** `true`, `false` or `int = int` and nothing else. What a macro stands for differs from process to process. */
export function conditionOf(expression: string): Condition {
  const text = trimSpaces(expression);
  if (text.includes('${')) return 'unknown';
  if (text === 'true' || text === 'false') return text;
  const equals = text.indexOf('=');
  if (equals < 0) return 'refused';
  const left = integer(trimSpaces(text.slice(0, equals)));
  const right = integer(trimSpaces(text.slice(equals + 1)));
  if (left === null || right === null) return 'refused';
  return left === right ? 'true' : 'false';
}
