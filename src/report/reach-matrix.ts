/** The matrix of segments as a table for people and as JSON. */
import { getBorderCharacters, table } from 'table';
import type { MatrixCell } from '../facts/firewall/matrix.ts';
import { serviceText } from '../facts/firewall/service-text.ts';
import type { SiteAnswer } from '../facts/firewall/site-reach.ts';
import type { Bilingual, Language } from '../model/text.ts';
import { printable } from './escape.ts';
import { answerJson } from './reach-text.ts';

const MAX_SERVICES = 4;

/** Services of what surely passes, each once. */
function servicesOf(answer: Extract<SiteAnswer, { readonly answer: 'permitted' }>): readonly string[] {
  if (answer.unfiltered) return ['any'];
  const certain = answer.pieces.filter((p) => p.permitted === 'yes');
  return [...new Set(certain.flatMap((p) => p.packets.boxes.map(serviceText)))];
}

function short(services: readonly string[]): string {
  const rest = services.length - MAX_SERVICES;
  return services.slice(0, MAX_SERVICES).join(' ') + (rest > 0 ? ` +${rest}` : '');
}

/** `○ tcp/443`, `×`, `?`. */
export function computedText(answer: SiteAnswer): string {
  if (answer.answer === 'none') return '×';
  if (answer.answer === 'undetermined') return '?';
  return `○ ${short(servicesOf(answer))}${answer.complete ? '' : ' ?'}`;
}

function declaredText(declared: MatrixCell['declared']): string {
  if (declared === null) return '-';
  return declared.length === 0 ? '×' : `○ ${short(declared)}`;
}

export type MatrixState = 'within' | 'beyond' | 'undetermined' | 'not-declared';

export function stateOf({ declared, beyond }: MatrixCell): MatrixState {
  if (declared === null) return 'not-declared';
  if (beyond === null || beyond.answer === 'none') return 'within';
  return beyond.answer === 'permitted' ? 'beyond' : 'undetermined';
}

const MARKS: Readonly<Record<MatrixState, string>> = {
  within: '',
  beyond: ' !',
  undetermined: '',
  'not-declared': '',
};

const HEAD: Bilingual = { ja: 'から \\ へ', en: 'from \\ to' };

const LEGEND: Bilingual = {
  ja: '各欄の上段は宣言 (サイト ファイルの flows)、下段は設定から計算したもの。○ 通る、× 通らない (証明済み)、? 決められない、- 宣言なし、! 宣言を超えて通る',
  en: 'in each cell: above what is declared (flows of the site file), below what the configurations give. ○ passes, × does not (proved), ? undetermined, - nothing declared, ! passes beyond what is declared',
};

const NOT_ROUTING: Bilingual = {
  ja: '経路は宣言 (paths) に従う。経路制御は模擬しない',
  en: 'ways are those declared (paths); routing is not simulated',
};

/** `cells` in the order of rows, then columns; a cell of an end with itself is left out. */
export function matrixTable(
  names: readonly string[],
  cells: readonly MatrixCell[],
  language: Language,
): string {
  const at = (from: string, to: string): string => {
    const cell = cells.find((c) => c.from.name === from && c.to.name === to);
    if (!cell) return '';
    return `${declaredText(cell.declared)}\n${computedText(cell.computed)}${MARKS[stateOf(cell)]}`;
  };
  const rows = names.map((from) => [printable(from), ...names.map((to) => at(from, to))]);
  const head = [HEAD[language], ...names.map(printable)];
  const drawn = table([head, ...rows], {
    border: getBorderCharacters('norc'),
  });
  return `${drawn}${LEGEND[language]}\n${NOT_ROUTING[language]}\n`;
}

export const matrixJson = (cell: MatrixCell, language: Language) => ({
  from: cell.from.name,
  to: cell.to.name,
  declared: cell.declared,
  state: stateOf(cell),
  computed: answerJson(cell.from.name, cell.to.name, cell.computed, language),
  ...(cell.beyond && stateOf(cell) !== 'within'
    ? { beyond: answerJson(cell.from.name, cell.to.name, cell.beyond, language) }
    : {}),
});
