/** `net localgroup <group>` in Japanese or English; a file may hold the output for several groups. */
import type { GroupMember, LocalGroup } from '../facts/local-groups.ts';
import type { Evidence, Problem } from '../model/evidence.ts';
import { groupSid, memberSid } from './account-name.ts';
import { parse as grammar } from './generated/net-localgroup.js';
import { parseWith } from './grammar-line.ts';
import { noClosingLine, unreadRows } from './list-problems.ts';
import type { Parsed, Parser, Tally } from './parser.ts';
import { locate, splitLines, tally } from './parser.ts';

const HEAD = 16_384;

type Line =
  | { readonly kind: 'blank' | 'rule' | 'closing' }
  | { readonly kind: 'alias' | 'text'; readonly name: string };

const readLine = (text: string): Line =>
  parseWith<Line, { startRule: 'Line' }>(grammar, text, { startRule: 'Line' }) ?? {
    kind: 'text',
    name: text,
  };

/** A group whose output is being read. `members` null: before the rule. */
interface Open {
  readonly name: string;
  readonly line: number;
  readonly text: string;
  members: GroupMember[] | null;
  damaged: boolean;
}

interface Reading {
  readonly evidence: Evidence;
  readonly count: Tally;
  readonly groups: LocalGroup[];
  readonly problems: Problem[];
  open: Open | null;
  /** The last line, when no line end follows: a name there may lack its end. */
  readonly endless: number | null;
  unclosed: boolean;
}

/** Accounts of this computer are shown without a domain; NT AUTHORITY and its like are neither. */
function originOf(name: string): GroupMember['origin'] {
  if (!name.includes('\\')) return memberSid(name) === null ? 'local' : 'unknown';
  return /^(?:NT AUTHORITY|NT SERVICE|BUILTIN|AzureAD|MicrosoftAccount)\\/i.test(name) ? 'unknown' : 'domain';
}

function close(r: Reading, closed: boolean): void {
  const { open } = r;
  r.open = null;
  if (!open) return;
  const whole = closed && open.members !== null;
  if (!whole) {
    r.unclosed = true;
    r.problems.push(noClosingLine(r.evidence, open.line));
  }
  r.groups.push({
    sid: groupSid(open.name),
    name: open.name,
    members: open.members ?? [],
    complete: whole && !open.damaged,
    at: locate(r.evidence, open.line, open.text),
  });
}

function startGroup(r: Reading, name: string, line: number, text: string): void {
  close(r, false);
  if (name.includes('\ufffd')) lose(r, line, text);
  else r.open = { name, line, text, members: null, damaged: false };
}

function lose(r: Reading, line: number, text: string): void {
  r.count.notUnderstood(locate(r.evidence, line, text));
  if (r.open) r.open.damaged = true;
  if (r.problems.length === 0) r.problems.push(unreadRows(r.evidence, line, 1));
}

function addMember(r: Reading, members: GroupMember[], name: string, line: number, text: string): void {
  if (name.includes('\ufffd')) {
    lose(r, line, text);
    return;
  }
  r.count.understood();
  const at = locate(r.evidence, line, text);
  members.push({ sid: memberSid(name), name, kind: 'unknown', origin: originOf(name), at });
}

function walk(r: Reading, text: string, line: number): void {
  const read = readLine(text);
  const members = r.open?.members ?? null;
  if (read.kind === 'text' && members) {
    if (r.endless === line) lose(r, line, text);
    else addMember(r, members, read.name, line, text);
    return;
  }
  if (read.kind === 'alias') startGroup(r, read.name, line, text);
  else if (read.kind === 'closing') close(r, true);
  else if (read.kind === 'rule' && r.open && !members) r.open.members = [];
  if (read.kind === 'blank' || read.kind === 'text') r.count.irrelevant();
  else if (!(read.kind === 'alias' && r.open === null)) r.count.understood();
}

function parse(evidence: Evidence): Parsed {
  const lines = splitLines(evidence.text);
  const endless = /[\r\n]$/.test(evidence.text) ? null : lines.length;
  const r: Reading = {
    evidence,
    count: tally(),
    groups: [],
    problems: [],
    open: null,
    endless,
    unclosed: false,
  };
  for (const [index, text] of lines.entries()) walk(r, text, index + 1);
  close(r, false);
  return {
    kind: 'net-localgroup',
    sections: r.groups.length > 0 ? { localGroups: { groups: r.groups, users: null } } : {},
    lines: r.count.counts(),
    notUnderstood: r.count.listed(),
    intact: r.unclosed ? 'cut' : 'yes',
    problems: r.problems,
  };
}

export const netLocalgroup: Parser = {
  kind: 'net-localgroup',
  recognise: (evidence) => /^[ \t]*(?:Alias name|エイリアス名)[ \t]+\S/m.test(evidence.text.slice(0, HEAD)),
  parse,
};
