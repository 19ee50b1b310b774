/** The known word a reader most likely meant: for "did you mean" beside an unknown key, control id or format. */

/** Longer words are not compared: nobody misspells them by hand, and the work grows with the square of the length. */
const MAX_LENGTH = 64;

/** One row of the optimal string alignment distance: insert, delete, replace, or swap two neighbours, each costs 1. */
function nextRow(
  a: string,
  b: string,
  i: number,
  before: readonly number[],
  previous: readonly number[],
): number[] {
  const row = [i];
  for (let j = 1; j <= b.length; j += 1) {
    const same = a[i - 1] === b[j - 1];
    const edit = Math.min(
      (previous[j] ?? 0) + 1,
      (row[j - 1] ?? 0) + 1,
      (previous[j - 1] ?? 0) + (same ? 0 : 1),
    );
    const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
    row.push(swapped ? Math.min(edit, (before[j - 2] ?? 0) + 1) : edit);
  }
  return row;
}

/** Damerau-Levenshtein distance (optimal string alignment) in UTF-16 units. */
export function distance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = nextRow(a, b, i, before, previous);
    before = previous;
    previous = row;
  }
  return previous[b.length] ?? 0;
}

/** Lower case, half width, without the separators people mix up (`user_endpoint`, `userEndpoint`, `E7b1`). */
const fold = (word: string): string =>
  word
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[-_. ]/g, '');

/** The candidate within a third of the word's length in edits, nearest first, then in the order given; null where none is. */
export function nearest(word: string, candidates: readonly string[]): string | null {
  if (word.length > MAX_LENGTH) return null;
  const folded = fold(word);
  let best: string | null = null;
  let least = Math.max(1, Math.floor(folded.length / 3)) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) > MAX_LENGTH) continue;
    const edits = distance(folded, fold(candidate));
    if (edits < least) {
      best = candidate;
      least = edits;
    }
  }
  return folded === '' ? null : best;
}
