/**
 * GptTmpl.inf and other security templates: what a GPO or an administrator wants. [Version] may stand anywhere in one,
 * so its end cannot be told; only a last line without a line end, or no [Version] at all, shows a cut.
 */
import type { Evidence, Problem } from '../model/evidence.ts';
import type { Bilingual } from '../model/text.ts';
import { gpoOf } from './gpo-path.ts';
import { isExport, isInf } from './inf-kind.ts';
import type { Parsed, Parser } from './parser.ts';
import { problem } from './parser.ts';
import { infSections } from './security-facts.ts';
import { type Inf, readInf } from './security-inf.ts';

const CUT: Bilingual = {
  ja: '途中で切れている (最後の行に改行がない、または [Version] がない)。採取し直す',
  en: 'cut: its last line has no line end, or [Version] is missing; collect it again',
};

const BAD: Bilingual = {
  ja: '解釈できない行がある。その行を含むセクションは揃っていないものとして扱う',
  en: 'some lines are not understood; the sections that hold them count as incomplete',
};

/** What is wrong with a template or an export: the line that was not understood first, and a missing end. */
export function infProblems(evidence: Evidence, inf: Inf, cut: boolean): Problem[] {
  const list: Problem[] = [];
  if (inf.firstBad !== null) list.push(problem(evidence, inf.firstBad, BAD, true));
  if (cut) list.push(problem(evidence, inf.lineCount, CUT, true));
  return list;
}

function parse(evidence: Evidence): Parsed {
  const inf = readInf(evidence);
  const cut = inf.halfLine || !inf.versioned;
  return {
    kind: 'security-template',
    sections: infSections(evidence, inf, { kind: 'security-template', gpo: gpoOf(evidence) }),
    lines: inf.lines.counts(),
    notUnderstood: inf.lines.listed(),
    intact: cut ? 'cut' : 'cannot-tell',
    problems: infProblems(evidence, inf, cut),
  };
}

export const securityTemplate: Parser = {
  kind: 'security-template',
  recognise: ({ text }) => isInf(text) && !isExport(text),
  parse,
};
