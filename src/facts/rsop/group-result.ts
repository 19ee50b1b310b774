/** What items of Preferences leave of the members of a local group, and the setting that this comes to. */
import type { Bilingual } from '../../model/text.ts';
import type { Principal } from '../security-policy.ts';
import { type Acts, actsOf, type Source, type SubjectLists, sourcesOf } from './acts.ts';
import { type Ends, endsOf, holding, settingOf } from './ends.ts';
import {
  asRestricted,
  type GroupWriter,
  type Member,
  memberSteps,
  namedMembers,
  OTHERS,
} from './group-items.ts';
import type { ResultantSetting } from './model.ts';
import { agree, type Outcomes, type Say } from './outcomes.ts';
import { type Entry, type PolicyIndex, type Writer, writersOf } from './policy-index.ts';
import { showPrincipal } from './step.ts';
import type { View } from './view.ts';

export type MemberState = 'in' | 'out' | 'open' | 'untouched';

export interface GroupMembers {
  readonly members: readonly { readonly principal: Principal; readonly state: MemberState }[];
  /** Those whom no item names: `out` where the membership is replaced. */
  readonly others: MemberState;
}

const stateOf = (outcomes: Outcomes): MemberState => {
  if (outcomes.every((o) => o.state === 'host')) return 'untouched';
  if (!agree(outcomes)) return 'open';
  return outcomes[0]?.state === 'deleted' ? 'out' : 'in';
};

interface Asked {
  readonly index: PolicyIndex;
  readonly lists: SubjectLists;
  readonly entry: Entry;
  readonly group: readonly GroupWriter[];
}

const sameWriter = (a: GroupWriter, b: Writer): boolean =>
  a.gpo === b.gpo && a.half === b.half && a.rank === b.rank;

function memberEnds({ index, lists, entry, group }: Asked, member: Member): Ends {
  const asked = { kind: entry.kind, id: entry.id, controller: lists.controller };
  const steps = (w: Writer) => {
    const own = group.find((g) => sameWriter(g, w));
    return own ? memberSteps(own, member) : [];
  };
  const acts = (view: View, { rank }: Source): Acts =>
    actsOf(view, rank, writersOf(index, entry), asked, steps);
  return endsOf(index, lists, sourcesOf(entry), acts);
}

/** GPOs of the lists that have a say, as they are shown. */
function ownEnds({ index, lists, entry }: Asked): Ends {
  const asked = { kind: entry.kind, id: entry.id, controller: lists.controller };
  return endsOf(index, lists, sourcesOf(entry), (view, { rank }) =>
    actsOf(view, rank, writersOf(index, entry), asked),
  );
}

function membersOf(asked: Asked): { readonly result: GroupMembers; readonly ends: readonly Ends[] } {
  const named = namedMembers(asked.group.flatMap((g) => g.items));
  const ends = [OTHERS, ...named].map((member) => memberEnds(asked, member));
  const members = named.map((principal, i) => ({
    principal,
    state: stateOf(ends[i + 1]?.outcomes ?? []),
  }));
  return { result: { members, others: stateOf(ends[0]?.outcomes ?? []) }, ends };
}

/** The members of a group as items of Preferences leave them; null where no list holds an item on it. */
export function groupMembers(
  index: PolicyIndex,
  lists: SubjectLists,
  entry: Entry,
  group: readonly GroupWriter[],
): GroupMembers {
  return membersOf({ index, lists, entry, group }).result;
}

/** Where everybody else is out, it means nothing who of them was named. */
const memberWords = ({ members, others }: GroupMembers): readonly string[] => [
  ...(others === 'out'
    ? ['− *']
    : members.filter((m) => m.state === 'out').map((m) => `− ${showPrincipal(m.principal)}`)),
  ...members.filter((m) => m.state === 'in').map((m) => `+ ${showPrincipal(m.principal)}`),
];

const isOpen = ({ members, others }: GroupMembers): boolean =>
  others === 'open' || members.some((m) => m.state === 'open');

const principals = ({ members }: GroupMembers, state: MemberState): readonly Principal[] =>
  members.filter((m) => m.state === state).map((m) => m.principal);

/** The GPO that is shown as the winner says what all of them leave together. */
function withResult(say: Say, entry: Entry, group: readonly GroupWriter[], result: GroupMembers): Say {
  const first = group[0]?.items[0];
  if (!first) return say;
  const words = memberWords(result);
  const statement = {
    of: 'group' as const,
    groups: asRestricted(first.group, principals(result, 'in'), result.others === 'out', {
      gpo: null,
      at: say.step.said.at,
    }),
    removed: principals(result, 'out'),
  };
  const meaning = `${entry.id} ${words.toSorted().join()}`;
  const said = { ...say.step.said, shown: words.join(', '), meaning, statement };
  return { ...say, step: { ...say.step, condition: null, said } };
}

const SEVERAL: Bilingual = {
  ja: 'メンバーのうち、加わるか外れるかが決まらないものがある',
  en: 'of some members it is open whether they are in or out',
};

/**
 * Every GPO acts on the group in turn, so that there is no single winner: the strongest of those that act stands for
 * all, and a GPO of which nothing remains loses.
 */
export function groupResult(
  index: PolicyIndex,
  lists: SubjectLists,
  entry: Entry,
  group: readonly GroupWriter[],
): ResultantSetting | null {
  const asked: Asked = { index, lists, entry, group };
  const own = ownEnds(asked);
  const { result, ends } = membersOf(asked);
  const bySaid = new Set(ends.flatMap((e) => holding(e.outcomes)).map((say) => say.step.said.at));
  const acting = own.says.filter((say) => bySaid.has(say.step.said.at));
  const silent = own.says.filter((say) => !bySaid.has(say.step.said.at));
  const [top] = holding(acting.map((say) => ({ state: 'set', say })));
  if (isOpen(result)) {
    const unknown = ends.flatMap((e) => e.outcomes).find((o) => o.state === 'unknown');
    const because = unknown?.state === 'unknown' ? unknown.because : SEVERAL;
    const outcomes: Outcomes = [
      { state: 'unknown', because },
      ...acting.map((say) => ({ state: 'set', say }) as const),
    ];
    return settingOf(entry, { outcomes, says: own.says, unheard: own.unheard });
  }
  if (!top) return null;
  const winner = withResult(top, entry, group, result);
  return settingOf(entry, {
    outcomes: [{ state: 'set', say: winner }],
    says: [winner, ...silent],
    unheard: own.unheard,
  });
}
