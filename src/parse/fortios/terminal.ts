/** Sessions of a terminal that show a configuration. */
import type { Walk } from './walk.ts';

/** `FW01 (policy) # edit 3`, as a terminal shows it. */
const PROMPT =
  /^(?!(?:config|edit|set|unset|append|next|end|move|clone|rename|delete|purge) )([\w.-]{1,64})(?: \([^()]{1,80}\))? [#$](?:[ \t]+|$)/;
/** Commands that show something and change nothing. */
const SHOWS = /^(?:show|get|diag\w*|exec\w*|fnsysctl|exit|quit|abort|tree)\b/;
const SHOWS_ONE = /^show(?: full-configuration)?(?: [a-z][\w-]*){2,} +(?:\d+|"[^"]*")/;
const SHOWS_SECTION = /^show(?: full-configuration)? (?!full-configuration\b)[a-z]/;
const PAGER = /^(?:--More--[ \t]*|[ \t]*\b\u0008+[ \t]*)+/;

function prompted(walk: Walk, text: string): string | null {
  const prompt = PROMPT.exec(text);
  if (!prompt) return text;
  walk.prompt = prompt[1] ?? null;
  const rest = text.slice(prompt[0].length).trim();
  if (SHOWS_ONE.test(rest) || / \| *grep /.test(rest)) walk.partial = true;
  if (SHOWS_SECTION.test(rest)) walk.sections = true;
  return rest === '' || SHOWS.test(rest) ? null : rest;
}

/** Pager marks, backspaces and prompts of a terminal log taken off, line for line. */
export function withoutTerminal(walk: Walk, lines: readonly string[]): readonly string[] {
  return lines.map((line) => {
    const paged = line.includes('--More--') || line.includes('\u0008') ? line.replace(PAGER, '') : line;
    return PROMPT.test(paged) ? (prompted(walk, paged) ?? '') : paged;
  });
}

export const isTerminal = (lines: readonly string[]): boolean =>
  lines.some((line) => line.includes('--More--') || PROMPT.test(line));
