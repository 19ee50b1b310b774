/** Runs the built program as a user does, in a scrubbed environment. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

export const root = fileURLToPath(new URL('..', import.meta.url));
export const bin = join(root, 'bin/uchibori.js');
export const demo = join(root, 'fixtures/estates/demo');
export const demoSite = join(root, 'fixtures/estates/demo.yaml');

export interface CliResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const environment = (extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  TMPDIR: process.env.TMPDIR,
  LANG: 'C.UTF-8',
  ...extra,
});

export function cli(
  args: readonly string[],
  extra: Readonly<Record<string, string>> = {},
  nodeArgs: readonly string[] = [],
): CliResult {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...nodeArgs, bin, ...args], {
    encoding: 'utf8',
    env: environment(extra),
    maxBuffer: 1024 * 1024 * 1024,
  });
  return { status, stdout, stderr };
}

/** As `cli`, while this process goes on: for commands that talk to it. */
export function cliAsync(
  args: readonly string[],
  extra: Readonly<Record<string, string>> = {},
): Promise<CliResult> {
  const child = spawn(process.execPath, [bin, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environment(extra),
  });
  const text = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    text.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    text.stderr += chunk;
  });
  return new Promise((resolve) => {
    child.once('close', (status) => resolve({ status, ...text }));
  });
}

export const startCli = (args: readonly string[]) =>
  spawn(process.execPath, [bin, ...args], { stdio: ['ignore', 'ignore', 'pipe'], env: environment() });

const made: string[] = [];

/** An evidence folder that is removed after the tests. */
export function folderOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'uchibori-test-'));
  made.push(folder);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});
