/** Files of SYSVOL are copied byte by byte, into files that only their owner reads and that did not exist before. */
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import path from 'node:path';
import { CollectFault, errorCode, interrupted } from './fault.ts';
import {
  folderOf,
  MAX_FILE,
  planOf,
  type SysvolFolder,
  type SysvolNode,
  type SysvolTarget,
  type SysvolTree,
  shown,
} from './sysvol-plan.ts';

const CHUNK = 256 * 1024;

export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw interrupted();
}

/** Ends the wait, not the work: a file system that does not answer cannot be asked to stop. */
export async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  throwIfAborted(signal);
  const ended = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(interrupted()), { once: true, signal: ended.signal });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    ended.abort();
  }
}

const cannotWrite = (file: string, thrown: unknown): CollectFault =>
  new CollectFault('output', {
    ja: `${file} を書けない (${errorCode(thrown)})`,
    en: `${file} cannot be written (${errorCode(thrown)})`,
  });

async function newFile(file: string): Promise<FileHandle> {
  try {
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    return await open(file, 'wx', 0o600);
  } catch (thrown) {
    throw cannotWrite(file, thrown);
  }
}

async function writeAll(to: FileHandle, file: string, bytes: Uint8Array): Promise<void> {
  try {
    await to.writeFile(bytes);
  } catch (thrown) {
    throw cannotWrite(file, thrown);
  }
}

/** Bytes copied; null: more than are allowed. */
async function pour(
  from: FileHandle,
  to: FileHandle,
  file: string,
  signal: AbortSignal,
): Promise<number | null> {
  const buffer = Buffer.alloc(CHUNK);
  for (let total = 0; total <= MAX_FILE; ) {
    throwIfAborted(signal);
    const { bytesRead } = await from.read(buffer, 0, CHUNK);
    if (bytesRead === 0) return total;
    await writeAll(to, file, buffer.subarray(0, bytesRead));
    total += bytesRead;
  }
  return null;
}

/** Not through a link, and without waiting for what stands behind a pipe. Windows knows neither flag. */
const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * What was not copied whole is not left behind.
 *
 * @returns why the target does not hold what the source holds; null: it does
 */
async function copyOpen(
  from: FileHandle,
  node: SysvolNode,
  file: string,
  signal: AbortSignal,
): Promise<string | null> {
  if (!(await from.stat()).isFile()) return `${shown(node.path)} is not a file any more`;
  const to = await newFile(file);
  let whole = false;
  try {
    const copied = await pour(from, to, file, signal);
    whole = copied === node.size && (await from.stat()).size === node.size;
    return whole ? null : `${shown(node.path)} has another size than the listing says`;
  } finally {
    await to.close();
    if (!whole) await rm(file, { force: true });
  }
}

/** @returns why it was not copied whole; null: it was */
async function copyFile(
  source: string,
  node: SysvolNode,
  file: string,
  signal: AbortSignal,
): Promise<string | null> {
  let from: FileHandle | null = null;
  try {
    from = await open(source, READ);
    return await copyOpen(from, node, file, signal);
  } catch (thrown) {
    if (thrown instanceof CollectFault) throw thrown;
    return `${shown(node.path)} cannot be read (${errorCode(thrown)})`;
  } finally {
    await from?.close();
  }
}

/**
 * Copies what is wanted of one GPO's folder.
 *
 * @param at where the content of a file lies, or why there is none
 */
export async function copyTree(
  tree: SysvolTree,
  target: SysvolTarget,
  at: (node: SysvolNode) => { readonly file: string } | { readonly because: string },
): Promise<SysvolFolder> {
  const { files, wanted, problems } = planOf(tree);
  const why = [...problems];
  for (const node of wanted) {
    const source = at(node);
    const problem =
      'because' in source
        ? source.because
        : await copyFile(source.file, node, path.join(target.folder, tree.gpo, node.path), target.signal);
    if (problem !== null) why.push(problem);
  }
  return folderOf(tree.gpo, files, why);
}

/** Entries for GUIDs that were asked for and not found: they are not there, or, for a reason, not known to be. */
export function absent(
  gpos: readonly string[],
  found: readonly { readonly gpo: string }[],
  because: string | null,
): readonly SysvolFolder[] {
  const known = new Set(found.map(({ gpo }) => gpo));
  return [...new Set(gpos)]
    .filter((gpo) => !known.has(gpo))
    .map((gpo) => folderOf(gpo, null, because === null ? [] : [because]));
}
