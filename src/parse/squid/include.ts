/** What an include names, and why its files may not be all of those Squid reads. */
import type { Evidence } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';
import type { ParseContext } from '../parser.ts';

export const missingFile = (path: string): Bilingual => ({
  ja: `${path} を読み込むが証拠にない。squid.conf と同じフォルダ構成で採取する`,
  en: `reads ${path}, which is not among the evidence; collect it in the same folders as squid.conf`,
});

const PROGRAM: Bilingual = {
  ja: 'プログラムの出力を設定として読み込む。出力は証拠から分からない',
  en: 'includes the output of a program, which the evidence cannot show',
};

const openPattern = (path: string): Bilingual => ({
  ja: `${path} は当てはまるファイルをすべて読む。証拠がその全部だと示せない。SHA256SUMS を付けて採取する`,
  en: `${path} reads every file that fits; nothing shows that the evidence holds them all. Collect with SHA256SUMS`,
});

const isPattern = (path: string): boolean => /[*?[]/.test(path);

export interface Included {
  /** In the order Squid reads them. */
  readonly files: readonly Evidence[];
  /** Why there may be others; null where these are all. */
  readonly open: Bilingual | null;
}

export function included(context: ParseContext, path: string): Included {
  if (/^[!|]/.test(path)) return { files: [], open: PROGRAM };
  if (!isPattern(path)) {
    const file = context.sibling(path);
    return { files: file ? [file] : [], open: file ? null : missingFile(path) };
  }
  const files = context.siblings(path);
  if (files.length === 0) return { files, open: missingFile(path) };
  const isWhole = files.every((f) => f.verified && f.folderWhole === true);
  return { files, open: isWhole ? null : openPattern(path) };
}
