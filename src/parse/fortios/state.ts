/** Where a reader of lines is: the `config` and `edit` that are open around it. */
import { both } from './context.ts';
import type { TableKeys } from './keys.ts';
import { readValues } from './tokens.ts';
import type { Entry, Scope, Table } from './tree.ts';
import { gapOf, notUnderstood, type Walk } from './walk.ts';

/** `config` of tables within a VDOM or globally. `skip`: irrelevant or unknown, counted and not kept. */
export type Frame =
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

export type Tabled = Extract<Frame, { readonly kind: 'table' | 'entry' }>;

export interface State {
  readonly walk: Walk;
  readonly frames: Frame[];
  readonly cache: Map<string, readonly string[]>;
  edits: number;
  /** Index of the line that is read. */
  line: number;
}

export const top = (state: State): Frame | undefined => state.frames.at(-1);

export const scopeOf = (state: State): Scope => top(state)?.scope ?? state.walk.root;

export const understood = (state: State, last: number): void =>
  state.walk.tally.understood(last - state.line + 1);

export const irrelevant = (state: State, last: number): void =>
  state.walk.tally.irrelevant(last - state.line + 1);

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
export function read(state: State, at: number, name: string): { values: readonly string[]; last: number } {
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

export const owner = (frame: Tabled): Entry => (frame.kind === 'entry' ? frame.entry : frame.table.own);

export function stray(state: State, last: number, shown: string): number {
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
