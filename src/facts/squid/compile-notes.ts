/** What rows and ACLs do together that their words do not show. */
import type { CompiledLines } from './compile-lines.ts';
import type { SquidProgram } from './program.ts';
import type { SquidNote } from './section.ts';

type Unfinished = Omit<SquidProgram, 'notes'>;

export function useNotes(_program: Unfinished, _lines: CompiledLines): readonly SquidNote[] {
  return [];
}
