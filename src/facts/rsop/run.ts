/** Whether Windows runs an extension for one half of a GPO, and whether all is known of what it then does. */
import type { Bilingual } from '../../model/text.ts';
import type { GpoContainer } from '../directory/model.ts';
import { READ_EXTENSIONS, type ReadExtension } from './extensions.ts';
import type { ContentGap, GpoContent, Half, HalfContent } from './model.ts';

export interface Run {
  /** null: it runs. */
  readonly not: Bilingual | null;
  /** It may not run. */
  readonly open: Bilingual | null;
  readonly gap: { readonly because: Bilingual; readonly absenceOnly: boolean } | null;
}

const RUNS: Run = { not: null, open: null, gap: null };

const notListed = (guid: string): Bilingual => ({
  ja: `GPO の属性に拡張 ${guid} がないので、Windows はこの GPO についてこの拡張を実行しない`,
  en: `the GPO's attribute does not list extension ${guid}, so Windows does not run it for this GPO`,
});

const HIDDEN: Bilingual = {
  ja: 'GPO のどの拡張が実行されるか (gPCMachineExtensionNames、gPCUserExtensionNames) が読めていない',
  en: 'which extensions run for the GPO (gPCMachineExtensionNames, gPCUserExtensionNames) was not read',
};

const NO_FILE = (file: string): Bilingual => ({
  ja: `GPO の属性にある拡張のファイル ${file} が証拠にない`,
  en: `file ${file} of an extension that the GPO lists is not among the evidence`,
});

const NO_CONTENT: Bilingual = {
  ja: 'GPO の中身 (SYSVOL のフォルダ) が証拠にない',
  en: 'the content of the GPO (its folder in SYSVOL) is not among the evidence',
};

export const HALF_WORDS: Readonly<Record<Half, Bilingual>> = {
  machine: { ja: 'コンピューターの構成', en: 'computer half' },
  user: { ja: 'ユーザーの構成', en: 'user half' },
};

export const versionsDiffer = (
  half: Half,
  origin: GpoContent['origin'],
  ad: number,
  own: number,
): Bilingual => {
  const words = HALF_WORDS[half];
  return origin === 'backup'
    ? {
        ja: `${words.ja}の版が AD では ${ad}、証拠にあるバックアップでは ${own} である`,
        en: `the version of its ${words.en} is ${ad} in AD and ${own} in the backup that is among the evidence`,
      }
    : {
        ja: `${words.ja}の版が AD (${ad}) と GPT.INI (${own}) で違う`,
        en: `the version of its ${words.en} is ${ad} in AD and ${own} in GPT.INI`,
      };
};

const versionUnknown = (half: Half): Bilingual => ({
  ja: `${HALF_WORDS[half].ja}のファイルが AD の版のものか、証拠からは分からない (GPT.INI、Backup.xml、versionNumber)`,
  en: `whether the files of its ${HALF_WORDS[half].en} are of the version in AD is not known (GPT.INI, Backup.xml, versionNumber)`,
});

/**
 * Why the files may not be what computers read; null: they are of the version that AD has. A change raises both numbers
 * ([MS-GPOL] 3.3.4.5), each part reaches the domain controllers in its own time, and a client carries out the files of the
 * controller that it talks to (3.2.5.1.10). While the numbers differ, other controllers have, or will have, other files;
 * what these say is then one of the things that computers may hold.
 */
function versionGap(content: GpoContent, gpo: GpoContainer | null, half: Half): Run['gap'] {
  if (!gpo) return null;
  const [ad, own] = [gpo.version?.[half], content.version?.[half]];
  if (ad === undefined || own === undefined) return { because: versionUnknown(half), absenceOnly: false };
  return ad === own ? null : { because: versionsDiffer(half, content.origin, ad, own), absenceOnly: false };
}

/** Files are newer than what AD shows: so may be the list of extensions that run. */
const isAhead = (content: GpoContent | null, gpo: GpoContainer | null, half: Half): boolean =>
  content?.origin === 'sysvol' && (content.version?.[half] ?? 0) > (gpo?.version?.[half] ?? Infinity);

export const listedExtensions = (gpo: GpoContainer | null, half: Half): readonly string[] | null =>
  (half === 'machine' ? gpo?.machineExtensions : gpo?.userExtensions) ?? null;

const ofExtension = (gap: ContentGap, extension: ReadExtension): boolean =>
  gap.of === 'all' || (gap.of === extension.kind && (gap.extension ?? extension.guid) === extension.guid);

/** An `all` that speaks of absence alone is of files that were left behind, so of extensions without a file here. */
const matters = (gap: ContentGap, extension: ReadExtension, hasFile: boolean, names: boolean): boolean =>
  gap.of === 'all' && gap.absenceOnly ? !hasFile && !names : ofExtension(gap, extension);

/** The widest of the gaps. */
function gapOf(gaps: readonly ContentGap[]): Run['gap'] {
  const [first] = gaps;
  if (!first) return null;
  const { because, absenceOnly } = gaps.find((g) => !g.absenceOnly) ?? first;
  return { because, absenceOnly };
}

interface Known {
  readonly content: HalfContent | null;
  /** Extensions that AD lists for the half; null: hidden. */
  readonly names: readonly string[] | null;
  /** Of every file of the half. */
  readonly version: Run['gap'];
  /** Files are newer than what AD shows, so that its list of extensions may be older than they are. */
  readonly isAhead: boolean;
}

function fileGapOf(extension: ReadExtension, half: HalfContent, { names, version }: Known): Run['gap'] {
  const hasFile = half.files.includes(extension.file);
  const gaps = half.gaps.filter((g) => matters(g, extension, hasFile, names !== null));
  const gap = gapOf(gaps);
  if (version && (hasFile || gap)) return gap && !gap.absenceOnly ? gap : version;
  return gap ?? (names && !hasFile ? { because: NO_FILE(extension.file), absenceOnly: false } : null);
}

function runOf(extension: ReadExtension, known: Known): Run {
  const { content, names, version, isAhead } = known;
  const unlisted = names !== null && !names.includes(extension.guid);
  if (unlisted && !isAhead) return { ...RUNS, not: notListed(extension.guid) };
  const open = unlisted ? (version?.because ?? HIDDEN) : names ? null : HIDDEN;
  if (!content) return { ...RUNS, open, gap: { because: NO_CONTENT, absenceOnly: false } };
  if (unlisted && !content.files.includes(extension.file)) return { ...RUNS, not: notListed(extension.guid) };
  return { ...RUNS, open, gap: fileGapOf(extension, content, known) };
}

/** For each extension that is read, by its place in the order. A GPO of which nothing is known may do anything. */
export function runsOf(content: GpoContent | null, gpo: GpoContainer | null, half: Half): readonly Run[] {
  const known: Known = {
    content: content ? content[half] : null,
    names: listedExtensions(gpo, half),
    version: content ? versionGap(content, gpo, half) : null,
    isAhead: isAhead(content, gpo, half),
  };
  const local = content?.id === null;
  return READ_EXTENSIONS.map((extension) => {
    if (!extension.halves.includes(half)) return RUNS;
    if (local) return { ...RUNS, gap: gapOf(content[half].gaps.filter((g) => ofExtension(g, extension))) };
    return runOf(extension, known);
  });
}
