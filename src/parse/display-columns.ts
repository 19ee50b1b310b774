/** Columns of a line on a Windows console, where an East Asian wide character takes two. */

/** Unicode East Asian Width W and F, by block. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;

/** Half-width katakana, and U+FFFD, which stands for one byte that did not decode. */
const NARROW = /[\u0000-\u007f\uff61-\uff9f\ufffd]/;

/**
 * Greek, Cyrillic, line drawing and the like are one column wide in the West and two on a Japanese console, where they
 * are two bytes of CP932. A text does not say which; the caller tries both.
 */
export type AmbiguousWidth = 1 | 2;

const widthOf = (char: string, ambiguous: AmbiguousWidth): number =>
  NARROW.test(char) ? 1 : WIDE.test(char) ? 2 : ambiguous;

/** For each UTF-16 index of `text`, and its end, the column at which it stands. A line feed starts again at column 0. */
export function displayColumns(text: string, ambiguous: AmbiguousWidth): readonly number[] {
  const columns: number[] = [];
  let column = 0;
  for (const char of text) {
    for (let i = 0; i < char.length; i++) columns.push(column);
    column = char === '\n' ? 0 : column + widthOf(char, ambiguous);
  }
  columns.push(column);
  return columns;
}
