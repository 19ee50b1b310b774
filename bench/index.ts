/**
 * npm run bench [-- small]: start-up, fleet throughput, linearity, memory and verdicts a second, each against its bar.
 * Times are compared with others of the same run. `small` stops at 1,000 hosts; `squid`, `firewall` and `rsop` measure only
 * what is about these.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bar, missedBars, note } from './bars.ts';
import { benchFirewall } from './firewall.ts';
import { makeFleet } from './fleet.ts';
import { medianMs, run } from './measure.ts';
import { benchRsop } from './rsop.ts';
import { benchSquid } from './squid.ts';
import { verdictsPerSecond } from './verdicts.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const cli = join(root, 'bin/uchibori.js');
const small = process.argv.includes('small');
const only = ['squid', 'firewall', 'rsop'].filter((name) => process.argv.includes(name));

async function startUp(): Promise<void> {
  const nothing = await medianMs(['-e', '0'], 9);
  const version = await medianMs([cli, '--version'], 9);
  const demo = await medianMs(
    [
      cli,
      'scan',
      join(root, 'fixtures/estates/demo'),
      '--site',
      join(root, 'fixtures/estates/demo.yaml'),
      '--as-of',
      '2026-11-01',
      '--exit-zero',
    ],
    5,
  );
  note(`node -e 0: ${nothing.toFixed(1)} ms`);
  bar('uchibori --version over node -e 0', version - nothing, 80, 'less', 'ms');
  bar('demo scan over node -e 0', demo - nothing, 500, 'less', 'ms');
}

interface Measured {
  readonly hosts: number;
  readonly seconds: number;
  readonly mbPerSecond: number;
  readonly peakMb: number | null;
}

async function fleet(folder: string, hosts: number): Promise<Measured> {
  const made = makeFleet(join(folder, String(hosts)), hosts);
  const args = [
    cli,
    'scan',
    made.folder,
    '--site',
    made.site,
    '--as-of',
    '2026-11-01',
    '--exit-zero',
    '--quiet',
  ];
  const { seconds, peakMb, status } = await run([...args, '--format', `json:${join(folder, 'result.json')}`]);
  if (status !== 0) throw new Error(`scan of ${hosts} hosts ended with ${status}`);
  const mbPerSecond = made.bytes / 1e6 / seconds;
  note(
    `${hosts} hosts, ${(made.bytes / 1e6).toFixed(0)} MB: ${seconds.toFixed(1)} s, ${mbPerSecond.toFixed(1)} MB/s, peak ${peakMb?.toFixed(0) ?? '?'} MB`,
  );
  rmSync(join(folder, String(hosts)), { recursive: true, force: true });
  return { hosts, seconds, mbPerSecond, peakMb };
}

async function fleets(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'uchibori-bench-'));
  try {
    const results: Measured[] = [];
    for (const hosts of small ? [100, 1000] : [100, 1000, 10000]) results.push(await fleet(folder, hosts));
    const [first, thousand, tenThousand] = results;
    const last = results.at(-1);
    if (!first || !thousand || !last) return;
    bar(`throughput at ${last.hosts} hosts`, last.mbPerSecond, 20, 'more', 'MB/s');
    const slope = last.seconds / last.hosts / (thousand.seconds / thousand.hosts);
    bar(`time a host at ${last.hosts} against 1000 hosts`, slope, 1.25, 'less', 'x');
    if (tenThousand?.peakMb && thousand.peakMb) {
      bar('peak memory at 10000 against 1000 hosts', tenThousand.peakMb / thousand.peakMb, 1.5, 'less', 'x');
      bar('peak memory at 10000 hosts', tenThousand.peakMb, 600, 'less', 'MB');
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (only.length === 0) {
  await startUp();
  bar('verdicts from facts on one core', await verdictsPerSecond(), 50_000, 'more', '/s');
  await fleets();
}
if (only.length === 0 || only.includes('squid')) await benchSquid(cli);
if (only.length === 0 || only.includes('firewall')) await benchFirewall();
if (only.length === 0 || only.includes('rsop')) await benchRsop(cli);
process.exitCode = missedBars() === 0 ? 0 : 1;
