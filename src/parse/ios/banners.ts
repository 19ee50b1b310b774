/** Texts that a configuration holds between two marks: what stands in a banner is no command, whatever it looks like. */
import type { ConfigLine } from '../cisco/lines.ts';

const BANNER = /^banner (?:motd|login|exec|incoming|slip-ppp|prompt-timeout|config-save) *(\^C|\x03|\S)(.*)$/;
const MACRO = /^macro name /;

export interface WithoutBanners {
  readonly lines: readonly ConfigLine[];
  readonly irrelevant: number;
  /** A banner whose closing mark is missing: all that follows may be its text. */
  readonly open: ConfigLine | null;
}

const begins = ({ indent, text }: ConfigLine): boolean =>
  indent === 0 && (MACRO.test(text) || (text.startsWith('banner ') && BANNER.test(text)));

/** The mark that ends the text which a line begins; null: it stands in that line. Macros end at `@`. */
function untilOf(text: string): string | null {
  const [, mark, rest = ''] = BANNER.exec(text) ?? [];
  if (mark === undefined) return '@';
  return rest.includes(mark) ? null : mark;
}

/** `lines` without blank ones, which a banner may hold: it ends at its mark alone. */
export function withoutBanners(lines: readonly ConfigLine[]): WithoutBanners {
  if (!lines.some(begins)) return { lines, irrelevant: 0, open: null };
  const kept: ConfigLine[] = [];
  let irrelevant = 0;
  let until: string | null = null;
  let open: ConfigLine | null = null;
  for (const line of lines) {
    if (until !== null) {
      irrelevant += 1;
      if (line.text.includes(until)) until = null;
      continue;
    }
    if (!begins(line)) {
      kept.push(line);
      continue;
    }
    irrelevant += 1;
    open = line;
    until = untilOf(line.text);
  }
  return { lines: kept, irrelevant, open: until === null ? null : open };
}
