/** The values of one directive, with those of the files it names read in. */
import type { SquidValueFile } from '../../facts/squid/section.ts';
import type { Evidence } from '../../model/evidence.ts';
import { isConverted } from './line-faults.ts';
import { type ListedValues, listValues, parameterLines } from './list.ts';
import { type SquidToken, tokens } from './tokens.ts';
import type { Walk } from './walk.ts';

export interface Values {
  readonly args: string[];
  readonly missing: string[];
  readonly lists: SquidValueFile[];
  /** A file of `parameters()` breaks the rules of quoted values, or they name one another too deep. */
  broken: boolean;
}

/** Squid's own limit for parameters() within files of parameters(). */
const MAX_DEPTH = 16;

/** A list that is not the bytes Squid reads, or is damaged, counts as one that is not there. */
function fileOf(walk: Walk, path: string): Evidence | null {
  const file = walk.values > 0 ? walk.context.sibling(path) : null;
  return file && !isConverted(file) && !file.text.includes('\0') ? file : null;
}

function keep(walk: Walk, into: Values, file: Evidence, list: Pick<ListedValues, 'values' | 'lines'>): void {
  into.lists.push({ file: file.file, from: into.args.length, lines: list.lines });
  for (const value of list.values) into.args.push(value);
  walk.values -= list.values.length;
}

/** In quoted-values mode a file holds tokens as a line does, and may name others. */
function readParameters(walk: Walk, path: string, depth: number, into: Values): void {
  const file = depth <= MAX_DEPTH ? fileOf(walk, path) : null;
  if (depth > MAX_DEPTH) into.broken = true;
  else if (!file) into.missing.push(path);
  if (!file) return;
  walk.values -= 1;
  for (const [i, line] of parameterLines(file).entries()) {
    const found = tokens('', line, true);
    if (found === null) into.broken = true;
    for (const token of found ?? []) {
      if (token.file !== null) readParameters(walk, token.file, depth + 1, into);
      else keep(walk, into, file, { values: [token.text], lines: [i + 1] });
    }
  }
}

function readList(walk: Walk, path: string, into: Values): void {
  const file = fileOf(walk, path);
  if (file) keep(walk, into, file, listValues(file));
  else into.missing.push(path);
}

export function readValues(walk: Walk, list: readonly SquidToken[]): Values {
  const into: Values = { args: [], missing: [], lists: [], broken: false };
  for (const token of list) {
    if (token.file === null) into.args.push(token.text);
    else if (walk.strict) readParameters(walk, token.file, 1, into);
    else readList(walk, token.file, into);
  }
  return into;
}
