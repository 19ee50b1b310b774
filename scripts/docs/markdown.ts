export const NOTE = '<!-- Written by scripts/gen-docs.ts; do not edit. -->\n';

/** Keeps Markdown from taking characters for its own; a backslash is one only before punctuation. */
export const escaped = (text: string): string =>
  text.replace(/\\(?=[!-/:-@[-`{-~])|[*<[\]|`]/g, (c) => `\\${c}`);

/** Inline code, also where the text holds backticks. */
export const code = (text: string): string => (text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``);

/** A table row; cells hold Markdown, where a bar must not end the cell. */
export const row = (cells: readonly string[]): string =>
  `| ${cells.map((c) => c.replace(/(?<!\\)\|/g, '\\|')).join(' | ')} |`;
