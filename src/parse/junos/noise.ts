/** What a terminal adds to a configuration that was copied from its screen. */

const PROMPT = /^(?:[\w.-]+@)?[\w.-]+(?::\w+)?[>#%](?: |$)/;
const WITH_USER = /^[\w.-]+@[\w.-]+(?::[\w/~.-]+)?[>#%](?: |$)/;
const BANNER = /^\{[\w:. -]+\}(?:\[edit[^\]]*\])?$/;
const EDIT = /^\[edit[^\]]*\]$/;
const MASTER = /^(?:master|backup|primary|secondary|linecard|fpc)\S*>/;

/** A prompt with what was typed, a line that tells the node or the level; and no statement. */
export const isNoise = (line: string): boolean =>
  WITH_USER.test(line) || BANNER.test(line) || EDIT.test(line) || MASTER.test(line);

/** The path that `show configuration security policies` shows, from the prompt above its output; null: none there. */
export function shownPath(line: string): readonly string[] | null {
  if (!PROMPT.test(line)) return null;
  const typed = /[>#%]\s+(?:run )?show (?:configuration|config)\b([^|]*)/.exec(line)?.[1];
  return typed === undefined ? null : typed.split(/\s+/).filter((w) => w !== '');
}

const PAGER = /---\(more(?: \d+%)?\)---[ \t\b]*\r?[ \t]*(?:\r(?!\n))?/g;

/** The text without the pager's words, its lines as many as before. */
export const withoutPager = (text: string): string =>
  text.includes('---(more') ? text.replace(PAGER, '') : text;
