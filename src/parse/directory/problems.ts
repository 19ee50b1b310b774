/** What may be wrong with a file of a directory. */
import type { Evidence, Problem } from '../../model/evidence.ts';
import { problem } from '../parser.ts';
import type { BadAttribute } from './section.ts';

export const cutShort = (evidence: Evidence, line: number): Problem =>
  problem(
    evidence,
    line,
    {
      ja: '途中で切れている。終わりまで採取し直す',
      en: 'is cut short; collect it again to its end',
    },
    true,
  );

export const unreadLines = (evidence: Evidence, line: number, count: number): Problem =>
  problem(
    evidence,
    line,
    {
      ja: `読み取れない行が ${count} 行ある。採取し直し、そのまま保存する`,
      en: `${count} line(s) cannot be read; collect it again and keep it unaltered`,
    },
    true,
  );

/** Each such attribute counts as not shown, so that nothing rests on it. */
export function badAttributes(evidence: Evidence, bad: readonly BadAttribute[]): readonly Problem[] {
  const [first] = bad;
  if (!first) return [];
  return [
    problem(
      evidence,
      first.at.line,
      {
        ja: `読み取れない属性値が ${bad.length} 件あり、読めなかったものとして扱う (最初は ${first.at.text} の ${first.attribute})`,
        en: `${bad.length} attribute value(s) were not understood and count as not shown (the first: ${first.attribute} of ${first.at.text})`,
      },
      false,
    ),
  ];
}
