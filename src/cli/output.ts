/** Where results go: standard output, or a file that appears whole or not at all. */

import { once } from 'node:events';
import {
  closeSync,
  createReadStream,
  mkdtempSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { EXIT } from '../report/verdict.ts';
import { errorCode, Failure } from './failure.ts';

export interface Output {
  write(text: string): Promise<void>;
  /** Makes the output visible (files are renamed into place). */
  commit(): Promise<void>;
  /** Removes what was written to disk. */
  discard(): void;
}

const BUFFER = 64 * 1024;

/** What an interrupted run must remove. */
const unfinished = new Set<() => void>();

export function discardUnfinished(): void {
  for (const discard of unfinished) discard();
}

function ioFailure(path: string, thrown: unknown): Failure {
  return new Failure(EXIT.io, {
    ja: `${path}: 書き込めない (${errorCode(thrown)})`,
    en: `${path}: cannot be written (${errorCode(thrown)})`,
  });
}

async function toStdout(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

export const stdoutOutput = (): Output => ({
  write: toStdout,
  commit: async () => {},
  discard: () => {},
});

interface Draft {
  readonly fd: number;
  pending: string;
  open: boolean;
}

function flush(draft: Draft): void {
  const bytes = Buffer.from(draft.pending);
  draft.pending = '';
  let done = 0;
  while (done < bytes.length) done += writeSync(draft.fd, bytes, done);
}

function close(draft: Draft): void {
  if (draft.open) closeSync(draft.fd);
  draft.open = false;
}

async function append(draft: Draft, text: string, path: string): Promise<void> {
  draft.pending += text;
  if (draft.pending.length < BUFFER) return;
  try {
    flush(draft);
  } catch (thrown) {
    throw ioFailure(path, thrown);
  }
}

interface Place {
  /** Where the text goes while it is written. */
  readonly open: string;
  /** Where it is moved when it is whole; null: it goes straight to a device or pipe. */
  readonly final: string | null;
  readonly flags: 'wx' | 'w';
  readonly mode: number;
}

const NEW_FILE_MODE = 0o666;

/** A link leads to its file; a device or pipe is written to, never replaced. */
function placeOf(path: string): Place {
  const existing = statSync(path, { throwIfNoEntry: false });
  if (existing?.isDirectory()) throw Object.assign(new Error('is a directory'), { code: 'EISDIR' });
  if (existing && !existing.isFile()) return { open: path, final: null, flags: 'w', mode: NEW_FILE_MODE };
  const final = existing ? realpathSync(path) : path;
  const open = join(dirname(final), `.${basename(final)}.${process.pid}.part`);
  return { open, final, flags: 'wx', mode: existing ? existing.mode & 0o777 : NEW_FILE_MODE };
}

/** Text that appears under its name whole or not at all, where that name is or becomes a file. */
export function fileOutput(path: string): Output {
  let place: Place;
  let draft: Draft;
  try {
    place = placeOf(path);
    draft = { fd: openSync(place.open, place.flags, place.mode), pending: '', open: true };
  } catch (thrown) {
    throw ioFailure(path, thrown);
  }
  const discard = (): void => {
    close(draft);
    if (place.final !== null) rmSync(place.open, { force: true });
    unfinished.delete(discard);
  };
  unfinished.add(discard);
  return {
    write: (text) => append(draft, text, path),
    commit: async () => {
      try {
        flush(draft);
        close(draft);
        if (place.final !== null) renameSync(place.open, place.final);
        unfinished.delete(discard);
      } catch (thrown) {
        throw ioFailure(path, thrown);
      }
    },
    discard,
  };
}

/** Text kept on disk until it is asked for: findings, which stand after all evidence in the JSON object. */
export interface Spool {
  write(text: string): Promise<void>;
  copyTo(output: Output): Promise<void>;
  discard(): void;
}

export function spool(): Spool {
  const folder = mkdtempSync(join(tmpdir(), 'uchibori-'));
  const path = join(folder, 'findings');
  const draft: Draft = { fd: openSync(path, 'wx', 0o600), pending: '', open: true };
  const discard = (): void => {
    close(draft);
    rmSync(folder, { recursive: true, force: true });
    unfinished.delete(discard);
  };
  unfinished.add(discard);
  return {
    write: (text) => append(draft, text, tmpdir()),
    copyTo: async (output) => {
      flush(draft);
      for await (const chunk of createReadStream(path, { encoding: 'utf8', highWaterMark: BUFFER })) {
        await output.write(chunk as string);
      }
    },
    discard,
  };
}
