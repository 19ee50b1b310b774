/**
 * squid.conf as Squid's own line reader takes it (parseOneConfigFile, cache_cf.cc): fgets of 8192 bytes, a line ends at
 * the first LF and then at the first CR, comment and empty lines vanish even inside a continuation.
 */
import type { Evidence } from '../../model/evidence.ts';
import { isSpaceCode, trimSpaces } from './blanks.ts';
import { encodingFault, LINE_FAULTS, type LineFault, mayBeCut, trailFaults } from './line-faults.ts';

export interface LogicalLine {
  readonly text: string;
  /** Its first physical line. */
  readonly line: number;
  /** Physical lines it takes. */
  readonly span: number;
}

/** What Squid surely does, and a reader of the file would not expect. */
export interface LineNote extends LineFault {
  readonly kind: string;
  readonly text: string;
}

export interface SquidLines {
  readonly lines: readonly LogicalLine[];
  /** Comment and empty lines. */
  readonly irrelevant: number;
  readonly faults: readonly LineFault[];
  readonly notes: readonly LineNote[];
}

/** fgets(3) with Squid's buffer of 8192 reads at most this many bytes, the line feed included. */
const LINE_BYTES = 8191;

const BACKSLASH = 0x5c;
const HASH = 0x23;

interface Reader {
  readonly lines: LogicalLine[];
  readonly faults: LineFault[];
  readonly notes: LineNote[];
  irrelevant: number;
  /** `over`: a comment or empty line stands inside this continuation. */
  open: { text: string; line: number; span: number; over: boolean } | null;
}

const note = (reader: Reader, line: number, kind: keyof typeof LINE_FAULTS, text: string): void => {
  reader.notes.push({ line, kind, text, because: LINE_FAULTS[kind] });
};

/** What is left of a line when NUL and CR have ended it. */
function endedLine(reader: Reader, raw: string, line: number): string {
  let text = raw;
  const nul = text.indexOf('\0');
  if (nul >= 0) {
    reader.faults.push({ line, because: LINE_FAULTS.nul });
    text = text.slice(0, nul);
  }
  const cr = text.indexOf('\r');
  if (cr < 0) return text;
  if (cr + 1 < text.length) {
    reader.faults.push({ line, because: LINE_FAULTS['text-after-cr'] });
    note(reader, line, 'text-after-cr', text.slice(0, cr));
  }
  return text.slice(0, cr);
}

function readPhysical(reader: Reader, raw: string, line: number): void {
  const text = endedLine(reader, raw, line);
  let from = 0;
  while (from < text.length && isSpaceCode(text.charCodeAt(from))) from += 1;
  const { open } = reader;
  if (from === text.length || text.charCodeAt(from) === HASH) {
    reader.irrelevant += 1;
    if (open) open.over = true;
    return;
  }
  const content = from === 0 ? text : text.slice(from);
  const joined = open ? open.text + content : content;
  const start = open ? open.line : line;
  const span = open ? open.span + 1 : 1;
  if (text.charCodeAt(text.length - 1) === BACKSLASH) {
    reader.open = { text: joined.slice(0, -1), line: start, span, over: open?.over ?? false };
    return;
  }
  if (open?.over) note(reader, start, 'continued-over-comment', joined);
  reader.open = null;
  reader.lines.push({ text: trimSpaces(joined), line: start, span });
}

const encoder = new TextEncoder();

const isLong = (text: string, ascii: boolean): boolean =>
  text.length >= LINE_BYTES ||
  (!ascii && text.length * 3 >= LINE_BYTES && encoder.encode(text).length >= LINE_BYTES);

/** The pieces of a line that one fgets each would return. */
function pieces(text: string): string[] {
  const bytes = encoder.encode(text);
  const decoder = new TextDecoder();
  const out: string[] = [];
  for (let i = 0; i < bytes.length; i += LINE_BYTES)
    out.push(decoder.decode(bytes.subarray(i, i + LINE_BYTES)));
  return out;
}

function readLong(reader: Reader, evidence: Evidence, raw: string, line: number): void {
  note(reader, line, 'line-cut', raw);
  // The bytes of other encodings are not those of the text, so that the cut is elsewhere.
  const exact = evidence.encoding === 'ascii' || evidence.encoding.startsWith('utf-8');
  if (!exact) reader.faults.push({ line, because: LINE_FAULTS['line-cut'] });
  for (const piece of pieces(raw)) readPhysical(reader, piece, line);
}

/** The logical lines of one file. A directive that Squid drops at the end of the file is no line. */
export function squidLines(evidence: Evidence): SquidLines {
  const faults = [...encodingFault(evidence), ...trailFaults(evidence)];
  const reader: Reader = { lines: [], faults, notes: [], irrelevant: 0, open: null };
  const physical = evidence.text.split('\n');
  const whole = physical.at(-1) === '';
  if (whole) physical.pop();
  const ascii = evidence.encoding === 'ascii';
  physical.forEach((raw, i) => {
    if (isLong(raw, ascii)) readLong(reader, evidence, raw, i + 1);
    else readPhysical(reader, raw, i + 1);
  });
  const { open } = reader;
  if (open) {
    note(reader, open.line, 'dropped-at-end', open.text);
    // Without its line feed the last line may have been cut.
    if (!whole) reader.faults.push({ line: open.line, because: LINE_FAULTS['dropped-at-end'] });
  } else if (mayBeCut(evidence)) {
    reader.faults.push({ line: physical.length, because: LINE_FAULTS['no-line-feed'] });
  }
  return reader;
}
