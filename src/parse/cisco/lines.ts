/**
 * The lines of a configuration as a terminal or a file gives them: pager text and prompts taken off, output of other
 * commands of a terminal log left out. Both ASA and IOS indent the lines of a mode by at least one blank.
 */
import type { Evidence } from '../../model/evidence.ts';
import { type ParseContext, splitLines } from '../parser.ts';

export interface ConfigLine {
  readonly number: number;
  /** Blanks before it. */
  readonly indent: number;
  /** Without blanks at its ends. */
  readonly text: string;
}

/** What a line of a terminal log belongs to. `other`: output of a command that shows no configuration. */
export type Region = 'config' | 'access-list' | 'other';

export interface ConfigText {
  readonly config: readonly ConfigLine[];
  /** Output of `show access-list` (ASA) and `show access-lists` (IOS). */
  readonly accessLists: readonly ConfigLine[];
  /** Prompts, pager text, blank lines, and output of other commands. */
  readonly irrelevant: number;
  /** Commands that show a part of the configuration only, as typed. */
  readonly partial: readonly ConfigLine[];
  /** The first line of configuration below a command that shows none: what is configuration here is then not certain. */
  readonly misplaced: ConfigLine | null;
  /** Texts before `#` of the prompts seen, each once: `fw01`, `fw01/dmz`. */
  readonly prompts: readonly string[];
}

const PAGER = /^[ \t]*<?-{1,3} ?[Mm]ore ?-{1,3}>?[ \t]*(?:\x08+[ \t]*\x08*)?/;
const PROMPT = /^(?:([A-Za-z0-9][\w.\-/]{0,80})(?:\(([\w-]{1,40})\))?([#>])|(?=> ?show ))[ \t]*>?[ \t]*(.*)$/;
const SHOWS_CONFIG =
  /^(?:sh\w*\s+(?:ru|sta|conf)\S*|more\s+(?:system|nvram|disk\d*|flash):\S*|wr\w*\s+t\w*)(?=\s|$)\s*(.*)$/i;
const SHOWS_LISTS = /^sh\w*\s+(?:ip(?:v6)?\s+)?access-l\w*(?=\s|$)/i;
/** Words after `show running-config` that leave nothing out. */
const WHOLE = /^(?:all|full|brief|\|\s*redirect\b.*|\|\s*no-more|\|\s*append\b.*)?$/i;

function regionOf(command: string): { readonly region: Region; readonly partial: boolean } {
  const shown = SHOWS_CONFIG.exec(command);
  if (shown) return { region: 'config', partial: !WHOLE.test((shown[1] ?? '').trim()) };
  if (SHOWS_LISTS.test(command)) return { region: 'access-list', partial: false };
  return { region: 'other', partial: false };
}

/** What belongs to a configuration wherever it stands: under a command that shows none, something was misread. */
const CONFIGURES =
  /^(?:access-list \S+ (?:extended|advanced|permit|deny) |access-group \S+ |ip access-list (?:standard|extended) |[ \t]+ip access-group \S+ |(?:ASA|PIX|NGFW) Version )/;

function indentOf(text: string): number {
  let n = 0;
  while (n < text.length && (text.charCodeAt(n) === 32 || text.charCodeAt(n) === 9)) n += 1;
  return n;
}

interface Walk {
  region: Region;
  irrelevant: number;
  readonly config: ConfigLine[];
  readonly accessLists: ConfigLine[];
  readonly partial: ConfigLine[];
  readonly prompts: Set<string>;
  misplaced: ConfigLine | null;
}

/** A line behind a prompt: a command of configuration is one more line, another one changes what follows. */
function atPrompt(walk: Walk, number: number, parts: RegExpExecArray): void {
  const command = (parts[4] ?? '').trim();
  if (parts[1] !== undefined) walk.prompts.add(parts[1]);
  if (parts[2] !== undefined) {
    if (command !== '' && !/^(?:end|do\s.*)$/i.test(command)) {
      walk.config.push({ number, indent: /^conf(?:ig)?$/.test(parts[2]) ? 0 : 1, text: command });
      return;
    }
  } else {
    const next = regionOf(command);
    walk.region = next.region;
    if (next.partial) walk.partial.push({ number, indent: 0, text: command });
  }
  walk.irrelevant += 1;
}

function place(walk: Walk, number: number, text: string): void {
  if (walk.region === 'other') {
    walk.irrelevant += 1;
    if (walk.misplaced === null && CONFIGURES.test(text))
      walk.misplaced = { number, indent: 0, text: text.trim() };
    return;
  }
  const indent = indentOf(text);
  const line: ConfigLine = { number, indent, text: indent === 0 ? text.trimEnd() : text.trim() };
  if (line.text === '') walk.irrelevant += 1;
  else (walk.region === 'config' ? walk.config : walk.accessLists).push(line);
}

const near = (at: number): boolean => at > 0 && at < 90;

/** Cheap: it is asked of every line. */
function mayBePrompt(text: string): boolean {
  if (text.charCodeAt(0) <= 32) return false;
  return near(text.indexOf('#')) || near(text.indexOf('>')) || text.startsWith('>');
}

/** Where a mark stands from `from` on: at the place `known` before, where that is not passed. -1: nowhere. */
const next = (text: string, mark: string, known: number, from: number): number =>
  known >= 0 && known < from ? text.indexOf(mark, from) : known;

/** The lines that `splitLines` gives, one by one: those of a large file, kept all at once, would outlive a collection. */
function eachLine(text: string, take: (line: string, number: number) => void): void {
  let lf = text.indexOf('\n');
  let cr = text.indexOf('\r');
  let number = 0;
  for (let from = 0; from < text.length; ) {
    lf = next(text, '\n', lf, from);
    cr = next(text, '\r', cr, from);
    const first = lf < 0 || (cr >= 0 && cr < lf) ? cr : lf;
    const end = first < 0 ? text.length : first;
    number += 1;
    take(text.slice(from, end), number);
    from = end + (end === cr && lf === cr + 1 ? 2 : 1);
  }
}

/** `listing` tells a line that begins the output of `show access-list` where no prompt does. */
export function configText(text: string, listing: (line: string) => boolean): ConfigText {
  const walk: Walk = {
    region: 'config',
    irrelevant: 0,
    config: [],
    accessLists: [],
    partial: [],
    prompts: new Set(),
    misplaced: null,
  };
  eachLine(text, (raw, number) => {
    // Of `More` and `more`: one search a line instead of two.
    const line = raw.length < 4096 && raw.includes('ore') ? raw.replace(PAGER, '') : raw;
    const prompt = line.length < 4096 && mayBePrompt(line) ? PROMPT.exec(line) : null;
    if (prompt) atPrompt(walk, number, prompt);
    else {
      if (walk.region === 'config' && listing(line)) walk.region = 'access-list';
      place(walk, number, line);
    }
  });
  return { ...walk, prompts: [...walk.prompts] };
}

/** The words of a line. Quotes are no part of the languages, but for texts that nothing here reads. */
export function wordsOf(text: string): string[] {
  const words: string[] = [];
  let start = -1;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 32 || c === 9) {
      if (start >= 0) words.push(text.slice(start, i));
      start = -1;
    } else if (start < 0) start = i;
  }
  if (start >= 0) words.push(text.slice(start));
  return words;
}

/** A line with the deeper ones that follow it. */
export interface Block {
  readonly line: ConfigLine;
  readonly body: readonly ConfigLine[];
}

/** Whether a line that is not indented belongs to the mode that a head began; null: none of them does. */
export type Mode = (line: string) => boolean;

const NO_LINES: readonly ConfigLine[] = [];

/**
 * Lines grouped by mode, without comments. `modeOf` tells what lines belong to a mode although they are not indented:
 * configurations written by hand or by other programs do not indent. Where a mode has an indented line, no line without
 * indent belongs to it; `exit` and a bare `!` end one.
 */
export function blocksOf(
  lines: readonly ConfigLine[],
  modeOf: (head: string) => Mode | null,
): readonly Block[] {
  const blocks: Block[] = [];
  let indent = 0;
  let mode: Mode | null = null;
  let body: ConfigLine[] | null = null;
  for (const line of lines) {
    if (line.text.startsWith('!')) {
      if (line.indent === 0 && line.text === '!') mode = null;
      continue;
    }
    const last = blocks.at(-1);
    const deeper = line.indent > indent;
    if (last && (deeper || mode?.(line.text))) {
      if (deeper || line.text === 'exit') mode = null;
      if (!body) {
        body = [];
        blocks[blocks.length - 1] = { line: last.line, body };
      }
      body.push(line);
      continue;
    }
    blocks.push({ line, body: NO_LINES });
    ({ indent } = line);
    mode = modeOf(line.text);
    body = null;
  }
  return blocks;
}

/** Whether a text begins as the output of `show access-list` and no configuration stands in its head. */
export function isCountFile(text: string, listing: (line: string) => boolean): boolean {
  const head = splitLines(text.slice(0, 8192));
  return (
    head.some(listing) &&
    !head.some((l) =>
      /^(?:(?:ASA|PIX|NGFW) Version |interface |hostname |version \d|service timestamps )/.test(l),
    )
  );
}

/** The listing beside a configuration, where there is one and no more. */
export function listingBeside(
  evidence: Evidence,
  context: ParseContext,
  listing: (line: string) => boolean,
): readonly ConfigLine[] {
  const beside = context.siblings('*');
  if (beside === 'ambiguous') return [];
  const found = beside.filter((e) => e.file !== evidence.file && isCountFile(e.text, listing));
  const [only] = found;
  return found.length === 1 && only ? configText(only.text, listing).accessLists : [];
}
