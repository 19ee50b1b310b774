/**
 * squid.conf as Squid's own line reader takes it (parseOneConfigFile, cache_cf.cc): fgets of 8192 bytes, a line ends at
 * the first LF and then at the first CR, comment and empty lines vanish even inside a continuation.
 */
import type { Evidence } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';

export interface LogicalLine {
  readonly text: string;
  /** Its first physical line. */
  readonly line: number;
  /** Physical lines it takes. */
  readonly span: number;
}

/** Something in the bytes that makes what Squid reads differ from what a reader sees, or shows damage. */
export interface LineFault {
  readonly line: number;
  readonly because: Bilingual;
}

export interface SquidLines {
  readonly lines: readonly LogicalLine[];
  /** Comment and empty lines. */
  readonly irrelevant: number;
  readonly faults: readonly LineFault[];
}

/** fgets(3) with Squid's buffer of 8192 reads at most this many bytes, the line feed included. */
const LINE_BYTES = 8191;

const FAULTS = {
  bom: {
    ja: '先頭の BOM を Squid は指令名の一部として読み、ファイル全体を拒む',
    en: 'Squid reads the byte order mark as part of a directive and refuses the file',
  },
  utf16: {
    ja: 'UTF-16 であり、Squid が読むファイルのバイト列そのものではない。元のファイルを採取し直す',
    en: 'is UTF-16, so not the bytes that Squid reads; collect the original file',
  },
  long: {
    ja: '8191 バイトを超える行は途中で切られ、残りは別の指令として読まれる',
    en: 'a line over 8191 bytes is cut, and Squid reads its tail as another directive',
  },
  nul: {
    ja: 'NUL があり、Squid は行の残りを読まない。ファイルが壊れている',
    en: 'holds a NUL, after which Squid does not read the line: the file is damaged',
  },
  cr: {
    ja: '行の途中に CR があり、Squid はその後を読まない。改行を LF に直す',
    en: 'has a CR inside a line, and Squid does not read what follows; end lines with LF',
  },
  binary: {
    ja: 'テキストではない。元のファイルを採取し直す',
    en: 'is no text; collect the original file',
  },
  trail: {
    ja: '行末の文字が Shift_JIS (CP932) では「\\」のバイトで終わり、Squid は次の行をこの行の続きとして読む',
    en: 'the last character of the line ends in the byte of a backslash in Shift_JIS (CP932): Squid reads the next line as a part of this one',
  },
  backslash: {
    ja: 'ファイルの最後の行が「\\」で終わり、Squid はこの指令を黙って捨てる (またはここで切れている)',
    en: 'the last line of the file ends in a backslash: Squid silently drops the directive (or the file is cut here)',
  },
} as const;

const isLong = (text: string): boolean =>
  text.length + 1 > LINE_BYTES ||
  (text.length * 3 > LINE_BYTES && new TextEncoder().encode(text).length + 1 > LINE_BYTES);

/** The pieces of a line that one fgets each would return; by characters, as the file counts as damaged anyway. */
function pieces(text: string): string[] {
  const out: string[] = [];
  for (let i = 0; i < text.length; i += LINE_BYTES) out.push(text.slice(i, i + LINE_BYTES));
  return out;
}

const isBlank = (char: string | undefined): boolean => char !== undefined && ' \t\r\n\v\f'.includes(char);

/** Without the blanks C's isspace knows at both ends; a byte order mark or an ideographic space is text to Squid. */
export function trimBlanks(text: string): string {
  const from = blanksAt(text);
  let to = text.length;
  while (to > from && isBlank(text[to - 1])) to -= 1;
  return text.slice(from, to);
}

const stop = (text: string, char: string): string => {
  const at = text.indexOf(char);
  return at < 0 ? text : text.slice(0, at);
};

interface Reader {
  readonly lines: LogicalLine[];
  readonly faults: LineFault[];
  irrelevant: number;
  open: { text: string; line: number; span: number } | null;
}

function blanksAt(text: string): number {
  let n = 0;
  while (isBlank(text[n])) n += 1;
  return n;
}

function readPhysical(reader: Reader, raw: string, line: number): void {
  if (raw.includes('\0')) reader.faults.push({ line, because: FAULTS.nul });
  const whole = stop(raw, '\0');
  const text = stop(whole, '\r');
  if (text.length + 1 < whole.length) reader.faults.push({ line, because: FAULTS.cr });
  const content = text.slice(blanksAt(text));
  if (content === '' || content.startsWith('#')) {
    reader.irrelevant += 1;
    return;
  }
  const before = reader.open ?? { text: '', line, span: 0 };
  const joined = { text: before.text + content, line: before.line, span: before.span + 1 };
  if (joined.text.endsWith('\\')) {
    reader.open = { ...joined, text: joined.text.slice(0, -1) };
    return;
  }
  reader.open = null;
  reader.lines.push({ ...joined, text: trimBlanks(joined.text) });
}

/** Whether the bytes of the file are not the text that is shown of it. */
export const isConverted = ({ encoding }: Evidence): boolean =>
  encoding === 'binary' || encoding.startsWith('utf-16');

function encodingFault(evidence: Evidence): LineFault[] {
  if (evidence.encoding === 'utf-8-bom') return [{ line: 1, because: FAULTS.bom }];
  if (!isConverted(evidence)) return [];
  return [{ line: 1, because: evidence.encoding === 'binary' ? FAULTS.binary : FAULTS.utf16 }];
}

const BACKSLASH = 0x5c;

/** Lines of a CP932 text that end, to a reader of bytes, in a backslash, and to a reader of characters do not. */
function trailFaults(evidence: Evidence): LineFault[] {
  if (evidence.encoding !== 'cp932') return [];
  const shown = evidence.text.split('\n');
  let end = -1;
  return shown.flatMap((text, i) => {
    end = evidence.bytes.indexOf(0x0a, end + 1);
    const last = end < 0 ? evidence.bytes.length - 1 : end - 1;
    const at = evidence.bytes[last] === 0x0d ? last - 1 : last;
    const hidden = evidence.bytes[at] === BACKSLASH && !/\\\r?$/.test(text);
    return hidden && !trimBlanks(text).startsWith('#') ? [{ line: i + 1, because: FAULTS.trail }] : [];
  });
}

/** The logical lines of one file. A directive that Squid drops at the end of the file is a fault and not a line. */
export function squidLines(evidence: Evidence): SquidLines {
  const faults = [...encodingFault(evidence), ...trailFaults(evidence)];
  const reader: Reader = { lines: [], faults, irrelevant: 0, open: null };
  const physical = evidence.text.split('\n');
  if (physical.at(-1) === '') physical.pop();
  for (const [i, raw] of physical.entries()) {
    if (!isLong(raw)) {
      readPhysical(reader, raw, i + 1);
      continue;
    }
    reader.faults.push({ line: i + 1, because: FAULTS.long });
    for (const piece of pieces(raw)) readPhysical(reader, piece, i + 1);
  }
  if (reader.open) reader.faults.push({ line: reader.open.line, because: FAULTS.backslash });
  return reader;
}
