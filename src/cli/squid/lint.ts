/** `uchibori squid lint`: what is written in a squid.conf and not in force. */
import { squidNotes } from '../../facts/squid/notes.ts';
import type { SquidNote } from '../../facts/squid/section.ts';
import type { Language } from '../../model/text.ts';
import { printable, safeJson } from '../../report/escape.ts';
import { EXIT } from '../../report/verdict.ts';
import { loadSquid } from './load.ts';

export interface LintFlags {
  readonly squidVersion?: string;
  readonly wholeFolder?: boolean;
  readonly format: 'text' | 'json';
  readonly language: Language;
}

const asText = (note: SquidNote, language: Language): string =>
  printable(`${note.at.file}:${note.at.line}: ${note.kind}: ${note.because[language]}`);

const asJson = (note: SquidNote, language: Language): string =>
  safeJson({
    file: note.at.file,
    line: note.at.line,
    kind: note.kind,
    because: note.because[language],
  });

/** One line a finding. Exit code 0 without any, 1 with some. */
export async function squidLint(files: readonly string[], flags: LintFlags): Promise<number> {
  const found: SquidNote[] = [];
  for (const config of files) {
    found.push(...squidNotes(await loadSquid({ ...flags, config })));
  }
  const line = flags.format === 'json' ? asJson : asText;
  process.stdout.write(found.map((n) => `${line(n, flags.language)}\n`).join(''));
  return found.length > 0 ? EXIT.nonCompliant : EXIT.compliant;
}
