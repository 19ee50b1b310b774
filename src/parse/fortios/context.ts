/** What the readers of one VDOM share. */
import type { Condition, FirewallNote, Match } from '../../facts/firewall/model.ts';
import type { Evidence, Location } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';
import { locate } from '../parser.ts';
import { type Entry, type Scope, settingsOf, value } from './tree.ts';

/** Release as numbers, e.g. 7.2.5: `build` orders what shares them. */
export interface Release {
  readonly major: number;
  readonly minor: number;
  /** null: the header gives major and minor only (`5.02`, `6.00`). */
  readonly patch: number | null;
}

export interface Vdom {
  readonly evidence: Evidence;
  readonly lines: readonly string[];
  readonly scope: Scope;
  /** Settings of all VDOMs; the scope itself where nothing is divided. */
  readonly global: Scope;
  readonly release: Release | null;
  /** Whether it is a whole configuration: by its first line, or as its interfaces stand in it. */
  readonly whole: boolean;
  /** Whether the first line (#config-version=) is there. */
  readonly headed: boolean;
  readonly notes: FirewallNote[];
  readonly gaps: FirewallNote[];
  readonly conditions: Map<string, Match>;
}

export const at = (vdom: Vdom, line: number): Location =>
  locate(vdom.evidence, line, vdom.lines[line - 1] ?? '');

const MAX_NOTES = 2000;

export function note(vdom: Vdom, kind: string, line: number, because: Bilingual): void {
  if (vdom.notes.length < MAX_NOTES) vdom.notes.push({ kind, because, at: at(vdom, line) });
}

export function gap(vdom: Vdom, kind: string, line: number, because: Bilingual): void {
  if (vdom.gaps.length < MAX_NOTES) vdom.gaps.push({ kind, because, at: at(vdom, line) });
}

/** One object an id. */
export function conditional(vdom: Vdom, condition: Condition): Match {
  const known = vdom.conditions.get(condition.id);
  if (known) return known;
  const made: Match = { kind: 'condition', condition };
  vdom.conditions.set(condition.id, made);
  return made;
}

export const unknown = (vdom: Vdom, id: string, what: Bilingual): Match =>
  conditional(vdom, { id, choice: 'unknown', what });

export const both = (ja: string, en: string): Bilingual => ({ ja, en });

/** Of a name that stands for nothing in this file: noted once, where it is first used. */
export function undefinedReference(vdom: Vdom, id: string, name: string, used: Entry): Match {
  if (!vdom.conditions.has(id)) {
    note(
      vdom,
      'undefined-reference',
      used.line,
      both(`「${name}」の定義がこのファイルにない`, `"${name}" is not defined in this file`),
    );
  }
  return unknown(vdom, id, both(`定義のない名前 ${name}`, `the undefined name ${name}`));
}

/** Settings that were not understood make an object's or a rule's meaning open. */
export function openBecause(of: Entry): Bilingual | null {
  const names = of.unknown?.map((u) => u.name);
  if (!names) return null;
  const list = [...new Set(names)].slice(0, 5).join(', ');
  return both(`「${of.key}」の未対応の設定 (${list})`, `settings of "${of.key}" that are not read (${list})`);
}

export const all = (parts: readonly Match[]): Match => {
  if (parts.some((m) => m.kind === 'never')) return { kind: 'never' };
  const needed = parts.filter((m) => m.kind !== 'always');
  const [only] = needed;
  return needed.length > 1 ? { kind: 'all', of: needed } : (only ?? { kind: 'always' });
};

export const any = (parts: readonly Match[]): Match => {
  if (parts.some((m) => m.kind === 'always')) return { kind: 'always' };
  const possible = parts.filter((m) => m.kind !== 'never');
  const [only] = possible;
  return possible.length > 1 ? { kind: 'any', of: possible } : (only ?? { kind: 'never' });
};

export const not = (of: Match): Match =>
  of.kind === 'always' ? { kind: 'never' } : of.kind === 'never' ? { kind: 'always' } : { kind: 'not', of };

/** A setting of `config system settings`. */
export const setting = (vdom: Vdom, name: string): string | null => {
  const settings = settingsOf(vdom.scope, 'system settings');
  return settings && value(settings, name);
};

/** Where a table begins; where it is not there, the VDOM. */
export const lineOf = (vdom: Vdom, path: string): number =>
  vdom.scope.tables.get(path)?.line ?? vdom.scope.line;
