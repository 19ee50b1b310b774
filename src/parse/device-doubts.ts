/** What is wrong with a file as a whole leaves every rule base that was read from it open. */
import type { DeviceSection, FirewallNote } from '../facts/firewall/model.ts';
import type { Evidence, Intact, Problem } from '../model/evidence.ts';
import type { Bilingual } from '../model/text.ts';

const CUT: Bilingual = { ja: 'ファイルが途中で切れている', en: 'the file is cut off' };
const LOST: Bilingual = {
  ja: 'SHA256SUMS にあるファイルが同じフォルダからなくなっている',
  en: 'a file of the same folder that SHA256SUMS lists is missing',
};

/** Beyond these the first tells enough. */
const MAX_DOUBTS = 20;

export function withDoubts(
  section: DeviceSection,
  evidence: Evidence,
  intact: Intact,
  problems: readonly Problem[],
): DeviceSection {
  const note = (kind: string, line: number, because: Bilingual): FirewallNote => ({
    kind,
    because,
    at: { file: evidence.file, line, text: '' },
  });
  const lost = evidence.verified && evidence.folderWhole === false;
  const doubts = [
    ...(intact === 'cut' ? [note('cut', 1, CUT)] : []),
    ...(lost ? [note('lost-file', 1, LOST)] : []),
    ...problems.filter((p) => p.policy).map((p) => note('not-read', p.line, p.message)),
  ].slice(0, MAX_DOUBTS);
  if (doubts.length === 0) return section;
  return { ...section, devices: section.devices.map((d) => ({ ...d, gaps: [...d.gaps, ...doubts] })) };
}
