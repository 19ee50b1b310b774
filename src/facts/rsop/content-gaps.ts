/** What of a half of a GPO is not known, although it could carry policy. */
import type { EvidenceKind, Intact, Location, Problem } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';
import type { SysvolListing } from '../directory/model.ts';
import { READ_EXTENSIONS, type ReadExtension } from './extensions.ts';
import type { ContentGap, Half } from './model.ts';

/** How a file was read. One of which nothing is told is taken for a file that may be cut. */
export interface FileState {
  readonly file: string;
  /** null: not recognised. */
  readonly kind: EvidenceKind | null;
  readonly intact: Intact;
  readonly problems: readonly Problem[];
  /** Listed, with its very hash, in a SHA256SUMS made when it was collected. */
  readonly verified: boolean;
  /** Bytes. */
  readonly size: number;
}

/** Kinds a file of the extension may be read as. A template that an export was saved as is still a template. */
const KINDS: ReadonlyMap<ReadExtension['kind'], readonly EvidenceKind[]> = new Map<
  ReadExtension['kind'],
  readonly EvidenceKind[]
>([
  ['registry', ['registry-pol']],
  ['security', ['security-template', 'secedit-export']],
  ['preferences', ['gpp-xml']],
  ['audit', ['audit-csv']],
]);

export const isOfKind = (extension: ReadExtension, kind: EvidenceKind | null): boolean =>
  kind !== null && (KINDS.get(extension.kind)?.includes(kind) ?? false);

const gap = (
  extension: ReadExtension,
  because: Bilingual,
  at: Location | null,
  absenceOnly = false,
): ContentGap => ({ of: extension.kind, extension: extension.guid, absenceOnly, because, at });

const start = (file: string): Location => ({ file, line: 1, text: '' });

const notRead = (file: string): Bilingual => ({
  ja: `${file} を、置かれた場所のとおりのファイルとして読めない。採取し直す`,
  en: `${file} cannot be read as what its place says it is; collect it again`,
});

const cut = (file: string): Bilingual => ({
  ja: `${file} は途中で切れている。採取し直す`,
  en: `${file} is cut; collect it again`,
});

const maybeCut = (file: string): Bilingual => ({
  ja: `${file} は形式に終わりの印がなく、途中で切れていても分からない。採取時の SHA256SUMS を証拠に加える`,
  en: `the format of ${file} marks no end, so that a cut would not show; add the SHA256SUMS made when it was collected`,
});

/** Without a byte, as it was collected: it holds no setting. */
export const isEmpty = (state: FileState | undefined): boolean =>
  state?.verified === true && state.size === 0;

/** What of an extension's settings its file leaves open; null where all of it is known. */
export function fileGap(
  extension: ReadExtension,
  file: string,
  state: FileState | undefined,
): ContentGap | null {
  if (isEmpty(state)) return null;
  if (state && !isOfKind(extension, state.kind)) return gap(extension, notRead(file), start(file));
  const bad = state?.problems.find((p) => p.policy);
  if (bad) return gap(extension, bad.message, { file: bad.file, line: bad.line, text: '' });
  if (state?.intact === 'cut') return gap(extension, cut(file), start(file));
  if (state?.verified || state?.intact === 'yes') return null;
  return gap(extension, maybeCut(file), start(file), true);
}

const lacking = (file: string): Bilingual => ({
  ja: `GPO のファイルの一覧にある ${file} が証拠にない`,
  en: `${file} is in the list of the GPO's files and not among the evidence`,
});

/** Files of extensions that a list of the GPO's files names and the evidence lacks. Paths are from the GPO's folder. */
export function lackingGaps(
  half: Half,
  listed: readonly string[],
  here: ReadonlySet<string>,
  at: Location,
): readonly ContentGap[] {
  const names = new Map(listed.map((path) => [path.toLowerCase(), path]));
  return READ_EXTENSIONS.flatMap((extension) => {
    const path = names.get(`${half}/${extension.file}`);
    return path === undefined || here.has(extension.file) ? [] : [gap(extension, lacking(path), at)];
  });
}

const notListed = (why: Bilingual | null): Bilingual => ({
  ja: `GPO のフォルダにあるファイルの全部は分からない${why ? `: ${why.ja}` : ' (一覧が証拠にない)'}`,
  en: `not all files of the GPO's folder are known${why ? `: ${why.en}` : ' (no listing is among the evidence)'}`,
});

/**
 * Any extension without a file here may have one that was left behind. Where the directory lists the extensions of the
 * GPO that is told better: a listed one without a file is missing its file, and one that is not listed is not run.
 */
export const unlistedGap = (listing: SysvolListing | null): ContentGap => ({
  of: 'all',
  extension: null,
  absenceOnly: true,
  because: notListed(listing?.because ?? null),
  at: listing?.at ?? null,
});

export const ambiguousGap = (roots: readonly string[], at: Location | null): ContentGap => ({
  of: 'all',
  extension: null,
  absenceOnly: false,
  because: {
    ja: `同じ GPO のフォルダが証拠に複数ある (${roots.join('、')})。1 つだけ残す`,
    en: `the folder of this GPO is among the evidence several times (${roots.join(', ')}); keep one`,
  },
  at,
});
