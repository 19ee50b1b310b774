/** Programs of the machine, without a shell. */
import { execFile } from 'node:child_process';

export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly timeout?: number;
}

export interface Said {
  readonly stdout: string;
  readonly stderr: string;
}

/** What it said. Fails with the end of its standard error. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Said> {
  return new Promise((resolve, reject) => {
    const settings = { encoding: 'utf8', maxBuffer: 1 << 28, timeout: options.timeout ?? 120_000 } as const;
    execFile(command, args, { ...settings, env: options.env ?? process.env }, (fault, stdout, stderr) => {
      if (fault)
        reject(new Error(`${command} ${args[0] ?? ''}: ${stderr.trim().slice(-2000) || fault.message}`));
      else resolve({ stdout, stderr });
    });
  });
}
