/**
 * What a setting may come to, when GPOs act on it one after another and some of them only may.
 *
 * Each possible end is kept, so that a setting is sure exactly where all of them say the same. Whether one GPO or item
 * applies is taken to be independent of every other, which can only add ends.
 */
import type { Bilingual } from '../../model/text.ts';
import type { ListedGpo } from './model.ts';
import { isFinal, type Step } from './step.ts';

/** A step of a GPO at its place in the list. */
export interface Say {
  readonly gpo: ListedGpo;
  readonly step: Step;
  /** Order of its extension among those that run. */
  readonly rank: number;
  /** Place of the GPO, from the lowest precedence. */
  readonly place: number;
  /** Why it is open whether it is carried out; null: it is. */
  readonly open: Bilingual | null;
}

export type Outcome =
  /** No policy acts: whatever the host holds. */
  | { readonly state: 'host' }
  /** Anything: what acts is not known. */
  | { readonly state: 'unknown'; readonly because: Bilingual }
  | { readonly state: 'set' | 'deleted'; readonly say: Say };

export const HOST: Outcome = { state: 'host' };

/** What a GPO does at its place. */
export interface Act {
  readonly says: readonly Say[];
  /** It may not apply at all, or its extension may not run. */
  readonly open: Bilingual | null;
  /** It may do more than is known; `absenceOnly`: not to what it is known to write. */
  readonly gap: { readonly because: Bilingual; readonly absenceOnly: boolean } | null;
}

export type Outcomes = readonly Outcome[];

const ends = (say: Say): Outcome => ({ state: say.step.op === 'delete' ? 'deleted' : 'set', say });

/** `**soft.` and Create write where nothing is: on what a host holds that depends on the host. */
function softly(before: Outcomes, say: Say): Outcome[] {
  const written = ends(say);
  const kept = before.filter((o) => o.state !== 'deleted');
  const writes = before.some((o) => o.state !== 'set');
  return writes ? [...kept, written] : kept;
}

const undone = (before: Outcomes): Outcomes => [
  ...new Set(before.map((o) => (o.state === 'unknown' ? o : HOST))),
];

function carried(before: Outcomes, say: Say): Outcomes {
  if (say.step.op === 'undo') return undone(before);
  return say.step.op === 'soft' ? softly(before, say) : [ends(say)];
}

/** One end that is not known stands for all: thousands of GPOs may be linked that are not in the evidence. */
function union(a: Outcomes, b: Outcomes): Outcomes {
  const all = [...new Set([...a, ...b])];
  const unknown = all.find((o) => o.state === 'unknown');
  return unknown ? all.filter((o) => o.state !== 'unknown' || o === unknown) : all;
}

function stepped(before: Outcomes, say: Say): Outcomes {
  const after = carried(before, say);
  return say.step.condition ? union(before, after) : after;
}

function acted(before: Outcomes, { says, open, gap }: Act): Outcomes {
  let after = before;
  for (const say of says) after = stepped(after, say);
  const hides = gap !== null && !(gap.absenceOnly && says.some(({ step }) => isFinal(step)));
  if (gap && hides) after = union(after, [{ state: 'unknown', because: gap.because }]);
  return open ? union(before, after) : after;
}

/** The possible ends after the acts, which go from the lowest precedence to the highest. */
export function outcomesOf(before: Outcomes, acts: readonly Act[]): Outcomes {
  let outcomes = before;
  for (const act of acts) outcomes = acted(outcomes, act);
  return outcomes;
}

const meaningOf = (outcome: Outcome): string | null => {
  if (outcome.state === 'host' || outcome.state === 'unknown') return null;
  return outcome.state === 'deleted' ? 'deleted' : `set ${outcome.say.step.said.meaning}`;
};

/** Whether all ends are of policies and say the same. */
export function agree(outcomes: Outcomes): boolean {
  const first = outcomes[0] ? meaningOf(outcomes[0]) : null;
  return first !== null && outcomes.every((o) => meaningOf(o) === first);
}

/**
 * What two extensions that run one after the other leave. The later one writes over the earlier, but each is run again
 * on its own schedule, so that both remain possible: only where they say the same is it sure.
 */
export function overwritten(before: Outcomes, after: Outcomes): Outcomes {
  const policies = before.filter((o) => o.state !== 'host');
  const isUntouched = after.every((o) => before.includes(o));
  return isUntouched ? after : union(after, policies);
}
