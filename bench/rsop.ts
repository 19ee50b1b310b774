/**
 * A domain of 10,000 computers, 1,000 OUs and 300 GPOs of 200 settings, scanned as a whole process: the resultant set of
 * every computer, and the verdicts on it. Beside it, a process that only reads the same files and parses their JSON.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bar, note } from './bars.ts';
import { benchCollect } from './collect-ad.ts';
import { median, medianMs, type Run, run } from './measure.ts';
import { type EstateSize, FULL_SIZE, largeDomain, writeDomain } from './rsop-estate.ts';

const TIMES = 3;

/** In a process of its own: every byte from the disk, every line of the directory through JSON.parse. */
const READER = `
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
const root = process.argv[1];
for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const bytes = readFileSync(join(entry.parentPath, entry.name));
  if (!entry.name.endsWith('.ndjson')) continue;
  for (const line of bytes.toString('utf8').split('\\n')) if (line !== '') JSON.parse(line);
}`;

interface Estate {
  readonly folder: string;
  readonly site: string;
}

function makeEstate(root: string, size: EstateSize): Estate {
  const folder = join(root, String(size.computers));
  const bytes = writeDomain(folder, largeDomain(size));
  const site = join(root, `${size.computers}.yaml`);
  writeFileSync(site, 'name: large\nsegments:\n  - { name: clients, role: user, cidrs: [10.0.0.0/8] }\n');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((e) =>
    e.isFile(),
  ).length;
  note(`${size.computers} computers: ${files} files, ${(bytes / 1e6).toFixed(0)} MB`);
  return { folder, site };
}

async function scanOnce(cli: string, estate: Estate, output: string): Promise<Run> {
  const words = ['--site', estate.site, '--as-of', '2026-11-01', '--exit-zero', '--quiet'];
  const done = await run([cli, 'scan', estate.folder, ...words, '--format', `json:${output}`]);
  if (done.status !== 0) throw new Error(`the scan ended with ${done.status}`);
  return done;
}

interface Scanned {
  readonly seconds: number;
  readonly peakMb: number;
}

async function scan(cli: string, estate: Estate, output: string): Promise<Scanned> {
  const runs: Run[] = [];
  for (let i = 0; i < TIMES; i++) runs.push(await scanOnce(cli, estate, output));
  return { seconds: median(runs.map((r) => r.seconds)), peakMb: Math.max(...runs.map((r) => r.peakMb ?? 0)) };
}

/** How many computers the verdicts on policy alone say they are of. */
function judged(output: string): number {
  const counts = [...readFileSync(output, 'utf8').matchAll(/ of (\d+) computers/g)].map((m) => Number(m[1]));
  return Math.max(0, ...counts);
}

async function resultantSets(cli: string, root: string): Promise<void> {
  const output = join(root, 'result.json');
  const estate = makeEstate(root, FULL_SIZE);
  const whole = await scan(cli, estate, output);
  const computers = judged(output);
  if (computers < FULL_SIZE.computers) throw new Error(`only ${computers} computers were judged`);
  const bare = await medianMs(['--input-type=module', '-e', READER, estate.folder], TIMES);
  const few = await scan(cli, makeEstate(root, { ...FULL_SIZE, computers: 2000 }), output);
  bar('10,000 computers: resultant sets and verdicts', whole.seconds, 10, 'less', 's');
  bar('10,000 computers: peak memory', whole.peakMb, 500, 'less', 'MB');
  bar('time against reading the files and their JSON', (whole.seconds * 1000) / bare, 25, 'less', 'x');
  bar('time at 10,000 against 2,000 computers', whole.seconds / few.seconds, 3, 'less', 'x');
}

export async function benchRsop(cli: string): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'uchibori-bench-rsop-'));
  try {
    await resultantSets(cli, root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
  await benchCollect(cli);
}
