/** `config`, `edit`, `next`, `end`: which table and entry the lines that follow belong to. */
import { both } from './context.ts';
import { isIrrelevant } from './irrelevant.ts';
import { isChildIgnored, TABLE_KEYS } from './keys.ts';
import {
  type Frame,
  owner,
  read,
  type State,
  scopeOf,
  stray,
  type Tabled,
  top,
  understood,
} from './state.ts';
import { entry, type Scope, scope, tableIn } from './tree.ts';
import { gapOf, notUnderstood, type Walk } from './walk.ts';

/** Far beyond what FortiOS nests. */
const MAX_DEPTH = 24;

const childPath = (frame: Tabled, name: string): string => `${frame.table.path}/${name}`;

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

export function skip(state: State, known: boolean): void {
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

export function config(state: State, at: number): number {
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

export function edit(state: State, at: number): number {
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

export function next(state: State): number {
  const frame = top(state);
  if (frame?.kind !== 'entry' && frame?.kind !== 'vdom') return stray(state, state.line, 'next');
  state.frames.pop();
  understood(state, state.line);
  return state.line;
}

/** Closes the `config`, and an entry that is still open in it. */
export function end(state: State): number {
  const frame = top(state);
  if (!frame) return stray(state, state.line, 'end');
  if (frame.kind === 'entry' || frame.kind === 'vdom') state.frames.pop();
  state.frames.pop();
  understood(state, state.line);
  return state.line;
}
