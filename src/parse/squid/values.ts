/** The values of one directive, with those of the files it names read in. */
import type { SquidValueFile } from '../../facts/squid/section.ts';
import type { Evidence } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';
import { ambiguousFile, missingFile } from './include.ts';
import { isConverted, LINE_FAULTS, mayBeCut } from './line-faults.ts';
import { type ListedValues, listValues, parameterLines } from './list.ts';
import { type SquidToken, tokens } from './tokens.ts';
import type { Walk } from './walk.ts';

/** A value file of which not all values are known. `cut`: its last line may be a part of what it was. */
export interface OpenFile {
  readonly path: string;
  readonly why: 'missing' | 'ambiguous' | 'cut';
}

const cutFile = (path: string): Bilingual => ({
  ja: `${path}: ${LINE_FAULTS['no-line-feed'].ja}`,
  en: `${path}: ${LINE_FAULTS['no-line-feed'].en}`,
});

const WHY = { missing: missingFile, ambiguous: ambiguousFile, cut: cutFile } as const;

export const whyOpen = ({ path, why }: OpenFile): Bilingual => WHY[why](path);

export interface Values {
  readonly args: string[];
  readonly open: OpenFile[];
  readonly lists: SquidValueFile[];
  /** A file of `parameters()` breaks the rules of quoted values, or they name one another too deep. */
  broken: boolean;
}

/** Squid's own limit for parameters() within files of parameters(). */
const MAX_DEPTH = 16;

/** A list that is not the bytes Squid reads, or is damaged, counts as one that is not there. */
function fileOf(walk: Walk, path: string, into: Values): Evidence | null {
  const found = walk.values > 0 ? walk.context.sibling(path) : null;
  if (found === 'ambiguous') into.open.push({ path, why: 'ambiguous' });
  else if (!found || isConverted(found) || found.text.includes('\0'))
    into.open.push({ path, why: 'missing' });
  else {
    if (mayBeCut(found)) into.open.push({ path, why: 'cut' });
    return found;
  }
  return null;
}

function keep(walk: Walk, into: Values, file: Evidence, list: Pick<ListedValues, 'values' | 'lines'>): void {
  into.lists.push({ file: file.file, from: into.args.length, lines: list.lines });
  for (const value of list.values) into.args.push(value);
  walk.values -= list.values.length;
}

/** In quoted-values mode a file holds tokens as a line does, and may name others. */
function readParameters(walk: Walk, path: string, depth: number, into: Values): void {
  const file = depth <= MAX_DEPTH ? fileOf(walk, path, into) : null;
  if (depth > MAX_DEPTH) into.broken = true;
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
  const file = fileOf(walk, path, into);
  if (file) keep(walk, into, file, listValues(file));
}

export function readValues(walk: Walk, list: readonly SquidToken[]): Values {
  const into: Values = { args: [], open: [], lists: [], broken: false };
  for (const token of list) {
    if (token.file === null) into.args.push(token.text);
    else if (walk.strict) readParameters(walk, token.file, 1, into);
    else readList(walk, token.file, into);
  }
  return into;
}
