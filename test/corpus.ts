/** The folder of real exports beside the project, where it is present: tests over it say so when it is not. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../shared/corpus', import.meta.url));

export const corpusPresent = existsSync(join(folder, 'MANIFEST.tsv'));

export interface CorpusFile {
  readonly group: string;
  readonly path: string;
  readonly absolute: string;
  readonly encoding: string;
  readonly note: string;
}

export function corpusFiles(): readonly CorpusFile[] {
  if (!corpusPresent) return [];
  const rows = readFileSync(join(folder, 'MANIFEST.tsv'), 'utf8').split(/\r?\n/).slice(1);
  return rows
    .filter((row) => row !== '')
    .map((row) => row.split('\t'))
    .map((c) => ({
      group: c[0] ?? '',
      path: c[1] ?? '',
      absolute: join(folder, c[1] ?? ''),
      encoding: c[8] ?? '',
      note: c[9] ?? '',
    }));
}
