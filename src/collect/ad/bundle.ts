/** The bundle on disk: private files, lines as they come, sums at the very end. */
import { createHash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, join, relative } from 'node:path';
import type { BundleLine } from '../../model/directory-bundle.ts';
import { CollectFault, errorCode } from './fault.ts';

const SUMS = 'SHA256SUMS';
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;
const BUFFER = 1 << 16;

const notWritten = (path: string, thrown: unknown): CollectFault =>
  new CollectFault('output', {
    ja: `${path}: 書き込めない (${errorCode(thrown)})`,
    en: `${path}: cannot be written (${errorCode(thrown)})`,
  });

function attempt<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    throw thrown instanceof CollectFault ? thrown : notWritten(path, thrown);
  }
}

const usage = (ja: string, en: string): CollectFault => new CollectFault('usage', { ja, en });

const exists = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined;

const noFolder = (out: string): CollectFault => usage(`${out}: フォルダではない`, `${out}: is not a folder`);

const taken = (folder: string): CollectFault =>
  usage(
    `${folder}: すでにある。前の採取を置き換えるなら --force を付け、残すなら別のフォルダを --out に指定する`,
    `${folder}: is there already; add --force to replace that collection, or name another folder with --out to keep it`,
  );

const notOurs = (folder: string): CollectFault =>
  usage(
    `${folder}: collect ad が作ったものではないので、--force でも置き換えない。別のフォルダを --out に指定する`,
    `${folder}: was not made by collect ad, so that --force does not replace it; name another folder with --out`,
  );

/** Before anything is sent. */
export function refuseFile(out: string): void {
  attempt(out, () => {
    const found = statSync(out, { throwIfNoEntry: false });
    if (found && !found.isDirectory()) throw noFolder(out);
  });
}

/** A collection while it is made: beside where it is to stand, so that an earlier one is whole until this one is. */
export interface Bundle {
  /** Where it is written. */
  readonly work: string;
  /** Where it is to stand: the folder named after the domain. */
  readonly folder: string;
  /** Whether an earlier one stands there. */
  readonly replaces: boolean;
}

export const DIRECTORY_FILE = 'directory.ndjson';

function checkTaken(folder: string, force: boolean): boolean {
  if (!exists(folder)) return false;
  if (!statSync(folder).isDirectory()) throw notOurs(folder);
  const names = readdirSync(folder);
  if (names.length === 0) return false;
  if (!force) throw taken(folder);
  if (!names.includes(DIRECTORY_FILE)) throw notOurs(folder);
  return true;
}

/**
 * A folder for the domain, beside whatever else is in `out`.
 * @throws {CollectFault} of kind usage or output
 */
export function openBundle(out: string, dnsName: string, force: boolean): Bundle {
  const folder = join(out, dnsName);
  const work = join(out, `.${dnsName}.new`);
  return attempt(folder, () => {
    const replaces = checkTaken(folder, force);
    // Of a run that was killed.
    rmSync(work, { recursive: true, force: true });
    mkdirSync(work, { recursive: true, mode: FOLDER_MODE });
    return { work, folder, replaces };
  });
}

/** Puts it where it is to stand, in place of an earlier one. */
export function settle({ work, folder }: Bundle): void {
  attempt(folder, () => {
    rmSync(folder, { recursive: true, force: true });
    renameSync(work, folder);
  });
}

/** Of a run that failed: an earlier collection stays, and where there is none, what there is. */
export function leave(bundle: Bundle): void {
  if (!exists(bundle.work)) return;
  if (bundle.replaces) attempt(bundle.work, () => rmSync(bundle.work, { recursive: true, force: true }));
  else settle(bundle);
}

export interface LineFile {
  readonly write: (line: BundleLine) => void;
  /** Lines so far. */
  readonly count: () => number;
  readonly close: () => void;
}

/** Whole lines only reach the disk, so that a run that is killed leaves no half line but at a crash of the machine. */
export function openLines(path: string): LineFile {
  const fd = attempt(path, () => openSync(path, 'wx', FILE_MODE));
  let pending: string[] = [];
  let size = 0;
  let lines = 0;
  let open = true;
  const flush = (): void =>
    attempt(path, () => {
      const bytes = Buffer.from(pending.join(''));
      pending = [];
      size = 0;
      for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
    });
  return {
    write: (line) => {
      const text = `${JSON.stringify(line)}\n`;
      pending.push(text);
      size += text.length;
      lines += 1;
      if (size >= BUFFER) flush();
    },
    count: () => lines,
    close: () => {
      if (!open) return;
      open = false;
      flush();
      attempt(path, () => closeSync(fd));
    },
  };
}

/** A folder for what is copied from SYSVOL. */
export function sysvolFolder(folder: string): string {
  const path = join(folder, 'sysvol', 'Policies');
  attempt(path, () => mkdirSync(path, { recursive: true, mode: FOLDER_MODE }));
  return path;
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

const LISTED = /^\\?\ufeff?[0-9a-f]{64}[ *]+(.*)$/i;

/** Lines of a list of sums that are of other folders; null: it cannot be read. Windows writes `.\\` and backslashes. */
function otherSums(path: string, dnsName: string): readonly string[] | null {
  if (!exists(path)) return [];
  const text = readFileSync(path, 'utf8');
  if (text.includes('\u0000')) return null;
  const own = `${dnsName}/`.toLowerCase();
  const isOwn = (line: string): boolean =>
    (LISTED.exec(line)?.[1] ?? '').replaceAll('\\', '/').replace(/^\.\//, '').toLowerCase().startsWith(own);
  return text.split('\n').filter((line) => line.trim() !== '' && !isOwn(line));
}

/**
 * Written last: a folder without it was not collected whole. What the list says of other folders stays.
 * @returns how many files of the domain's folder it lists
 */
export async function writeSums(out: string, { folder }: Bundle): Promise<number> {
  const path = join(out, SUMS);
  try {
    const lines = otherSums(path, basename(folder));
    if (lines === null) return 0;
    const own: string[] = [];
    for (const file of filesBelow(folder))
      own.push(`${await hashOf(file)}  ${relative(out, file).replaceAll('\\', '/')}`);
    const made = `${path}.new`;
    writeFileSync(made, [...lines, ...own].map((line) => `${line}\n`).join(''), { mode: FILE_MODE });
    renameSync(made, path);
    return own.length;
  } catch (thrown) {
    throw notWritten(path, thrown);
  }
}
