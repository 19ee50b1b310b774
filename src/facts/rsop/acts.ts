/** What the GPOs of a list do to one setting, in order, and who says something without doing it. */
import type { Bilingual } from '../../model/text.ts';
import { oncePer } from '../once.ts';
import { isAccountPolicy, passedOver } from './account-policy.ts';
import type { GpoList, Half, LoseReason, SettingKind } from './model.ts';
import type { Act, Say } from './outcomes.ts';
import type { Entry, Writer } from './policy-index.ts';
import type { Step } from './step.ts';
import type { Placed, View } from './view.ts';

/** The lists of one computer, of one user on it, or of both. */
export interface SubjectLists {
  readonly machine: GpoList | null;
  /** null, of a computer: whoever logs on to it. */
  readonly user: GpoList | null;
  /** Whether the computer is a domain controller; null: not known. */
  readonly controller: boolean | null;
}

/** Extensions of the user's half run at logon, after those of the computer. */
const USER_RANK = 100;

export const rankIn = (half: Half, rank: number): number => (half === 'user' ? USER_RANK + rank : rank);

/** A say that is not carried out. */
export interface Unheard {
  readonly say: Say;
  readonly reason: LoseReason;
  readonly because: Bilingual;
}

export interface Acts {
  readonly acts: readonly Act[];
  readonly says: readonly Say[];
  readonly unheard: readonly Unheard[];
}

interface Question {
  readonly kind: SettingKind;
  readonly id: string;
  readonly controller: boolean | null;
}

interface Standing {
  /** Why it does not count. */
  readonly not: { readonly reason: LoseReason; readonly because: Bilingual } | null;
  readonly open: Bilingual | null;
}

/** Whether what a GPO says through an extension counts. */
export function standingOf({ gpo, runs }: Placed, rank: number, asked: Question): Standing {
  const { standing } = gpo;
  if (standing.applies === 'no')
    return { not: { reason: 'not-applied', because: standing.because }, open: null };
  const run = runs[rank];
  if (run?.not) return { not: { reason: 'half-ignored', because: run.not }, open: null };
  const passed = isAccountPolicy(asked.kind, asked.id)
    ? passedOver(gpo, asked.controller)
    : { not: null, open: null };
  if (passed.not) return { not: { reason: 'half-ignored', because: passed.not }, open: null };
  const applies = standing.applies === 'open' ? standing.because : null;
  return { not: null, open: applies ?? run?.open ?? passed.open };
}

type StepsOf = (writer: Writer) => readonly Step[];

interface Draft {
  readonly acts: { readonly place: number; readonly act: Act }[];
  readonly says: Say[];
  readonly unheard: Unheard[];
}

function addWriter(
  draft: Draft,
  placed: Placed,
  half: Half,
  rank: number,
  steps: readonly Step[],
  asked: Question,
): void {
  const { gpo, place, runs } = placed;
  const { not, open } = standingOf(placed, rank, asked);
  const says = steps.map((step): Say => ({ gpo, step, rank: rankIn(half, rank), place, open }));
  if (not) {
    for (const say of says) draft.unheard.push({ say, ...not });
    return;
  }
  draft.says.push(...says);
  draft.acts.push({ place, act: { says, open, gap: runs[rank]?.gap ?? null } });
}

/** GPOs whose content is not all known may write it too. */
function addGaps(draft: Draft, view: View, rank: number, asked: Question): void {
  const gaps = view.gaps[rank] ?? [];
  if (gaps.length === 0) return;
  const writing = new Set(draft.acts.map((a) => a.place));
  for (const placed of gaps) {
    if (writing.has(placed.place)) continue;
    const { not, open } = standingOf(placed, rank, asked);
    const gap = placed.runs[rank]?.gap ?? null;
    if (!not) draft.acts.push({ place: placed.place, act: { says: [], open, gap } });
  }
}

type ByGpo = ReadonlyMap<string | null, readonly Writer[]>;

/** A setting may have hundreds of writers, of which a list holds a few: they are looked up by extension and GPO. */
const writersBySource = oncePer((writers: readonly Writer[]): ReadonlyMap<number, ByGpo> => {
  const all = new Map<number, Map<string | null, Writer[]>>();
  for (const writer of writers) {
    const rank = rankIn(writer.half, writer.rank);
    const byGpo = all.get(rank) ?? new Map<string | null, Writer[]>();
    all.set(rank, byGpo);
    const own = byGpo.get(writer.gpo);
    if (own) own.push(writer);
    else byGpo.set(writer.gpo, [writer]);
  }
  return all;
});

const NOBODY: ByGpo = new Map();

/** What the GPOs of a list do to a setting through one extension. */
export function actsOf(
  view: View,
  rank: number,
  writers: readonly Writer[],
  asked: Question,
  stepsOf: StepsOf = (w) => w.steps,
): Acts {
  const draft: Draft = { acts: [], says: [], unheard: [] };
  const all = writersBySource(writers).get(rankIn(view.half, rank)) ?? NOBODY;
  for (const [gpo, places] of all.size > 0 ? view.byGpo : []) {
    for (const writer of all.get(gpo) ?? []) {
      const steps = stepsOf(writer);
      for (const placed of places) addWriter(draft, placed, view.half, rank, steps, asked);
    }
  }
  addGaps(draft, view, rank, asked);
  const acts = draft.acts.sort((a, b) => a.place - b.place).map((a) => a.act);
  return { acts, says: draft.says, unheard: draft.unheard };
}

/** Extensions that may write a setting, in the order in which they run. */
export interface Source {
  readonly half: Half;
  readonly rank: number;
}

const of = (half: Half, ...ranks: readonly number[]): readonly Source[] =>
  ranks.map((rank) => ({ half, rank }));

/** Places in READ_EXTENSIONS. */
const REGISTRY = 0;
const GROUPS = 1;
const SECURITY = 2;
const SERVICES = 3;
const PREFERENCES = 4;
const INTERNET = 5;
const AUDIT = 6;

/** Registry.pol of a user and a template write no other hive than their own; Preferences write any. */
const OF_USER = of('user', REGISTRY, PREFERENCES, INTERNET);
const OF_MACHINE = [...of('machine', REGISTRY, SECURITY, PREFERENCES), ...of('user', PREFERENCES, INTERNET)];

const OF_KIND: Readonly<Record<Exclude<SettingKind, 'registry'>, readonly Source[]>> = {
  'user-right': of('machine', SECURITY),
  'restricted-group': of('machine', SECURITY),
  'system-access': of('machine', SECURITY),
  kerberos: of('machine', SECURITY),
  'event-audit': of('machine', SECURITY),
  service: of('machine', SECURITY, SERVICES),
  'group-preference': [...of('machine', GROUPS), ...of('user', GROUPS)],
  audit: of('machine', AUDIT),
};

export function sourcesOf(entry: Pick<Entry, 'kind' | 'value'>): readonly Source[] {
  if (entry.kind !== 'registry') return OF_KIND[entry.kind];
  return entry.value?.hive === 'HKCU' ? OF_USER : OF_MACHINE;
}
