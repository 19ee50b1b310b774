/**
 * Output of `show access-list` (ASA) or `show access-lists` (IOS) in a file of its own: counts for the configuration
 * beside it. It does not say where the lists are applied, so by itself it filters nothing.
 */
import type { Evidence } from '../../model/evidence.ts';
import { isListing as isAsaListing } from '../asa/hits.ts';
import { isListing as isIosListing } from '../ios/hits.ts';
import { type Parsed, type Parser, tally } from '../parser.ts';
import { configText, isCountFile } from './lines.ts';

const isListing = (line: string): boolean => isAsaListing(line) || isIosListing(line);

function parse(evidence: Evidence): Parsed {
  const text = configText(evidence.text, isListing);
  const count = tally();
  count.understood(text.accessLists.length);
  count.irrelevant(text.irrelevant + text.config.length);
  return {
    kind: 'cisco-access-list',
    sections: {},
    lines: count.counts(),
    notUnderstood: [],
    intact: 'cannot-tell',
    problems: [],
  };
}

export const ciscoAccessList: Parser = {
  kind: 'cisco-access-list',
  recognise: (evidence) => isCountFile(evidence.text, isListing),
  parse,
};
