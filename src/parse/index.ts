/** Every parser, in the order in which they are asked whether a file is theirs. */
import type { Evidence } from '../model/evidence.ts';
import type { Parser } from './parser.ts';
import { squidConf } from './squid-conf.ts';
import { squidList } from './squid-list.ts';

export const PARSERS: readonly Parser[] = [squidConf, squidList];

/** The parser whose content test fits, or null: the file is then listed as not recognised. */
export const recognise = (evidence: Evidence): Parser | null =>
  PARSERS.find((p) => p.recognise(evidence)) ?? null;
