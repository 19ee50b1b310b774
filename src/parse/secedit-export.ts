/** `secedit /export`: user rights and account policy in effect on a host, and the registry values behind its options. */
import type { Evidence } from '../model/evidence.ts';
import { isExport, isInf } from './inf-kind.ts';
import type { Parsed, Parser } from './parser.ts';
import { infSections } from './security-facts.ts';
import { readInf } from './security-inf.ts';
import { infProblems } from './security-template.ts';

function parse(evidence: Evidence): Parsed {
  const inf = readInf(evidence);
  const cut = !inf.trailer;
  return {
    kind: 'secedit-export',
    sections: infSections(evidence, inf, { kind: 'secedit-export', gpo: null }),
    lines: inf.lines.counts(),
    notUnderstood: inf.lines.listed(),
    intact: cut ? 'cut' : 'yes',
    problems: infProblems(evidence, inf, cut),
  };
}

export const seceditExport: Parser = {
  kind: 'secedit-export',
  recognise: ({ text }) => isInf(text) && isExport(text),
  parse,
};
