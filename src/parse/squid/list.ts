/**
 * A file of values that a squid.conf names: one value a line, blanks inside kept, `#` at the start or after a blank
 * begins a comment (ConfigParser::strtokFile). It has no marks of its own, so it is known only by being named.
 */
import type { Evidence } from '../../model/evidence.ts';
import type { Parsed, Parser } from '../parser.ts';
import { tally } from '../parser.ts';
import { isGapCode, trimSpaces } from './blanks.ts';
import { mayBeCut } from './line-faults.ts';

export interface ListedValues {
  readonly values: readonly string[];
  /** One for each value, 1-based. */
  readonly lines: readonly number[];
  /** First line that is longer than Squid reads at once (2047 bytes): what follows the cut is a value of its own. */
  readonly cut: number | null;
}

/** fgets(3) with CONFIG_LINE_LIMIT (2048) reads at most this many bytes, the line feed included. */
const LINE_BYTES = 2047;

const HASH = 0x23;

const trimGaps = (text: string): string => {
  let from = 0;
  let to = text.length;
  while (from < to && isGapCode(text.charCodeAt(from))) from += 1;
  while (to > from && isGapCode(text.charCodeAt(to - 1))) to -= 1;
  return from === 0 && to === text.length ? text : text.slice(from, to);
};

/** The value on one line, or '' where there is none. Linear in the line, whatever it holds. */
function valueOn(raw: string): string {
  const line = trimGaps(raw);
  if (line.charCodeAt(0) === HASH) return '';
  for (let at = line.indexOf('#'); at >= 0; at = line.indexOf('#', at + 1)) {
    if (isGapCode(line.charCodeAt(at - 1))) return trimGaps(line.slice(0, at));
  }
  return line;
}

/** What one fgets each would return of a line. */
function pieces(raw: string): string[] {
  if (raw.length * 3 < LINE_BYTES) return [raw];
  const bytes = new TextEncoder().encode(raw);
  if (bytes.length < LINE_BYTES) return [raw];
  const decoder = new TextDecoder();
  const out: string[] = [];
  for (let i = 0; i < bytes.length; i += LINE_BYTES)
    out.push(decoder.decode(bytes.subarray(i, i + LINE_BYTES)));
  return out;
}

const linesOf = (evidence: Evidence): string[] => {
  const text = evidence.encoding === 'utf-8-bom' ? `\ufeff${evidence.text}` : evidence.text;
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
};

/** Without the last one where the file may be cut in it: what is left of a value may be another value. */
function surelyWhole(evidence: Evidence): string[] {
  const lines = linesOf(evidence);
  return mayBeCut(evidence) ? lines.slice(0, -1) : lines;
}

export function listValues(evidence: Evidence): ListedValues {
  const values: string[] = [];
  const lines: number[] = [];
  let cut: number | null = null;
  surelyWhole(evidence).forEach((raw, i) => {
    const parts = pieces(raw);
    if (parts.length > 1) cut ??= i + 1;
    for (const part of parts) {
      const value = valueOn(part);
      if (value === '') continue;
      values.push(value);
      lines.push(i + 1);
    }
  });
  return { values, lines, cut };
}

/** The physical lines of a file that `parameters()` reads, each with its number. */
export const parameterLines = (evidence: Evidence): readonly string[] =>
  surelyWhole(evidence).flatMap(pieces).map(trimSpaces);

function parse(evidence: Evidence): Parsed {
  const counts = tally();
  for (const line of linesOf(evidence)) {
    if (valueOn(line) === '') counts.irrelevant();
    else counts.understood();
  }
  return {
    kind: 'squid-list',
    sections: {},
    lines: counts.counts(),
    notUnderstood: [],
    intact: 'cannot-tell',
    problems: [],
  };
}

export const squidList: Parser = { kind: 'squid-list', recognise: () => false, parse };
