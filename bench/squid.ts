/** Reading and proving on a squid.conf of 5,000 lines with 100,000 and 400,000 listed domains, beside `squid -k parse`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOne } from '../src/cli/read-one.ts';
import { bar, note } from './bars.ts';
import { median, medianMs, run, runProgram } from './measure.ts';
import { makeSquidEstate, type SquidEstate } from './squid-estate.ts';

const TIMES = 5;

/** What the guide asks of a proxy: nobody unasked, and no CONNECT but to 443. */
const PROPERTIES = [['--unauthenticated'], ['--method', 'CONNECT', '--port', '!443']] as const;

/** `squid -k parse` of the same file, ms; null where no Squid is installed. */
async function realSquid({ config }: SquidEstate): Promise<number | null> {
  const times: number[] = [];
  try {
    for (let i = 0; i < TIMES; i++) {
      const { seconds, status } = await runProgram('squid', ['-k', 'parse', '-f', config], 'ignore');
      if (status !== 0) throw new Error(`squid refuses ${config}`);
      times.push(seconds * 1000);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  return median(times);
}

/** From files to directives, in this process; the first time counts as well. */
async function readMs({ config }: SquidEstate): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < TIMES; i++) {
    const start = performance.now();
    const { sections } = await readOne(config, { whole: true, asSquid: true });
    if (!sections.squid) throw new Error(`${config} was not read`);
    times.push(performance.now() - start);
  }
  return median(times);
}

async function reading(cli: string, estate: SquidEstate): Promise<void> {
  bar('squid.conf: read', estate.bytes / 1e3 / (await readMs(estate)), 15, 'more', 'MB/s');
  const ms = await medianMs([cli, 'inspect', estate.config], TIMES);
  const real = await realSquid(estate);
  if (real === null) note('squid -k parse: skipped, no squid on this machine');
  else bar('squid.conf: inspect, whole process, against squid -k parse', ms / real, 1, 'less', 'x');
}

/** Both properties as processes of their own; seconds of the proofs without the start of the program. */
async function proving(cli: string, { config }: SquidEstate, start: number) {
  let seconds = 0;
  let peakMb = 0;
  for (const property of PROPERTIES) {
    const asked = [cli, 'squid', 'find', '--config', config, '--verdict', 'allow', '--src', '10.0.0.0/8'];
    const done = await run([...asked, ...property]);
    if (done.status !== 0) throw new Error(`squid find ${property.join(' ')}: ${done.status}, not proved`);
    seconds = Math.max(seconds, done.seconds - start / 1000);
    peakMb = Math.max(peakMb, done.peakMb ?? 0);
  }
  return { seconds, peakMb };
}

export async function benchSquid(cli: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'uchibori-bench-squid-'));
  try {
    const start = await medianMs([cli, '--version'], TIMES);
    const one = makeSquidEstate(join(folder, 'one'), 100_000);
    const four = makeSquidEstate(join(folder, 'four'), 400_000);
    await reading(cli, one);
    const small = await proving(cli, one, start);
    const large = await proving(cli, four, start);
    bar('slower of the two proofs, 100,000 domains', small.seconds, 2, 'less', 's');
    bar('peak memory of a proof', small.peakMb, 400, 'less', 'MB');
    bar('time at 400,000 against 100,000 domains', large.seconds / small.seconds, 4, 'less', 'x');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
