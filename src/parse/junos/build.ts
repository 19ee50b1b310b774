/** What the readers of one device share: its part of the tree, the lines of the file, and what they have to say. */
import type { Condition, FirewallNote, Match, Schedule } from '../../facts/firewall/model.ts';
import type { Evidence, Location } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';
import { excerpt } from '../parser.ts';
import { withoutSecrets } from './secrets.ts';
import { type JunosNode, refuse } from './tree.ts';

export interface Build {
  readonly evidence: Evidence;
  /** Physical lines of the file. */
  readonly lines: readonly string[];
  /** Of the device or of one of its logical systems. */
  readonly root: JunosNode;
  readonly notes: FirewallNote[];
  readonly gaps: FirewallNote[];
  readonly conditions: Map<string, Match>;
}

const MAX_NOTES = 10_000;

export const locatedAt = (build: Pick<Build, 'evidence' | 'lines'>, line: number): Location => ({
  file: build.evidence.file,
  line,
  text: excerpt(withoutSecrets(build.lines[line - 1] ?? '')),
});

export const located = (build: Build, node: JunosNode): Location => locatedAt(build, node.line);

export function note(build: Build, node: JunosNode, kind: string, because: Bilingual): void {
  if (build.notes.length < MAX_NOTES) build.notes.push({ kind, because, at: located(build, node) });
}

export function gap(build: Build, node: JunosNode, kind: string, because: Bilingual): void {
  if (build.gaps.length < MAX_NOTES) build.gaps.push({ kind, because, at: located(build, node) });
}

/** A condition of that id, one object wherever it is named. */
export function condition(
  build: Build,
  id: string,
  choice: Condition['choice'],
  what: Bilingual,
  schedule?: Schedule,
): Match {
  const found = build.conditions.get(id);
  if (found) return found;
  const made: Match = {
    kind: 'condition',
    condition: schedule ? { id, choice, what, schedule } : { id, choice, what },
  };
  build.conditions.set(id, made);
  return made;
}

/** A part of a rule's match that was not understood: it holds or not. */
export function unread(build: Build, node: JunosNode, path: string): Match {
  refuse(node);
  const where = `${path} ${node.word}`;
  note(build, node, 'not-understood', {
    ja: `条件「${where}」は読めない。成り立つかどうか分からないものとして扱う`,
    en: `the condition "${where}" is not understood; it is taken as one that may hold or not`,
  });
  return condition(build, `junos ${where} (line ${node.line})`, 'unknown', {
    ja: `読めない条件「${where}」`,
    en: `the condition "${where}", which was not understood`,
  });
}
