/** From what GPOs may do to a setting to what it comes to: set, deleted, or open, with winner and losers. */
import type { Bilingual } from '../../model/text.ts';
import type { Acts, Source, SubjectLists, Unheard } from './acts.ts';
import type {
  Contribution,
  GpoList,
  Half,
  LoseReason,
  Loser,
  ResultantSetting,
  RsopFinding,
} from './model.ts';
import { agree, HOST, type Outcome, type Outcomes, outcomesOf, overwritten, type Say } from './outcomes.ts';
import type { PolicyIndex } from './policy-index.ts';
import { type View, viewFor } from './view.ts';

/** Ends of a setting after all extensions, and everything that was said on the way. */
export interface Ends {
  readonly outcomes: Outcomes;
  readonly says: readonly Say[];
  readonly unheard: readonly Unheard[];
}

export type ActsOf = (view: View, source: Source) => Acts;

/** The list that a half is heard from. Of a computer without a user, the user half of whoever may log on counts. */
export const heardFrom = (index: PolicyIndex, lists: SubjectLists, half: Half): GpoList | null =>
  lists[half] ?? (half === 'user' && lists.machine ? index.anyone : null);

/** All sources one after another. A list that may lack GPOs leaves every setting open. */
export function endsOf(
  index: PolicyIndex,
  lists: SubjectLists,
  sources: readonly Source[],
  actsIn: ActsOf,
): Ends {
  let outcomes: Outcomes = [HOST];
  const says: Say[] = [];
  const unheard: Unheard[] = [];
  const open = new Set<Bilingual>();
  for (const source of sources) {
    const list = heardFrom(index, lists, source.half);
    if (!list) continue;
    const view = viewFor(index, list);
    if (view.open) open.add(view.open);
    const acts = actsIn(view, source);
    if (acts.acts.length > 0) outcomes = overwritten(outcomes, outcomesOf(outcomes, acts.acts));
    says.push(...acts.says);
    unheard.push(...acts.unheard);
  }
  const more = [...open].map((because): Outcome => ({ state: 'unknown', because }));
  return { outcomes: more.length > 0 ? [...outcomes, ...more] : outcomes, says, unheard };
}

const contributions = (): ((say: Say) => Contribution) => {
  const made = new Map<Say, Contribution>();
  return (say) => {
    const known = made.get(say);
    if (known) return known;
    const contribution = { gpo: say.gpo, ...say.step.said };
    made.set(say, contribution);
    return contribution;
  };
};

/** Highest first. */
export const byStrength = (a: Say, b: Say): number => b.rank - a.rank || b.place - a.place;

const isCertain = (say: Say): boolean => say.open === null && say.step.condition === null;

const sayOf = (outcome: Outcome): readonly Say[] =>
  outcome.state === 'set' || outcome.state === 'deleted' ? [outcome.say] : [];

/** Those that may hold in the end, the strongest first. */
export const holding = (outcomes: Outcomes): readonly Say[] => outcomes.flatMap(sayOf).sort(byStrength);

export const NO_WORDS: Bilingual = { ja: '', en: '' };

const SOFT: Bilingual = {
  ja: '値がまだないときだけ書く設定であり、ホストに値があるかどうかで決まる',
  en: 'it writes only where there is no value yet, so that it depends on what the host holds',
};

const ALREADY: Bilingual = {
  ja: '値がまだないときだけ書く設定であり、ほかの設定が先に書いている',
  en: 'it writes only where there is no value yet, and another one has written it',
};

const CONFLICT: Bilingual = {
  ja: '複数の拡張が違う値を書き、それぞれ別の周期で適用し直される',
  en: 'several extensions write different data, and each is applied again on its own schedule',
};

const CONTRADICTORY: Bilingual = {
  ja: '適用されるかもしれない設定が違う値を書く',
  en: 'settings that may apply write different data',
};

const meaningOf = (outcome: Outcome): string =>
  `${outcome.state} ${outcome.state === 'set' ? outcome.say.step.said.meaning : ''}`;

/** Whether extensions that surely run disagree. */
function isConflict(outcomes: Outcomes): boolean {
  const sure = outcomes.filter((o) => sayOf(o).some(isCertain));
  const ranks = new Set(sure.flatMap(sayOf).map((say) => say.rank));
  return ranks.size > 1 && new Set(sure.map(meaningOf)).size > 1;
}

function whyOpen(outcomes: Outcomes): Bilingual {
  const unknown = outcomes.find((o) => o.state === 'unknown');
  if (unknown?.state === 'unknown') return unknown.because;
  if (isConflict(outcomes)) return CONFLICT;
  const says = holding(outcomes);
  const open = says.find((say) => say.open)?.open ?? says.find((say) => say.step.condition)?.step.condition;
  if (open) return open;
  return says.some((say) => say.step.op === 'soft') ? SOFT : CONTRADICTORY;
}

/** Why a say that is carried out does not hold, or holds only beside the winner. */
function lost(say: Say, top: Say): { readonly reason: LoseReason; readonly because: Bilingual } {
  const { step, open } = say;
  if (say.rank < top.rank) return { reason: 'later-extension', because: NO_WORDS };
  if (byStrength(say, top) > 0) return { reason: 'lower-precedence', because: NO_WORDS };
  if (open) return { reason: 'may-apply', because: open };
  if (step.condition) return { reason: step.loses ?? 'may-apply', because: step.condition };
  return { reason: 'lower-precedence', because: step.op === 'soft' ? ALREADY : NO_WORDS };
}

function losersOf(ends: Ends, top: Say | null, held: ReadonlySet<Say>, of: (say: Say) => Contribution) {
  const acting = ends.says
    .filter((say) => !held.has(say))
    .map((say) => ({ say, ...(top ? lost(say, top) : { reason: 'may-apply' as const, because: NO_WORDS }) }));
  return [...acting, ...ends.unheard]
    .sort((a, b) => byStrength(a.say, b.say))
    .map(({ say, reason, because }): Loser => ({ contribution: of(say), reason, because }));
}

type Base = Pick<ResultantSetting, 'kind' | 'name'>;

/** A setting from its ends; null where no policy acts on it. */
export function settingOf({ kind, name }: Base, ends: Ends): ResultantSetting | null {
  const { outcomes } = ends;
  if (outcomes.every((o) => o.state === 'host')) return null;
  const of = contributions();
  const says = holding(outcomes);
  if (!agree(outcomes)) {
    const losers = losersOf(ends, says[0] ?? null, new Set(says), of);
    const result = { state: 'open', because: whyOpen(outcomes), candidates: says.map(of) } as const;
    return { kind, name, half: halfOf(says[0] ?? ends.says[0]), result, losers };
  }
  const winner = says.find(isCertain) ?? says[0];
  if (!winner) return null;
  const state = outcomes[0]?.state === 'deleted' ? 'deleted' : 'set';
  const losers = losersOf(ends, winner, new Set([winner]), of);
  return { kind, name, half: halfOf(winner), result: { state, winner: of(winner) }, losers };
}

const halfOf = (say: Say | undefined): ResultantSetting['half'] =>
  say !== undefined && say.rank >= 100 ? 'user' : 'machine';

/** The finding that extensions disagree; [] where they do not. */
export const conflicting = (name: string, outcomes: Outcomes): readonly RsopFinding[] => {
  if (!isConflict(outcomes)) return [];
  const [first] = holding(outcomes);
  const names = [...new Set(holding(outcomes).map((say) => say.gpo.name))].join(', ');
  const because = {
    ja: `${name} に複数の拡張が違う値を書く (${names})`,
    en: `several extensions write different data to ${name} (${names})`,
  };
  return [
    { kind: 'conflicting-writers', gpo: first?.gpo.id ?? null, because, at: first?.step.said.at ?? null },
  ];
};
