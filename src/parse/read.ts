/** Recognises and parses the files of one target. */
import type { FileSections } from '../facts/target-facts.ts';
import type { Evidence, EvidenceKind, Intact, LineCounts, Location, Problem } from '../model/evidence.ts';
import { endsInsideCharacter, textDamage } from './damage.ts';
import { withDoubts } from './device-doubts.ts';
import { recognise } from './index.ts';
import type { PacEngine, Parsed, Parser, StatedHost } from './parser.ts';
import { namedFiles } from './siblings.ts';
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
  /** What the first file is, where a person says so. */
  readonly first?: Parser;
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

function fromParsed(evidence: Evidence, parsed: Parsed): ReadEvidence {
  const intact = endsInsideCharacter(evidence) ? 'cut' : parsed.intact;
  const problems = [...textDamage(evidence), ...parsed.problems];
  const { devices } = parsed.sections;
  return {
    evidence,
    kind: parsed.kind,
    lines: parsed.lines,
    notUnderstood: parsed.notUnderstood,
    intact,
    problems,
    sections: devices
      ? { ...parsed.sections, devices: withDoubts(devices, evidence, intact, problems) }
      : parsed.sections,
    ...(parsed.hosts && { hosts: parsed.hosts }),
  };
}

/** How often a configuration is read before nothing that it names is believed any more. */
const MAX_READINGS = 4;

/** What a file says, with the files of its target that it names. */
async function parseNamed(
  parser: Parser,
  evidence: Evidence,
  files: readonly Evidence[],
  options: ReadOptions,
): Promise<{ readonly parsed: Parsed; readonly named: Iterable<string> }> {
  const { paths, reading } = namedFiles(files, evidence);
  for (let n = 1; ; n++) {
    const { settled, ...lookup } = reading(n < MAX_READINGS);
    const parsed = await parser.parse(evidence, { ...options, ...lookup });
    if (settled()) return { parsed, named: paths.keys() };
  }
}

/**
 * A configuration reads other files of its folder. Those are not evidence of their own: an included squid.conf
 * fragment must not be taken for a second configuration.
 */
export async function readFiles(
  files: readonly Evidence[],
  options: ReadOptions,
): Promise<readonly ReadEvidence[]> {
  const used = new Map<string, EvidenceKind>();
  const out: ReadEvidence[] = [];
  for (const [i, evidence] of files.entries()) {
    const parser = (i === 0 && options.first) || recognise(evidence);
    if (!parser) {
      out.push(unrecognised(evidence));
      continue;
    }
    const { parsed, named } = await parseNamed(parser, evidence, files, options);
    for (const file of named) used.set(file, parsed.kind);
    out.push(fromParsed(evidence, parsed));
  }
  return out.map((read) => {
    const by = used.get(read.evidence.file);
    return by === undefined ? read : asPart(read, by);
  });
}

/** Kinds whose files may be part of another one of the same kind. */
const NESTED: ReadonlySet<string> = new Set(['squid-conf', 'firewall-csv']);

/** A file that another one reads: what it says is in that one's sections. */
function asPart(read: ReadEvidence, by: EvidenceKind): ReadEvidence {
  if (read.kind === by && NESTED.has(by)) return { ...read, sections: {} };
  if (read.kind !== null) return read;
  const kind = by === 'firewall-csv' ? by : 'squid-list';
  const lines = { ...NOTHING, understood: read.lines.notUnderstood };
  return { ...read, kind, lines, problems: textDamage(read.evidence) };
}
