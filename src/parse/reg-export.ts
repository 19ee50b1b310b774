/**
 * `reg export` and regedit's .reg: what a host's registry holds.
 *
 * An export is a statement about a host only as reg.exe writes it: its heading, then blocks of one key each, a blank
 * line before every key and one at the end of the file, no comment, no deletion. A .reg that is otherwise was written by
 * hand to be imported: it says what somebody wants, not what is, and gives no facts.
 */
import type { ExportedKey, RegistryData, RegistryWrite } from '../facts/registry.ts';
import { HIDDEN, shownLine, withoutSecret } from '../facts/secrets.ts';
import type { Evidence, Location, Problem } from '../model/evidence.ts';
import type { Bilingual } from '../model/text.ts';
import { firewallFromRegistry } from './firewall-registry.ts';
import type { Parsed, Parser, Tally } from './parser.ts';
import { locate, problem, splitLines, tally } from './parser.ts';
import { type RegDialect, type RegValue, readValue } from './reg-value.ts';
import { type KeyPath, keyPath } from './registry-data.ts';
import { registryHosts } from './registry-host.ts';

const HEADING = /^\ufeff?(?:Windows Registry Editor Version 5\.00|REGEDIT4)\s*$/;

interface Block extends KeyPath {
  readonly at: Location;
  readonly understood: boolean;
  readonly closed: boolean;
}

interface Walk {
  readonly evidence: Evidence;
  readonly lines: readonly string[];
  readonly dialect: RegDialect;
  readonly tally: Tally;
  readonly writes: RegistryWrite[];
  readonly blocks: Block[];
  block: Block | null;
  /** The line before was not understood and may hold a secret. */
  masked: boolean;
  /** A line that may have been a key's was not understood: what follows belongs to a key we do not know. */
  lost: boolean;
  blank: boolean;
  bad: number;
  firstBad: number;
  /** 1-based line that no export holds; 0 without one. */
  handWritten: number;
}

const UTF16 = new TextDecoder('utf-16le');
/** REGEDIT4 has bytes of the ANSI code page; of Japanese Windows that is CP932. */
const ANSI = new TextDecoder('shift_jis');

const dialectOf = (heading: string): RegDialect =>
  heading.includes('REGEDIT4')
    ? { decode: (bytes) => ANSI.decode(bytes) }
    : { decode: (bytes) => UTF16.decode(bytes) };

function notUnderstood(walk: Walk, at: number): void {
  walk.tally.notUnderstood(locate(walk.evidence, at + 1, shown(walk, walk.lines[at] ?? '')));
  if (walk.bad === 0) walk.firstBad = at + 1;
  walk.bad += 1;
  if (walk.block) walk.block = { ...walk.block, understood: false };
}

/** A value's line as a finding may quote it. `kept`: its data without secrets. */
function quoted(line: string, { name, data }: RegValue, kept: RegistryData): string {
  const text = kept === data ? line : `"${name}"=${typeof kept === 'string' ? `"${kept}"` : HIDDEN}`;
  return text.slice(0, 300);
}

/** A line that was not understood. What follows a secret's may be its continuation. */
function shown(walk: Walk, line: string): string {
  const text = walk.masked ? HIDDEN : shownLine(line.slice(0, 300));
  walk.masked = text.endsWith(HIDDEN);
  return text;
}

function closeBlock(walk: Walk, closed: boolean): void {
  if (walk.block) walk.blocks.push({ ...walk.block, closed });
  walk.block = null;
}

function keyLine(walk: Walk, at: number, line: string): void {
  const path = line.endsWith(']') ? line.slice(1, -1) : '';
  const cut = path.indexOf('\\');
  const key = cut < 0 ? keyPath(path, '') : keyPath(path.slice(0, cut), path.slice(cut + 1));
  if (path.startsWith('-') || !walk.blank) walk.handWritten ||= at + 1;
  closeBlock(walk, walk.blank);
  walk.lost = key === null;
  walk.masked = false;
  if (key === null) {
    notUnderstood(walk, at);
    return;
  }
  walk.tally.understood();
  walk.block = { ...key, at: locate(walk.evidence, at + 1, line), understood: true, closed: false };
}

function writeOf(walk: Walk, block: Block, value: RegValue, at: number): RegistryWrite {
  const data = withoutSecret({ key: block.key, name: value.name }, value.data);
  return {
    hive: block.hive,
    key: block.key,
    name: value.name,
    op: 'set',
    type: value.type,
    data,
    layer: 'stored',
    source: 'reg-export',
    gpo: null,
    strength: 'stored',
    condition: null,
    at: locate(walk.evidence, at + 1, quoted(walk.lines[at] ?? '', value, data)),
  };
}

/** A value's line, or another that begins with neither `[` nor nothing. Returns the next line. */
function valueLine(walk: Walk, at: number): number {
  const value = walk.lost || walk.blank || !walk.block ? 'bad' : readValue(walk.lines, at, walk.dialect);
  if (value === 'delete') {
    walk.handWritten ||= at + 1;
    walk.tally.understood();
    return at + 1;
  }
  if (value === 'bad' || !walk.block) {
    notUnderstood(walk, at);
    if (walk.blank || !/^\s*["@]|^\s+[0-9a-f]{2}(,|$)/i.test(walk.lines[at] ?? '')) walk.lost = true;
    return at + 1;
  }
  walk.masked = false;
  walk.tally.understood(value.next - at);
  walk.writes.push(writeOf(walk, walk.block, value, at));
  return value.next;
}

const isComment = (line: string): boolean => /^\s*(;|#|\/\/)/.test(line);

function step(walk: Walk, at: number): number {
  const line = walk.lines[at] ?? '';
  if (line === '' || line.trim() === '') {
    walk.blank = true;
    walk.tally.irrelevant();
    return at + 1;
  }
  let next = at + 1;
  if (line.charCodeAt(0) === 0x5b) keyLine(walk, at, line.trimEnd());
  else if (HEADING.test(line)) {
    closeBlock(walk, walk.blank);
    walk.tally.understood();
  } else if (isComment(line)) {
    walk.handWritten ||= at + 1;
    walk.tally.irrelevant();
  } else next = valueLine(walk, at);
  walk.blank = false;
  return next;
}

function walkLines(evidence: Evidence): Walk {
  const lines = splitLines(evidence.text);
  const endsLine = /[\r\n]$/.test(evidence.text);
  const walk: Walk = {
    evidence,
    lines: endsLine ? lines : lines.slice(0, -1),
    dialect: dialectOf(lines.find((line) => line.trim() !== '') ?? ''),
    tally: tally(),
    writes: [],
    blocks: [],
    block: null,
    masked: false,
    lost: false,
    blank: true,
    bad: 0,
    firstBad: 0,
    handWritten: 0,
  };
  for (let at = 0; at < walk.lines.length; ) at = step(walk, at);
  if (!endsLine && lines.length > 0) halfLine(walk, lines.length, lines.at(-1) ?? '');
  closeBlock(walk, walk.blank);
  return walk;
}

/** The last line has no line end: it may be cut. A `[` after a blank line still shows that the block before it is whole. */
function halfLine(walk: Walk, number: number, line: string): void {
  if (line.startsWith('[')) closeBlock(walk, walk.blank);
  walk.blank = false;
  walk.tally.notUnderstood(locate(walk.evidence, number, shown(walk, line)));
}

function exportedKeys(walk: Walk): ExportedKey[] {
  const whole = walk.bad === 0;
  return walk.blocks.map(({ hive, key, at, understood, closed }) => ({
    hive,
    key,
    at,
    complete: understood && closed,
    recursive: whole && walk.evidence.verified && walk.evidence.folderWhole === true,
  }));
}

const HAND_WRITTEN: Bilingual = {
  ja: 'reg export の出力の形ではない (注釈、削除の指示、または空行なしに続くキーがある)。取り込むための指示であってホストの状態ではないので、値を証拠にしない。ホストで reg export を実行する',
  en: 'not as reg export writes it (a comment, a deletion, or a key without a blank line before it): an instruction to import, not the state of a host, so its values are no evidence; run reg export on the host',
};

const CUT: Bilingual = {
  ja: 'reg export の出力の終わりの空行がない。最後のキーの途中で切れている可能性がある。採取し直す',
  en: 'the blank line that ends a reg export is missing: it may be cut inside its last key; collect it again',
};

const badLines = (count: number): Bilingual => ({
  ja: `読めない行が ${count} 行ある。その行を含むキーの値は揃っていないものとして扱う`,
  en: `${count} line(s) cannot be read; the keys around them count as incomplete`,
});

function problemsOf(walk: Walk, cut: boolean): Problem[] {
  const { evidence, lines } = walk;
  const list: Problem[] = [];
  if (walk.bad > 0) list.push(problem(evidence, walk.firstBad, badLines(walk.bad), false));
  if (cut) list.push(problem(evidence, Math.max(1, lines.length), CUT, false));
  return list;
}

function parse(evidence: Evidence): Parsed {
  const walk = walkLines(evidence);
  const shared = {
    kind: 'reg-export',
    lines: walk.tally.counts(),
    notUnderstood: walk.tally.listed(),
  } as const;
  if (walk.handWritten > 0) {
    const why = problem(evidence, walk.handWritten, HAND_WRITTEN, false);
    return { ...shared, sections: {}, intact: 'cannot-tell', problems: [why] };
  }
  const cut = !walk.blank;
  const registry = { exported: exportedKeys(walk), writes: walk.writes };
  const firewall = firewallFromRegistry(registry.writes, registry.exported);
  return {
    ...shared,
    sections: { registry, ...(firewall && { firewall }) },
    intact: cut ? 'cut' : 'cannot-tell',
    problems: problemsOf(walk, cut),
    ...registryHosts(walk.writes),
  };
}

/** Told by its first line that is not blank. */
const hasHeading = ({ text }: Evidence): boolean =>
  HEADING.test(/[^\r\n]+/.exec(text.slice(0, 4096).trimStart())?.[0] ?? '');

export const regExport: Parser = { kind: 'reg-export', recognise: hasHeading, parse };
