/** A CSV with a heading: cells by column name. */
import { type CsvRow, endsInsideRow, readCsv } from './csv.ts';

export interface CsvTable {
  /** Column names, lower case, in order. */
  readonly names: readonly string[];
  readonly heading: CsvRow;
  readonly rows: readonly CsvRow[];
  /** The row inside which the text ends; not among `rows`. */
  readonly cutRow: CsvRow | null;
}

const namesOf = (row: CsvRow): readonly string[] => row.cells.map((cell) => cell.trim().toLowerCase());

const SEPARATORS = [',', ';', '\t'] as const;

/** The character that splits the first line into most cells: Export-Csv -UseCulture writes the list separator. */
function separatorOf(text: string): ',' | ';' | '\t' {
  const line = /^(?:#[^\r\n]*[\r\n]+)?([^\r\n]*)/.exec(text)?.[1] ?? '';
  const counts = SEPARATORS.map((separator) => line.split(separator).length);
  return SEPARATORS[counts.indexOf(Math.max(...counts))] ?? ',';
}

/** Null when there is no heading. The `#TYPE` line of Windows PowerShell is skipped. */
export function readTable(text: string): CsvTable | null {
  const read = readCsv(text, separatorOf(text));
  const from = read.rows[0]?.text.startsWith('#') ? 1 : 0;
  const [heading, ...rows] = read.rows.slice(from);
  if (!heading) return null;
  const cutRow = endsInsideRow(read, text) ? (rows.pop() ?? heading) : null;
  return { names: namesOf(heading), heading, rows, cutRow };
}
