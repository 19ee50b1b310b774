/**
 * The common case, without weighing ends: every GPO that names a setting surely does what it says or surely does nothing,
 * and all that do it through one extension. Then the last in order wins, as ends.ts finds. What a set costs is mostly this.
 */
import { isAccountPolicy } from './account-policy.ts';
import { rankIn, type Source, type SubjectLists, sourcesOf, standingOf, type Unheard } from './acts.ts';
import { byStrength, NO_WORDS } from './ends.ts';
import type { Contribution, Loser, ResultantSetting } from './model.ts';
import type { Say } from './outcomes.ts';
import { type Entry, type PolicyIndex, type Writer, writersOf } from './policy-index.ts';
import { isFinal, type Step } from './step.ts';
import { type Placed, sayingsIn, viewFor } from './view.ts';

interface Spoken {
  readonly acting: Say[];
  readonly unheard: Unheard[];
}

const HALVES = ['machine', 'user'] as const;

/** GPOs may be missing from a list, or one of them may do more than is known. */
function isOpen(index: PolicyIndex, lists: SubjectLists, { half, rank }: Source): boolean {
  const list = lists[half];
  if (!list) return false;
  const view = viewFor(index, list);
  return view.open !== null || view.gaps[rank]?.length !== 0;
}

function onlyStep({ steps }: Writer): Step | null {
  const [step] = steps;
  return steps.length === 1 && step !== undefined && isFinal(step) ? step : null;
}

type Asked = Parameters<typeof standingOf>[2];

/** False: what this GPO does has to be weighed. */
function speak(into: Spoken, placed: Placed, writer: Writer, asked: Asked): boolean {
  const step = onlyStep(writer);
  const { not, open } = standingOf(placed, writer.rank, asked);
  if (!step || open) return false;
  const { gpo, place } = placed;
  const say: Say = { gpo, step, rank: rankIn(writer.half, writer.rank), place, open: null };
  if (not) into.unheard.push({ say, ...not });
  else into.acting.push(say);
  return true;
}

/** null: it has to be weighed. */
function spoken(index: PolicyIndex, lists: SubjectLists, entry: Entry): Spoken | null {
  const into: Spoken = { acting: [], unheard: [] };
  const sources = sourcesOf(entry);
  const asked = { kind: entry.kind, id: entry.id, controller: lists.controller };
  for (const half of HALVES) {
    const list = lists[half];
    if (!list) continue;
    for (const { placed, writer } of sayingsIn(index, list).get(entry) ?? []) {
      if (!sources.some((s) => s.half === half && s.rank === writer.rank)) continue;
      if (!speak(into, placed, writer, asked)) return null;
    }
  }
  return into.acting.every((say) => say.rank === into.acting[0]?.rank) ? into : null;
}

const contribution = ({ gpo, step }: Say): Contribution => ({ gpo, ...step.said });

function losersOf({ acting, unheard }: Spoken, top: Say): readonly Loser[] {
  const below = acting
    .filter((say) => say !== top)
    .map((say) => ({ say, reason: 'lower-precedence' as const, because: NO_WORDS }));
  return [...below, ...unheard]
    .sort((a, b) => byStrength(a.say, b.say))
    .map(({ say, reason, because }) => ({ contribution: contribution(say), reason, because }));
}

/** Its own writers are all that may touch it, and its kind has no rules of its own. */
const isSimple = (index: PolicyIndex, entry: Entry): boolean =>
  entry.group === null && writersOf(index, entry) === entry.writers && !isAccountPolicy(entry.kind, entry.id);

/** `nothing`: no policy acts on it. null: it has to be weighed. */
export function certainAnswer(
  index: PolicyIndex,
  lists: SubjectLists,
  entry: Entry,
): ResultantSetting | 'nothing' | null {
  if (!isSimple(index, entry) || sourcesOf(entry).some((s) => isOpen(index, lists, s))) return null;
  const said = spoken(index, lists, entry);
  if (!said) return null;
  let [top] = said.acting;
  for (const say of said.acting) if (top && say.place > top.place) top = say;
  if (!top) return 'nothing';
  return {
    kind: entry.kind,
    name: entry.name,
    half: top.rank >= rankIn('user', 0) ? 'user' : 'machine',
    result: { state: top.step.op === 'delete' ? 'deleted' : 'set', winner: contribution(top) },
    losers: losersOf(said, top),
  };
}
