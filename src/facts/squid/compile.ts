/** The access program of a squid.conf, as one release of Squid makes it from the lines. */
import { oncePer } from '../once.ts';
import { compileAcls } from './compile-acls.ts';
import { compileLines } from './compile-lines.ts';
import type { SquidProgram } from './program.ts';
import type { SquidGap, SquidNote, SquidSection } from './section.ts';
import { useNotes } from './use-notes.ts';
import { SQUID_VERSIONS, type SquidVersion } from './version.ts';

const holdsIn = (gap: SquidGap, version: SquidVersion): boolean => gap.versions?.includes(version) ?? true;

function compile(section: SquidSection, version: SquidVersion): SquidProgram {
  const lines = compileLines(section, version);
  const { acls, notes, refusals } = compileAcls(lines, version);
  const gaps = [...lines.refusals, ...refusals].map(
    ({ at, because }): SquidGap => ({ scope: 'text', because, at, versions: [version] }),
  );
  const program = {
    version,
    acls,
    rows: lines.rows,
    gaps: [...section.gaps.filter((g) => holdsIn(g, version)), ...lines.unknown, ...gaps],
  };
  const found = [...lines.notes, ...notes, ...useNotes(section, program)];
  return { ...program, notes: inFileOrder(section, found) };
}

/** Files in the order in which they are first read. */
function inFileOrder(section: SquidSection, notes: readonly SquidNote[]): readonly SquidNote[] {
  const ranks = new Map<string, number>();
  for (const { at, lists } of section.directives) {
    for (const { file } of [at, ...(lists ?? [])]) if (!ranks.has(file)) ranks.set(file, ranks.size);
  }
  const rank = ({ at }: SquidNote): number => ranks.get(at.file) ?? ranks.size;
  return [...notes].sort((a, b) => rank(a) - rank(b) || a.at.line - b.at.line);
}

const programs = oncePer((_: SquidSection) => new Map<SquidVersion, SquidProgram>());

/** Compiled once for each section and release. */
export function compileSquid(section: SquidSection, version: SquidVersion): SquidProgram {
  const made = programs(section);
  const before = made.get(version);
  if (before) return before;
  const program = compile(section, version);
  made.set(version, program);
  return program;
}

/** Said of this release alone: it refuses the file. What holds of all of them, a missing include for one, tells nothing. */
const refuses = (gap: SquidGap, version: SquidVersion): boolean =>
  gap.scope === 'text' && (gap.versions?.includes(version) ?? false);

const accepts = (section: SquidSection, version: SquidVersion): boolean =>
  !compileSquid(section, version).gaps.some((g) => refuses(g, version));

/**
 * Releases that may be running the file: one that refuses it is not. In ascending order, never empty. A release that is
 * declared stands, refusal and all. The file's own words go before the rest; where every release that they tell of
 * refuses it, the others are asked; where all refuse it, all are given, so that their reasons are seen.
 */
export function candidateVersions(section: SquidSection): readonly SquidVersion[] {
  const declared = SQUID_VERSIONS.filter((v) => section.declared?.includes(v));
  if (declared.length > 0) {
    const taking = declared.filter((v) => accepts(section, v));
    return taking.length > 0 ? taking : declared;
  }
  const hinted = SQUID_VERSIONS.filter((v) => section.hinted?.includes(v) ?? true);
  const accepted = hinted.filter((v) => accepts(section, v));
  if (accepted.length > 0) return accepted;
  const others = SQUID_VERSIONS.filter((v) => !hinted.includes(v) && accepts(section, v));
  return others.length > 0 ? others : SQUID_VERSIONS;
}
