/** What a compilation has to say beside its rules, and where things stand. */
import type { FirewallNote } from '../../facts/firewall/model.ts';
import type { Evidence, Location } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';
import { locate } from '../parser.ts';

/** Of one kind of remark about one device; more say nothing new. */
const MAX_OF_A_KIND = 200;

export interface Remarks {
  readonly notes: readonly FirewallNote[];
  readonly gaps: readonly FirewallNote[];
  at(line: number, text: string): Location;
  /** Once for each `kind` and `about`. */
  note(kind: string, about: string, because: Bilingual, line: number): void;
  gap(kind: string, about: string, because: Bilingual, line: number): void;
}

export function remarks(evidence: Evidence): Remarks {
  const notes: FirewallNote[] = [];
  const gaps: FirewallNote[] = [];
  const said = new Set<string>();
  const counts = new Map<string, number>();
  const at = (line: number, text: string): Location => locate(evidence, line, text);
  const say = (list: FirewallNote[], kind: string, about: string, because: Bilingual, line: number): void => {
    const key = `${kind}\n${about}`;
    const count = counts.get(kind) ?? 0;
    if (said.has(key) || count >= MAX_OF_A_KIND) return;
    said.add(key);
    counts.set(kind, count + 1);
    list.push({ kind, because, at: at(line, about) });
  };
  return {
    notes,
    gaps,
    at,
    note: (kind, about, because, line) => say(notes, kind, about, because, line),
    gap: (kind, about, because, line) => say(gaps, kind, about, because, line),
  };
}
