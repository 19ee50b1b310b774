/** From lines to tables: `config`, `edit`, `set`, `unset`, `append`, `next`, `end`, of any depth. */
import type { Evidence } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';
import { splitLines } from '../parser.ts';
import { editTable } from './edits.ts';
import { isIrrelevant } from './irrelevant.ts';
import { isChildIgnored, isIgnored, TABLE_KEYS, type TableKeys } from './keys.ts';
import { readValues } from './tokens.ts';
import {
  dropValues,
  type Entry,
  entry,
  type Scope,
  scope,
  setValues,
  type Table,
  tableIn,
  values,
} from './tree.ts';
import { gapOf, noteOf, notUnderstood, startWalk, type Walk } from './walk.ts';

/** Far beyond what FortiOS nests. */
const MAX_DEPTH = 24;
/** Commands that change tables each cost a pass over them. */
const MAX_EDITS = 2000;

/** `config` of tables within a VDOM or globally. `skip`: irrelevant or unknown, counted and not kept. */
type Frame =
  | { readonly kind: 'vdoms' | 'vdom' | 'global'; readonly scope: Scope; readonly line: number }
  | {
      readonly kind: 'table';
      readonly scope: Scope;
      readonly table: Table;
      readonly keys: TableKeys;
      readonly line: number;
    }
  | {
      readonly kind: 'entry';
      readonly scope: Scope;
      readonly table: Table;
      readonly keys: TableKeys;
      readonly entry: Entry;
      readonly line: number;
    }
  | { readonly kind: 'skip'; readonly scope: Scope; readonly known: boolean; readonly line: number };

type Tabled = Extract<Frame, { readonly kind: 'table' | 'entry' }>;

interface State {
  readonly walk: Walk;
  readonly frames: Frame[];
  readonly cache: Map<string, readonly string[]>;
  edits: number;
  /** Index of the line that is read. */
  line: number;
}

const both = (ja: string, en: string): Bilingual => ({ ja, en });

const top = (state: State): Frame | undefined => state.frames.at(-1);

const scopeOf = (state: State): Scope => top(state)?.scope ?? state.walk.root;

const understood = (state: State, last: number): void => state.walk.tally.understood(last - state.line + 1);

const irrelevant = (state: State, last: number): void => state.walk.tally.irrelevant(last - state.line + 1);

/** A value over lines that holds a whole command is more likely a quote too few. */
const SWALLOWED = /^\s*(?:next|end|edit (?:"[^"]*"|\S+)|config [a-z][\w-]*(?: [\w-]+)*)\s*$/;

/** Settings whose value is commands. */
const SCRIPTS: ReadonlySet<string> = new Set(['script', 'buffer', 'cli-script', 'body', 'description']);

function checkSwallowed(state: State, last: number, name: string): void {
  const { walk, line } = state;
  if (last === line || SCRIPTS.has(name)) return;
  const at = walk.lines.slice(line + 1, last + 1).findIndex((l) => SWALLOWED.test(l));
  if (at < 0) return;
  gapOf(
    walk,
    scopeOf(state),
    'quote',
    line + 1,
    `set ${name}`,
    both(
      `${name} の引用符が ${last - line + 1} 行続き、その中に設定のコマンドがある。引用符の閉じ忘れの可能性がある`,
      `the quotes of ${name} run over ${last - line + 1} lines with commands in them: one may be missing`,
    ),
  );
}

const OPEN_QUOTE = both(
  '引用符が閉じないままファイルが終わる。末尾が欠けている',
  'ends inside quotes: its end is missing',
);

/** Settings whose values many entries share: one list each. */
const REPEATED: ReadonlySet<string> = new Set(
  `srcintf dstintf srcaddr dstaddr srcaddr6 dstaddr6 service schedule action logtraffic status nat ippool poolname
   utm-status inspection-mode type interface category`.split(/\s+/),
);

/** Values from `at` on, and the index of their last line. */
function read(state: State, at: number, name: string): { values: readonly string[]; last: number } {
  const { walk, cache } = state;
  const text = walk.lines[state.line] ?? '';
  const rest = text.slice(at);
  const repeats = REPEATED.has(name);
  const known = repeats ? cache.get(rest) : undefined;
  if (known) return { values: known, last: state.line };
  const found = readValues(walk.lines, state.line, at);
  if (!found.closed) gapOf(walk, scopeOf(state), 'cut', state.line + 1, `set ${name}`, OPEN_QUOTE);
  else if (repeats && found.last === state.line && cache.size < 100_000) cache.set(rest, found.values);
  checkSwallowed(state, found.last, name);
  return found;
}

const childPath = (frame: Tabled, name: string): string => `${frame.table.path}/${name}`;

const owner = (frame: Tabled): Entry => (frame.kind === 'entry' ? frame.entry : frame.table.own);

function unknownTable(state: State, path: string): void {
  const { walk, line } = state;
  notUnderstood(walk, line, line, `config ${path}`);
  gapOf(
    walk,
    scopeOf(state),
    'unknown-table',
    line + 1,
    `config ${path}`,
    both(
      `config ${path} はこの版では読まない。通信の可否に関わる可能性がある`,
      `config ${path} is not read by this version and may bear on what passes`,
    ),
  );
}

function skip(state: State, known: boolean): void {
  const frame: Frame = { kind: 'skip', scope: scopeOf(state), known, line: state.line + 1 };
  state.frames.push(frame);
}

function nested(state: State, frame: Tabled, name: string): void {
  const { walk, line } = state;
  const keys = TABLE_KEYS.get(childPath(frame, name));
  const of = owner(frame);
  if (keys) {
    of.children ??= new Map();
    const table = tableIn(of.children, childPath(frame, name), line + 1);
    walk.tally.understood();
    state.frames.push({ kind: 'table', scope: frame.scope, table, keys, line: line + 1 });
  } else if (isChildIgnored(frame.keys, name)) {
    walk.tally.irrelevant();
    skip(state, true);
  } else {
    of.unknown ??= [];
    of.unknown.push({ name: `config ${name}`, line: line + 1 });
    unknownTable(state, `${frame.table.path} / ${name}`);
    skip(state, false);
  }
}

function scoped(state: State, kind: 'vdoms' | 'global'): void {
  const { walk, line } = state;
  walk.divided = true;
  walk.tally.understood();
  state.frames.push({ kind, scope: walk.root, line: line + 1 });
}

function topTable(state: State, path: string): void {
  const { walk, line } = state;
  const in_ = scopeOf(state);
  const keys = TABLE_KEYS.get(path);
  if (keys) {
    walk.tally.understood();
    const table = tableIn(in_.tables, path, line + 1);
    state.frames.push({ kind: 'table', scope: in_, table, keys, line: line + 1 });
  } else if (isIrrelevant(path)) {
    walk.tally.irrelevant();
    skip(state, true);
  } else {
    unknownTable(state, path);
    skip(state, false);
  }
}

const TOO_DEEP = both('入れ子が深すぎるため読むのをやめた', 'nested too deeply: stopped reading');

function config(state: State, at: number): number {
  const { values: words } = read(state, at, 'config');
  const frame = top(state);
  const path = words.join(' ');
  if (state.frames.length >= MAX_DEPTH) {
    gapOf(state.walk, scopeOf(state), 'too-deep', state.line + 1, `config ${path}`, TOO_DEEP);
    skip(state, false);
    notUnderstood(state.walk, state.line, state.line, `config ${path}`);
  } else if (frame?.kind === 'table' || frame?.kind === 'entry') nested(state, frame, path);
  else if (path === 'vdom' && !frame) scoped(state, 'vdoms');
  else if (path === 'global' && !frame) scoped(state, 'global');
  else topTable(state, path);
  return state.line;
}

function vdom(walk: Walk, name: string, line: number): Scope {
  const known = walk.vdoms.get(name);
  if (known) return known;
  const made = scope(name, line);
  walk.vdoms.set(name, made);
  return made;
}

function stray(state: State, last: number, shown: string): number {
  notUnderstood(state.walk, state.line, last, shown);
  gapOf(
    state.walk,
    scopeOf(state),
    'stray',
    state.line + 1,
    shown,
    both(
      `「${shown}」が置かれた場所では意味を持たない。前の行が欠けている可能性がある`,
      `"${shown}" has no meaning where it stands: lines before it may be missing`,
    ),
  );
  return last;
}

function edit(state: State, at: number): number {
  const { walk } = state;
  const { values: words, last } = read(state, at, 'edit');
  const key = words[0] ?? '';
  const frame = top(state);
  const line = state.line + 1;
  if (frame?.kind === 'vdoms' || frame?.kind === 'vdom') {
    if (frame.kind === 'vdom') state.frames.pop();
    state.frames.push({ kind: 'vdom', scope: vdom(walk, key, line), line });
  } else if (frame?.kind === 'table') {
    const known = frame.table.entries.get(key);
    const made = known ?? entry(key, line);
    if (!known) frame.table.entries.set(key, made);
    const { scope: in_, table, keys } = frame;
    state.frames.push({ kind: 'entry', scope: in_, table, keys, entry: made, line });
  } else return stray(state, last, `edit ${key}`);
  understood(state, last);
  return last;
}

/** Tables whose entries become open by a setting that is not known; elsewhere it is a gap. */
const OPEN =
  /^firewall (?:(?:consolidated |security-)?policy(?:6|46|64)?|local-in-policy6?|acl6?|multicast-policy6?|(?:multicast-)?address6?|addrgrp6?|service custom|schedule (?:recurring|onetime)|vip6?)$/;

function unknownSetting(state: State, frame: Tabled, name: string, last: number): void {
  const of = owner(frame);
  of.unknown ??= [];
  of.unknown.push({ name, line: state.line + 1 });
  notUnderstood(state.walk, state.line, last, `set ${name}`);
  if (frame.kind === 'entry' && OPEN.test(frame.table.path)) return;
  const shown = `config ${frame.table.path}: set ${name}`;
  const because = both(
    `config ${frame.table.path} の ${name} はこの版では読まない。通信の可否に関わる可能性がある`,
    `${name} of config ${frame.table.path} is not read by this version and may bear on what passes`,
  );
  gapOf(state.walk, frame.scope, 'unknown-setting', state.line + 1, shown, because);
}

function apply(of: Entry, verb: string, name: string, found: readonly string[]): void {
  const old = values(of, name);
  if (verb === 'append') setValues(of, name, [...old, ...found]);
  else if (verb === 'unselect') {
    setValues(
      of,
      name,
      old.filter((v) => !found.includes(v)),
    );
  } else setValues(of, name, found);
}

/** `set NAME VALUE…`, from behind its verb. */
function set(state: State, verb: string, at: number): number {
  const text = state.walk.lines[state.line] ?? '';
  let from = at;
  while (text[from] === ' ' || text[from] === '\t') from += 1;
  let to = from;
  while (to < text.length && text[to] !== ' ' && text[to] !== '\t') to += 1;
  const name = text.slice(from, to);
  const frame = top(state);
  if (frame?.kind !== 'entry' && frame?.kind !== 'table') {
    return stray(state, read(state, to, name).last, `${verb} ${name}`);
  }
  const used = frame.keys.used.has(name);
  if (!used && isIgnored(frame.keys, name)) {
    const last = text.includes('"', to) || text.includes("'", to) ? read(state, to, name).last : state.line;
    irrelevant(state, last);
    return last;
  }
  const found = read(state, to, name);
  if (used) {
    apply(owner(frame), verb, name, found.values);
    understood(state, found.last);
  } else unknownSetting(state, frame, name, found.last);
  return found.last;
}

function unset(state: State, at: number): number {
  const { values: words, last } = read(state, at, 'unset');
  const frame = top(state);
  if (frame?.kind !== 'entry' && frame?.kind !== 'table')
    return stray(state, last, `unset ${words[0] ?? ''}`);
  const name = words[0] ?? '';
  if (frame.keys.used.has(name)) {
    dropValues(owner(frame), name);
    understood(state, last);
  } else if (isIgnored(frame.keys, name)) irrelevant(state, last);
  else unknownSetting(state, frame, name, last);
  return last;
}

function next(state: State): number {
  const frame = top(state);
  if (frame?.kind !== 'entry' && frame?.kind !== 'vdom') return stray(state, state.line, 'next');
  state.frames.pop();
  understood(state, state.line);
  return state.line;
}

/** Closes the `config`, and an entry that is still open in it. */
function end(state: State): number {
  const frame = top(state);
  if (!frame) return stray(state, state.line, 'end');
  if (frame.kind === 'entry' || frame.kind === 'vdom') state.frames.pop();
  state.frames.pop();
  understood(state, state.line);
  return state.line;
}

const TOO_MANY = both(
  'move、rename などのコマンドが多すぎるため読むのをやめた',
  'too many commands as move and rename: stopped following them',
);

function refused(state: State, verb: string, words: readonly string[]): void {
  const shown = [verb, ...words].join(' ');
  noteOf(
    state.walk,
    scopeOf(state),
    'no-effect',
    state.line + 1,
    shown,
    both(
      `「${shown}」は対象がないか名前が重なるため効かない`,
      `"${shown}" has no effect: nothing of that name, or a name already used`,
    ),
  );
}

function change(state: State, verb: string, at: number): number {
  const frame = top(state);
  const { values: words, last } = read(state, at, verb);
  if (frame?.kind !== 'table') return stray(state, last, `${verb} ${words[0] ?? ''}`);
  state.edits += 1;
  if (state.edits > MAX_EDITS) {
    if (state.edits === MAX_EDITS + 1)
      gapOf(state.walk, frame.scope, 'too-many', state.line + 1, verb, TOO_MANY);
    notUnderstood(state.walk, state.line, last, verb);
    return last;
  }
  const done = editTable(frame.scope, frame.table, verb, words, state.line + 1);
  if (done === null) return stray(state, last, `${verb} ${words[0] ?? ''}`);
  if (!done) refused(state, verb, words);
  understood(state, last);
  return last;
}

const WORD = /[^ \t]+/y;

/** Within a table that is not kept: only `config`, `end` and quotes count. */
function skipped(state: State, frame: Frame & { readonly kind: 'skip' }, verb: string, at: number): number {
  const text = state.walk.lines[state.line] ?? '';
  let last = state.line;
  if (verb === 'config') skip(state, frame.known);
  else if (verb === 'end') state.frames.pop();
  else if (text.includes('"', at) || text.includes("'", at)) {
    WORD.lastIndex = at + 1;
    last = read(state, at, WORD.exec(text)?.[0] ?? '').last;
  }
  if (frame.known) irrelevant(state, last);
  else notUnderstood(state.walk, state.line, last, verb);
  return last;
}

const EDITS: ReadonlySet<string> = new Set(['move', 'clone', 'rename', 'delete', 'purge']);
const SETS: ReadonlySet<string> = new Set(['set', 'append', 'select', 'unselect']);

function command(state: State, verb: string, at: number): number {
  const frame = top(state);
  if (frame?.kind === 'skip') return skipped(state, frame, verb, at);
  if (SETS.has(verb)) return set(state, verb, at);
  if (verb === 'next') return next(state);
  if (verb === 'edit') return edit(state, at);
  if (verb === 'end') return end(state);
  if (verb === 'config') return config(state, at);
  if (verb === 'unset') return unset(state, at);
  if (EDITS.has(verb)) return change(state, verb, at);
  return stray(state, read(state, at, verb).last, verb);
}

/** `FW01 (policy) # edit 3`, as a terminal shows it. */
const PROMPT =
  /^(?!(?:config|edit|set|unset|append|next|end|move|clone|rename|delete|purge) )([\w.-]{1,64})(?: \([^()]{1,80}\))? [#$](?:[ \t]+|$)/;
/** Commands that show something and change nothing. */
const SHOWS = /^(?:show|get|diag\w*|exec\w*|fnsysctl|exit|quit|abort|tree)\b/;
const SHOWS_ONE = /^show(?: full-configuration)?(?: [a-z][\w-]*){2,} +(?:\d+|"[^"]*")/;
const PAGER = /^(?:--More--[ \t]*|[ \t]*\b\u0008+[ \t]*)+/;

function prompted(state: State, text: string): string | null {
  const prompt = PROMPT.exec(text);
  if (!prompt) return text;
  state.walk.prompt = prompt[1] ?? null;
  const rest = text.slice(prompt[0].length).trim();
  if (SHOWS_ONE.test(rest) || / \| *grep /.test(rest)) state.walk.partial = true;
  return rest === '' || SHOWS.test(rest) ? null : rest;
}

function lineOf(state: State): number {
  const raw = state.walk.lines[state.line] ?? '';
  let at = 0;
  while (raw[at] === ' ' || raw[at] === '\t') at += 1;
  const c = raw[at];
  if (c === undefined || c === '#' || raw.startsWith('current vf=', at)) {
    state.walk.tally.irrelevant();
    return state.line;
  }
  WORD.lastIndex = at;
  const verb = WORD.exec(raw)?.[0] ?? '';
  return command(state, verb, at + verb.length);
}

/** Pager marks, backspaces and prompts of a terminal log taken off, line for line. */
function withoutTerminal(state: State, lines: readonly string[]): readonly string[] {
  return lines.map((line) => {
    const paged = line.includes('--More--') || line.includes('\u0008') ? line.replace(PAGER, '') : line;
    return PROMPT.test(paged) ? (prompted(state, paged) ?? '') : paged;
  });
}

const CUT = (path: string): Bilingual =>
  both(
    `config ${path} が end で閉じないままファイルが終わる。末尾が欠けている`,
    `ends before the end of config ${path}: its end is missing`,
  );

const nameOf = (frame: Frame): string =>
  frame.kind === 'table' || frame.kind === 'entry' ? frame.table.path : frame.kind === 'skip' ? '…' : 'vdom';

/** Whether every `config` is closed is told by the frames that are left. */
export function readTree(evidence: Evidence): { readonly walk: Walk; readonly cut: boolean } {
  const raw = splitLines(evidence.text);
  const draft = startWalk(evidence, raw);
  const state: State = { walk: draft, frames: [], cache: new Map(), edits: 0, line: 0 };
  const terminal = raw.some((line) => line.includes('--More--') || PROMPT.test(line));
  const walk = terminal ? { ...draft, lines: withoutTerminal(state, raw) } : draft;
  const reader: State = { ...state, walk: { ...walk, prompt: draft.prompt, partial: draft.partial } };
  for (reader.line = 0; reader.line < raw.length; reader.line += 1) reader.line = lineOf(reader);
  const open = reader.frames.at(-1);
  if (open) gapOf(reader.walk, open.scope, 'cut', raw.length, `config ${nameOf(open)}`, CUT(nameOf(open)));
  return { walk: reader.walk, cut: open !== undefined };
}
