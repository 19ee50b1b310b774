/** A list of GPOs as merging needs it: from the lowest precedence, by GPO, and where something unknown may act. */
import type { Bilingual } from '../../model/text.ts';
import { oncePer } from '../once.ts';
import { READ_EXTENSIONS } from './extensions.ts';
import type { GpoList, Half, ListedGpo } from './model.ts';
import { type PolicyIndex, runsFor } from './policy-index.ts';
import { type Run, runsOf } from './run.ts';

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
  /** Those of which it is known which GPO they are, and that what is here is theirs; with local policy. */
  readonly known: readonly Placed[];
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

/** Local policy has neither id nor link. */
export const isLocal = (gpo: ListedGpo): boolean => gpo.id === null && gpo.link === null && gpo.som === null;

/** The files that stand for the id of a GPO are, for all that is known, those of another domain's. */
const isAnothers = ({ shared }: PolicyIndex, { id, link }: ListedGpo): boolean =>
  id !== null && shared.has(id) && shared.get(id) !== link?.gpo;

function runsIn(index: PolicyIndex, gpo: ListedGpo, half: Half): readonly Run[] {
  if (isAnothers(index, gpo)) return runsOf(null, gpo.gpo, half);
  if (gpo.id !== null && index.shared.has(gpo.id)) {
    return runsOf(index.contents.get(gpo.id) ?? null, gpo.gpo, half);
  }
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
  const known = placed.filter(({ gpo }) => (gpo.id === null ? isLocal(gpo) : !isAnothers(index, gpo)));
  for (const one of known) {
    const own = byGpo.get(one.gpo.id);
    if (own) own.push(one);
    else byGpo.set(one.gpo.id, [one]);
  }
  const acting = placed.filter((p) => p.gpo.standing.applies !== 'no');
  const gaps = READ_EXTENSIONS.map((_, rank) =>
    acting.filter(({ runs }) => runs[rank]?.not === null && runs[rank].gap !== null),
  );
  return { half, placed, known, byGpo, gaps, open: list.open[0] ?? null };
}

const views = oncePer((index: PolicyIndex) => oncePer((list: GpoList) => viewOf(index, list)));

export const viewFor = (index: PolicyIndex, list: GpoList): View => views(index)(list);
