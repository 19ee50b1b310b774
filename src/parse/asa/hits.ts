/** Hit counts from `show access-list`: one line for each rule, with those it expands to indented below it. */
import type { Evidence } from '../../model/evidence.ts';
import { type ConfigLine, configText, wordsOf } from '../cisco/lines.ts';
import type { ParseContext } from '../parser.ts';
import { type Hits, hitKey } from './lists.ts';

/** `access-list outside_in; 4 elements; name hash: 0x…`, and the lines below it. */
export const isListing = (line: string): boolean =>
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
 * larger of both is its count. null where no line has one.
 */
export function hitsOf(lines: readonly ConfigLine[]): Hits | null {
  const own = new Map<string, number>();
  const expanded = new Map<string, number>();
  for (const line of lines) add(line.indent > 0 ? expanded : own, line);
  if (own.size + expanded.size === 0) return null;
  for (const [key, count] of expanded) own.set(key, Math.max(own.get(key) ?? 0, count));
  return own;
}

/** A file of `show access-list` alone, beside the configuration of the same device. */
export function siblingHits(evidence: Evidence, context: ParseContext): Hits {
  const beside = context.siblings('*');
  if (beside === 'ambiguous') return new Map();
  const listings = beside.filter((e) => e.file !== evidence.file && isHitsFile(e));
  const [only] = listings;
  if (listings.length !== 1 || !only) return new Map();
  return hitsOf(configText(only.text, isListing).accessLists) ?? new Map();
}

/** Whether a file holds the output of `show access-list` and no configuration. */
export function isHitsFile({ text }: Evidence): boolean {
  const head = text.slice(0, 8192);
  return (
    /^access-list \S+; \d+ elements?\b/m.test(head) && !/^(?:ASA|PIX|NGFW) Version |^interface /m.test(head)
  );
}
