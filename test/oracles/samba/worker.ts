/** Questions to worker.py, one after another. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import readline from 'node:readline';
import type { Place } from './place.ts';

/** In a mount namespace of its own: hosts and accounts are the domain's. */
const START = 'mount --bind "$1" /etc/hosts && mount --bind "$2" /etc/passwd && exec "$3" "$4"';

const PROGRAM = path.join(import.meta.dirname, 'worker.py');

/** Samba's modules belong to the system's Python, which need not be the first one on the path. */
export const PYTHON = '/usr/bin/python3';

export interface Worker {
  readonly ask: (call: string, args: readonly unknown[]) => Promise<unknown>;
  readonly stop: () => Promise<void>;
}

export async function openWorker(start: unknown, place: Place, env: NodeJS.ProcessEnv): Promise<Worker> {
  const command = ['bash', '-c', START, 'bash', place.hosts, place.passwd, PYTHON, PROGRAM];
  const child = spawn('unshare', ['--mount', '--', ...command], { stdio: ['pipe', 'pipe', 'inherit'], env });
  const { stdin, stdout } = child;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const lines = readline.createInterface({ input: stdout })[Symbol.asyncIterator]();
  const exchange = async (line: unknown): Promise<unknown> => {
    stdin.write(`${JSON.stringify(line)}\n`);
    const answer = await lines.next();
    if (answer.done) throw new Error('the worker of the directory ended');
    const said = JSON.parse(answer.value) as { ok?: unknown; fault?: string };
    if (said.fault !== undefined) throw new Error(said.fault);
    return said.ok;
  };
  let last: Promise<unknown> = exchange(start);
  await last;
  return {
    ask: (call, args) => {
      const asked = last.catch(() => undefined).then(() => exchange({ call, args }));
      last = asked;
      return asked;
    },
    stop: async () => {
      await last.catch(() => undefined);
      stdin.end();
      await gone;
    },
  };
}
