/**
 * The rules of one device against each other, and every ordered pair of six segments, at growing sizes. Rule bases without
 * zones are the hard ones: only addresses and services tell which of their rules meet.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bar, note } from './bars.ts';
import type { Speed } from './firewall-parse.ts';
import type { Figures } from './firewall-size.ts';
import { run } from './measure.ts';

const program = fileURLToPath(new URL('firewall-size.ts', import.meta.url));

interface Sized extends Figures {
  readonly peakMb: number | null;
}

interface Size {
  readonly rules: number;
  readonly rounds: number;
  readonly zones?: boolean;
  /** All figures, or those of pairs alone. */
  readonly what?: 'pairs';
}

async function measure(folder: string, { rules, rounds, zones, what }: Size): Promise<Sized> {
  const output = join(folder, 'figures.json');
  const words = [String(rules), String(rounds), zones ? 'zones' : 'plain', what ?? 'all', output];
  const { peakMb, status } = await run(['--import', 'tsx', program, ...words]);
  if (status !== 0) throw new Error(`${rules} rules: ended with ${status}`);
  return { ...(JSON.parse(readFileSync(output, 'utf8')) as Figures), peakMb };
}

const row = (cells: readonly (string | number)[]): void =>
  note(cells.map((c) => String(c).padStart(11)).join(''));

function table(sizes: readonly Sized[]): void {
  row([
    'rules',
    'shadowing s',
    'report s',
    '30 pairs s',
    'answers s',
    'dead rules',
    'pieces',
    'nodes',
    'peak MB',
  ]);
  for (const s of sizes) {
    const seconds = [s.shadowing, s.report, s.pairs, s.reach].map((n) => n.toFixed(2));
    row([s.rules, ...seconds, s.dead, s.pieces, s.nodes, s.peakMb?.toFixed(0) ?? '?']);
  }
}

const REQUIRE =
  "import { createRequire as bundledRequire } from 'node:module'; const require = bundledRequire(import.meta.url);";

/** Every format, in a bundle as the program is one. Below dist, where packages are found. */
async function benchParsing(folder: string): Promise<void> {
  const bundle = fileURLToPath(new URL('../dist/bench/firewall-parse.js', import.meta.url));
  await build({
    entryPoints: [fileURLToPath(new URL('firewall-parse.ts', import.meta.url))],
    outfile: bundle,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: ['quickjs-wasi'],
    banner: { js: REQUIRE },
    logLevel: 'warning',
  });
  const output = join(folder, 'speeds.json');
  const { status } = await run([bundle, '20000', '5', output]);
  rmSync(bundle);
  if (status !== 0) throw new Error(`parsing: ended with ${status}`);
  for (const { format, mb, seconds, rules } of JSON.parse(readFileSync(output, 'utf8')) as Speed[]) {
    bar(`parsing ${format} (${mb.toFixed(1)} MB, ${rules} rules), CPU`, mb / seconds, 10, 'more', 'MB/s');
  }
}

export async function benchFirewall(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'uchibori-bench-firewall-'));
  try {
    await benchParsing(folder);
    const thousand = await measure(folder, { rules: 1000, rounds: 9 });
    const three = await measure(folder, { rules: 3000, rounds: 3 });
    const ten = await measure(folder, { rules: 10_000, rounds: 3 });
    const thirty = await measure(folder, { rules: 30_000, rounds: 1 });
    const hundred = await measure(folder, { rules: 100_000, rounds: 1 });
    note('seconds of CPU, all threads');
    table([thousand, three, ten, thirty, hundred]);
    note('the same where rules name zones:');
    table([await measure(folder, { rules: 10_000, rounds: 3, zones: true })]);
    const pairs = await measure(folder, { rules: 100_000, rounds: 1, what: 'pairs' });
    bar('1,000 rules: shadowing and 30 pairs', thousand.shadowing + thousand.pairs, 0.3, 'less', 's');
    bar('10,000 rules: shadowing', ten.shadowing, 4, 'less', 's');
    bar('10,000 rules: 30 pairs', ten.pairs, 1.5, 'less', 's');
    bar('100,000 rules: 30 pairs', pairs.pairs, 60, 'less', 's');
    bar('100,000 rules: peak memory of the pairs', pairs.peakMb ?? 0, 512, 'less', 'MB');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
