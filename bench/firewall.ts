/**
 * The rules of one device against each other, and every ordered pair of six segments, at growing sizes. Rule bases without
 * zones are the hard ones: only addresses and services tell which of their rules meet.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bar, note } from './bars.ts';
import type { Figures } from './firewall-size.ts';
import { run } from './measure.ts';

const program = fileURLToPath(new URL('firewall-size.ts', import.meta.url));

interface Sized extends Figures {
  readonly peakMb: number | null;
}

async function measure(
  folder: string,
  rules: number,
  rounds: number,
  zones: 'plain' | 'zones',
): Promise<Sized> {
  const output = join(folder, `${rules}-${zones}.json`);
  const { peakMb, status } = await run([
    '--import',
    'tsx',
    program,
    String(rules),
    String(rounds),
    zones,
    output,
  ]);
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

export async function benchFirewall(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'uchibori-bench-firewall-'));
  try {
    const thousand = await measure(folder, 1000, 9, 'plain');
    const three = await measure(folder, 3000, 3, 'plain');
    const ten = await measure(folder, 10_000, 3, 'plain');
    const thirty = await measure(folder, 30_000, 1, 'plain');
    const hundred = await measure(folder, 100_000, 1, 'plain');
    table([thousand, three, ten, thirty, hundred]);
    note('the same sizes where rules name zones:');
    table([await measure(folder, 10_000, 3, 'zones'), await measure(folder, 100_000, 1, 'zones')]);
    bar('1,000 rules: shadowing and 30 pairs', thousand.shadowing + thousand.pairs, 0.3, 'less', 's');
    bar('10,000 rules: shadowing', ten.shadowing, 4, 'less', 's');
    bar('10,000 rules: 30 pairs', ten.pairs, 1.5, 'less', 's');
    bar('100,000 rules: 30 pairs', hundred.pairs, 60, 'less', 's');
    bar('100,000 rules: peak memory', hundred.peakMb ?? 0, 512, 'less', 'MB');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
