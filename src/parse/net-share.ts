/**
 * `net share` without arguments. Read by layout, so that any display language works: a heading of three columns, a blank
 * line, a rule of dashes, the shares, a closing sentence. Remarks are localised and decide nothing.
 */
import type { Sections } from '../facts/sections.ts';
import type { Share, ShareType } from '../facts/shares.ts';
import type { Evidence, Intact, Problem } from '../model/evidence.ts';
import { type AmbiguousWidth, displayColumns } from './display-columns.ts';
import { parse as grammar } from './generated/net-share.js';
import { parseWith } from './grammar-line.ts';
import { noClosingLine } from './list-problems.ts';
import type { Parsed, Parser, Tally } from './parser.ts';
import { locate, problem, splitLines, tally } from './parser.ts';
import { isAdministrativeName, isPipeName } from './share-name.ts';

const HEAD = 16_384;
const RULE = /^-{40,}[ \t]*$/;
const MAX_BLOCK_LINES = 4;
const MAX_BLOCK_LENGTH = 4096;
/** Far above what a server shares; lines beyond it are not understood. */
const MAX_SHARES = 20_000;
/** A name of up to 12 columns shares its line with the resource, which starts at column 13. */
const CONTINUATION = /^ {13}/;
const PROMPT = /^(?:PS )?[A-Za-z]:\\[^>]*>/;
const KNOWN_HEADING = /^(?:Share name +Resource +Remark|共有名 +リソース +注釈)$/;

/** What `net` says last; the last form is the Japanese sentence where a bad byte kept the file from being read as CP932. */
const CLOSING: ReadonlySet<string> = new Set([
  'The command completed successfully.',
  'コマンドは正常に終了しました。',
  '\ufffdR\ufffd}\ufffd\ufffd\ufffdh\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffdI\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffdB',
]);
const SENTENCE = /[.。．!]$/;

interface Row {
  readonly name: string;
  readonly resource: string;
  readonly remark: string;
}

/** A share's lines as they stand, from `first` (an index) on. */
interface Block {
  readonly first: number;
  readonly lines: readonly string[];
}

function readRow(text: string, ambiguous: AmbiguousWidth): Row | null {
  const columns = displayColumns(text, ambiguous);
  const options = { startRule: 'Share' as const, columnAt: (offset: number) => columns[offset] ?? 0 };
  const row = parseWith<Row, typeof options>(grammar, text, options);
  // Two blanks in a name of its own line: more likely a row whose columns are damaged.
  return row && (row.name.length <= 12 || !row.name.includes('  ')) ? row : null;
}

const isPathOrNothing = (resource: string): boolean => /^(?:[A-Za-z]:|\\\\|$)/.test(resource);

function readBlock(block: Block): Row | null {
  const text = block.lines.map((line) => line.trimEnd()).join('\n');
  if (text.length > MAX_BLOCK_LENGTH) return null;
  const rows = ([1, 2] as const).map((width) => readRow(text, width)).filter((row) => row !== null);
  return rows.find((row) => isPathOrNothing(row.resource)) ?? rows[0] ?? null;
}

/** Only what is certainly a printer queue is one: a share of files must not look like one. */
function typeOf(row: Row): ShareType {
  if (isPipeName(row.name)) return 'ipc';
  const queue = /^(?:LPT|USB)\d+:?(?: |$)| (?:Spooled|スプール)$/.test(row.resource);
  return queue && !/[\\/]/.test(row.resource) ? 'print' : 'disk';
}

/** Index of the rule below a three-column heading whose second column starts at display column 13; -1 if there is none. */
function findRule(lines: readonly string[], from: number): number {
  for (let i = Math.max(from, 2); i < lines.length; i++) {
    if (RULE.test(lines[i] ?? '') && (lines[i - 1] ?? '').trim() === '' && isHeading(lines[i - 2] ?? ''))
      return i;
  }
  return -1;
}

function isHeading(line: string): boolean {
  const cells = line.trimEnd().split(/ {2,}/);
  if (cells.length !== 3 || line.startsWith(' ')) return false;
  const second = line.indexOf(cells[1] ?? '', (cells[0] ?? '').length);
  return ([1, 2] as const).some((width) => displayColumns(line, width)[second] === 13);
}

function blockAt(lines: readonly string[], first: number): Block {
  let end = first + 1;
  while (end < lines.length && end - first < MAX_BLOCK_LINES && CONTINUATION.test(lines[end] ?? '')) end += 1;
  return { first, lines: lines.slice(first, end) };
}

function blocksFrom(lines: readonly string[], start: number): readonly Block[] {
  const blocks: Block[] = [];
  for (let i = start; i < lines.length; ) {
    if ((lines[i] ?? '').trim() === '') {
      i += 1;
      continue;
    }
    const block = blockAt(lines, i);
    blocks.push(block);
    i += block.lines.length;
  }
  return blocks;
}

interface Closing {
  /** Index into the blocks; their number where there is no closing sentence. */
  readonly index: number;
  readonly intact: Intact;
}

/**
 * The sentence after the last share. In Japanese and English it must be the known one. In other languages the last
 * line is it when it ends as a sentence does and cannot be a share, which leaves a doubt.
 */
function findClosing(blocks: readonly Block[], heading: string): Closing {
  const exact = blocks.findIndex((b) => b.lines.length === 1 && CLOSING.has((b.lines[0] ?? '').trim()));
  if (exact >= 0) return { index: exact, intact: 'yes' };
  const last = blocks.at(-1);
  const sentence = last?.lines.length === 1 ? (last.lines[0] ?? '').trimEnd() : '';
  const foreign = !KNOWN_HEADING.test(heading.trim());
  if (foreign && last && SENTENCE.test(sentence) && !sentence.startsWith(' ') && !readBlock(last)) {
    return { index: blocks.length - 1, intact: 'cannot-tell' };
  }
  return { index: blocks.length, intact: 'cut' };
}

interface Reading {
  readonly evidence: Evidence;
  readonly count: Tally;
  readonly problems: Problem[];
  readonly shares: Share[];
}

const unreadable = (r: Reading, line: number): Problem =>
  problem(
    r.evidence,
    line,
    {
      ja: '共有の名前かパスが読み取れない行がある。net share の結果をそのまま保存し直すこと',
      en: 'the name or path of a share cannot be read; save the output of net share again, unaltered',
    },
    true,
  );

/** `whole` false: the text ends inside this share, whose name or path may lack its end, or there are too many. */
function readShare(r: Reading, block: Block, whole: boolean): void {
  const row = whole ? readBlock(block) : null;
  const line = block.first + 1;
  const at = locate(r.evidence, line, block.lines.join(' '));
  if (row === null || `${row.name}${row.resource}`.includes('\ufffd')) {
    r.count.notUnderstood(at);
    if (r.problems.length === 0) r.problems.push(unreadable(r, line));
    return;
  }
  r.count.understood(block.lines.length);
  const { name, resource: path, remark } = row;
  r.shares.push({ name, path, remark, type: typeOf(row), administrative: isAdministrativeName(name), at });
}

/** Lines after the closing sentence: a prompt, or another command's output. A share among them is out of its place. */
function readAfter(r: Reading, block: Block, few: boolean): void {
  const [first = ''] = block.lines;
  if (PROMPT.test(first)) {
    r.count.irrelevant(block.lines.length);
    return;
  }
  r.count.notUnderstood(locate(r.evidence, block.first + 1, first));
  if (r.problems.length > 0) return;
  if (!few || readBlock(block)) r.problems.push(unreadable(r, block.first + 1));
}

const severalLists = (evidence: Evidence, line: number): Problem =>
  problem(
    evidence,
    line,
    {
      ja: '共有の一覧が複数ある。どれが現在のものか分からないので、一覧ごとにファイルを分けること',
      en: 'there is more than one list of shares and no telling which is current; keep each in a file of its own',
    },
    true,
  );

function readTable(r: Reading, lines: readonly string[], rule: number): Parsed {
  const { evidence, count, problems, shares } = r;
  const blocks = blocksFrom(lines, rule + 1);
  const { index: end, intact } = findClosing(blocks, lines[rule - 2] ?? '');
  const ended = intact !== 'cut' || /[\r\n]$/.test(evidence.text);
  for (const [index, block] of blocks.slice(0, end).entries()) {
    readShare(r, block, index < MAX_SHARES && (ended || block !== blocks.at(-1)));
  }
  const complete = intact !== 'cut' && problems.length === 0;
  for (const [index, block] of blocks.slice(end + 1).entries()) readAfter(r, block, index < MAX_SHARES);
  if (intact === 'cut') problems.push(noClosingLine(evidence, lines.length));
  const witness = blocks[end]?.first ?? rule - 2;
  // The heading, the rule and, where there is one, the closing sentence.
  count.understood(end < blocks.length ? 3 : 2);
  const { understood, notUnderstood, irrelevant } = count.counts();
  count.irrelevant(Math.max(0, lines.length - understood - notUnderstood - irrelevant));
  const at = locate(evidence, witness + 1, lines[witness] ?? '');
  return answer(r, intact, { shares: { shares, complete, at } });
}

const answer = (r: Reading, intact: Intact, sections: Sections): Parsed => ({
  kind: 'net-share',
  sections,
  lines: r.count.counts(),
  notUnderstood: r.count.listed(),
  intact,
  problems: r.problems,
});

function parse(evidence: Evidence): Parsed {
  const lines = splitLines(evidence.text);
  const r: Reading = { evidence, count: tally(), problems: [], shares: [] };
  const rule = findRule(lines, 0);
  const second = rule < 0 ? -1 : findRule(lines, rule + 1);
  if (rule >= 0 && second < 0) return readTable(r, lines, rule);
  r.count.irrelevant(lines.length);
  if (second >= 0) r.problems.push(severalLists(evidence, second + 1));
  return answer(r, 'cannot-tell', {});
}

export const netShare: Parser = {
  kind: 'net-share',
  recognise: (evidence) => findRule(splitLines(evidence.text.slice(0, HEAD)), 0) >= 0,
  parse,
};
