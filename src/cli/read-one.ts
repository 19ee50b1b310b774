/** One file that a user names, read with the files of its folder that it asks for. */
import { type Stats, statSync } from 'node:fs';
import { basename, dirname, relative, resolve } from 'node:path';
import { toEvidence } from '../bundle/evidence.ts';
import type { FileEntry } from '../collect/files.ts';
import { listFiles, readFile } from '../collect/files.ts';
import { loadPacEngine } from '../collect/pac-wasm.ts';
import type { Evidence } from '../model/evidence.ts';
import { DEVICE_KINDS } from '../model/evidence.ts';
import { mapsTable } from '../parse/firewall-csv/parser.ts';
import { recognise } from '../parse/index.ts';
import type { ReadEvidence } from '../parse/read.ts';
import { readFiles } from '../parse/read.ts';
import { squidConf } from '../parse/squid/conf.ts';
import { EXIT } from '../report/verdict.ts';
import { errorCode, Failure } from './failure.ts';
import { namedBy } from './named-files.ts';

export interface ReadOne {
  /** The user says that the folder holds every file that the configuration names. */
  readonly whole?: boolean;
  /** The user says that it is a squid.conf, whatever it looks like. */
  readonly asSquid?: boolean;
}

function missing(path: string): Failure {
  return new Failure(EXIT.missingInput, {
    ja: `${path}: ファイルがない`,
    en: `${path}: no such file`,
  });
}

function statOf(path: string): Stats {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found) return found;
  } catch (thrown) {
    const why = errorCode(thrown);
    if (why === 'ENOTDIR') throw missing(path);
    throw new Failure(EXIT.io, {
      ja: `${path}: 開けない (${why})`,
      en: `${path}: cannot be opened (${why})`,
    });
  }
  throw missing(path);
}

function bytesOf(entry: FileEntry): Uint8Array {
  const read = readFile(entry);
  if (read.ok) return read.bytes;
  const { ja, en } = read.problem.message;
  throw new Failure(EXIT.io, { ja: `${entry.file}: ${ja}`, en: `${entry.file}: ${en}` });
}

/** A configuration in somebody's home folder must not read all of it. */
const MAX_FILES = 5000;

interface Neighbours {
  readonly files: readonly Evidence[];
  /** Every file of the folder that the configuration may name is among them. */
  readonly all: boolean;
}

/** Files of the folder whose names stand in the configuration, or in a file that it names, and so on. */
function neighbours(folder: string, self: Evidence, absolute: string): Neighbours {
  const { files, problems } = listFiles({ name: self.target, absolute: folder, deep: true }, MAX_FILES);
  const read: Evidence[] = [];
  let left = files.filter((f) => f.absolute !== absolute);
  let all = problems.length === 0;
  for (let fresh: readonly Evidence[] = [self]; fresh.length > 0; ) {
    const asks = fresh.map((e) => namedBy(e.text));
    const named = left.filter((f) => asks.some((isNamed) => isNamed(f.file)));
    left = left.filter((f) => !named.includes(f));
    const opened = named.map((f) => ({ file: f.file, found: readFile(f) }));
    all &&= opened.every((o) => o.found.ok);
    fresh = opened.flatMap(({ file, found }) =>
      found.ok ? [toEvidence({ file, target: self.target, bytes: found.bytes, verified: false })] : [],
    );
    read.push(...fresh);
  }
  return { files: read, all };
}

/** Folders that somebody made for one firewall; in a larger one only files with the same beginning are of the same. */
const MAX_BESIDE = 32;
const MAX_BESIDE_BYTES = 64 * 1024 * 1024;

const stemOf = (file: string): string => (file.split('/').at(-1) ?? '').split('.')[0] ?? '';

/** What may belong to a firewall's configuration: lists, counters, mapping files beside it. */
function beside(folder: string, self: Evidence, absolute: string): readonly Evidence[] {
  const { files } = listFiles({ name: self.target, absolute: folder, deep: false }, MAX_FILES);
  const others = files.filter((f) => f.absolute !== absolute);
  const own =
    others.length < MAX_BESIDE ? others : others.filter((f) => stemOf(f.file) === stemOf(self.file));
  let room = MAX_BESIDE_BYTES;
  return own.slice(0, MAX_BESIDE).flatMap((f) => {
    const size = statSync(f.absolute, { throwIfNoEntry: false })?.size ?? 0;
    const read = size <= room ? readFile(f) : null;
    if (!read?.ok) return [];
    room -= size;
    const file = `${self.target}/${f.file.split('/').at(-1)}`;
    return [toEvidence({ file, target: self.target, bytes: read.bytes, verified: false })];
  });
}

/** The mapping file beside a table of rules: what is read as the firewall. */
function mappingOf(table: Evidence, others: readonly Evidence[], path: string): Evidence | undefined {
  const name = table.file.split('/').at(-1) ?? '';
  const [found, ...more] = others.filter((e) => mapsTable(e, name));
  if (more.length === 0) return found;
  throw new Failure(EXIT.usage, {
    ja: `${path}: 対応ファイルが複数ある。使うものを --config に指定する`,
    en: `${path}: there are several mapping files of this table; name the one to use as --config`,
  });
}

function first([read]: readonly ReadEvidence[], path: string): ReadEvidence {
  if (read) return read;
  throw missing(path);
}

/** A squid.conf is read with the files that it names, a firewall's with those beside it; any other file alone. */
export async function readOne(path: string, { whole, asSquid }: ReadOne = {}): Promise<ReadEvidence> {
  const absolute = resolve(path);
  if (!statOf(path).isFile()) {
    throw new Failure(EXIT.usage, {
      ja: `${path}: ファイルではない。フォルダを検査するには uchibori scan を使う`,
      en: `${path}: not a file; to check a folder use uchibori scan`,
    });
  }
  const folder = dirname(absolute);
  const target = basename(folder);
  const file = relative(dirname(folder), absolute).replaceAll('\\', '/');
  const alone = toEvidence({ file, target, bytes: bytesOf({ file, absolute }), verified: false });
  const options = { pacEngine: loadPacEngine, asOf: Date.now() };
  const kind = recognise(alone)?.kind ?? '';
  const isTable = /\.(?:csv|tsv)$/i.test(file);
  const others = isTable || DEVICE_KINDS.has(kind) ? beside(folder, alone, absolute) : [];
  const mapping = isTable ? mappingOf(alone, others, path) : undefined;
  if (mapping) {
    const files = [mapping, alone, ...others.filter((e) => e !== mapping)];
    return first(await readFiles(files, options), path);
  }
  if (DEVICE_KINDS.has(kind)) return first(await readFiles([alone, ...others], options), path);
  if (!asSquid && kind !== 'squid-conf') return first(await readFiles([alone], options), path);
  const { files, all } = neighbours(folder, alone, absolute);
  const folderWhole = whole === true && all;
  const evidence = [alone, ...files].map((e) => ({ ...e, verified: folderWhole, folderWhole }));
  return first(await readFiles(evidence, { ...options, first: squidConf }), path);
}
