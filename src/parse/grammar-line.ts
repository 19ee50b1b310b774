/** Applies a generated grammar to one line or block: text outside the grammar is null, not an exception. */
export function parseWith<T, O extends object>(
  parse: (input: string, options: O) => unknown,
  text: string,
  options: O,
): T | null {
  try {
    return parse(text, options) as T;
  } catch {
    return null;
  }
}
