/** Reads CSV (RFC 4180) as Export-Csv, schtasks and auditpol write it, keeping the line on which each row begins. */

export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
  /** The row as written, without its line end. */
  readonly text: string;
}

export interface CsvRows {
  readonly rows: readonly CsvRow[];
  /** The text ends inside a quoted field. */
  readonly openQuote: boolean;
  /** The text ends with a line end: without one the last row may be cut. */
  readonly closedLine: boolean;
}

const MAX_CELLS = 1000;

/** One field, or null at the end of the row. `cell` ends at the separator or line end, whose index is `end`. */
interface Field {
  readonly cell: string;
  readonly end: number;
  readonly lines: number;
  readonly open: boolean;
}

const countLines = (text: string): number => text.match(/\r\n|\n|\r/g)?.length ?? 0;

/** What follows the closing quote up to the separator is kept: `"a"b` reads as `ab`, as Excel and Import-Csv have it. */
function quotedField(text: string, start: number, plain: RegExp): Field {
  let cell = '';
  let from = start + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) {
      cell += text.slice(from);
      return { cell, end: text.length, lines: countLines(cell), open: true };
    }
    cell += text.slice(from, quote);
    if (text.charAt(quote + 1) !== '"') {
      const rest = plainField(text, quote + 1, plain);
      return { cell: cell + rest.cell, end: rest.end, lines: countLines(cell), open: false };
    }
    cell += '"';
    from = quote + 2;
  }
}

function plainField(text: string, start: number, plain: RegExp): Field {
  plain.lastIndex = start;
  const cell = plain.exec(text)?.[0] ?? '';
  return { cell, end: start + cell.length, lines: 0, open: false };
}

interface RowRead {
  readonly row: CsvRow;
  readonly end: number;
  readonly lines: number;
  readonly open: boolean;
}

function readRow(text: string, start: number, line: number, separator: string, plain: RegExp): RowRead {
  const cells: string[] = [];
  let at = start;
  let lines = 0;
  let open = false;
  for (;;) {
    const field = text.charAt(at) === '"' ? quotedField(text, at, plain) : plainField(text, at, plain);
    if (cells.length < MAX_CELLS) cells.push(field.cell);
    lines += field.lines;
    open = field.open;
    at = field.end;
    if (text.charAt(at) !== separator) break;
    at += 1;
  }
  return { row: { line, cells, text: text.slice(start, at) }, end: at, lines, open };
}

/** Index after the line end at `at`. */
const afterLineEnd = (text: string, at: number): number => (text.startsWith('\r\n', at) ? at + 2 : at + 1);

/** Every row that is not blank. Never throws; takes time in proportion to the text. */
export function readCsv(text: string, separator: ',' | ';' | '\t' = ','): CsvRows {
  const plain = new RegExp(`[^\\r\\n${separator === '\t' ? '\\t' : separator}]*`, 'y');
  const rows: CsvRow[] = [];
  let openQuote = false;
  let line = 1;
  for (let at = 0; at < text.length; ) {
    const read = readRow(text, at, line, separator, plain);
    if (read.row.text.trim() !== '') rows.push(read.row);
    openQuote = read.open;
    line += read.lines + 1;
    at = afterLineEnd(text, read.end);
  }
  return { rows, openQuote, closedLine: /[\r\n]$/.test(text) };
}

/**
 * Whether the last row may lack its end: an open quote, or no line end after a field that nothing closes. A file that
 * ends right after a closing quote is taken as whole, because editors drop the final line end.
 */
export const endsInsideRow = ({ openQuote, closedLine }: CsvRows, text: string): boolean =>
  openQuote || (!closedLine && text !== '' && !text.endsWith('"'));
