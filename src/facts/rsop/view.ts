/** A list of GPOs as merging needs it: from the lowest precedence, by GPO, and where something unknown may act. */
import type { Bilingual } from '../../model/text.ts';
import { oncePer } from '../once.ts';
import { READ_EXTENSIONS } from './extensions.ts';
import type { GpoList, Half, ListedGpo } from './model.ts';
import { type Entry, type PolicyIndex, runsFor, type Saying } from './policy-index.ts';
import type { Run } from './run.ts';

export interface Placed {
  readonly gpo: ListedGpo;
  readonly place: number;
  /** By place of the extension in READ_EXTENSIONS. */
  readonly runs: readonly Run[];
}

export interface View {
  readonly half: Half;
  /** From the lowest precedence; with those that do not apply. */
  readonly placed: readonly Placed[];
  readonly byGpo: ReadonlyMap<string | null, readonly Placed[]>;
  /** By extension: GPOs that apply, or may, and may do more than is known. */
  readonly gaps: readonly (readonly Placed[])[];
  /** GPOs may be missing from the list. */
  readonly open: Bilingual | null;
}

const NOTHING_KNOWN: readonly Run[] = READ_EXTENSIONS.map(() => ({
  not: null,
  open: null,
  gap: {
    because: { ja: 'リンク先の GPO が分からない', en: 'which GPO is linked is not known' },
    absenceOnly: false,
  },
}));

/** Local policy that is not in the evidence is a part of what the host holds. */
const NOTHING_DONE: readonly Run[] = READ_EXTENSIONS.map(() => ({ not: null, open: null, gap: null }));

const isLocal = (gpo: ListedGpo): boolean => gpo.id === null && gpo.link === null && gpo.som === null;

function runsIn(index: PolicyIndex, gpo: ListedGpo, half: Half): readonly Run[] {
  if (gpo.id !== null) return runsFor(index, gpo.id, half);
  if (!isLocal(gpo)) return NOTHING_KNOWN;
  return index.contents.has(null) ? runsFor(index, null, half) : NOTHING_DONE;
}

function viewOf(index: PolicyIndex, list: GpoList): View {
  const { half } = list;
  const placed = list.gpos
    .toReversed()
    .map((gpo, place): Placed => ({ gpo, place, runs: runsIn(index, gpo, half) }));
  const byGpo = new Map<string | null, Placed[]>();
  for (const one of placed) {
    if (one.gpo.id === null && !isLocal(one.gpo)) continue;
    const own = byGpo.get(one.gpo.id);
    if (own) own.push(one);
    else byGpo.set(one.gpo.id, [one]);
  }
  const acting = placed.filter((p) => p.gpo.standing.applies !== 'no');
  const gaps = READ_EXTENSIONS.map((_, rank) =>
    acting.filter(({ runs }) => runs[rank]?.not === null && runs[rank].gap !== null),
  );
  return { half, placed, byGpo, gaps, open: list.open[0] ?? null };
}

const views = oncePer((index: PolicyIndex) => oncePer((list: GpoList) => viewOf(index, list)));

export const viewFor = (index: PolicyIndex, list: GpoList): View => views(index)(list);

export interface PlacedSaying extends Saying {
  readonly placed: Placed;
}

/** What GPOs of a list write, by setting. */
function sayingsOf(index: PolicyIndex, list: GpoList): ReadonlyMap<Entry, readonly PlacedSaying[]> {
  const all = new Map<Entry, PlacedSaying[]>();
  for (const [gpo, places] of viewFor(index, list).byGpo) {
    for (const { entry, writer } of index.byGpo.get(gpo) ?? []) {
      if (writer.half !== list.half) continue;
      const own = all.get(entry) ?? [];
      all.set(entry, own);
      for (const placed of places) own.push({ entry, writer, placed });
    }
  }
  return all;
}

const sayings = oncePer((index: PolicyIndex) => oncePer((list: GpoList) => sayingsOf(index, list)));

export const sayingsIn = (index: PolicyIndex, list: GpoList): ReadonlyMap<Entry, readonly PlacedSaying[]> =>
  sayings(index)(list);
