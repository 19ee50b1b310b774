/** From lines to tables: `config`, `edit`, `set`, `unset`, `append`, `next`, `end`, of any depth. */
import type { Evidence } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';
import { splitLines } from '../parser.ts';
import { both } from './context.ts';
import { editTable } from './edits.ts';
import { config, edit, end, next, skip } from './open-tables.ts';
import { set, unset } from './settings.ts';
import { type Frame, irrelevant, read, type State, scopeOf, stray, top, understood } from './state.ts';
import { isTerminal, withoutTerminal } from './terminal.ts';
import { gapOf, noteOf, notUnderstood, startWalk, type Walk } from './walk.ts';

/** Commands that change tables each cost a pass over them. */
const MAX_EDITS = 2000;

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
  const walk = isTerminal(raw) ? { ...draft, lines: withoutTerminal(draft, raw) } : draft;
  const { prompt, partial, sections } = draft;
  const reader: State = { ...state, walk: { ...walk, prompt, partial, sections } };
  for (reader.line = 0; reader.line < raw.length; reader.line += 1) reader.line = lineOf(reader);
  const open = reader.frames.at(-1);
  if (open) gapOf(reader.walk, open.scope, 'cut', raw.length, `config ${nameOf(open)}`, CUT(nameOf(open)));
  return { walk: reader.walk, cut: open !== undefined };
}
