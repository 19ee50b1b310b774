/** The words of a line of iptables-save. A word in quotes is given with one quotation mark before it, as it is no option. */
const QUOTE = '"';

/** A piece of a word: in double quotes with `\` before what stands for itself, in single quotes, or bare. */
const PIECE = /"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s"']+)/y;

const BLANKS = /\s*/y;

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

const bare = (line: string): string[] => line.split(/\s+/).filter((w) => w !== '');

/** Where the word begins in which the first quotation mark stands; -1: there is none. */
function firstQuoted(line: string): number {
  const double = line.indexOf(QUOTE);
  const single = line.indexOf("'");
  const at = double < 0 || (single >= 0 && single < double) ? single : double;
  return at < 0 ? -1 : line.lastIndexOf(' ', at) + 1;
}

/** null: a quotation mark is never closed. */
export function words(line: string): readonly string[] | null {
  const quoted = firstQuoted(line);
  if (quoted < 0) return bare(line);
  const out = bare(line.slice(0, quoted));
  for (let at = quoted; ; ) {
    BLANKS.lastIndex = at;
    BLANKS.exec(line);
    at = BLANKS.lastIndex;
    if (at >= line.length) return out;
    const found = word(line, at);
    if (!found) return null;
    out.push(found.text);
    at = found.end;
  }
}

/** A word as its value. */
export const plain = (text: string): string => (text.startsWith(QUOTE) ? text.slice(1) : text);

/** `-m`, `--dport`; no number and nothing that was in quotes. */
export const isOption = (text: string): boolean => /^--?[A-Za-z4]/.test(text) || text === '-6';
