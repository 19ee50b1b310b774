/** What may be wrong with a list in text or CSV form. */
import type { Evidence, Problem } from '../model/evidence.ts';
import type { CsvRow } from './csv.ts';
import { problem, type Tally } from './parser.ts';

export const unreadRows = (evidence: Evidence, line: number, count: number): Problem =>
  problem(
    evidence,
    line,
    {
      ja: `読み取れない行が ${count} 行ある。もう一度出力し、そのまま保存すること`,
      en: `${count} line(s) cannot be read; export the list again and save it unaltered`,
    },
    true,
  );

const cutTable = (evidence: Evidence, line: number): Problem =>
  problem(
    evidence,
    line,
    {
      ja: '最後の行が途中で切れている。もう一度出力して保存すること',
      en: 'the last row is cut short; export the list again',
    },
    true,
  );

export const noClosingLine = (evidence: Evidence, line: number): Problem =>
  problem(
    evidence,
    line,
    {
      ja: '終了を示す行がなく、途中で切れている可能性がある。コマンドをもう一度実行して保存すること',
      en: 'the closing line is missing, so it may be cut short; run the command again and save all of its output',
    },
    true,
  );

/** The one problem for rows that were not understood, if any, and the one for a last row that is cut. */
export function unreadProblems(evidence: Evidence, count: Tally): readonly Problem[] {
  const [first] = count.listed();
  return first ? [unreadRows(evidence, first.line, count.counts().notUnderstood)] : [];
}

export function tableProblems(evidence: Evidence, count: Tally, cutRow: CsvRow | null): readonly Problem[] {
  return [...unreadProblems(evidence, count), ...(cutRow ? [cutTable(evidence, cutRow.line)] : [])];
}
