/**
 * Security templates: GptTmpl.inf of a GPO and what `secedit /export` writes ([MS-GPSB] 2.2). Both have one grammar;
 * which of them a file is, is told by what only an export carries.
 */

import { shownLine } from '../facts/secrets.ts';
import type { Principal } from '../facts/security-policy.ts';
import type { Evidence } from '../model/evidence.ts';
import { parse as parseLines } from './generated/security-inf.js';
import { type InfValue, infValue, type WrittenValue } from './inf-value.ts';
import type { Tally } from './parser.ts';
import { locate, splitLines, tally } from './parser.ts';

interface Line {
  /** 1-based. */
  readonly line: number;
  readonly text: string;
}

export interface InfSetting extends Line {
  readonly name: string;
  readonly value: string;
}

export type InfRegistryValue = Line & InfValue;

export interface InfRight extends Line {
  readonly name: string;
  readonly principals: readonly Principal[];
}

export interface InfGroup extends Line {
  readonly group: Principal;
  readonly relation: 'members' | 'memberOf';
  readonly principals: readonly Principal[];
}

export interface InfService extends Line {
  readonly name: string;
  readonly start: number;
}

/** A template as it is written. */
export interface Inf {
  readonly systemAccess: readonly InfSetting[];
  readonly eventAudit: readonly InfSetting[];
  readonly kerberos: readonly InfSetting[];
  readonly registryValues: readonly InfRegistryValue[];
  readonly rights: readonly InfRight[];
  readonly groups: readonly InfGroup[];
  readonly services: readonly InfService[];
  /** Sections that another header follows and of which every line was understood, lower case. */
  readonly sections: readonly string[];
  /** [Version] is last and holds its revision: the end of the file is that of the export. */
  readonly trailer: boolean;
  /** [Version] stands somewhere: every tool that writes templates writes it. */
  readonly versioned: boolean;
  /** The last line has no line end. */
  readonly halfLine: boolean;
  /** First line (1-based) that was not understood and may carry policy; null when all were. */
  readonly firstBad: number | null;
  readonly lines: Tally;
  readonly lineCount: number;
}

type Rule = 'Settings' | 'RegistryValues' | 'Rights' | 'Groups' | 'Services';

const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['system access', 'Settings'],
  ['event audit', 'Settings'],
  ['kerberos policy', 'Settings'],
  ['registry values', 'RegistryValues'],
  ['privilege rights', 'Rights'],
  ['group membership', 'Groups'],
  ['service general setting', 'Services'],
  ['version', 'Settings'],
]);

/** Sections of [MS-GPSB] and of the security editor that no check reads. */
const IRRELEVANT: ReadonlySet<string> = new Set([
  'unicode',
  'registry keys',
  'file security',
  'system log',
  'security log',
  'application log',
  'profile description',
  'strings',
]);

interface Walk {
  readonly evidence: Evidence;
  readonly nodes: Map<string, unknown[]>;
  readonly closed: Set<string>;
  readonly spoiled: Set<string>;
  readonly lines: Tally;
  firstBad: number | null;
  section: string;
  /** Lines of the section that the grammar has not seen yet. */
  pending: Line[];
}

function notUnderstood(walk: Walk, line: number, text: string): void {
  walk.lines.notUnderstood(locate(walk.evidence, line, shownLine(text)));
  walk.firstBad ??= line;
  walk.spoiled.add(walk.section);
}

const BATCH = 1000;

type Node = object | null;

const nodesOf = (rule: Rule, lines: readonly Line[]): readonly Node[] => {
  const nodes = parseLines(lines.map((l) => l.text).join('\n'), { startRule: rule }) as readonly Node[];
  if (rule !== 'RegistryValues') return nodes;
  return nodes.map((node) => (node === null ? null : infValue(node as WrittenValue)));
};

/** Gives the pending lines to the grammar. */
function flush(walk: Walk): void {
  const rule = RULES.get(walk.section);
  const { pending } = walk;
  if (rule === undefined || pending.length === 0) return;
  walk.pending = [];
  const list = walk.nodes.get(walk.section) ?? [];
  walk.nodes.set(walk.section, list);
  const nodes = nodesOf(rule, pending);
  pending.forEach(({ line, text }, index) => {
    const node = nodes[index] ?? null;
    if (node === null) notUnderstood(walk, line, text);
    else {
      walk.lines.understood();
      list.push({ text, ...node, line });
    }
  });
}

function bodyLine(walk: Walk, line: number, text: string): void {
  if (RULES.has(walk.section)) {
    walk.pending.push({ line, text });
    if (walk.pending.length >= BATCH) flush(walk);
  } else if (IRRELEVANT.has(walk.section)) walk.lines.irrelevant();
  else notUnderstood(walk, line, text);
}

const HEADER = /^\[([^\][]+)\]$/;

function step(walk: Walk, line: number, raw: string): void {
  const text = raw.trim();
  const header = HEADER.exec(text)?.[1];
  if (text === '' || text.startsWith(';')) walk.lines.irrelevant();
  else if (header !== undefined) {
    flush(walk);
    walk.closed.add(walk.section);
    walk.section = header.trim().toLowerCase();
    walk.lines.understood();
  } else bodyLine(walk, line, text);
}

function hasTrailer(walk: Walk): boolean {
  const version = (walk.nodes.get('version') ?? []) as readonly InfSetting[];
  return (
    walk.section === 'version' && version.some((s) => /^revision$/i.test(s.name) && /^\d+$/.test(s.value))
  );
}

/** Reads every line. A last line without a line end may be cut and is not believed, unless it is the trailer's. */
export function readInf(evidence: Evidence): Inf {
  const walk: Walk = {
    evidence,
    nodes: new Map(),
    closed: new Set(),
    spoiled: new Set(),
    firstBad: null,
    lines: tally(),
    section: '',
    pending: [],
  };
  const lines = splitLines(evidence.text);
  const ended = /[\r\n]$/.test(evidence.text);
  lines.forEach((text, index) => {
    const half = !ended && index === lines.length - 1 && walk.section !== 'version';
    if (half) notUnderstood(walk, index + 1, text);
    else step(walk, index + 1, text);
  });
  flush(walk);
  const of = <T>(section: string): readonly T[] => (walk.nodes.get(section) ?? []) as T[];
  return {
    systemAccess: of('system access'),
    eventAudit: of('event audit'),
    kerberos: of('kerberos policy'),
    registryValues: of('registry values'),
    rights: of('privilege rights'),
    groups: of('group membership'),
    services: of('service general setting'),
    sections: [...walk.closed].filter((s) => s !== '' && s !== walk.section && !walk.spoiled.has(s)),
    trailer: hasTrailer(walk),
    versioned: walk.closed.has('version') || walk.section === 'version',
    halfLine: !ended && lines.length > 0 && walk.section !== 'version',
    firstBad: walk.firstBad,
    lines: walk.lines,
    lineCount: lines.length,
  };
}
