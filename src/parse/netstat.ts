/** `netstat -an`, -ano and -anob. Read without its words, which are localised: a TCP socket that listens has no peer. */
import type { Listener } from '../facts/host-activity.ts';
import type { Evidence, Location } from '../model/evidence.ts';
import { parse as grammar } from './generated/netstat.js';
import { parseWith } from './grammar-line.ts';
import { unreadProblems } from './list-problems.ts';
import type { Parsed, Parser, Tally } from './parser.ts';
import { locate, splitLines, tally } from './parser.ts';

const HEAD = 16_384;
const ROW = /^[ \t]+(?:TCP|UDP)[ \t]+[^ \t]+:\d+[ \t]+(?:\*:\*|[^ \t]+:\d+)/m;

interface Endpoint {
  readonly host: string;
  readonly port: number;
}

interface Row {
  readonly kind: 'row';
  readonly protocol: Listener['proto'];
  readonly local: Endpoint;
  readonly foreign: Endpoint | null;
  readonly state: string | null;
  readonly pid: number | null;
}

type Line =
  | Row
  | { readonly kind: 'program'; readonly name: string }
  | { readonly kind: 'blank' | 'damaged' | 'note' | 'text' };

const readLine = (text: string): Line =>
  parseWith<Line, { startRule: 'Line' }>(grammar, text, { startRule: 'Line' }) ?? { kind: 'damaged' };

/** `netstat -q` also lists sockets that are bound and do not listen. */
function isListening(row: Row): boolean {
  if (row.protocol === 'udp') return true;
  return row.foreign !== null && row.foreign.port === 0 && row.state !== 'BOUND';
}

interface Reading {
  readonly evidence: Evidence;
  readonly count: Tally;
  readonly items: Listener[];
  rows: number;
  /** The last row, when it listens: with -b its program stands in a line below it. */
  last: Listener | null;
}

function addRow(r: Reading, row: Row, at: Location): void {
  r.rows += 1;
  flush(r);
  if (!isListening(row)) return;
  const { host: address, port } = row.local;
  r.last = { proto: row.protocol, address, port, pid: row.pid, process: null, at };
}

function flush(r: Reading): void {
  if (r.last) r.items.push(r.last);
  r.last = null;
}

/** Notes of -b (`Can not obtain ownership information`, the name of a component) are localised and indented. */
function walk(r: Reading, text: string, line: number, whole: boolean): void {
  const read = whole ? readLine(text) : { kind: 'damaged' as const };
  if (read.kind === 'row') addRow(r, read, locate(r.evidence, line, text));
  if (read.kind === 'program' && r.last) r.last = { ...r.last, process: read.name };
  if (read.kind === 'row' || read.kind === 'program') r.count.understood();
  else if (read.kind === 'damaged' || (read.kind === 'text' && r.rows > 0)) {
    r.count.notUnderstood(locate(r.evidence, line, text));
  } else r.count.irrelevant();
}

function parse(evidence: Evidence): Parsed {
  const r: Reading = { evidence, count: tally(), items: [], rows: 0, last: null };
  const lines = splitLines(evidence.text);
  const ended = /[\r\n]$/.test(evidence.text);
  for (const [index, text] of lines.entries()) walk(r, text, index + 1, ended || index < lines.length - 1);
  flush(r);
  const problems = unreadProblems(evidence, r.count);
  const at = r.items[0]?.at ?? locate(evidence, 1, '');
  return {
    kind: 'netstat',
    sections: { listeners: { items: r.items, complete: problems.length === 0, at } },
    lines: r.count.counts(),
    notUnderstood: r.count.listed(),
    intact: ended ? 'cannot-tell' : 'cut',
    problems,
  };
}

export const netstat: Parser = {
  kind: 'netstat',
  recognise: (evidence) => ROW.test(evidence.text.slice(0, HEAD)),
  parse,
};
