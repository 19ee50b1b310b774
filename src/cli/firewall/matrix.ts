/** `uchibori firewall matrix`: the segment x segment table of the guide, declared beside computed. */
import { type MatrixCell, matrixCell, matrixEnds } from '../../facts/firewall/matrix.ts';
import type { At } from '../../facts/firewall/query.ts';
import type { Language } from '../../model/text.ts';
import { printable, safeJson } from '../../report/escape.ts';
import { matrixJson, matrixTable, stateOf } from '../../report/reach-matrix.ts';
import { answerLines } from '../../report/reach-text.ts';
import { EXIT } from '../../report/verdict.ts';
import { loadNetwork, type NetworkFlags } from './network.ts';

export interface MatrixFlags extends NetworkFlags {
  readonly format: 'text' | 'json';
  readonly at: At;
  readonly language: Language;
}

/** Why a cell is beyond the matrix, or not decided. */
function details(cells: readonly MatrixCell[], language: Language): readonly string[] {
  return cells.flatMap((cell) => {
    const state = stateOf(cell);
    const shown = state === 'not-declared' ? cell.computed : cell.beyond;
    if (!shown || state === 'within' || (state === 'not-declared' && shown.answer !== 'undetermined'))
      return [];
    return answerLines(cell.from, cell.to, shown, language);
  });
}

/** 0: nothing passes beyond the declared matrix; 1: something does; 2: not decided, or no matrix is declared. */
function exitOf(cells: readonly MatrixCell[]): number {
  const states = cells.map(stateOf);
  if (states.includes('beyond')) return EXIT.nonCompliant;
  return states.every((s) => s === 'within') ? EXIT.compliant : EXIT.undecided;
}

export async function firewallMatrix(flags: MatrixFlags): Promise<number> {
  const { language } = flags;
  const { site, firewalls } = await loadNetwork(flags);
  const ends = matrixEnds(site);
  const pairs = ends.flatMap((from) => ends.filter((to) => to !== from).map((to) => [from, to] as const));
  const cells = pairs.map((pair) => matrixCell(firewalls, site, pair, flags.at));
  const names = ends.map((e) => e.name);
  const text =
    flags.format === 'json'
      ? cells.map((c) => `${safeJson(matrixJson(c, language))}\n`).join('')
      : matrixTable(names, cells, language) +
        details(cells, language)
          .map((l) => `${printable(l)}\n`)
          .join('');
  process.stdout.write(text);
  return exitOf(cells);
}
