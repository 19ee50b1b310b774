/** One file that a user names, read with the files of its folder where it needs them. */
import { statSync } from 'node:fs';
import { basename, dirname, relative, resolve } from 'node:path';
import { toEvidence } from '../bundle/evidence.ts';
import type { FileEntry } from '../collect/files.ts';
import { listFiles, readFile } from '../collect/files.ts';
import { loadPacEngine } from '../collect/pac-wasm.ts';
import type { Evidence } from '../model/evidence.ts';
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

interface Place {
  readonly target: string;
  /** The user says that the folder holds every file that the configuration names. */
  readonly whole: boolean;
}

function open(entry: FileEntry, place: Place): Evidence {
  const read = readFile(entry);
  if (!read.ok) {
    const { ja, en } = read.problem.message;
    throw new Failure(EXIT.io, { ja: `${entry.file}: ${ja}`, en: `${entry.file}: ${en}` });
  }
  return evidenceOf(entry, read.bytes, place);
}

function evidenceOf(entry: FileEntry, bytes: Uint8Array, { target, whole }: Place): Evidence {
  const evidence = toEvidence({ file: entry.file, target, bytes, verified: whole });
  return whole ? { ...evidence, folderWhole: true } : evidence;
}

/** Other files of the folder, which a configuration may include. */
function neighbours(folder: string, place: Place, self: string): Evidence[] {
  const { files } = listFiles({ name: place.target, absolute: folder, deep: true });
  return files
    .filter((f) => f.absolute !== self)
    .slice(0, MAX_NEIGHBOURS)
    .flatMap((f) => {
      const read = readFile(f);
      return read.ok ? [evidenceOf(f, read.bytes, place)] : [];
    });
}

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
  const place: Place = { target: basename(folder), whole };
  const file = relative(dirname(folder), absolute).replaceAll('\\', '/');
  const evidence = open({ file, absolute }, place);
  const options = { pacEngine: loadPacEngine, asOf: Date.now() };
  const [alone] = await readFiles([evidence], options);
  const needsOthers = alone?.kind === 'squid-conf';
  const [read] = needsOthers
    ? await readFiles([evidence, ...neighbours(folder, place, absolute)], options)
    : [alone];
  if (!read) throw missing(path);
  return read;
}
