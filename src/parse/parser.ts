/** The contract of a parser: bytes and text in, facts out. No parser throws, reads a file, or knows a check. */
import type { Sections } from '../facts/sections.ts';
import type { Evidence, EvidenceKind, Intact, LineCounts, Location, Problem } from '../model/evidence.ts';
import type { Bilingual } from '../model/text.ts';

/** A computer that a file names as the one it was made on. `name`: without domain and without the `$` of an account. */
export interface StatedHost {
  readonly name: string;
  readonly at: Location;
}

export interface Parsed {
  readonly kind: EvidenceKind;
  readonly sections: Sections;
  readonly lines: LineCounts;
  /** The first lines that were not understood (at most MAX_LISTED), for people to look at. */
  readonly notUnderstood: readonly Location[];
  readonly intact: Intact;
  readonly problems: readonly Problem[];
  /** The computers the file itself names, distinct; left out where its format or this file names none. */
  readonly hosts?: readonly StatedHost[];
}

/** Evaluates a PAC text offline; supplied by the CLI because it needs the WebAssembly engine's bytes. */
export interface PacEngine {
  /** Answers FindProxyForURL for each probe, under limits of memory and time. Never rejects: failures are in the answer. */
  evaluate(text: string, probes: readonly PacProbe[]): Promise<PacAnswers>;
}

export interface PacProbe {
  readonly url: string;
  readonly host: string;
  /** What dnsResolve answers for any name in this run; null = does not resolve. */
  readonly resolvesTo: string | null;
  readonly clientAddress: string;
  /** What the PAC takes for the present, epoch milliseconds. */
  readonly at: number;
}

export interface PacAnswers {
  /** One per probe; null where the PAC threw or ran out of its limits. */
  readonly answers: readonly (string | null)[];
  /** Environment the PAC asked for, per probe: 'dns', 'client-address', 'time', 'random'. */
  readonly asked: readonly (readonly string[])[];
  /** The script did not load, or a limit was hit: one line. */
  readonly failure: string | null;
}

export interface ParseContext {
  /**
   * Another file of the same target by the path or name a configuration gives it (Unix or Windows form); null if not
   * among the evidence, `ambiguous` where several files may be it, or where this one may be that of another path.
   */
  sibling(path: string): Evidence | 'ambiguous' | null;
  /** Files of the same target that a shell pattern (`*`, `?`, `[…]`) in a configuration names, by path; empty where none fits. */
  siblings(pattern: string): readonly Evidence[] | 'ambiguous';
  readonly pacEngine: (() => Promise<PacEngine>) | null;
  /** The instant to evaluate at, epoch milliseconds. */
  readonly asOf: number;
}

export interface Parser {
  readonly kind: EvidenceKind;
  /** By content only. Must be cheap: the head of the text or bytes. A file may be cut to its first 4 KB when asked. */
  recognise(evidence: Evidence): boolean;
  parse(evidence: Evidence, context: ParseContext): Parsed | Promise<Parsed>;
}

export const MAX_LISTED = 50;
const MAX_EXCERPT = 200;

/** A line as a finding may quote it: trimmed and cut. Secrets must be removed by the caller before. */
export const excerpt = (text: string): string => {
  const flat = text.trim();
  return flat.length > MAX_EXCERPT ? `${flat.slice(0, MAX_EXCERPT)}…` : flat;
};

export const locate = (evidence: Evidence, line: number, text: string): Location => ({
  file: evidence.file,
  line,
  text: excerpt(text),
});

export const problem = (evidence: Evidence, line: number, message: Bilingual, policy: boolean): Problem => ({
  file: evidence.file,
  line,
  message,
  policy,
});

/** Counts lines by state while a parser walks a file. */
export interface Tally {
  understood(count?: number): void;
  irrelevant(count?: number): void;
  notUnderstood(at: Location): void;
  counts(): LineCounts;
  listed(): readonly Location[];
}

export function tally(): Tally {
  let understood = 0;
  let irrelevant = 0;
  let notUnderstood = 0;
  const listed: Location[] = [];
  return {
    understood: (count = 1) => {
      understood += count;
    },
    irrelevant: (count = 1) => {
      irrelevant += count;
    },
    notUnderstood: (at) => {
      notUnderstood += 1;
      if (listed.length < MAX_LISTED) listed.push(at);
    },
    counts: () => ({ understood, irrelevant, notUnderstood }),
    listed: () => listed,
  };
}

/** Physical lines without their ends; CRLF, LF and lone CR all end a line. A final line end makes no extra line. */
export function splitLines(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
