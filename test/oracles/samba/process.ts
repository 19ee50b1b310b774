/** The server itself, in mount and process namespaces of its own: ending the one process ends all of it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Place } from './place.ts';

/** smbd finds winbindd only below /run/samba: each instance has one of its own. */
const UNSHARE = ['--mount', '--pid', '--fork', '--kill-child=SIGKILL', '--'] as const;
const MOUNT =
  'umask 022; mkdir -p /run/samba && mount -t tmpfs -o mode=755,size=8m tmpfs /run/samba || exit 1';

/** The shell is the first process of the namespace and ends with its input: no server outlives a run that was killed. */
const START = `${MOUNT}; exec 3<&0; "$@" </dev/null 3<&- & cat <&3 >/dev/null & wait -n`;

/** What must be possible here, as a command. */
export const TRIAL = [...UNSHARE, 'bash', '-c', START, 'bash', 'true'] as const;

export interface Server {
  /** What it said, where it has ended. */
  readonly ended: () => string | null;
  readonly stop: () => Promise<void>;
}

export function startServer(place: Place): Server {
  const log = path.join(place.folder, 'log/samba.out');
  const out = openSync(log, 'a', 0o600);
  const command = ['samba', '-s', place.conf, '-F', '--no-process-group'];
  const child = spawn('unshare', [...UNSHARE, 'bash', '-c', START, 'bash', ...command], {
    stdio: ['pipe', out, out],
    env: { ...process.env, SMB_CONF_PATH: place.conf, KRB5_CONFIG: place.krb5 },
  });
  closeSync(out);
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.once('error', () => undefined);
  return {
    ended: () => (hasEnded(child) ? readFileSync(log, 'utf8').slice(-2000) : null),
    stop: async () => {
      if (hasEnded(child)) return;
      // The first process of the namespace: the kernel ends all others before it is gone.
      for (const pid of childrenOf(child)) process.kill(pid, 'SIGKILL');
      await gone;
    },
  };
}

function childrenOf({ pid }: ChildProcess): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return text === '' ? [] : text.split(' ').map(Number);
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;
