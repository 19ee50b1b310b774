/** Finds and reads evidence files. Nothing outside the evidence root is ever opened, and nothing is written. */

import { createHash } from 'node:crypto';
import { closeSync, fstatSync, lstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Problem } from '../model/evidence.ts';
import type { Bilingual } from '../model/text.ts';

/** Larger files are hashed and listed, and not parsed. */
export const MAX_BYTES = 64 * 1024 * 1024;
const MAX_DEPTH = 32;
const CHUNK = 1024 * 1024;
const HEAD_BYTES = 4096;

/** One folder below the evidence root (or the root itself), which names a target. */
export interface TargetFolder {
  /** Folder name; '' for the files at the root of an estate. */
  readonly name: string;
  readonly absolute: string;
  /** False: only the files directly in it belong to it. */
  readonly deep: boolean;
}

/** `file` is relative to the evidence root, with `/`. */
export interface FileEntry {
  readonly file: string;
  readonly absolute: string;
}

export type ReadResult =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly sha256: string; readonly problem: Problem };

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const fault = (file: string, message: Bilingual): Problem => ({ file, line: 0, message, policy: true });

const code = (thrown: unknown): string =>
  (thrown as NodeJS.ErrnoException).code ?? (thrown instanceof Error ? thrown.message : String(thrown));

/** The folders of an evidence root, by name. A root without folders is itself the one target. */
export function listTargets(root: string): readonly TargetFolder[] {
  const entries = readdirSync(root, { withFileTypes: true });
  const folders = entries
    .filter((e) => e.isDirectory())
    .map((e) => ({ name: e.name, absolute: join(root, e.name), deep: true }))
    .sort((a, b) => compare(a.name, b.name));
  const loose = entries.some((e) => !e.isDirectory());
  if (folders.length === 0) return [{ name: basename(root), absolute: root, deep: false }];
  return loose ? [{ name: '', absolute: root, deep: false }, ...folders] : folders;
}

interface Walk {
  readonly files: FileEntry[];
  readonly problems: Problem[];
  /** Files after which the walk ends. */
  readonly limit: number;
}

function walkInto(dir: string, prefix: string, depth: number, deep: boolean, out: Walk): void {
  if (depth > MAX_DEPTH) {
    out.problems.push(
      fault(prefix, {
        ja: `フォルダが ${MAX_DEPTH} 段より深く、読まない`,
        en: `folders deeper than ${MAX_DEPTH} levels are not read`,
      }),
    );
    return;
  }
  let entries: ReturnType<typeof readEntries>;
  try {
    entries = readEntries(dir);
  } catch (thrown) {
    out.problems.push(
      fault(prefix, {
        ja: `フォルダを開けない (${code(thrown)})`,
        en: `the folder cannot be opened (${code(thrown)})`,
      }),
    );
    return;
  }
  for (const entry of entries) {
    if (out.files.length >= out.limit) {
      out.problems.push(tooMany(prefix, out.limit));
      return;
    }
    const file = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    const absolute = join(dir, entry.name);
    if (entry.isFile()) out.files.push({ file, absolute });
    else if (entry.isDirectory()) {
      if (deep) walkInto(absolute, file, depth + 1, deep, out);
    } else out.problems.push(notFollowed(file, entry.isSymbolicLink()));
  }
}

const tooMany = (prefix: string, limit: number): Problem =>
  fault(prefix, {
    ja: `ファイルが ${limit} 個を超え、残りは読まない`,
    en: `holds more than ${limit} files; the rest is not read`,
  });

const readEntries = (dir: string) =>
  readdirSync(dir, { withFileTypes: true }).sort((a, b) => compare(a.name, b.name));

const notFollowed = (file: string, link: boolean): Problem =>
  fault(
    file,
    link
      ? {
          ja: 'シンボリック リンクは辿らない。実体をここに置く',
          en: 'a symbolic link is not followed; put the file itself here',
        }
      : { ja: '通常のファイルではないので読まない', en: 'not a regular file; not read' },
  );

/**
 * The files of a target in order of their names. Links, devices and unreadable folders become problems, and so does the
 * rest beyond `limit` files.
 */
export function listFiles(
  folder: TargetFolder,
  limit = Number.POSITIVE_INFINITY,
): {
  readonly files: readonly FileEntry[];
  readonly problems: readonly Problem[];
} {
  const out: Walk = { files: [], problems: [], limit };
  const prefix = folder.deep ? folder.name : '';
  walkInto(folder.absolute, prefix, 0, folder.deep, out);
  return out;
}

function hashOnly(fd: number): string {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(CHUNK);
  for (;;) {
    const n = readSync(fd, buffer, 0, CHUNK, null);
    if (n === 0) return hash.digest('hex');
    hash.update(buffer.subarray(0, n));
  }
}

function readAll(fd: number, size: number): Uint8Array {
  const buffer = Buffer.allocUnsafeSlow(size);
  let done = 0;
  while (done < size) {
    const n = readSync(fd, buffer, done, size - done, null);
    if (n === 0) break;
    done += n;
  }
  return done === size ? buffer : buffer.subarray(0, done);
}

function readOpen(fd: number, entry: FileEntry): ReadResult {
  const before = fstatSync(fd);
  if (before.size > MAX_BYTES) {
    const size = Math.round(before.size / 1024 / 1024);
    return {
      ok: false,
      sha256: hashOnly(fd),
      problem: fault(entry.file, {
        ja: `${size} MB あり上限 ${MAX_BYTES / 1024 / 1024} MB を超えるため解析しない。分割して採取し直す`,
        en: `${size} MB is over the limit of ${MAX_BYTES / 1024 / 1024} MB; not parsed. Export it in parts`,
      }),
    };
  }
  const bytes = readAll(fd, before.size);
  const after = fstatSync(fd);
  if (bytes.length !== before.size || after.size !== before.size || after.mtimeMs !== before.mtimeMs) {
    return {
      ok: false,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      problem: fault(entry.file, {
        ja: '読んでいる間に変わった。書き込みが終わってから実行し直す',
        en: 'changed while it was read; run again when nothing writes to it',
      }),
    };
  }
  return { ok: true, bytes };
}

/** Reads one file whole. Too large, changing or unreadable files give a problem instead. */
export function readFile(entry: FileEntry): ReadResult {
  let fd: number | null = null;
  try {
    if (!lstatSync(entry.absolute).isFile()) throw new Error('not a regular file');
    fd = openSync(entry.absolute, 'r');
    return readOpen(fd, entry);
  } catch (thrown) {
    const message = { ja: `読めない (${code(thrown)})`, en: `cannot be read (${code(thrown)})` };
    return { ok: false, sha256: '', problem: fault(entry.file, message) };
  } finally {
    if (fd !== null) closeSync(fd);
  }
}

/** Where the last whole line ends; in UTF-16LE its end is followed by a NUL that belongs to it. */
function lineEnd(head: Uint8Array): number {
  const end = head.lastIndexOf(0x0a) + 1;
  return end > 0 && head[end] === 0 ? end + 1 : end;
}

/** The first bytes of a file, cut after a line end where there is one; empty when it cannot be read. */
export function readHead(entry: FileEntry): Uint8Array {
  try {
    const fd = openSync(entry.absolute, 'r');
    try {
      const buffer = Buffer.allocUnsafe(HEAD_BYTES);
      const n = readSync(fd, buffer, 0, HEAD_BYTES, 0);
      const head = buffer.subarray(0, n);
      return n < HEAD_BYTES ? head : head.subarray(0, lineEnd(head) || n);
    } finally {
      closeSync(fd);
    }
  } catch {
    return new Uint8Array();
  }
}
