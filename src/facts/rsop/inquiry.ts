/**
 * What a person asks of one computer or user, with what keeps the answer from being sure: a GPO whose content is not all
 * known may set what no list shows, and that nobody names a setting is known only where all was read.
 */
import type { Bilingual } from '../../model/text.ts';
import { type Source, type SubjectLists, sourcesOf } from './acts.ts';
import { type DomainPolicy, indexOfPolicy, listsOf, resultWith } from './compose.ts';
import { heardFrom } from './ends.ts';
import type {
  GpoList,
  Half,
  ListedGpo,
  ResultantSetting,
  Rsop,
  RsopOptions,
  RsopSubject,
  SettingKind,
} from './model.ts';
import type { PolicyIndex } from './policy-index.ts';
import { settingIn } from './resultant.ts';
import { isLocal, type Placed, viewFor } from './view.ts';

export interface Doubt {
  readonly half: Half;
  /** null: GPOs may be missing from the list. */
  readonly gpo: ListedGpo | null;
  /** It may set what no list of settings shows; false: it is only open whether it applies. */
  readonly hides: boolean;
  readonly because: Bilingual;
}

export interface Inquiry {
  readonly index: PolicyIndex;
  readonly lists: SubjectLists;
  readonly rsop: Rsop;
  readonly doubts: readonly Doubt[];
  /** The computer's own local policy is among the evidence. */
  readonly hasLocal: boolean;
}

const HALVES = ['machine', 'user'] as const;

/** The first thing that is not known of what a GPO does through the extensions given by their ranks. */
function gapOf({ runs }: Placed, ranks: readonly number[]): Bilingual | null {
  for (const rank of ranks) {
    const run = runs[rank];
    if (run && run.not === null && run.gap) return run.gap.because;
  }
  return null;
}

function doubtsOfGpo(half: Half, placed: Placed): readonly Doubt[] {
  const { gpo, runs } = placed;
  if (gpo.standing.applies === 'no') return [];
  const gap = gapOf(placed, [...runs.keys()]);
  const open = gpo.standing.applies === 'open' ? gpo.standing.because : null;
  return [
    ...(open ? [{ half, gpo, hides: false, because: open }] : []),
    ...(gap ? [{ half, gpo, hides: true, because: gap }] : []),
  ];
}

function doubtsOfList(index: PolicyIndex, list: GpoList): readonly Doubt[] {
  const { half } = list;
  const missing = list.open.map((because): Doubt => ({ half, gpo: null, hides: true, because }));
  return [
    ...missing,
    ...viewFor(index, list)
      .placed.toReversed()
      .flatMap((p) => doubtsOfGpo(half, p)),
  ];
}

/** Extensions of the user half that write to the computer. */
const OF_ANYONE = (['registry', 'group-preference'] as const)
  .flatMap((kind) => sourcesOf({ kind, value: { hive: 'HKLM', key: '' } }))
  .filter((source) => source.half === 'user')
  .map((source) => source.rank);

/** What users may bring to a computer of which no user is told. */
function doubtsOfAnyone(index: PolicyIndex, lists: SubjectLists): readonly Doubt[] {
  const list = lists.user ? null : heardFrom(index, lists, 'user');
  if (!list) return [];
  return viewFor(index, list).placed.flatMap((placed): readonly Doubt[] => {
    const { gpo } = placed;
    const because = gpo.standing.applies === 'no' ? null : gapOf(placed, OF_ANYONE);
    return because ? [{ half: 'user', gpo, hides: true, because }] : [];
  });
}

/** Empty: the lists and every setting that the GPOs define are all known. */
export const doubtsOf = (index: PolicyIndex, lists: SubjectLists): readonly Doubt[] => [
  ...HALVES.flatMap((half) => {
    const list = lists[half];
    return list ? doubtsOfList(index, list) : [];
  }),
  ...doubtsOfAnyone(index, lists),
];

export function inquire(policy: DomainPolicy, subject: RsopSubject, options: RsopOptions): Inquiry {
  const index = indexOfPolicy(policy);
  const lists = listsOf(policy, subject, options);
  const rsop = resultWith(policy, subject, lists);
  return { index, lists, rsop, doubts: doubtsOf(index, lists), hasLocal: policy.contents.has(null) };
}

/** What of a user's hive is asked is no matter of the computer alone, nor the other way round. */
const halfOf = (kind: SettingKind, name: string): Half =>
  kind === 'registry' && /^HKCU\\/i.test(name) ? 'user' : 'machine';

/** A setting by its whole name. */
export interface Wanted {
  readonly kind: SettingKind;
  readonly name: string;
}

/** Of which part of the subject nothing was asked, though it decides; null: it was. */
export function lackingHalf({ lists }: Pick<Inquiry, 'lists'>, { kind, name }: Wanted): Half | null {
  const half = halfOf(kind, name);
  return lists[half] === null ? half : null;
}

/** What a setting comes to, also where no GPO that was read names it; null: no policy acts on it, which is known then. */
export const settingOf = ({ index, lists }: Inquiry, { kind, name }: Wanted): ResultantSetting | null =>
  settingIn(index, lists, kind, name);

/** The list that a setting of a half comes from; null: nothing was asked of that half. */
export const listFor = ({ index, lists }: Inquiry, half: Half): GpoList | null =>
  heardFrom(index, lists, half);

/** Why it is not known whether a GPO of a list defines a setting that nothing read of it names; null: it does not. */
export function silenceOf(
  { index, hasLocal }: Inquiry,
  list: GpoList,
  { kind, name }: Wanted,
): (gpo: ListedGpo) => Bilingual | null {
  const value = { hive: name.split('\\')[0] ?? '', key: '' };
  const ranks = sourcesOf({ kind, value })
    .filter((source: Source) => source.half === list.half)
    .map((source) => source.rank);
  const { placed } = viewFor(index, list);
  return (gpo) => {
    if (isLocal(gpo) && !hasLocal) return NO_LOCAL;
    const own = placed.find((p) => p.gpo === gpo);
    return own ? gapOf(own, ranks) : null;
  };
}

export const NO_LOCAL: Bilingual = {
  ja: '証拠にない (コンピューター自身のもの)',
  en: 'not in the evidence (it is the computer’s own)',
};
