/** The bundle on disk: private files, lines as they come, sums at the very end. */
import { createHash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  createReadStream,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join, relative } from 'node:path';
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

/** Entries of a folder; null: there is none. */
function entriesOf(folder: string): readonly string[] | null {
  if (!statSync(folder, { throwIfNoEntry: false })) return null;
  return readdirSync(folder);
}

const filled = (out: string): CollectFault =>
  new CollectFault('usage', {
    ja: `${out}: 空でない。新しいフォルダを指定する。前の採取を置き換えるなら --force を付ける`,
    en: `${out}: is not empty; name a new folder, or add --force to replace an earlier collection`,
  });

/** Before anything is sent. */
export function refuseFilled(out: string, force: boolean): void {
  attempt(out, () => {
    if (!force && (entriesOf(out) ?? []).length > 0) throw filled(out);
  });
}

/**
 * Makes the folder, which must be new or empty; with `force`, what an earlier run left of this domain is removed first.
 * @throws {CollectFault} of kind usage or output
 */
export function openFolder(out: string, dnsName: string, force: boolean): string {
  return attempt(out, () => {
    const present = entriesOf(out) ?? [];
    const others = present.filter((name) => name !== dnsName && name !== SUMS);
    if (present.length > 0 && !(force && others.length === 0)) {
      throw filled(out);
    }
    for (const name of present) rmSync(join(out, name), { recursive: true, force: true });
    const folder = join(out, dnsName);
    mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
    chmodSync(out, FOLDER_MODE);
    return folder;
  });
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

/** Written last: a folder without it was not collected whole. */
export async function writeSums(out: string): Promise<number> {
  const path = join(out, SUMS);
  try {
    const lines: string[] = [];
    for (const file of filesBelow(out)) {
      if (file === path) continue;
      lines.push(`${await hashOf(file)}  ${relative(out, file).replaceAll('\\', '/')}\n`);
    }
    writeFileSync(path, lines.join(''), { flag: 'wx', mode: FILE_MODE });
    return lines.length;
  } catch (thrown) {
    throw notWritten(path, thrown);
  }
}
