/** `set`, `append`, `unselect`, `unset`. */
import { both } from './context.ts';
import { isIgnored } from './keys.ts';
import { irrelevant, owner, read, type State, stray, type Tabled, top, understood } from './state.ts';
import { dropValues, type Entry, setValues, values } from './tree.ts';
import { gapOf, notUnderstood } from './walk.ts';

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
export function set(state: State, verb: string, at: number): number {
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

export function unset(state: State, at: number): number {
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
