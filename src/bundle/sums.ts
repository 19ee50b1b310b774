/**
 * SHA256SUMS (GNU coreutils' format): hashes taken when evidence was collected. A file that matches is *verified*:
 * not one byte is missing. It is how formats without a trailer can still show that they are whole.
 */
import type { Problem } from '../model/evidence.ts';

const LINE = /^\\?([0-9a-fA-F]{64}) [ *](.+)$/;

/** A listed file: its relative path with `/` as written, and its hash in lower case. */
export interface Listed {
  readonly file: string;
  readonly sha256: string;
}

/** By path in lower case: Windows' names differ in case from tool to tool. */
export type Sums = ReadonlyMap<string, Listed>;

export const NO_SUMS: Sums = new Map();

const lines = (text: string): string[] => text.split(/\r?\n/).filter((l) => l.trim() !== '');

/** Told by content: every line is a hash and a name. */
export function isSums(text: string): boolean {
  const all = lines(text);
  return all.length > 0 && all.every((l) => LINE.test(l));
}

const clean = (name: string): string => name.replace(/\\/g, '/').replace(/^\.\//, '');

/** `folder`: where the file stands, relative to the evidence root; names in it are relative to that. */
export function parseSums(text: string, folder: string): Sums {
  const sums = new Map<string, Listed>();
  for (const line of lines(text)) {
    const [, hash, name] = LINE.exec(line) ?? [];
    if (!hash || !name) continue;
    const path = folder === '' ? clean(name) : `${folder}/${clean(name)}`;
    sums.set(path.toLowerCase(), { file: path, sha256: hash.toLowerCase() });
  }
  return sums;
}

export type SumState = 'verified' | 'different' | 'unlisted';

export function checkSum(sums: Sums, file: string, sha256: string): SumState {
  const listed = sums.get(file.toLowerCase());
  if (listed === undefined) return 'unlisted';
  return listed.sha256 === sha256 ? 'verified' : 'different';
}

export const differs = (file: string): Problem => ({
  file,
  line: 0,
  message: {
    ja: 'SHA256SUMS のハッシュと一致しない。採取後に変わったか欠けている。採取し直す',
    en: 'does not match its hash in SHA256SUMS: changed or cut since it was collected. Collect it again',
  },
  policy: true,
});

/** Files that SHA256SUMS lists and the evidence does not hold; `present` are paths in lower case. */
export function missingFiles(sums: Sums, present: ReadonlySet<string>): readonly Problem[] {
  return [...sums]
    .filter(([key]) => !present.has(key))
    .map(([, listed]) => listed.file)
    .sort()
    .map((file) => ({
      file,
      line: 0,
      message: {
        ja: 'SHA256SUMS にあるが証拠の中にない',
        en: 'listed in SHA256SUMS but not among the evidence',
      },
      policy: false,
    }));
}
