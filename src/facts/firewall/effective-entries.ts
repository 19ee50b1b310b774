/**
 * A list with everything it calls, as one sequence: each rule once for every way that leads to it. What an entry gets is
 * what it matches less what earlier entries have taken, so that entries can be looked at one by one.
 */
import type { Bilingual } from '../../model/text.ts';
import type { Action, FilterList, FilterRule, Match } from './model.ts';

/** A list as it is entered by one call; a `goto` stays in the frame from which it goes. */
export interface Frame {
  readonly parent: Frame | null;
  readonly depth: number;
}

/**
 * What an entry does with its packets. `return`: they skip the rest of its frame. `pass`: nothing (counting, calls).
 * `undecided`: the first list ends without a word of them; NAT then leaves them as they are. All others decide.
 */
export type Does = 'permit' | 'deny' | 'translate' | 'unknown' | 'undecided' | 'return' | 'pass';

export interface Entry {
  /** Place in the sequence. */
  readonly index: number;
  /** null: the end of the list. */
  readonly rule: FilterRule | null;
  readonly list: FilterList;
  readonly does: Does;
  readonly action: Action;
  /** The rules that lead here and its own match: all hold. */
  readonly guards: readonly Match[];
  readonly match: Match | null;
  /** Whose returns take packets from it. */
  readonly frame: Frame | null;
  /** Of `unknown` and `undecided`: why. */
  readonly because: Bilingual | null;
}

export interface Sequence {
  readonly entries: readonly Entry[];
  readonly list: FilterList;
}

const MAX_ENTRIES = 400_000;
const MAX_DEPTH = 64;

const MISSING: Bilingual = { ja: '呼び出し先のリストがない', en: 'the list that it calls is missing' };
const CYCLE: Bilingual = { ja: 'リストの呼び出しが循環している', en: 'lists call each other in a circle' };
const UNDECIDED: Bilingual = { ja: 'リストがこれを決めずに終わる', en: 'the list ends without deciding it' };
const TOO_MANY: Bilingual = { ja: 'リストの呼び出しが多すぎる', en: 'too many calls of lists' };

interface Draft {
  readonly lists: ReadonlyMap<string, FilterList>;
  readonly entries: Entry[];
  /** Lists being walked. */
  readonly open: string[];
}

interface Place {
  readonly list: FilterList;
  readonly frame: Frame;
  /** What leads to the list, its goto among it. */
  readonly guards: readonly Match[];
}

type What = Pick<Entry, 'rule' | 'does' | 'match'> & { because?: Bilingual; frame?: Frame | null };

function push(draft: Draft, { list, frame, guards }: Place, action: Action, what: What): void {
  draft.entries.push({
    index: draft.entries.length,
    list,
    action,
    guards,
    because: null,
    frame,
    ...what,
  });
}

function blocked(draft: Draft, target: FilterList | undefined): Bilingual | null {
  if (!target) return MISSING;
  if (draft.open.includes(target.id)) return CYCLE;
  return draft.open.length >= MAX_DEPTH || draft.entries.length + target.rules.length > MAX_ENTRIES
    ? TOO_MANY
    : null;
}

function jump(draft: Draft, place: Place, rule: FilterRule, action: Extract<Action, { list: string }>): void {
  const { match } = rule;
  const target = draft.lists.get(action.list);
  const because = blocked(draft, target);
  if (because || !target) {
    push(draft, place, action, { rule, does: 'unknown', match, because: because ?? MISSING });
    return;
  }
  push(draft, place, action, { rule, does: 'pass', match });
  const guards = [...place.guards, match];
  if (action.do === 'call') {
    const frame = { parent: place.frame, depth: place.frame.depth + 1 };
    walk(draft, { list: target, frame, guards }, frame);
    return;
  }
  walk(draft, { list: target, frame: place.frame, guards }, place.frame);
  push(draft, place, { do: 'return' }, { rule: null, does: 'return', match });
}

function one(draft: Draft, place: Place, rule: FilterRule): void {
  const { action, match } = rule;
  if (action.do === 'call' || action.do === 'goto') jump(draft, place, rule, action);
  else if (action.do === 'unknown')
    push(draft, place, action, { rule, does: 'unknown', match, because: action.what });
  else push(draft, place, action, { rule, does: action.do === 'next' ? 'pass' : action.do, match });
}

function walk(draft: Draft, place: Place, ends: Frame | null): void {
  draft.open.push(place.list.id);
  for (const rule of place.list.rules) if (rule.enabled) one(draft, place, rule);
  ending(draft, place, ends);
  draft.open.pop();
}

/** A packet that returns from a list that was called skips its end; in the first list it goes there: `frame` is null. */
function ending(draft: Draft, place: Place, frame: Frame | null): void {
  const { end } = place.list;
  const what = { rule: null, match: null, frame };
  if (end.do === 'return' || end.do === 'next') {
    if (frame === null) push(draft, place, end, { ...what, does: 'undecided', because: UNDECIDED });
    return;
  }
  if (end.do === 'call' || end.do === 'goto') {
    const target = draft.lists.get(end.list);
    const because = blocked(draft, target);
    if (because || !target)
      push(draft, place, end, { ...what, does: 'unknown', because: because ?? MISSING });
    else walk(draft, { ...place, list: target }, frame);
    return;
  }
  const because = end.do === 'unknown' ? { because: end.what } : {};
  push(draft, place, end, { ...what, does: end.do, ...because });
}

/** The sequence of a list for the packets that `when` matches. Rules that are disabled are left out. */
export function sequenceOf(lists: readonly FilterList[], list: FilterList, when: Match): Sequence {
  const draft: Draft = { lists: new Map(lists.map((l) => [l.id, l])), entries: [], open: [] };
  walk(draft, { list, frame: { parent: null, depth: 0 }, guards: [when] }, null);
  return { entries: draft.entries, list };
}

/** Whether an entry stands where a return from `frame` skips it (given that it comes later). */
export function within(inner: Frame | null, frame: Frame | null): boolean {
  let at = inner;
  while (at && frame && at.depth > frame.depth) at = at.parent;
  return at !== null && at === frame;
}

/** Whether an entry takes its packets from those that follow it, `later` among them. */
export function takesFrom(earlier: Entry, later: Entry): boolean {
  if (earlier.does === 'pass') return false;
  return earlier.does !== 'return' || within(later.frame, earlier.frame);
}
