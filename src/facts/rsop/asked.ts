/** What a person means by the name of a setting: the whole name, a part of one, or nothing that names a setting. */
import type { Directory } from '../directory/query.ts';
import { oncePer } from '../once.ts';
import type { Wanted } from './inquiry.ts';
import { kindNamed, RIGHT_NAMES } from './known-settings.ts';
import type { ResultantSetting } from './model.ts';
import { ADDED_TO } from './security-writers.ts';
import { BUILT_IN_GROUPS } from './step.ts';

export type Asked =
  /** Whole names: a group may be meant by two kinds of settings. */
  | { readonly form: 'whole'; readonly wanted: readonly Wanted[] }
  | { readonly form: 'part' }
  /** `near`: names of the form that it almost has. */
  | { readonly form: 'none'; readonly near: readonly string[] };

const HIVES: ReadonlyMap<string, string> = new Map([
  ['hklm', 'HKLM'],
  ['hkey_local_machine', 'HKLM'],
  ['hkcu', 'HKCU'],
  ['hkey_current_user', 'HKCU'],
]);

const ELLIPSIS = /…|\.\.\./;

/** `HKLM\…` whole, its hive in the short form; null: it is no registry path. */
function registryPath(text: string): string | null {
  const at = text.indexOf('\\');
  const hive = HIVES.get(text.slice(0, Math.max(at, 0)).toLowerCase());
  return hive === undefined ? null : `${hive}${text.slice(at)}`;
}

const SID = /^S-1(?:-\d+){2,}$/i;
const RIGHT = /^Se[A-Za-z]+(?:Privilege|Right)$/i;
/** Audit subcategories ([MS-GPAC] 2.2.1.1): the two digits that differ are those of a category and a number in it. */
const SUBCATEGORY = /^\{?(0CCE92[0-9A-F]{2}-69AE-11D9-BED3-505054503030)\}?$/i;
/** Letters of names of values and services. */
const WORD = /^[A-Za-z0-9_][A-Za-z0-9_.:-]*$/;

const whole = (...wanted: readonly Wanted[]): Asked => ({ form: 'whole', wanted });

const aGroup = (name: string): Asked =>
  whole({ kind: 'restricted-group', name }, { kind: 'group-preference', name });

const groupNames = oncePer(
  (directory: Directory): ReadonlySet<string> => new Set(directory.groups.map((g) => g.name.toLowerCase())),
);

function isGroup(directory: Directory, text: string): boolean {
  const bare = text.replace(/^[^\\]*\\/, '');
  return BUILT_IN_GROUPS.has(bare.toUpperCase()) || groupNames(directory).has(bare.toLowerCase());
}

/** Forms that name one setting whatever the GPOs hold. */
function wholeName(directory: Directory, text: string): Asked | null {
  const kind = kindNamed(text);
  if (kind) return whole({ kind, name: text });
  if (RIGHT.test(text)) return { form: 'none', near: RIGHT_NAMES };
  const subcategory = SUBCATEGORY.exec(text)?.[1];
  if (subcategory) return whole({ kind: 'audit', name: `{${subcategory.toUpperCase()}}` });
  if (SID.test(text)) return aGroup(text.toUpperCase());
  return text.includes(ADDED_TO) || isGroup(directory, text) ? aGroup(text) : null;
}

/** @param text as typed, without what stands for a gap in a path at its ends */
export function askedFor(directory: Directory, text: string): Asked {
  const path = registryPath(text);
  if (ELLIPSIS.test(text)) return { form: 'part' };
  if (path) return path.split('\\').length > 2 ? whole({ kind: 'registry', name: path }) : { form: 'part' };
  return (
    wholeName(directory, text) ??
    (WORD.test(text) || text.includes('\\') ? { form: 'part' } : { form: 'none', near: [] })
  );
}

const lower = (text: string): string => text.toLowerCase();

/** `HKLM\…\AutoShareWks` asks for what begins and ends so. */
function holdsParts(name: string, parts: readonly string[]): boolean {
  let at = 0;
  for (const part of parts) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return true;
}

/** How the settings found are named: `part` where other settings may hold the words too. */
export interface Matches {
  readonly by: 'name' | 'last' | 'part';
  readonly settings: readonly ResultantSetting[];
}

/** Settings whose name is, ends in, or holds what was asked for; the nearest of these alone. */
export function matching(settings: readonly ResultantSetting[], text: string): Matches {
  const wanted = lower(registryPath(text) ?? text);
  const where = (holds: (name: string) => boolean) => settings.filter((s) => holds(lower(s.name)));
  const exact = where((name) => name === wanted);
  if (exact.length > 0) return { by: 'name', settings: exact };
  const last = where((name) => name.endsWith(`\\${wanted}`));
  if (last.length > 0) return { by: 'last', settings: last };
  const parts = wanted.split(ELLIPSIS).filter((part) => part !== '');
  return { by: 'part', settings: parts.length === 0 ? [] : where((name) => holdsParts(name, parts)) };
}
