/**
 * A file of values that a squid.conf names: one value a line, blanks inside kept, `#` at the start or after a blank
 * begins a comment (ConfigParser::strtokFile). It has no marks of its own, so it is known only by being named.
 */
import type { Evidence } from '../../model/evidence.ts';
import type { Parsed, Parser } from '../parser.ts';
import { tally } from '../parser.ts';
import { trimBlanks } from './lines.ts';

/** The value on one line, or '' where there is none. Linear in the line, whatever it holds. */
function valueOn(raw: string): string {
  const line = trimBlanks(raw);
  if (line.startsWith('#')) return '';
  for (let at = line.indexOf('#'); at >= 0; at = line.indexOf('#', at + 1)) {
    if (/\s/.test(line[at - 1] ?? '')) return trimBlanks(line.slice(0, at));
  }
  return line;
}

const linesOf = (evidence: Evidence): string[] => {
  const text = evidence.encoding === 'utf-8-bom' ? `\ufeff${evidence.text}` : evidence.text;
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
};

export const listValues = (evidence: Evidence): string[] =>
  linesOf(evidence)
    .map(valueOn)
    .filter((v) => v !== '');

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
