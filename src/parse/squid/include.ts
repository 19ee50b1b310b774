/** What an include names, and why its files may not be all of those Squid reads. */
import type { Evidence } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';
import { isGlob } from '../glob.ts';
import type { ParseContext } from '../parser.ts';

export const missingFile = (path: string): Bilingual => ({
  ja: `${path} を読み込むが証拠にない。squid.conf と同じフォルダ構成で採取する`,
  en: `reads ${path}, which is not among the evidence; collect it in the same folders as squid.conf`,
});

export const ambiguousFile = (path: string): Bilingual => ({
  ja: `${path} が証拠のどのファイルなのか決まらない。squid.conf に同じ名前の別のパスがあるか、証拠に同じ名前のファイルがいくつかある。squid.conf と同じフォルダ構成で採取する`,
  en: `which file of the evidence ${path} is cannot be told: squid.conf names another path like it, or several files have its name; collect them in the same folders as squid.conf`,
});

const PROGRAM: Bilingual = {
  ja: 'プログラムの出力を設定として読み込む。出力は証拠から分からない',
  en: 'includes the output of a program, which the evidence cannot show',
};

const openPattern = (path: string): Bilingual => ({
  ja: `${path} は当てはまるファイルをすべて読む。証拠がその全部だと示せない。SHA256SUMS を付けて採取する`,
  en: `${path} reads every file that fits; nothing shows that the evidence holds them all. Collect with SHA256SUMS`,
});

export interface Included {
  /** In the order Squid reads them. */
  readonly files: readonly Evidence[];
  /** Why there may be others; null where these are all. */
  readonly open: Bilingual | null;
}

const several = (files: readonly Evidence[], path: string): Included => {
  if (files.length === 0) return { files, open: missingFile(path) };
  const isWhole = files.every((f) => f.verified && f.folderWhole === true);
  return { files, open: isWhole ? null : openPattern(path) };
};

export function included(context: ParseContext, path: string): Included {
  if (/^[!|]/.test(path)) return { files: [], open: PROGRAM };
  const found = isGlob(path) ? context.siblings(path) : context.sibling(path);
  if (found === 'ambiguous') return { files: [], open: ambiguousFile(path) };
  if (found === null) return { files: [], open: missingFile(path) };
  return 'bytes' in found ? { files: [found], open: null } : several(found, path);
}
