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

function runOf(extension: ReadExtension, half: HalfContent | null, names: readonly string[] | null): Run {
  if (names && !names.includes(extension.guid)) return { ...RUNS, not: notListed(extension.guid) };
  const open = names ? null : HIDDEN;
  if (!half) return { ...RUNS, open, gap: { because: NO_CONTENT, absenceOnly: false } };
  const hasFile = half.files.includes(extension.file);
  const gap = gapOf(half.gaps.filter((g) => matters(g, extension, hasFile, names !== null)));
  if (!gap && names && !hasFile) {
    return { ...RUNS, gap: { because: NO_FILE(extension.file), absenceOnly: false } };
  }
  return { ...RUNS, open, gap };
}

/** For each extension that is read, by its place in the order. A GPO of which nothing is known may do anything. */
export function runsOf(content: GpoContent | null, gpo: GpoContainer | null, half: Half): readonly Run[] {
  const names = listedExtensions(gpo, half);
  const local = content?.id === null;
  return READ_EXTENSIONS.map((extension) => {
    if (!extension.halves.includes(half)) return RUNS;
    if (local) return { ...RUNS, gap: gapOf(content[half].gaps.filter((g) => ofExtension(g, extension))) };
    return runOf(extension, content ? content[half] : null, names);
  });
}
