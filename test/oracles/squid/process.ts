/** One Squid in the foreground, started once and told to read each new configuration. */
import { type ChildProcess, spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ORACLE_PORTS, type OracleCase } from './case.ts';

export interface Squid {
  readonly folder: string;
  child: ChildProcess | null;
  /** How much of each log was read. */
  readonly seen: Map<string, number>;
}

const PORTS = [
  [3128, '127.0.0.1'],
  [3128, '::1'],
  [3130, '127.0.0.1'],
  [3131, '127.0.0.1'],
] as const;

const prelude = (folder: string, explain: boolean): string => `${ORACLE_PORTS}cache deny all
cache_mem 1 MB
cache_log ${folder}/cache.log
logformat oracle %{X-Oracle}>h %Ss/%03>Hs %err_code
access_log stdio:${folder}/access.log oracle
buffered_logs off
pid_filename ${folder}/squid.pid
coredump_dir ${folder}
netdb_filename none
pinger_enable off
shutdown_lifetime 0 seconds
visible_hostname oracle.invalid
hosts_file ${folder}/hosts
dns_nameservers 127.0.0.1
dns_timeout 1 second
connect_timeout 1 second
forward_max_tries 1
max_filedescriptors 4096
${explain ? 'debug_options ALL,1 28,3' : ''}
`;

/** Takes every user and password. */
const AUTH = '#!/bin/sh\nwhile read -r line; do echo OK; done\n';

export function openSquid(folder: string): Squid {
  mkdirSync(`${folder}/files`);
  writeFileSync(`${folder}/hosts`, '');
  writeFileSync(`${folder}/auth.sh`, AUTH, { mode: 0o755 });
  return { folder, child: null, seen: new Map() };
}

/** What was written to a log since it was last read. */
export function fresh(squid: Squid, log: 'access.log' | 'cache.log'): string {
  const path = `${squid.folder}/${log}`;
  if (!existsSync(path)) return '';
  const file = openSync(path, 'r');
  const from = squid.seen.get(log) ?? 0;
  const buffer = Buffer.alloc(Math.max(0, fstatSync(file).size - from));
  readSync(file, buffer, 0, buffer.length, from);
  closeSync(file);
  const end = buffer.lastIndexOf(10) + 1;
  squid.seen.set(log, from + end);
  return buffer.toString('latin1', 0, end);
}

const alive = (child: ChildProcess | null): child is ChildProcess =>
  child !== null && child.exitCode === null && child.signalCode === null;

const answers = (port: number, host: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = net.connect({ port, host }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });

/** Squid says "Accepting" just before it listens. */
async function listening(): Promise<void> {
  for (const [port, host] of PORTS) while (!(await answers(port, host))) await sleep(1);
}

const FAULT = /FATAL|Bungled|assertion failed/;
const WAIT = 15_000;

/** null: ready; else why not. */
async function ready(squid: Squid): Promise<string | null> {
  let text = '';
  for (const end = Date.now() + WAIT; Date.now() < end; ) {
    const exited = !alive(squid.child);
    text += fresh(squid, 'cache.log');
    const fault = text.split('\n').find((l) => FAULT.test(l));
    if (fault !== undefined) return fault.replace(/^\S+ \S+ *(\S+)?\| */, '');
    if (exited) return 'Squid left';
    if ((text.match(/Accepting HTTP Socket connections/g)?.length ?? 0) >= PORTS.length) {
      await listening();
      return null;
    }
    await sleep(1);
  }
  return 'Squid does not get ready';
}

export async function stopSquid(squid: Squid): Promise<void> {
  const { child } = squid;
  squid.child = null;
  if (alive(child)) {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }
  for (const name of ['squid.pid', 'cache.log']) rmSync(`${squid.folder}/${name}`, { force: true });
  squid.seen.delete('cache.log');
}

function start(squid: Squid): void {
  const env = { ...process.env, TZ: 'UTC' };
  squid.child = spawn('squid', ['-N', '-f', `${squid.folder}/squid.conf`], { stdio: 'ignore', env });
}

/** Makes Squid work by a configuration; null, or why it does not. */
export async function configure(squid: Squid, { conf, files, explain }: OracleCase): Promise<string | null> {
  const { folder } = squid;
  for (const [name, text] of Object.entries(files ?? {}))
    writeFileSync(`${folder}/files/${name}`, text, 'latin1');
  const own = conf.replaceAll('@DIR@', `${folder}/files`).replaceAll('@AUTH@', `${folder}/auth.sh`);
  writeFileSync(`${folder}/squid.conf`, `${prelude(folder, explain ?? false)}${own}\n`, 'latin1');
  fresh(squid, 'cache.log');
  if (alive(squid.child)) squid.child.kill('SIGHUP');
  else start(squid);
  const fault = await ready(squid);
  if (fault !== null) await stopSquid(squid);
  return fault;
}
