/** Words of a Junos configuration: what stands between blanks, or in double quotes with `\"` and `\\` in them. */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
const TAB = 0x09;

/** Index after the closing quote of the string that opens at `from`; -1: not closed. */
export function quoteEnd(text: string, from: number): number {
  for (let i = from + 1; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === QUOTE) return i + 1;
    if (c === BACKSLASH) i += 1;
  }
  return -1;
}

/** The content of a quoted string. */
export const unquote = (text: string): string => {
  const inner = text.slice(1, -1);
  return inner.includes('\\') ? inner.replace(/\\(.)/gs, '$1') : inner;
};

function quotedWords(line: string): string[] | null {
  const out: string[] = [];
  let i = 0;
  while (i < line.length) {
    const c = line.charCodeAt(i);
    if (c === SPACE || c === TAB) i += 1;
    else if (c === QUOTE) {
      const end = quoteEnd(line, i);
      if (end < 0) return null;
      out.push(unquote(line.slice(i, end)));
      i = end;
    } else {
      let end = i;
      while (end < line.length && line.charCodeAt(end) !== SPACE && line.charCodeAt(end) !== TAB) end += 1;
      out.push(line.slice(i, end));
      i = end;
    }
  }
  return out;
}

/** The words of one line of the set form; null: a quote is not closed. */
export function lineWords(line: string): string[] | null {
  if (line.includes('"')) return quotedWords(line);
  return line.split(/[ \t]+/).filter((w) => w !== '');
}
