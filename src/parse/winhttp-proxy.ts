/** `netsh winhttp show proxy` in Japanese or English: direct access, or a proxy and the list of what bypasses it. */
import type { WinHttpProxy } from '../facts/proxy-settings.ts';
import { hiddenUser } from '../facts/proxy-text.ts';
import type { Evidence, Problem } from '../model/evidence.ts';
import { parse as grammar } from './generated/winhttp-proxy.js';
import { parseWith } from './grammar-line.ts';
import { noClosingLine, unreadRows } from './list-problems.ts';
import type { Parsed, Parser } from './parser.ts';
import { locate, problem, splitLines, tally } from './parser.ts';

const HEAD = 16_384;
const HEADING = /^[ \t]*(?:Current WinHTTP proxy settings:|現在の WinHTTP プロキシ設定[:：])[ \t]*\r?$/im;
const PROMPT = /^(?:PS )?[A-Za-z]:\\[^>]*>|^netsh/;

type Line =
  | { readonly kind: 'blank' | 'heading' | 'direct' }
  | { readonly kind: 'proxy' | 'other'; readonly value: string }
  /** null: the list is said to be empty. An empty text is a list that is cut. */
  | { readonly kind: 'bypass'; readonly value: string | null };

const readLine = (text: string): Line =>
  parseWith<Line, { startRule: 'Line' }>(grammar, text, { startRule: 'Line' }) ?? {
    kind: 'other',
    value: text,
  };

interface Reading {
  readonly evidence: Evidence;
  readonly settings: WinHttpProxy[];
  /** A proxy whose bypass list has not come yet. */
  pending: WinHttpProxy | null;
  headings: number;
}

const entries = (value: string | null): readonly string[] =>
  (value ?? '')
    .split(/[;\s]+/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');

/** A proxy may have been written as user:password@host. */
const withoutCredentials = (text: string): string =>
  text
    .split(/([\s=;/])/)
    .map((part) => {
      const end = part.lastIndexOf('@');
      return end < 0 ? part : hiddenUser(part.slice(0, end)) + part.slice(end + 1);
    })
    .join('');

/** True when the line was understood. */
function walk(r: Reading, text: string, line: number): boolean {
  const read = readLine(text);
  const at = locate(r.evidence, line, withoutCredentials(text));
  if (read.kind === 'heading') r.headings += 1;
  if (r.headings === 0) return read.kind === 'blank';
  if (read.kind === 'direct') r.settings.push({ proxy: null, bypass: [], at });
  if (read.kind === 'proxy' && read.value !== '' && !read.value.includes('\ufffd')) {
    r.pending = { proxy: withoutCredentials(read.value), bypass: [], at };
    return true;
  }
  if (read.kind === 'bypass' && r.pending && read.value !== '' && !read.value?.includes('\ufffd')) {
    r.settings.push({ ...r.pending, bypass: entries(read.value) });
    r.pending = null;
    return true;
  }
  return read.kind === 'blank' || read.kind === 'heading' || read.kind === 'direct';
}

const same = (a: WinHttpProxy, b: WinHttpProxy): boolean =>
  a.proxy === b.proxy && a.bypass.join(';') === b.bypass.join(';');

const differing = (evidence: Evidence, line: number): Problem =>
  problem(
    evidence,
    line,
    {
      ja: '食い違う WinHTTP プロキシ設定が書かれている。現在の設定だけを保存すること',
      en: 'it holds WinHTTP proxy settings that differ; save the current ones alone',
    },
    true,
  );

function problemsOf(r: Reading, lineCount: number, unread: number | null, cut: boolean): readonly Problem[] {
  const [first, ...rest] = r.settings;
  const other = first && rest.find((s) => !same(s, first));
  return [
    ...(unread === null ? [] : [unreadRows(r.evidence, unread, 1)]),
    ...(cut ? [noClosingLine(r.evidence, lineCount)] : []),
    ...(other ? [differing(r.evidence, other.at.line)] : []),
  ];
}

function parse(evidence: Evidence): Parsed {
  const count = tally();
  const r: Reading = { evidence, settings: [], pending: null, headings: 0 };
  const lines = splitLines(evidence.text);
  for (const [index, text] of lines.entries()) {
    if (walk(r, text, index + 1)) count.understood();
    else if (PROMPT.test(text) || r.headings === 0) count.irrelevant();
    else count.notUnderstood(locate(evidence, index + 1, text));
  }
  // A bypass list without a line end may go on; the sentence on direct access and `(none)` cannot.
  const open = !/[\r\n]$/.test(evidence.text) && (r.settings.at(-1)?.bypass.length ?? 0) > 0;
  const cut = open || r.settings.length < r.headings;
  const problems = problemsOf(r, lines.length, count.listed()[0]?.line ?? null, cut);
  const [winhttp] = r.settings;
  return {
    kind: 'winhttp-proxy',
    sections: winhttp && problems.length === 0 ? { winhttp } : {},
    lines: count.counts(),
    notUnderstood: count.listed(),
    intact: cut ? 'cut' : 'yes',
    problems,
  };
}

export const winhttpProxy: Parser = {
  kind: 'winhttp-proxy',
  recognise: (evidence) => HEADING.test(evidence.text.slice(0, HEAD)),
  parse,
};
