/** What a reader of a configuration gathers about the file itself while it reads. */
import type { FirewallNote } from '../../facts/firewall/model.ts';
import type { Evidence, Location, Problem } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';
import { locate, problem, type Tally } from '../parser.ts';
import type { ConfigLine } from './lines.ts';
import { withoutSecrets } from './secrets.ts';

const MAX_NOTES = 500;

export interface Draft {
  readonly tally: Tally;
  readonly notes: readonly FirewallNote[];
  readonly gaps: readonly FirewallNote[];
  readonly problems: readonly Problem[];
  at(line: ConfigLine): Location;
  note(kind: string, line: ConfigLine, ja: string, en: string): void;
  /** What might carry policy and stands in no rule. */
  gap(kind: string, line: ConfigLine, ja: string, en: string): void;
  /** A line, counted where its mode is read, that does not look like one of its mode: it may be a command that decides what passes. */
  doubt(line: ConfigLine): void;
  /** A line that was not understood and might carry policy. */
  unread(line: ConfigLine): void;
}

const UNREAD: Bilingual = {
  ja: 'この設定行の意味が分からず、通信の可否に関わるかもしれない。この機器については何も合格としない',
  en: 'this line was not understood and may decide what passes; nothing of this device passes',
};

/** `count`: of the file, which may hold several configurations. */
export function draft(evidence: Evidence, count: Tally): Draft {
  const notes: FirewallNote[] = [];
  const gaps: FirewallNote[] = [];
  const problems: Problem[] = [];
  const at = (line: ConfigLine): Location => locate(evidence, line.number, withoutSecrets(line.text));
  const add = (to: FirewallNote[], kind: string, line: ConfigLine, because: Bilingual): void => {
    if (to.length < MAX_NOTES) to.push({ kind, because, at: at(line) });
  };
  const gap = (kind: string, line: ConfigLine, because: Bilingual): void => {
    if (problems.length < MAX_NOTES) problems.push(problem(evidence, line.number, because, true));
    add(gaps, kind, line, because);
  };
  return {
    tally: count,
    notes,
    gaps,
    problems,
    at,
    note: (kind, line, ja, en) => add(notes, kind, line, { ja, en }),
    gap: (kind, line, ja, en) => gap(kind, line, { ja, en }),
    doubt: (line) => gap('not-understood', line, UNREAD),
    unread: (line) => {
      count.notUnderstood(at(line));
      gap('not-understood', line, UNREAD);
    },
  };
}
