/** One run of smbclient: the password in a private file, an end to waiting, and what it said. */
import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { errorCode, interrupted } from './fault.ts';
import { throwIfAborted } from './sysvol-write.ts';

export interface SmbOptions {
  /** Host name of the domain controller. */
  readonly server: string;
  readonly dnsName: string;
  /** `user@domain`, `DOMAIN\user`, or `user`. */
  readonly user: string;
  readonly password: string;
  /** Milliseconds without progress. */
  readonly timeout: number;
  /** IP address of the server, where its name is not looked up. */
  readonly address?: string;
}

export interface SmbSession {
  readonly program: string;
  readonly options: SmbOptions;
  /** File that holds the user and the password. */
  readonly credentials: string;
  /** Private folder in which smbclient runs. */
  readonly stage: string;
  readonly signal: AbortSignal;
}

export interface SmbRun {
  /** null: it was killed, or could not be started. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** Why it was ended, or could not be started; null: it ended by itself. */
  readonly stopped: string | null;
}

/** Listings of a hundred thousand names are shorter than this. */
const MAX_OUTPUT = 128 * 1024 * 1024;
/** Looks at progress this often, in milliseconds. */
const TICK = 500;

/** null: not installed. */
export function findSmbclient(): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  for (const folder of folders) {
    const file = join(folder, 'smbclient');
    try {
      accessSync(file, constants.X_OK);
      if (statSync(file).isFile()) return file;
    } catch {
      // Not in this folder.
    }
  }
  return null;
}

/** smbclient takes USER and PASSWD from the environment; it gets none, nor anybody's password. */
function environment(): NodeJS.ProcessEnv {
  const { PATH, KRB5_CONFIG } = process.env;
  return { PATH, LC_ALL: 'C.UTF-8', ...(KRB5_CONFIG === undefined ? {} : { KRB5_CONFIG }) };
}

function argumentsOf({ options, credentials }: SmbSession, command: string): readonly string[] {
  const seconds = Math.max(1, Math.ceil(options.timeout / 1000));
  return [
    `//${options.server}/SYSVOL`,
    ...[
      '-A',
      credentials,
      '-s',
      '/dev/null',
      '-t',
      String(seconds),
      '-m',
      'SMB3',
      '--client-protection=sign',
    ],
    ...(options.address === undefined ? [] : ['-I', options.address]),
    ...['-c', command],
  ];
}

const textOf = (chunks: readonly Buffer[]): string => Buffer.concat(chunks).toString('utf8');

/**
 * @param fetched bytes that the command has written into the stage so far; null: more than it may
 * @throws {CollectFault} interrupted
 */
export function runSmbclient(
  session: SmbSession,
  command: string,
  fetched: () => number | null,
): Promise<SmbRun> {
  throwIfAborted(session.signal);
  const { timeout } = session.options;
  const child = spawn(session.program, argumentsOf(session, command), {
    ...{ cwd: session.stage, env: environment(), windowsHide: true },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return new Promise((resolve, reject) => {
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    let stopped: string | null = null;
    let [size, bytes, moved] = [0, 0, performance.now()];
    const stop = (why: string): void => {
      stopped ??= why;
      child.kill('SIGKILL');
      // What the child may have started holds the pipes open.
      child.stdout.destroy();
      child.stderr.destroy();
    };
    const into =
      (chunks: Buffer[]) =>
      (chunk: Buffer): void => {
        moved = performance.now();
        size += chunk.length;
        if (size > MAX_OUTPUT) stop('smbclient said more than is believed');
        else chunks.push(chunk);
      };
    const tick = (): void => {
      const now = fetched();
      if (now === null) stop('the server sent a file that is larger than its listing said');
      if (now !== null && now !== bytes) [bytes, moved] = [now, performance.now()];
      if (performance.now() - moved > timeout)
        stop(`the server did not answer smbclient for ${timeout / 1000} s`);
    };
    const abort = (): void => stop('interrupted');
    const timer = setInterval(tick, Math.min(TICK, Math.max(1, timeout / 4)));
    const end = (code: number | null, failed: string | null): void => {
      clearInterval(timer);
      session.signal.removeEventListener('abort', abort);
      if (session.signal.aborted) reject(interrupted());
      else resolve({ code, out: textOf(out), err: textOf(err), stopped: stopped ?? failed });
    };
    child.stdout.on('data', into(out));
    child.stderr.on('data', into(err));
    child.once('error', (thrown) => end(null, `smbclient cannot be started (${errorCode(thrown)})`));
    child.once('close', (code) => end(code, code === null ? 'smbclient was killed' : null));
    session.signal.addEventListener('abort', abort, { once: true });
  });
}

/** What Windows calls it ([MS-ERREF] 2.3), in words. */
const STATUS: ReadonlyMap<string, string> = new Map([
  ['NT_STATUS_LOGON_FAILURE', 'the user name or the password is wrong'],
  ['NT_STATUS_WRONG_PASSWORD', 'the user name or the password is wrong'],
  ['NT_STATUS_NO_SUCH_USER', 'there is no such user'],
  ['NT_STATUS_ACCOUNT_LOCKED_OUT', 'the account is locked out'],
  ['NT_STATUS_ACCOUNT_DISABLED', 'the account is disabled'],
  ['NT_STATUS_PASSWORD_EXPIRED', 'the password has expired'],
  ['NT_STATUS_PASSWORD_MUST_CHANGE', 'the password must be changed'],
  ['NT_STATUS_ACCESS_DENIED', 'access is denied'],
  ['NT_STATUS_BAD_NETWORK_NAME', 'the server has no share SYSVOL'],
  ['NT_STATUS_CONNECTION_REFUSED', 'the server refuses connections to SMB'],
  ['NT_STATUS_HOST_UNREACHABLE', 'the server cannot be reached'],
  ['NT_STATUS_NETWORK_UNREACHABLE', 'the server cannot be reached'],
  ['NT_STATUS_UNSUCCESSFUL', 'the server cannot be reached, or its name is not known'],
  ['NT_STATUS_IO_TIMEOUT', 'the server did not answer in time'],
  ['NT_STATUS_CONNECTION_DISCONNECTED', 'the connection ended'],
  ['NT_STATUS_CONNECTION_RESET', 'the connection ended'],
  ['NT_STATUS_OBJECT_NAME_NOT_FOUND', 'there is no such file'],
  ['NT_STATUS_OBJECT_PATH_NOT_FOUND', 'there is no such folder'],
]);

/** The first status code of a text in words; null: it has none. Nothing else of the text is shown. */
export function statusIn(text: string): string | null {
  const code = /\bNT_STATUS_[A-Z_0-9]{1,60}/.exec(text)?.[0];
  if (code === undefined) return null;
  // So Samba 4.17 answers a name with `@` and a wrong password.
  const refused = text.includes('session setup failed: NT_STATUS_NOT_FOUND');
  const words = STATUS.get(refused ? 'NT_STATUS_LOGON_FAILURE' : code);
  return words === undefined ? code : `${words} (${code})`;
}

/** Why a run as a whole says nothing; null: it ended well. */
export function failureOf({ code, out, err, stopped }: SmbRun): string | null {
  if (stopped !== null) return stopped;
  return code === 0 ? null : (statusIn(out + err) ?? `smbclient ended with ${code}`);
}
