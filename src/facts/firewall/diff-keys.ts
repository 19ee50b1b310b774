/** Which parts of two lists say the same about packets, whatever they are called and wherever they stand in their files. */
import type { AddressSet } from '../address-set.ts';
import type { Entry, Sequence } from './effective-entries.ts';
import type { Action, Match, Translation } from './model.ts';

/** Numbers for texts: two objects that say the same have the same number. */
export interface Keys {
  readonly byText: Map<string, number>;
  readonly byObject: Map<object, number>;
}

export const keysOf = (): Keys => ({ byText: new Map(), byObject: new Map() });

function numbered({ byText }: Keys, text: string): number {
  const known = byText.get(text);
  if (known !== undefined) return known;
  byText.set(text, byText.size);
  return byText.size - 1;
}

const plain = (_: string, value: unknown): unknown =>
  typeof value === 'bigint' ? value.toString(36) : value;
const json = (value: unknown): string => JSON.stringify(value, plain);
const addresses = (set: AddressSet): string =>
  set.map(({ from, to }) => `${from.toString(36)}-${to.toString(36)}`).join();

function matchText(keys: Keys, match: Match): string {
  switch (match.kind) {
    case 'all':
    case 'any':
      return `${match.kind} ${match.of.map((m) => matchKey(keys, m)).join()}`;
    case 'not':
      return `not ${matchKey(keys, match.of)}`;
    case 'src':
    case 'dst':
      return `${match.kind} ${addresses(match.set)}`;
    case 'condition': {
      const { id, choice, schedule } = match.condition;
      return `condition ${json([id, choice, schedule ?? null])}`;
    }
    default:
      return json(match);
  }
}

export function matchKey(keys: Keys, match: Match): number {
  const known = keys.byObject.get(match);
  if (known !== undefined) return known;
  const made = numbered(keys, matchText(keys, match));
  keys.byObject.set(match, made);
  return made;
}

/** What is said, not in which words: no names of lists, no sentences. */
function actionText(action: Action): string {
  if (action.do === 'translate') return json(translationOf(action.to));
  return action.do === 'unknown' ? `unknown ${action.what.en}` : action.do;
}

const translationOf = (to: Translation): unknown => [
  to.src ?? null,
  to.dst ?? null,
  to.sport ?? null,
  to.dport ?? null,
];

function entryKey(keys: Keys, entry: Entry): number {
  const guards = entry.guards.map((m) => matchKey(keys, m)).join();
  const match = entry.match ? matchKey(keys, entry.match) : '';
  const end = entry.rule === null && entry.does !== 'return' ? `end ${entry.frame?.depth ?? ''}` : '';
  // What an action that was not understood means stands in its line alone.
  const line = entry.does === 'unknown' ? (entry.rule?.at.text ?? '') : '';
  return numbered(keys, `${entry.does} ${actionText(entry.action)} ${guards} / ${match} ${end} ${line}`);
}

const working = ({ entries }: Sequence): readonly Entry[] => entries.filter((e) => e.does !== 'pass');

/** Positions of the longest ascending run of `numbers` (patience sorting). */
function ascending(numbers: readonly number[]): readonly number[] {
  const tops: number[] = [];
  const before: number[] = [];
  for (const [i, n] of numbers.entries()) {
    let low = 0;
    for (let high = tops.length; low < high; ) {
      const middle = (low + high) >>> 1;
      if ((numbers[tops[middle] ?? 0] ?? 0) < n) low = middle + 1;
      else high = middle;
    }
    before.push(low > 0 ? (tops[low - 1] ?? -1) : -1);
    tops[low] = i;
  }
  const run: number[] = [];
  for (let at = tops.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) run.push(at);
  return run.reverse();
}

/** Of equal keys the n-th is paired with the n-th. */
function occurrences(list: readonly number[]): readonly string[] {
  const seen = new Map<number, number>();
  return list.map((key) => {
    const n = (seen.get(key) ?? 0) + 1;
    seen.set(key, n);
    return `${key}.${n}`;
  });
}

interface Changed {
  readonly before: readonly Entry[];
  readonly after: readonly Entry[];
}

/**
 * Entries that stand in one list and not, in this order, in the other. A packet that none of them decides in its own list
 * comes to the same entry in both. Where lists return, which entries a return skips is part of what they say, so that
 * all returns count as changed where anything is.
 */
export function changedEntries(keys: Keys, before: Sequence, after: Sequence): Changed {
  const [old, now] = [working(before), working(after)];
  const oldKeys = occurrences(old.map((e) => entryKey(keys, e)));
  const nowKeys = occurrences(now.map((e) => entryKey(keys, e)));
  const places = new Map(oldKeys.map((key, i) => [key, i]));
  const shared = nowKeys.flatMap((key, i) => {
    const place = places.get(key);
    return place === undefined ? [] : [{ i, place }];
  });
  const kept = ascending(shared.map((s) => s.place)).flatMap((i) => shared[i] ?? []);
  if (kept.length === old.length && kept.length === now.length) return { before: [], after: [] };
  const returns = (e: Entry): boolean => e.does === 'return';
  const keptOld = new Set(kept.map((k) => k.place));
  const keptNow = new Set(kept.map((k) => k.i));
  return {
    before: old.filter((e, i) => !keptOld.has(i) || returns(e)),
    after: now.filter((e, i) => !keptNow.has(i) || returns(e)),
  };
}
