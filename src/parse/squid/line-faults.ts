/** What can be wrong with the lines of a squid.conf as bytes. */
import type { Evidence } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';
import { trimSpaces } from './blanks.ts';

/** Something in the bytes that makes what Squid reads differ from what a reader sees, or shows damage. */
export interface LineFault {
  readonly line: number;
  readonly because: Bilingual;
}

export const LINE_FAULTS = {
  bom: {
    ja: '先頭の BOM を Squid は指令名の一部として読み、ファイル全体を拒む',
    en: 'Squid reads the byte order mark as part of a directive and refuses the file',
  },
  utf16: {
    ja: 'UTF-16 であり、Squid が読むファイルのバイト列そのものではない。元のファイルを採取し直す',
    en: 'is UTF-16, so not the bytes that Squid reads; collect the original file',
  },
  'line-cut': {
    ja: '8191 バイト以上の行は途中で切られ、残りは別の指令として読まれる',
    en: 'a line of 8191 bytes or more is cut, and Squid reads its tail as another directive',
  },
  nul: {
    ja: 'NUL があり、Squid は行の残りを読まない。ファイルが壊れている',
    en: 'holds a NUL, after which Squid does not read the line: the file is damaged',
  },
  'text-after-cr': {
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
  'no-line-feed': {
    ja: '最後の行に改行がない。ファイルがここで切れているおそれがある。採取し直すか、SHA256SUMS を付けて採取する',
    en: 'the last line has no line feed: the file may be cut here; collect it again, or with SHA256SUMS',
  },
  'dropped-at-end': {
    ja: 'ファイルの最後の行が「\\」で終わり、Squid はこの指令を黙って捨てる (またはここで切れている)',
    en: 'the last line of the file ends in a backslash: Squid silently drops the directive (or the file is cut here)',
  },
  'continued-over-comment': {
    ja: '「\\」の後にコメント行か空行があるが、Squid はその先の行までつなげて 1 つの指令として読む',
    en: 'a comment or empty line follows the backslash, and Squid joins the line after it to this directive all the same',
  },
} as const satisfies Readonly<Record<string, Bilingual>>;

/** Whether the bytes of the file are not the text that is shown of it. */
export const isConverted = ({ encoding }: Evidence): boolean =>
  encoding === 'binary' || encoding.startsWith('utf-16');

/** Squid reads a last line without its line feed all the same; but it is what a file that was cut looks like. */
export const mayBeCut = ({ text, verified }: Evidence): boolean =>
  !verified && text !== '' && !text.endsWith('\n');

export function encodingFault(evidence: Evidence): LineFault[] {
  if (evidence.encoding === 'utf-8-bom') return [{ line: 1, because: LINE_FAULTS.bom }];
  if (!isConverted(evidence)) return [];
  return [{ line: 1, because: evidence.encoding === 'binary' ? LINE_FAULTS.binary : LINE_FAULTS.utf16 }];
}

const BACKSLASH = 0x5c;

/** Lines of a CP932 text that end, to a reader of bytes, in a backslash, and to a reader of characters do not. */
export function trailFaults(evidence: Evidence): LineFault[] {
  if (evidence.encoding !== 'cp932') return [];
  const shown = evidence.text.split('\n');
  let end = -1;
  return shown.flatMap((text, i) => {
    end = evidence.bytes.indexOf(0x0a, end + 1);
    const last = end < 0 ? evidence.bytes.length - 1 : end - 1;
    const at = evidence.bytes[last] === 0x0d ? last - 1 : last;
    const hidden = evidence.bytes[at] === BACKSLASH && !/\\\r?$/.test(text);
    return hidden && !trimSpaces(text).startsWith('#') ? [{ line: i + 1, because: LINE_FAULTS.trail }] : [];
  });
}
