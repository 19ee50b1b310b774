/** An end of the program that is the user's or the machine's doing, not a bug: one clear line and an exit code. */
import type { Bilingual } from '../model/text.ts';

/** Thrown only by src/cli and caught only in src/cli.ts; a class, so that bugs are told from it by instanceof. */
export class Failure extends Error {
  readonly exitCode: number;
  readonly lines: readonly Bilingual[];

  constructor(exitCode: number, ...lines: readonly Bilingual[]) {
    super(lines[0]?.en ?? '');
    this.exitCode = exitCode;
    this.lines = lines;
  }
}

export const errorCode = (thrown: unknown): string =>
  (thrown as NodeJS.ErrnoException).code ?? (thrown instanceof Error ? thrown.message : String(thrown));
