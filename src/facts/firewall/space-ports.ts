/** The ports that some rules can tell apart: each name, one more a pattern, and some other port. */
import type { Match } from './model.ts';

/** A class of ports by a name of one of them; of a pattern and of the last class, one that nothing names. */
export interface PortClasses {
  readonly names: readonly string[];
  readonly indexOf: ReadonlyMap<string, number>;
  /** Names and patterns that the classes tell apart. */
  readonly mentioned: ReadonlySet<string>;
}

const isPattern = (name: string): boolean => name.endsWith('*');

/** Whether a port of this name is one that a rule names so. */
export const portMatches = (named: string, port: string): boolean =>
  isPattern(named) ? port.startsWith(named.slice(0, -1)) : named === port;

/** `stem0`, `stem1` …: the first that nothing names; of a stem, only patterns that are no longer than it. */
function unnamed(stem: string, taken: ReadonlySet<string>, patterns: readonly string[]): string {
  for (let n = 0; ; n += 1) {
    const name = `${stem}${n}`;
    const longer = patterns.some((p) => p.length - 1 > stem.length && portMatches(p, name));
    if (!taken.has(name) && !longer) return name;
  }
}

/** A stem that no pattern but `*` begins. */
function otherStem(patterns: readonly string[]): string {
  let stem = 'other';
  while (patterns.some((p) => p.length > 1 && stem.startsWith(p.slice(0, -1)))) stem = `z${stem}`;
  return stem;
}

export function portClasses(mentioned: Iterable<string>): PortClasses {
  const all = new Set(mentioned);
  const patterns = [...all].filter(isPattern);
  const names = new Set([...all].filter((name) => !isPattern(name)));
  for (const p of patterns) if (p.length > 1) names.add(unnamed(p.slice(0, -1), names, patterns));
  names.add(unnamed(otherStem(patterns), names, patterns));
  const list = [...names];
  return { names: list, indexOf: new Map(list.map((name, index) => [name, index])), mentioned: all };
}

/** Classes of the ports that a rule names, ascending; null: one of them was not among the names. */
export function classesOf(classes: PortClasses, named: readonly string[]): readonly number[] | null {
  const { names, indexOf, mentioned } = classes;
  if (!named.every((name) => mentioned.has(name))) return null;
  const found = new Set<number>();
  for (const name of named) {
    const exact = indexOf.get(name);
    if (exact !== undefined) found.add(exact);
    if (!isPattern(name)) continue;
    for (const [index, port] of names.entries()) if (portMatches(name, port)) found.add(index);
  }
  return [...found].sort((a, b) => a - b);
}

/** Adds the ports that a match names. Objects met before are left out. */
export function addPortNames(match: Match, names: Set<string>, met: Set<Match>): void {
  if (match.kind === 'in' || match.kind === 'out') for (const port of match.ports) names.add(port);
  if (match.kind !== 'all' && match.kind !== 'any' && match.kind !== 'not') return;
  if (met.has(match)) return;
  met.add(match);
  if (match.kind === 'not') addPortNames(match.of, names, met);
  else for (const part of match.of) addPortNames(part, names, met);
}
