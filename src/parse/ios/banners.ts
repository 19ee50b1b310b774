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

/** `lines` without blank ones, which a banner may hold: it ends at its mark alone. */
export function withoutBanners(lines: readonly ConfigLine[]): WithoutBanners {
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
    const [, mark, rest] = line.indent === 0 ? (BANNER.exec(line.text) ?? []) : [];
    if (mark === undefined && !(line.indent === 0 && MACRO.test(line.text))) {
      kept.push(line);
      continue;
    }
    irrelevant += 1;
    open = line;
    if (mark === undefined) until = '@';
    else if (!(rest ?? '').includes(mark)) until = mark;
  }
  return { lines: kept, irrelevant, open: until === null ? null : open };
}
