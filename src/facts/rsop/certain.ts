/**
 * The common case, without weighing ends: every GPO that names a setting surely does what it says or surely does nothing,
 * and all that do it through one extension. Then the last in order wins, as ends.ts finds. What a set costs is mostly
 * this, so that it makes no more objects than the answer has.
 */
import { isAccountPolicy } from './account-policy.ts';
import { rankIn, type Source, type SubjectLists, sourcesOf, standingOf, type Unheard } from './acts.ts';
import { byStrength, heardFrom, NO_WORDS } from './ends.ts';
import type { Contribution, GpoList, Half, Loser, ResultantSetting } from './model.ts';
import type { Say } from './outcomes.ts';
import { type Entry, type PolicyIndex, type Writer, writersOf } from './policy-index.ts';
import { isFinal, type Step } from './step.ts';
import { type Placed, type View, viewFor } from './view.ts';

/** What one GPO writes to a setting, with those of lower precedence behind it. */
interface Saying {
  readonly placed: Placed;
  readonly writer: Writer;
  readonly below: Saying | null;
}

/** The lists of a subject as settings are asked of them. */
export interface Hearing {
  readonly index: PolicyIndex;
  readonly controller: boolean | null;
  /** By place of the entry in the index. */
  readonly sayings: readonly (Saying | null)[];
  /** Whether users are not told, so that what their half writes is open. */
  readonly anyone: boolean;
  /** By `rankIn`: GPOs may be missing, or one of them may do more than is known. */
  readonly open: readonly boolean[];
}

const HALVES = ['machine', 'user'] as const;

interface Draft {
  readonly sayings: (Saying | null)[];
  readonly open: boolean[];
}

function hearGpo(draft: Draft, index: PolicyIndex, placed: Placed, half: Half): void {
  for (const { entry, writer } of index.byGpo.get(placed.gpo.id) ?? []) {
    if (writer.half !== half) continue;
    draft.sayings[entry.order] = { placed, writer, below: draft.sayings[entry.order] ?? null };
  }
}

function hearGaps(draft: Draft, index: PolicyIndex, list: GpoList): void {
  const view: View = viewFor(index, list);
  view.gaps.forEach((gaps, rank) => {
    draft.open[rankIn(list.half, rank)] = view.open !== null || gaps.length > 0;
  });
}

/** What anyone's half says is open whatever it says, and is looked at by entry. */
export function hear(index: PolicyIndex, lists: SubjectLists): Hearing {
  const draft: Draft = { sayings: new Array(index.ordered.length).fill(null), open: [] };
  for (const half of HALVES) {
    const list = lists[half];
    for (const placed of list ? viewFor(index, list).known : []) hearGpo(draft, index, placed, half);
    const heard = heardFrom(index, lists, half);
    if (heard) hearGaps(draft, index, heard);
  }
  return { index, controller: lists.controller, anyone: lists.user === null, ...draft };
}

function onlyStep({ steps }: Writer): Step | null {
  const [step] = steps;
  return steps.length === 1 && step !== undefined && isFinal(step) ? step : null;
}

function runsFrom(sources: readonly Source[], { half, rank }: Writer): boolean {
  for (const source of sources) if (source.half === half && source.rank === rank) return true;
  return false;
}

interface Spoken {
  /** The one that wins so far. */
  top: Say | null;
  below: Say[] | null;
  unheard: Unheard[] | null;
}

type Asked = Parameters<typeof standingOf>[2];

function speaks(into: Spoken, say: Say): boolean {
  const { top } = into;
  if (!top) {
    into.top = say;
    return true;
  }
  const [higher, lower] = say.place > top.place ? [say, top] : [top, say];
  into.top = higher;
  into.below ??= [];
  into.below.push(lower);
  return say.rank === top.rank;
}

/** False: what this GPO does has to be weighed. */
function speak(into: Spoken, { placed, writer }: Saying, asked: Asked): boolean {
  const step = onlyStep(writer);
  const { not, open } = standingOf(placed, writer.rank, asked);
  if (!step || open) return false;
  const { gpo, place } = placed;
  const say: Say = { gpo, step, rank: rankIn(writer.half, writer.rank), place, open: null };
  if (!not) return speaks(into, say);
  into.unheard ??= [];
  into.unheard.push({ say, ...not });
  return true;
}

/** null: it has to be weighed. */
function spoken(hearing: Hearing, entry: Entry, sources: readonly Source[]): Spoken | null {
  const into: Spoken = { top: null, below: null, unheard: null };
  const asked = { kind: entry.kind, id: entry.id, controller: hearing.controller };
  for (let s = hearing.sayings[entry.order] ?? null; s; s = s.below) {
    if (runsFrom(sources, s.writer) && !speak(into, s, asked)) return null;
  }
  return into;
}

function contribution({ gpo, step }: Say): Contribution {
  const { shown, meaning, extension, statement, at } = step.said;
  return { gpo, shown, meaning, extension, statement, at };
}

const NO_LOSERS: readonly Loser[] = [];

function losersOf({ below, unheard }: Spoken): readonly Loser[] {
  if (!below && !unheard) return NO_LOSERS;
  const acting = (below ?? []).map((say) => ({
    say,
    reason: 'lower-precedence' as const,
    because: NO_WORDS,
  }));
  return [...acting, ...(unheard ?? [])]
    .sort((a, b) => byStrength(a.say, b.say))
    .map(({ say, reason, because }) => ({ contribution: contribution(say), reason, because }));
}

/** Its own writers are all that may touch it, and its kind has no rules of its own. */
function isSimple({ index, anyone }: Hearing, entry: Entry): boolean {
  if (anyone && index.ofUsers.has(entry)) return false;
  if (entry.group !== null || writersOf(index, entry) !== entry.writers) return false;
  return !isAccountPolicy(entry.kind, entry.id);
}

function isOpen({ open }: Hearing, sources: readonly Source[]): boolean {
  for (const { half, rank } of sources) if (open[rankIn(half, rank)]) return true;
  return false;
}

/** `nothing`: no policy acts on it. null: it has to be weighed. */
export function certainAnswer(hearing: Hearing, entry: Entry): ResultantSetting | 'nothing' | null {
  const sources = sourcesOf(entry);
  if (!isSimple(hearing, entry) || isOpen(hearing, sources)) return null;
  const said = spoken(hearing, entry, sources);
  if (!said) return null;
  const { top } = said;
  if (!top) return 'nothing';
  return {
    kind: entry.kind,
    name: entry.name,
    half: top.rank >= rankIn('user', 0) ? 'user' : 'machine',
    result: { state: top.step.op === 'delete' ? 'deleted' : 'set', winner: contribution(top) },
    losers: losersOf(said),
  };
}
