/**
 * Evidence that names the computer it was made on is never judged as another's.
 *
 * The name expected is the declared asset's, else that of the folder. Whether a file is used depends on this name and on
 * the file alone, never on what lies beside it: were a folder's name a matter of agreement among its files, taking away
 * the file of the right computer would leave a stray one to be judged. An undeclared folder that is not called as its
 * computer therefore yields nothing from files that name theirs, and says so, until the site file maps it.
 */
import type { Problem } from '../model/evidence.ts';
import type { Bilingual } from '../model/text.ts';
import { excerpt, problem, type StatedHost } from './parser.ts';
import type { ReadEvidence } from './read.ts';
import { hostKey } from './stated-hosts.ts';

const SHOWN = 3;

const listOf = (hosts: readonly StatedHost[]): string =>
  hosts
    .slice(0, SHOWN)
    .map((h) => excerpt(h.name))
    .join(', ') + (hosts.length > SHOWN ? ', …' : '');

const foreign = (name: string, expected: string, folder: string): Bilingual => ({
  ja: `${name} で採取されたファイルが ${expected} のフォルダにあるので、判定に使わない。${name} のフォルダへ移す。このフォルダ自体が ${name} のものなら、サイト ファイルの assets に hostname: ${name} と folder: ${folder} を書く`,
  en: `made on ${name}, but it lies in the folder of ${expected}, so it is not used; move it to the folder of ${name}, or, if this whole folder is of ${name}, give the site file an asset with hostname: ${name} and folder: ${folder}`,
});

const several = (names: string, expected: string): Bilingual => ({
  ja: `複数のコンピューター (${names}) の出力が一つのファイルにあるので、${expected} の判定に使わない。コンピューターごとに採取し直す`,
  en: `holds the output of several computers (${names}), so it is not used for ${expected}; collect each computer's to a file of its own`,
});

function strangerIn(read: ReadEvidence, expected: string, folder: string): Problem | null {
  const hosts = read.hosts ?? [];
  const stranger = hosts.find((h) => hostKey(h.name) !== hostKey(expected));
  if (!stranger) return null;
  const message =
    hosts.length > 1 ? several(listOf(hosts), expected) : foreign(listOf(hosts), expected, folder);
  return problem(read.evidence, stranger.at.line, message, false);
}

/**
 * The file as it may be used for a computer: one that names another gives no section, and a problem says why. It hides
 * no policy of this computer, so it keeps nothing from passing: taking it away must change no verdict.
 */
export function forMachine(read: ReadEvidence, expected: string, folder: string): ReadEvidence {
  const stranger = strangerIn(read, expected, folder);
  return stranger ? { ...read, sections: {}, problems: [...read.problems, stranger] } : read;
}
