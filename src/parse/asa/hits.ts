/** Hit counts from `show access-list`: one line for each rule, with those it expands to indented below it. */
import { type ConfigLine, wordsOf } from '../cisco/lines.ts';
import { type Hits, hitKey } from './lists.ts';

/** `access-list outside_in; 4 elements; name hash: 0x…`, and the lines below it. */
export const isListing = (line: string): boolean =>
  line.startsWith('access-list ') &&
  (line.includes('; ') || line.includes('(hitcnt=') || line.startsWith('cached', 12)) &&
  /^access-list \S+; \d+ elements?\b|^access-list \S+ line \d+ .*\(hitcnt=\d+\)|^access-list cached ACL log flows/.test(
    line,
  );

function add(hits: Map<string, number>, line: ConfigLine): void {
  const count = /\(hitcnt=(\d{1,15})\)/.exec(line.text)?.[1];
  const [first, list = '', word, place = ''] = wordsOf(line.text.slice(0, 400));
  if (first !== 'access-list' || word !== 'line' || count === undefined) return;
  const key = hitKey(list, Number(place));
  hits.set(key, (hits.get(key) ?? 0) + Number(count));
}

/**
 * A rule with groups has its count on the lines it expands to, and the whole on its own line in recent releases: the
 * larger of both is its count.
 */
export function hitsOf(lines: readonly ConfigLine[]): Hits {
  const own = new Map<string, number>();
  const expanded = new Map<string, number>();
  for (const line of lines) add(line.indent > 0 ? expanded : own, line);
  for (const [key, count] of expanded) own.set(key, Math.max(own.get(key) ?? 0, count));
  return own;
}
