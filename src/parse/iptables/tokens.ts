/** The words of a line of iptables-save. A word in quotes is given with one quotation mark before it, as it is no option. */
const QUOTE = '"';

/** A piece of a word: in double quotes with `\` before what stands for itself, in single quotes, or bare. */
const PIECE = /"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s"']+)/y;

function word(line: string, from: number): { readonly text: string; readonly end: number } | null {
  let text = '';
  let quoted = false;
  let at = from;
  for (;;) {
    PIECE.lastIndex = at;
    const piece = PIECE.exec(line);
    if (!piece) break;
    const [, double, single, bare] = piece;
    quoted ||= bare === undefined && at === from;
    text += double?.replace(/\\(.)/g, '$1') ?? single ?? bare ?? '';
    at = PIECE.lastIndex;
  }
  return at === from ? null : { text: quoted ? QUOTE + text : text, end: at };
}

/** Of what ends a word, nearly all is ASCII. */
const isBlank = (c: number): boolean =>
  c === 32 || (c >= 9 && c <= 13) || (c > 127 && /\s/.test(String.fromCharCode(c)));

const isQuote = (c: number): boolean => c === 34 || c === 39;

function skipBlanks(line: string, from: number): number {
  let at = from;
  while (at < line.length && isBlank(line.charCodeAt(at))) at += 1;
  return at;
}

/** Where a word ends, or the first quotation mark in it stands. */
function bareEnd(line: string, from: number): number {
  let at = from;
  for (; at < line.length; at += 1) {
    const c = line.charCodeAt(at);
    if (isBlank(c) || isQuote(c)) break;
  }
  return at;
}

/** null: a quotation mark is never closed. */
export function words(line: string): readonly string[] | null {
  const out: string[] = [];
  for (let at = skipBlanks(line, 0); at < line.length; at = skipBlanks(line, at)) {
    const end = bareEnd(line, at);
    if (isQuote(line.charCodeAt(end))) {
      const found = word(line, at);
      if (!found) return null;
      out.push(found.text);
      at = found.end;
    } else {
      out.push(line.slice(at, end));
      at = end;
    }
  }
  return out;
}

/** A word as its value. */
export const plain = (text: string): string => (text.startsWith(QUOTE) ? text.slice(1) : text);

const DASH = 45;

/** A letter, or the 4 of `-4`. */
const begins = (c: number): boolean => (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 52;

/** `-m`, `--dport`; no number and nothing that was in quotes. */
export function isOption(text: string): boolean {
  if (text.charCodeAt(0) !== DASH) return false;
  const first = text.charCodeAt(1);
  return begins(first === DASH ? text.charCodeAt(2) : first) || text === '-6';
}
