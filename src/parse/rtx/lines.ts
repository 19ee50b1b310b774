/**
 * Lines of a configuration as commands: lines that a terminal broke at its last column are joined, marks of its pager
 * and its prompts taken off.
 */
import { isHead } from './irrelevant.ts';
import { portList } from './ports.ts';

export interface Command {
  /** 1-based. */
  readonly line: number;
  /** Physical lines it stands on. */
  readonly span: number;
  readonly text: string;
}

/** A line that ends at the last column of a usual terminal, or beyond. */
const COLUMNS = 76;

const MORE = /^(?:-{2,3} ?(?:[Mm]ore|つづく) ?-{2,3})[ \t]*/;

/** Words of filters, routes and descriptors behind their first ones, which may also begin commands (`tcp`, `pp`). */
const ARGUMENT =
  /^(?:\*|[\d.,:/*=-]+|0x[0-9a-f/]+|(?:[a-z]\w*-)?(?:tcp|udp|icmp|icmp[46]|esp|ah|gre|ipv6)(?:,[\w,]+)?|established|tcp(?:syn|fin|rst|flag\S+)|icmp-\w+|dynamic|reverse|gateway|filter|hide|weight|metric|keepalive|null|dhcp|pp|tunnel|lan\d\S*)$/;

/** Whether a word stands behind the first words of a command. */
export const isArgument = (word: string): boolean => ARGUMENT.test(word) || portList(word) !== undefined;

const LISTS = /^(?:no )?(?:ip|ipv6|nat|ethernet) /;

/** A full line goes on where the next begins with no command, or with what only stands behind one. */
function goesOn(command: string, last: string, line: string): boolean {
  if (last.length < COLUMNS || command.startsWith('#')) return false;
  const text = line.trim();
  if (text === '' || text.startsWith('#')) return false;
  const words = text.split(/\s+/);
  if (!isHead(words[0] === 'no' ? (words[1] ?? '') : (words[0] ?? ''))) return true;
  return LISTS.test(command.trimStart()) && words.every(isArgument);
}

/** Broken at a blank, or within a word where the first part fills the line. */
const glue = (before: string, line: string): string =>
  /^\s/.test(line) || /\s$/.test(before) ? `${before.trimEnd()} ${line.trim()}` : `${before}${line.trim()}`;

/** `RTX1210# ip lan1 …`, `RTX1210> show config`: what stands behind it. */
const PROMPT = /^[\w.()-]{0,40}[>#] +(?=\S)/;
/** What is left where a session was pasted to its end. */
export const BARE_PROMPT = /^[\w.()-]{0,40}[>#][ \t]*$/;
const SHOW = /^(?:show|less|console|administrator|exit|quit)\b/;

/** Most lines are commands and nothing else. */
const isBare = (raw: string): boolean => {
  const c = raw.charCodeAt(0);
  return ((c >= 97 && c <= 122) || c === 32) && !MARKS.test(raw);
};
const MARKS = /[#>\u0000\u0008]/;

function plain(raw: string): string {
  if (isBare(raw)) return raw;
  const text = raw.replace(MORE, '').replace(/[\u0008\u0000]/g, '');
  if (/^\s*#/.test(text)) return text;
  if (BARE_PROMPT.test(text)) return '';
  const prompted = PROMPT.exec(text);
  if (!prompted) return text;
  const rest = text.slice(prompted[0].length);
  return SHOW.test(rest) ? '' : rest;
}

export function commands(lines: readonly string[]): readonly Command[] {
  const out: { line: number; span: number; text: string }[] = [];
  let last = '';
  lines.forEach((raw, i) => {
    const text = plain(raw);
    const before = out.at(-1);
    if (before && goesOn(before.text, last, text)) {
      before.text = glue(before.text, text);
      before.span += 1;
    } else out.push({ line: i + 1, span: 1, text });
    last = text;
  });
  for (const command of out) command.text = command.text.trim();
  return out;
}

const isBlank = (c: number): boolean => c === 32 || (c >= 9 && c <= 13);

/** The words of a text. Code points beyond ASCII may be blanks too; lines that hold them are few. */
export function wordsOf(text: string): string[] {
  const words: string[] = [];
  let start = -1;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c > 127) return text.split(/\s+/).filter((w) => w !== '');
    if (!isBlank(c)) {
      if (start < 0) start = i;
    } else if (start >= 0) {
      words.push(text.slice(start, i));
      start = -1;
    }
  }
  if (start >= 0) words.push(text.slice(start));
  return words;
}
