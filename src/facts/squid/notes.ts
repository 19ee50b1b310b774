/** Everything a squid.conf says that is not in force, or not as it seems: `uchibori squid lint`. */
import type { Bilingual } from '../../model/text.ts';
import { squidPrograms } from './across.ts';
import { compileSquid } from './compile.ts';
import type { SquidProgram } from './program.ts';
import { rowNotes } from './rows.ts';
import type { SquidNote, SquidSection } from './section.ts';
import { SQUID_VERSIONS, type SquidVersion } from './version.ts';

/** Squid would refuse the file, or parts of it are missing. Lists that are missing have a note of their own. */
const refusals = ({ gaps }: SquidProgram): readonly SquidNote[] =>
  gaps
    .filter((gap) => gap.scope === 'text')
    .map(({ because, at }) => ({ kind: 'not-in-force', because, at }));

const identity = ({ kind, at, because }: SquidNote): string => `${at.file}:${at.line}:${kind}:${because.en}`;

function notesOf(section: SquidSection, program: SquidProgram): readonly SquidNote[] {
  const notes = [...(section.notes ?? []), ...refusals(program), ...program.notes];
  return [...notes, ...rowNotes(program, section)];
}

const only = (because: Bilingual, versions: readonly SquidVersion[]): Bilingual => ({
  ja: `${because.ja} (Squid ${versions.join('、')} の場合)`,
  en: `${because.en} (with Squid ${versions.join(', ')})`,
});

const byPlace = (a: SquidNote, b: SquidNote): number =>
  a.at.file === b.at.file ? a.at.line - b.at.line : a.at.file < b.at.file ? -1 : 1;

/** Why releases do not take the file, where nobody says which one runs it; the first reason of each. */
function refusedElsewhere(section: SquidSection, programs: readonly SquidProgram[]): readonly SquidNote[] {
  if (section.declared || section.hinted) return [];
  const others = SQUID_VERSIONS.filter((v) => programs.every((p) => p.version !== v));
  const firsts = others.flatMap((version) =>
    refusals(compileSquid(section, version))
      .slice(0, 1)
      .map((note) => ({ version, note: { ...note, kind: 'refused-by-release' } })),
  );
  const keys = new Set(firsts.map(({ note }) => identity(note)));
  return [...keys].flatMap((key) => {
    const same = firsts.filter(({ note }) => identity(note) === key);
    const [one] = same;
    const versions = same.map((s) => s.version);
    return one ? [{ ...one.note, because: only(one.note.because, versions) }] : [];
  });
}

/** In file order; one that holds for some of the releases only says for which. */
export function squidNotes(section: SquidSection): readonly SquidNote[] {
  const programs = squidPrograms(section);
  const found = new Map<string, { readonly note: SquidNote; readonly versions: Set<SquidVersion> }>();
  for (const program of programs) {
    for (const note of notesOf(section, program)) {
      const key = identity(note);
      const entry = found.get(key) ?? { note, versions: new Set() };
      entry.versions.add(program.version);
      found.set(key, entry);
    }
  }
  const own = [...found.values()].map(({ note, versions }) =>
    versions.size === programs.length ? note : { ...note, because: only(note.because, [...versions]) },
  );
  return [...own, ...refusedElsewhere(section, programs)].sort(byPlace);
}
