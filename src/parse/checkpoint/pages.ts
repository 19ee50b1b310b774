/** Rulebases out of their pages: a call shows at most 500 rules, from `from` to `to` of `total`. */
import { isObject, type JsonObject, type JsonValue, numberOf, textOf } from '../json-value.ts';
import { listOf, uidOf } from './read.ts';

export interface Rulebase {
  readonly uid: string;
  readonly name: string;
  /** Rules, and what stands in the place of one. */
  readonly items: readonly JsonObject[];
  /** Every rule up to the total is here. */
  readonly whole: boolean;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

const MAX_DEPTH = 8;

/** Sections hold rules of their own; an empty section is none. */
function flatten(value: JsonValue | undefined, out: JsonObject[], depth: number): void {
  for (const item of listOf(value)) {
    if (!isObject(item)) continue;
    const section = /-section$/.test(textOf(item.type) ?? '') || item.rulebase !== undefined;
    if (section && depth < MAX_DEPTH) flatten(item.rulebase, out, depth + 1);
    else out.push(item);
  }
}

/** Whether pages leave no rule out. A page without numbers is the whole, if it is the only one. */
function isWhole(pages: readonly JsonObject[], rules: number): boolean {
  const spans: Span[] = [];
  let total = 0;
  for (const page of pages) {
    const from = numberOf(page.from);
    const to = numberOf(page.to);
    total = Math.max(total, numberOf(page.total) ?? 0);
    if (from !== null && to !== null) spans.push({ from, to });
  }
  if (spans.length === 0) return total <= rules;
  let next = 1;
  for (const { from, to } of spans.sort((a, b) => a.from - b.from))
    if (from <= next) next = Math.max(next, to + 1);
  return next > total && rules >= total;
}

/** The pages of one rulebase together, in the order in which they come first. */
export function rulebases(pages: readonly JsonObject[]): readonly Rulebase[] {
  const byUid = new Map<string, JsonObject[]>();
  for (const page of pages) byUid.set(uidOf(page), [...(byUid.get(uidOf(page)) ?? []), page]);
  return [...byUid].map(([uid, parts]) => {
    const ordered = [...parts].sort((a, b) => (numberOf(a.from) ?? 0) - (numberOf(b.from) ?? 0));
    const items = new Map<string, JsonObject>();
    for (const part of ordered) {
      const found: JsonObject[] = [];
      flatten(part.rulebase, found, 0);
      for (const item of found) items.set(uidOf(item) || `#${items.size}`, item);
    }
    const name = parts.map((p) => textOf(p.name)).find((n) => n !== null) ?? uid;
    return { uid, name, items: [...items.values()], whole: isWhole(parts, items.size) };
  });
}

export const isAccess = (page: JsonObject): boolean =>
  page.rulebase !== undefined && !isNat(page) && textOf(page.name) !== null;

const itemsOf = (page: JsonObject): readonly JsonObject[] => listOf(page.rulebase).filter(isObject);

export const isNat = (page: JsonObject): boolean =>
  itemsOf(page).some((i) => /^nat-/.test(textOf(i.type) ?? ''));

/** Objects that a page brings with it. */
export function dictionaryOf(page: JsonObject): readonly JsonValue[] {
  return [...listOf(page['objects-dictionary']), ...listOf(page.objects)];
}
