/**
 * Debian's Squid 5.7 as an oracle: what it really says to requests under a configuration. It runs in user, network and
 * mount namespaces of its own, so that it needs no root and nothing it does leaves the machine. As the oracle is 5.7,
 * programs are compiled for that release where they are held against it.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import type { OracleCase, OracleResult } from './squid/case.ts';

export { ORACLE_PORTS, type OracleAnswer, type OracleCase, type OracleResult } from './squid/case.ts';

export const ORACLE_VERSION = '5.7';

/** Inside, we are an ordinary user with every capability: Squid refuses to work as root. */
const UNSHARE = ['-n', '-m', '-U', '--map-user=1234', '--map-group=1234', '--keep-caps', '--'] as const;

const DRIVER = path.join(import.meta.dirname, 'squid/driver.ts');

export interface SquidOracle {
  /** Cases are answered one after another, in order. */
  readonly run: (oracleCase: OracleCase) => Promise<OracleResult>;
  readonly stop: () => Promise<void>;
}

function tried(command: string, args: readonly string[]): string | null {
  try {
    execFileSync(command, args, { stdio: 'pipe' });
    return null;
  } catch (thrown) {
    return `${command} cannot run here: ${String(thrown).split('\n')[0]}`;
  }
}

function releaseFault(): string | null {
  const release = /Version (\S+)/.exec(execFileSync('squid', ['-v'], { encoding: 'utf8' }))?.[1];
  return release === ORACLE_VERSION ? null : `squid is ${release}, and the oracle is ${ORACLE_VERSION}`;
}

/** Why there is no oracle on this machine; null: there is one. */
export const noSquidOracle = (): string | null =>
  tried('squid', ['-v']) ?? releaseFault() ?? tried('unshare', [...UNSHARE, 'ip', 'link', 'set', 'lo', 'up']);

function spawnDriver(folder: string): ChildProcess {
  return spawn('unshare', [...UNSHARE, process.execPath, '--import', 'tsx', DRIVER], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ORACLE_FOLDER: folder },
  });
}

export async function openSquidOracle(): Promise<SquidOracle> {
  const folder = mkdtempSync(path.join(tmpdir(), 'uchibori-squid-'));
  const child = spawnDriver(folder);
  const { stdin, stdout } = child;
  if (!stdin || !stdout) throw new Error('no pipes');
  const lines = readline.createInterface({ input: stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<unknown> => {
    const line = await lines.next();
    if (line.done) throw new Error('the oracle ended');
    return JSON.parse(line.value);
  };
  await next();
  return {
    run: async (oracleCase) => {
      stdin.write(`${JSON.stringify(oracleCase)}\n`);
      return (await next()) as OracleResult;
    },
    stop: async () => {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      stdin.end();
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
