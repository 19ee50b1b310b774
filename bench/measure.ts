/** Runs a program as a whole process and measures it from outside: wall time and the peak of its resident memory. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface Run {
  readonly seconds: number;
  /** Peak resident set, MB; null where the system does not tell (only Linux's /proc is asked). */
  readonly peakMb: number | null;
  readonly status: number | null;
}

const SAMPLE_MS = 50;

function peakOf(pid: number): number | null {
  try {
    const kb = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kb ? Number(kb) / 1024 : null;
  } catch {
    return null;
  }
}

/** Node by itself, with these arguments. */
export const run = (args: readonly string[]): Promise<Run> => runProgram(process.execPath, args, 'inherit');

/** Any program; rejects where it cannot be started. `stderr`: where its messages go. */
export function runProgram(
  program: string,
  args: readonly string[],
  stderr: 'inherit' | 'ignore',
): Promise<Run> {
  return new Promise((resolve, reject) => {
    const start = process.hrtime.bigint();
    const child = spawn(program, [...args], { stdio: ['ignore', 'ignore', stderr] });
    let peakMb: number | null = null;
    const sample = (): void => {
      const now = child.pid === undefined ? null : peakOf(child.pid);
      if (now !== null) peakMb = Math.max(peakMb ?? 0, now);
    };
    const timer = setInterval(sample, SAMPLE_MS);
    child.on('error', reject);
    child.on('exit', (status) => {
      clearInterval(timer);
      resolve({ seconds: Number(process.hrtime.bigint() - start) / 1e9, peakMb, status });
    });
  });
}

export const median = (list: readonly number[]): number => {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
};

/** The median wall time of a program over several runs, ms. */
export async function medianMs(args: readonly string[], times: number): Promise<number> {
  const runs: number[] = [];
  for (let i = 0; i < times; i++) runs.push((await run(args)).seconds * 1000);
  return median(runs);
}
