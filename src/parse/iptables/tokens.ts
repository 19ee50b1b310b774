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

/** null: a quotation mark is never closed. */
export function words(line: string): readonly string[] | null {
  if (!line.includes(QUOTE) && !line.includes("'")) return line.split(/\s+/).filter((w) => w !== '');
  const out: string[] = [];
  for (let at = 0; ; ) {
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
