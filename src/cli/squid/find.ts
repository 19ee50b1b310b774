/** `uchibori squid find`: a request that Squid answers so, or the proof that there is none. */
import { findRequest } from '../../facts/squid/prove.ts';
import type { SquidAnswer } from '../../facts/squid/query.ts';
import type { SquidSection } from '../../facts/squid/section.ts';
import type { Language } from '../../model/text.ts';
import { printable, safeJson } from '../../report/escape.ts';
import { EXIT } from '../../report/verdict.ts';
import { decisionLine } from './decide.ts';
import { loadSquid, type SquidFlags } from './load.ts';
import { type FindFlags, queryOf } from './query.ts';

const EXITS = {
  none: EXIT.compliant,
  witness: EXIT.nonCompliant,
  undecided: EXIT.undecided,
} as const satisfies Readonly<Record<SquidAnswer['answer'], number>>;

const NONE = { ja: 'none: 証明済み', en: 'none: proved' } as const;

/** The request as `squid decide` reads it, then its deciding line; or one line that says there is none. */
export function answerText(answer: SquidAnswer, section: SquidSection, language: Language): string {
  if (answer.answer === 'witness') {
    return `${safeJson(answer.request)}\n${decisionLine(answer.decision, section, language)}\n`;
  }
  if (answer.answer === 'none') {
    const rows = answer.rows.flatMap((r) =>
      r ? [`  ${printable(`${r.at.file}:${r.at.line} ${r.at.text}`)}`] : [],
    );
    return [NONE[language], ...rows, ''].join('\n');
  }
  return answer.because.map((b) => `undecided: ${printable(b[language])}\n`).join('');
}

export async function squidFind(
  flags: SquidFlags & FindFlags & { readonly language: Language },
): Promise<number> {
  const query = queryOf(flags);
  const section = await loadSquid(flags);
  const answer = findRequest(section, query);
  process.stdout.write(answerText(answer, section, flags.language));
  return EXITS[answer.answer];
}
