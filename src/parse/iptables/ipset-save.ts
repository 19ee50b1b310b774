/** Output of `ipset save`. Its sets are read where rules of iptables name them; by itself it filters nothing. */
import type { Evidence } from '../../model/evidence.ts';
import { locate, type Parsed, type Parser, splitLines, tally } from '../parser.ts';
import { readIpSets } from './ipset.ts';

const RECOGNISED =
  /^(?:#[^\n]*\r?\n|\s*\n)*create \S+ (?:(?:hash|bitmap|list):\S+|iphash|nethash|ipmap|portmap|ipporthash|setlist)\b/;

function parse(evidence: Evidence): Parsed {
  const lines = splitLines(evidence.text);
  const { strange } = readIpSets(lines);
  const blank = lines.filter((l) => /^\s*(?:#|$)/.test(l)).length;
  const count = tally();
  count.irrelevant(blank);
  count.understood(lines.length - blank - strange.length);
  for (const line of strange) count.notUnderstood(locate(evidence, line, lines[line - 1] ?? ''));
  return {
    kind: 'ipset-save',
    sections: {},
    lines: count.counts(),
    notUnderstood: count.listed(),
    intact: 'cannot-tell',
    problems: [],
  };
}

export const ipsetSave: Parser = {
  kind: 'ipset-save',
  recognise: ({ text }) => RECOGNISED.test(text),
  parse,
};
