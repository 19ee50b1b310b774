/** A GPO's audit.csv ([MS-GPAC] 2.2.1): Setting Value 0 contributes nothing, 4 turns auditing off. It has no trailer. */
import type { Evidence, Problem } from '../model/evidence.ts';
import type { Bilingual } from '../model/text.ts';
import { type AuditRows, auditKind, readAuditRows } from './audit-rows.ts';
import { gpoOf } from './gpo-path.ts';
import type { Parsed, Parser } from './parser.ts';
import { problem } from './parser.ts';

const BAD: Bilingual = {
  ja: 'audit.csv に解釈できない行がある (サブカテゴリの GUID と Setting Value が揃っていない)。採取し直す',
  en: 'audit.csv has a row that is not understood (no subcategory GUID with a Setting Value); collect it again',
};

function problemsOf(evidence: Evidence, rows: AuditRows): Problem[] {
  return rows.bad ? [problem(evidence, rows.bad.line, BAD, true)] : [];
}

function parse(evidence: Evidence): Parsed {
  const rows = readAuditRows(evidence, 'audit-csv', gpoOf(evidence));
  return {
    kind: 'audit-csv',
    sections: {
      audit: {
        layer: 'intended',
        settings: rows.settings,
        options: rows.options,
        complete: false,
        at: rows.first,
      },
    },
    lines: rows.lines.counts(),
    notUnderstood: rows.lines.listed(),
    intact: rows.cut ? 'cut' : 'cannot-tell',
    problems: problemsOf(evidence, rows),
  };
}

export const auditCsv: Parser = {
  kind: 'audit-csv',
  recognise: (evidence) => auditKind(evidence) === 'audit-csv',
  parse,
};
