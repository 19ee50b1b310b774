/** Which lines of a file its `if`, `else` and `endif` leave in. Each file has conditions of its own. */
import type { Bilingual } from '../../model/text.ts';
import { type Condition, conditionOf, statementOf } from './condition.ts';
import type { LogicalLine } from './lines.ts';
import { gap, note, type Place, type Walk } from './walk.ts';

interface Branch {
  readonly line: LogicalLine;
  condition: Condition;
  elses: number;
  /** The gap of an undecided condition is given once. */
  told: boolean;
}

/** Only the innermost counts: nesting is not conjunctive. */
export type Conditions = Branch[];

export const isSkippedFor = (conditions: Conditions, condition: Condition): boolean =>
  conditions.at(-1)?.condition === condition;

export const isRead = (conditions: Conditions): boolean => {
  const top = conditions.at(-1);
  return !top || top.condition === 'true';
};

export const UNCLOSED: Bilingual = {
  ja: 'if に対応する endif がなく、Squid はファイル全体を拒む (またはここで切れている)',
  en: 'an if has no endif, and Squid refuses the file (or the file is cut here)',
};

export const UNDECIDED: Bilingual = {
  ja: 'if の条件が証拠から決まらない (プロセス番号など)。その中の指令が効くか分からない',
  en: 'an if that the evidence cannot decide (process number, for one): whether its directives apply is not known',
};

const REFUSED: Bilingual = {
  ja: 'if の条件は true、false、整数 = 整数のどれかで、Squid はほかの条件のファイルを拒む',
  en: 'the condition of an if is true, false or integer = integer; Squid refuses a file with any other',
};

const UNMATCHED: Bilingual = {
  ja: '対応する if がなく、Squid はファイル全体を拒む',
  en: 'there is no if for this, and Squid refuses the file',
};

const NESTED: Bilingual = {
  ja: '外側の if が成り立たなくても、Squid は内側の if だけを見てこの中の指令を読む',
  en: 'Squid looks at the inner if alone and reads its directives, though the if around it does not hold',
};

const AGAIN: Bilingual = {
  ja: 'else は書くたびに条件を反転させる',
  en: 'each else turns the condition round again',
};

const ELIF: Bilingual = {
  ja: 'Squid に elif はない。成り立たない if の中では黙って読み飛ばされ、続く指令も読まれない',
  en: 'Squid has no elif: within an if that does not hold it is skipped in silence, and so is what follows it',
};

export function noteElif(walk: Walk, at: Place, line: LogicalLine, name: string): void {
  if (/^(elif|elseif|elsif)$/.test(name)) note(walk, at, line.line, line.text, 'elif-skipped', ELIF);
}

function open(walk: Walk, at: Place, line: LogicalLine, rest: string, conditions: Conditions): void {
  const condition = conditionOf(rest);
  if (condition === 'refused') gap(walk, at, line.line, line.text, REFUSED);
  if (condition === 'true' && isSkippedFor(conditions, 'false')) {
    note(walk, at, line.line, line.text, 'nested-if', NESTED);
  }
  conditions.push({ line, condition, elses: 0, told: false });
}

function turn(walk: Walk, at: Place, line: LogicalLine, top: Branch): void {
  top.elses += 1;
  if (top.elses > 1) note(walk, at, line.line, line.text, 'repeated-else', AGAIN);
  if (top.condition === 'true') top.condition = 'false';
  else if (top.condition === 'false') top.condition = 'true';
}

/** Whether the line is an `if` or its like. */
export function statement(walk: Walk, at: Place, line: LogicalLine, conditions: Conditions): boolean {
  const found = statementOf(line.text);
  if (!found) return false;
  const top = conditions.at(-1);
  if (found.word === 'if') open(walk, at, line, found.rest, conditions);
  else if (!top) gap(walk, at, line.line, line.text, UNMATCHED);
  else if (found.word === 'else') turn(walk, at, line, top);
  else conditions.pop();
  return true;
}
