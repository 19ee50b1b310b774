/** Recognises and parses the files of one target. */
import type { FileSections } from '../facts/target-facts.ts';
import type { Evidence, EvidenceKind, Intact, LineCounts, Location, Problem } from '../model/evidence.ts';
import { endsInsideCharacter, textDamage } from './damage.ts';
import { globMatch } from './glob.ts';
import { recognise } from './index.ts';
import type { PacEngine, ParseContext, Parsed, StatedHost } from './parser.ts';
import { whyUnrecognised } from './unrecognised.ts';

/** One file as it was read; `kind` null: not recognised. */
export interface ReadEvidence {
  readonly evidence: Evidence;
  readonly kind: EvidenceKind | null;
  readonly lines: LineCounts;
  readonly notUnderstood: readonly Location[];
  readonly intact: Intact;
  readonly problems: readonly Problem[];
  readonly sections: FileSections['sections'];
  /** The computers the file itself names, distinct; left out where it names none. */
  readonly hosts?: readonly StatedHost[];
}

export interface ReadOptions {
  readonly pacEngine: (() => Promise<PacEngine>) | null;
  readonly asOf: number;
}

const NOTHING: LineCounts = { understood: 0, irrelevant: 0, notUnderstood: 0 };

const countLines = (evidence: Evidence): number => {
  if (evidence.text === '') return evidence.bytes.length === 0 ? 0 : 1;
  let n = 1;
  for (let i = evidence.text.indexOf('\n'); i >= 0; i = evidence.text.indexOf('\n', i + 1)) n += 1;
  return evidence.text.endsWith('\n') ? n - 1 : n;
};

const unrecognised = (evidence: Evidence): ReadEvidence => ({
  evidence,
  kind: null,
  lines: { ...NOTHING, notUnderstood: countLines(evidence) },
  notUnderstood: [],
  intact: 'cannot-tell',
  problems: [whyUnrecognised(evidence)],
  sections: {},
});

const fromParsed = (evidence: Evidence, parsed: Parsed): ReadEvidence => ({
  evidence,
  kind: parsed.kind,
  lines: parsed.lines,
  notUnderstood: parsed.notUnderstood,
  intact: endsInsideCharacter(evidence) ? 'cut' : parsed.intact,
  problems: [...textDamage(evidence), ...parsed.problems],
  sections: parsed.sections,
  ...(parsed.hosts && { hosts: parsed.hosts }),
});

/** The last parts of a path, lower case, with `/`. */
const parts = (path: string): string[] =>
  path
    .replace(/\\/g, '/')
    .toLowerCase()
    .split('/')
    .filter((p) => p !== '');

function sharedTail(a: readonly string[], b: readonly string[]): number {
  let n = 0;
  while (n < a.length && n < b.length && a[a.length - 1 - n] === b[b.length - 1 - n]) n += 1;
  return n;
}

/**
 * What stands above the shared tail must be a folder the reader itself stands in (or its parents): where lists of one
 * name lie in two folders and one was not collected, the other must not be taken for it.
 */
function isAbove(folder: readonly string[], reader: Evidence): boolean {
  const home = parts(reader.file).slice(0, -1);
  return folder.every((part, i) => home[i] === part);
}

/** The file that shares the longest tail with the path a configuration names; null when none or several do. */
function findSibling(files: readonly Evidence[], path: string, reader: Evidence): Evidence | null {
  const wanted = parts(path);
  const ranked = files
    .map((f) => ({ file: f, at: parts(f.file), tail: sharedTail(parts(f.file), wanted) }))
    .filter((r) => r.tail > 0 && isAbove(r.at.slice(0, r.at.length - r.tail), reader))
    .sort((a, b) => b.tail - a.tail);
  const [first, second] = ranked;
  if (!first || (second && second.tail === first.tail)) return null;
  return first.file;
}

/** The pattern must fit the name and the folder it names, so that `conf.d/*` does not take the whole evidence folder. */
function findSiblings(files: readonly Evidence[], pattern: string, reader: Evidence): readonly Evidence[] {
  const wanted = parts(pattern).reverse();
  const needed = Math.min(2, wanted.length);
  const tailOf = (file: Evidence): number => {
    const path = parts(file.file).reverse();
    const stop = wanted.findIndex((part, i) => !globMatch(part, path[i] ?? ''));
    return stop < 0 ? wanted.length : stop;
  };
  const ranked = files
    .map((file) => ({ file, at: parts(file.file), tail: tailOf(file) }))
    .filter((r) => r.tail >= needed && isAbove(r.at.slice(0, r.at.length - r.tail), reader));
  const longest = ranked.reduce((n, r) => Math.max(n, r.tail), 0);
  return ranked
    .filter((r) => r.tail === longest)
    .map((r) => r.file)
    .sort((a, b) => (a.file < b.file ? -1 : 1));
}

/**
 * A configuration reads other files of its folder. Those are not evidence of their own: an included squid.conf
 * fragment must not be taken for a second configuration.
 */
export async function readFiles(
  files: readonly Evidence[],
  options: ReadOptions,
): Promise<readonly ReadEvidence[]> {
  const used = new Set<string>();
  const contextFor = (reader: Evidence): ParseContext => ({
    ...options,
    sibling: (path) => {
      const others = files.filter((f) => f !== reader);
      const found = findSibling(others, path, reader);
      if (found) used.add(found.file);
      return found;
    },
    siblings: (pattern) => {
      const found = findSiblings(
        files.filter((f) => f !== reader),
        pattern,
        reader,
      );
      for (const f of found) used.add(f.file);
      return found;
    },
  });
  const out: ReadEvidence[] = [];
  for (const evidence of files) {
    const parser = recognise(evidence);
    out.push(
      parser
        ? fromParsed(evidence, await parser.parse(evidence, contextFor(evidence)))
        : unrecognised(evidence),
    );
  }
  return out.map((read) => (used.has(read.evidence.file) ? asPart(read) : read));
}

/** A file that another one reads: what it says is in that one's sections. */
function asPart(read: ReadEvidence): ReadEvidence {
  if (read.kind === 'squid-conf') return { ...read, sections: {} };
  if (read.kind !== null) return read;
  const lines = { ...NOTHING, understood: read.lines.notUnderstood };
  return { ...read, kind: 'squid-list', lines, problems: textDamage(read.evidence) };
}
