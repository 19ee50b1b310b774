/** One file that a user names, read with the files of its folder where it needs them. */
import { statSync } from 'node:fs';
import { basename, dirname, relative, resolve } from 'node:path';
import { toEvidence } from '../bundle/evidence.ts';
import type { FileEntry } from '../collect/files.ts';
import { listFiles, readFile } from '../collect/files.ts';
import { loadPacEngine } from '../collect/pac-wasm.ts';
import { recognise } from '../parse/index.ts';
import type { ReadEvidence } from '../parse/read.ts';
import { readFiles } from '../parse/read.ts';
import { EXIT } from '../report/verdict.ts';
import { Failure } from './failure.ts';

const MAX_NEIGHBOURS = 500;

function missing(path: string): Failure {
  return new Failure(EXIT.missingInput, {
    ja: `${path}: ファイルがない`,
    en: `${path}: no such file`,
  });
}

function bytesOf(entry: FileEntry): Uint8Array {
  const read = readFile(entry);
  if (read.ok) return read.bytes;
  const { ja, en } = read.problem.message;
  throw new Failure(EXIT.io, { ja: `${entry.file}: ${ja}`, en: `${entry.file}: ${en}` });
}

interface Neighbours {
  readonly files: readonly { readonly file: string; readonly bytes: Uint8Array }[];
  /** Every file of the folder is among them. */
  readonly all: boolean;
}

/** Other files of the folder, which a configuration may include. */
function neighbours(folder: string, target: string, self: string): Neighbours {
  const { files, problems } = listFiles({ name: target, absolute: folder, deep: true });
  const others = files.filter((f) => f.absolute !== self);
  const read = others.slice(0, MAX_NEIGHBOURS).flatMap((f) => {
    const found = readFile(f);
    return found.ok ? [{ file: f.file, bytes: found.bytes }] : [];
  });
  return { files: read, all: problems.length === 0 && read.length === others.length };
}

/** `whole`: the user says that the folder holds every file that the configuration names. */
export async function readOne(path: string, whole = false): Promise<ReadEvidence> {
  const absolute = resolve(path);
  const found = statSync(absolute, { throwIfNoEntry: false });
  if (!found) throw missing(path);
  if (!found.isFile()) {
    throw new Failure(EXIT.usage, {
      ja: `${path}: ファイルではない。フォルダを検査するには uchibori scan を使う`,
      en: `${path}: not a file; to check a folder use uchibori scan`,
    });
  }
  const folder = dirname(absolute);
  const target = basename(folder);
  const file = relative(dirname(folder), absolute).replaceAll('\\', '/');
  const self = { file, target, bytes: bytesOf({ file, absolute }), verified: false };
  const options = { pacEngine: loadPacEngine, asOf: Date.now() };
  const alone = toEvidence(self);
  if (recognise(alone)?.kind !== 'squid-conf') return first(await readFiles([alone], options), path);
  const { files, all } = neighbours(folder, target, absolute);
  const folderWhole = whole && all;
  const evidence = [self, ...files.map((f) => ({ ...f, target, verified: false }))].map((f) => ({
    ...toEvidence({ ...f, verified: folderWhole }),
    folderWhole,
  }));
  return first(await readFiles(evidence, options), path);
}

function first([read]: readonly ReadEvidence[], path: string): ReadEvidence {
  if (read) return read;
  throw missing(path);
}
