/** `auditpol /get /category:* /r` (and `/backup`): the audit policy in effect on a host. Setting Value 0 is no auditing. */
import type { AuditSetting } from '../facts/audit.ts';
import type { Evidence, Problem } from '../model/evidence.ts';
import type { Bilingual } from '../model/text.ts';
import { type AuditRows, auditKind, readAuditRows } from './audit-rows.ts';
import type { Parsed, Parser } from './parser.ts';
import { problem } from './parser.ts';

/** Number that tells a subcategory: the xx of {0CCE92xx-…}. */
const FIRST = 0x10;
/**
 * Highest number of each generation: Vista (42), Vista SP1 (43), 7 (44), 8 (47), 10 1507 (49), 10 1607 and later (4A,
 * 59 subcategories). Microsoft gives new subcategories the next number.
 */
const LAST = [0x42, 0x43, 0x44, 0x47, 0x49, 0x4a];
const NEWEST = 0x4a;

/**
 * Whether every subcategory of the host is listed: no number is missing between the first and the last, and the last is
 * one with which a Windows version ends. auditpol goes by category and ends with Account Logon (3F-42), so that a report
 * cut anywhere lacks numbers in the middle.
 */
export function listsAll(settings: readonly AuditSetting[]): boolean {
  const numbers = new Set(settings.map((s) => Number.parseInt(s.subcategory.slice(7, 9), 16)));
  const last = Math.max(...numbers);
  if (!LAST.includes(last) && last <= NEWEST) return false;
  for (let n = FIRST; n <= last; n++) if (!numbers.has(n)) return false;
  return numbers.size > 0;
}

const PARTIAL: Bilingual = {
  ja: 'auditpol の出力にサブカテゴリが揃っていない。管理者として auditpol /get /category:* /r を実行し、全体を保存する',
  en: 'this auditpol output does not list every subcategory; run auditpol /get /category:* /r as administrator and keep all of it',
};

const BAD: Bilingual = {
  ja: 'auditpol の出力に解釈できない行がある (設定値の列がなく、設定の語が日本語でも英語でもない、または行が切れている)',
  en: 'this auditpol output has a row that is not understood (no value column and neither English nor Japanese words, or the row is cut)',
};

function problemsOf(evidence: Evidence, rows: AuditRows, complete: boolean): Problem[] {
  const list: Problem[] = [];
  if (rows.bad) list.push(problem(evidence, rows.bad.line, BAD, false));
  if (!complete) list.push(problem(evidence, rows.first.line, PARTIAL, false));
  return list;
}

function parse(evidence: Evidence): Parsed {
  const rows = readAuditRows(evidence, 'auditpol-report', null);
  const complete = rows.bad === null && listsAll(rows.settings);
  return {
    kind: 'auditpol-report',
    sections: { audit: { layer: 'effective', settings: rows.settings, complete, at: rows.first } },
    lines: rows.lines.counts(),
    notUnderstood: rows.lines.listed(),
    intact: complete ? 'yes' : rows.cut ? 'cut' : 'cannot-tell',
    problems: problemsOf(evidence, rows, complete),
    ...rows.hosts.found(),
  };
}

export const auditpolReport: Parser = {
  kind: 'auditpol-report',
  recognise: (evidence) => auditKind(evidence) === 'auditpol-report',
  parse,
};
