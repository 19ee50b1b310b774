/** An evidence root as it is read: folders to targets, files to Evidence, SHA256SUMS to what is verified. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { decode } from '../bundle/decode.ts';
import { toEvidence } from '../bundle/evidence.ts';
import type { Listed, Sums } from '../bundle/sums.ts';
import { checkSum, differs, isSums, missingFiles, NO_SUMS, parseSums } from '../bundle/sums.ts';
import type { FileEntry, TargetFolder } from '../collect/files.ts';
import { listFiles, listTargets, readFile, readHead } from '../collect/files.ts';
import { isOfCollectedDomain } from '../model/directory-bundle.ts';
import type { Evidence, Problem } from '../model/evidence.ts';
import { DEVICE_KINDS, DIRECTORY_KINDS } from '../model/evidence.ts';
import { recognise } from '../parse/index.ts';
import { EXIT } from '../report/verdict.ts';
import { errorCode, Failure } from './failure.ts';

/** What one folder held. */
export interface FolderContent {
  readonly evidence: readonly Evidence[];
  /** Files that could not be read, or are not what was collected. */
  readonly unreadable: readonly { readonly problem: Problem; readonly sha256: string }[];
  /** Links, unreadable folders, files that SHA256SUMS lists and are not here. */
  readonly problems: readonly Problem[];
  /** Paths of files that belong to it and could not be had. */
  readonly lost: readonly string[];
}

export interface Estate {
  readonly root: string;
  readonly folders: readonly TargetFolder[];
  /** Hashes from a SHA256SUMS at the root. */
  readonly sums: Sums;
}

const MAX_SUMS = 16 * 1024 * 1024;

function asSums(bytes: Uint8Array, folder: string): Sums | null {
  if (bytes.length === 0 || bytes.length > MAX_SUMS) return null;
  const head = decode(bytes.subarray(0, 256)).text.split(/\r?\n/, 1)[0] ?? '';
  if (!isSums(head.slice(0, 70).padEnd(70, 'x')) && !isSums(head)) return null;
  const { text } = decode(bytes);
  return isSums(text) ? parseSums(text, folder) : null;
}

const parentOf = (file: string): string => file.split('/').slice(0, -1).join('/');

/** Opens an evidence root. A root that is not there, or holds nothing, is missing input. */
export function openEstate(path: string): Estate {
  const root = resolve(path);
  let folders: readonly TargetFolder[];
  try {
    if (!statSync(root).isDirectory()) {
      throw new Failure(EXIT.usage, {
        ja: `${path}: フォルダではない。ファイル一つを見るには uchibori inspect を使う`,
        en: `${path}: not a folder; to look at one file use uchibori inspect`,
      });
    }
    folders = listTargets(root);
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown;
    const missing = errorCode(thrown) === 'ENOENT';
    throw new Failure(missing ? EXIT.missingInput : EXIT.io, {
      ja: `${path}: 証拠フォルダを開けない (${errorCode(thrown)})`,
      en: `${path}: the evidence folder cannot be opened (${errorCode(thrown)})`,
    });
  }
  const loose = folders.find((f) => !f.deep);
  return { root, folders, sums: loose ? sumsIn(listFiles(loose).files) : NO_SUMS };
}

function sumsIn(files: readonly FileEntry[]): Sums {
  const merged = new Map<string, Listed>();
  for (const entry of files) {
    if (!isSums(headLine(entry))) continue;
    const read = readFile(entry);
    const sums = read.ok ? asSums(read.bytes, parentOf(entry.file)) : null;
    for (const [file, listed] of sums ?? []) merged.set(file, listed);
  }
  return merged;
}

interface Opened {
  readonly entry: FileEntry;
  readonly bytes: Uint8Array;
}

interface Reading {
  readonly opened: Opened[];
  readonly unreadable: { readonly problem: Problem; readonly sha256: string }[];
  readonly sums: Map<string, Listed>;
}

/** Opens every file; a SHA256SUMS adds to the sums instead. */
function openAll(files: readonly FileEntry[], outer: Sums): Reading {
  const reading: Reading = { opened: [], unreadable: [], sums: new Map(outer) };
  for (const entry of files) {
    const read = readFile(entry);
    const own = read.ok ? asSums(read.bytes, parentOf(entry.file)) : null;
    if (!read.ok) reading.unreadable.push(read);
    else if (own) for (const [file, listed] of own) reading.sums.set(file, listed);
    else reading.opened.push({ entry, bytes: read.bytes });
  }
  return reading;
}

/** Reads a target's folder whole; `outer` are the root's sums. */
export function readFolder(folder: TargetFolder, outer: Sums): FolderContent {
  const { files, problems } = listFiles(folder);
  const { opened, unreadable, sums } = openAll(files, outer);
  const missing = missingHere(sums, folder, files);
  const evidence: Evidence[] = [];
  for (const { entry, bytes } of opened) {
    const raw = toEvidence({ file: entry.file, target: folder.name, bytes, verified: false });
    const state = checkSum(sums, raw.file, raw.sha256);
    if (state === 'different') unreadable.push({ problem: differs(raw.file), sha256: raw.sha256 });
    else evidence.push(state === 'verified' ? { ...raw, verified: true } : raw);
  }
  const lost = [...missing, ...unreadable.map((u) => u.problem)];
  return {
    evidence: markWhole(evidence, lost),
    unreadable,
    problems: [...problems, ...missing],
    lost: lost.map((p) => p.file),
  };
}

/** Files of a target rest on each other: nothing is taken for whole where one that SHA256SUMS lists is lost. */
const markWhole = (evidence: readonly Evidence[], lost: readonly Problem[]): readonly Evidence[] =>
  evidence.map((e) => ({ ...e, folderWhole: e.verified && lost.length === 0 }));

function missingHere(sums: Sums, folder: TargetFolder, files: readonly FileEntry[]): readonly Problem[] {
  const here = new Map([...sums].filter(([file]) => belongsTo(file, folder)));
  return missingFiles(here, new Set(files.map((f) => f.file.toLowerCase())));
}

const belongsTo = (file: string, folder: TargetFolder): boolean =>
  folder.deep ? file.startsWith(`${folder.name.toLowerCase()}/`) : !file.includes('/');

/** A task's folder read whole; null for a declared asset without a folder. */
export const contentOf = (
  task: { readonly folder: TargetFolder | null },
  outer: Sums,
): FolderContent | null => (task.folder ? readFolder(task.folder, outer) : null);

const headLine = (entry: FileEntry): string => decode(readHead(entry)).text.split(/\r?\n/, 1)[0] ?? '';

/** Whether loose files at the root are more than a SHA256SUMS. */
export const holdsEvidence = (folder: TargetFolder): boolean =>
  listFiles(folder).files.some((entry) => !isSums(headLine(entry)));

const SHARED_KINDS: ReadonlySet<string> = new Set(['squid-conf', 'pac', ...DEVICE_KINDS, ...DIRECTORY_KINDS]);

/** Whether a folder holds what other targets' verdicts need (proxies, PAC files, firewalls, directories), told from the heads of its files. */
export function holdsShared(folder: TargetFolder): boolean {
  return listFiles(folder).files.some((entry) => {
    if (isOfCollectedDomain(entry.file)) return true;
    const bytes = readHead(entry);
    const head: Evidence = {
      file: entry.file,
      target: folder.name,
      bytes,
      sha256: '',
      verified: false,
      ...decode(bytes),
    };
    return SHARED_KINDS.has(recognise(head)?.kind ?? '');
  });
}
