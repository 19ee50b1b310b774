/** The set form: `show configuration | display set`, and the commands of configuration mode that people keep in files. */
import { isNoise } from './noise.ts';
import type { Reading } from './reading.ts';
import { lineWords } from './tokens.ts';
import {
  appendKid,
  consume,
  findKid,
  type JunosNode,
  makeNode,
  moveKid,
  removeKid,
  touchKid,
} from './tree.ts';

interface Mode {
  readonly reading: Reading;
  /** What `edit` has gone to. */
  path: readonly string[];
  /** The words of the last set line and the nodes they led to, from the root. */
  words: readonly string[];
  nodes: JunosNode[];
}

const MAX_WORDS = 200;

function forget(mode: Mode): void {
  mode.words = [];
  mode.nodes = [];
}

/** Goes down the words; those that the line before shares with this one need no search. */
function setPath(mode: Mode, words: readonly string[], line: number): JunosNode {
  const { words: before, nodes, reading } = mode;
  let depth = 0;
  while (depth < words.length && depth < before.length && words[depth] === before[depth]) depth += 1;
  const path = nodes.slice(0, depth);
  let node = path.at(-1) ?? reading.root;
  for (const n of path) n.last = line;
  for (let i = depth; i < words.length; i++) {
    node = touchKid(node, reading.intern(words[i] ?? ''), line);
    path.push(node);
  }
  mode.words = words;
  mode.nodes = path;
  return node;
}

/** `[ a b ]` stands for one line a value. */
function alternatives(words: readonly string[]): readonly (readonly string[])[] | null {
  const open = words.indexOf('[');
  if (open < 0) return words.includes(']') ? null : [words];
  if (words.at(-1) !== ']' || open === 0 || words.indexOf('[', open + 1) >= 0) return null;
  const head = words.slice(0, open);
  return words.slice(open + 1, -1).map((value) => [...head, value]);
}

function set(mode: Mode, rest: readonly string[], line: number): boolean {
  const all = alternatives(rest);
  if (!all || all.length === 0 || mode.path.length + rest.length > MAX_WORDS) return false;
  for (const words of all) {
    const path = mode.path.length === 0 ? words : [...mode.path, ...words];
    mode.reading.ends[line] = setPath(mode, path, line);
  }
  return true;
}

interface Place {
  readonly parent: JunosNode;
  readonly node: JunosNode;
}

function find(mode: Mode, rest: readonly string[]): Place | null {
  let parent = mode.reading.root;
  let node: JunosNode | null = null;
  for (const word of [...mode.path, ...rest]) {
    if (node) parent = node;
    node = findKid(parent, word);
    if (!node) return null;
  }
  return node && { parent, node };
}

/** Done to what the lines before have built; it leaves a node in which the line can end. */
function edited(mode: Mode, line: number): true {
  const done = makeNode('', line);
  consume(done);
  mode.reading.ends[line] = done;
  forget(mode);
  return true;
}

function activate(mode: Mode, rest: readonly string[], line: number, inactive: boolean): boolean {
  const place = find(mode, rest);
  if (place) place.node.inactive = inactive;
  else if (!inactive) return false;
  return edited(mode, line);
}

function remove(mode: Mode, rest: readonly string[], line: number): boolean {
  if (rest.length === 0 && mode.path.length === 0) return false;
  const place = find(mode, rest);
  if (place) removeKid(place.parent, place.node);
  return edited(mode, line);
}

/** `insert … policy a before policy b`: the words after it name the other from where the two differ. */
function insert(mode: Mode, rest: readonly string[], line: number): boolean {
  const cut = Math.max(rest.lastIndexOf('before'), rest.lastIndexOf('after'));
  const where = rest[cut] === 'before' ? 'before' : 'after';
  const other = rest.at(-1);
  const place = cut > 0 ? find(mode, rest.slice(0, cut)) : null;
  const beside = place && other !== undefined ? findKid(place.parent, other) : null;
  if (!place || !beside || rest.length - cut > 3) return false;
  moveKid(place.parent, place.node, where, beside);
  return edited(mode, line);
}

function copyInto(from: JunosNode, to: JunosNode, line: number): void {
  for (let n = from.first; n; n = n.next) {
    const made = touchKid(to, n.word, line);
    made.inactive = n.inactive;
    copyInto(n, made, line);
  }
}

/** `rename … policy a to policy b`, `copy … a to b`: within one parent. */
function rename(mode: Mode, rest: readonly string[], line: number, keep: boolean): boolean {
  const cut = rest.lastIndexOf('to');
  const name = rest.at(-1);
  const place = cut > 0 ? find(mode, rest.slice(0, cut)) : null;
  if (!place || name === undefined || rest.length - cut > 3 || findKid(place.parent, name)) return false;
  const made = makeNode(name, line);
  made.inactive = place.node.inactive;
  appendKid(place.parent, made);
  copyInto(place.node, made, line);
  if (!keep) {
    moveKid(place.parent, made, 'after', place.node);
    removeKid(place.parent, place.node);
  }
  return edited(mode, line);
}

/** Moves about the configuration and leaves it as it is. */
function move(mode: Mode, verb: string, rest: readonly string[]): boolean {
  if (verb === 'edit') mode.path = [...mode.path, ...rest];
  else if (verb === 'top') mode.path = [];
  else mode.path = mode.path.slice(0, Math.max(0, mode.path.length - Number(rest[0] ?? 1)));
  forget(mode);
  return verb !== 'top' || rest.length === 0;
}

type Command = (mode: Mode, rest: readonly string[], line: number) => boolean;

const moving =
  (verb: string): Command =>
  (mode, rest, line) =>
    move(mode, verb, rest) && edited(mode, line);

/** Comments, and commands that show, check or save. */
const idle: Command = (mode, _rest, line) => edited(mode, line);

const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['set', set],
  ['deactivate', (mode, rest, line) => activate(mode, rest, line, true)],
  ['activate', (mode, rest, line) => activate(mode, rest, line, false)],
  ['delete', remove],
  ['insert', insert],
  ['rename', (mode, rest, line) => rename(mode, rest, line, false)],
  ['copy', (mode, rest, line) => rename(mode, rest, line, true)],
  ['edit', moving('edit')],
  ['top', moving('top')],
  ['up', moving('up')],
  ['exit', moving('up')],
  ['annotate', idle],
  ['protect', idle],
  ['unprotect', idle],
  ['commit', idle],
  ['configure', idle],
  ['show', idle],
  ['run', idle],
  ['quit', idle],
]);

function readLine(mode: Mode, raw: string, line: number): void {
  const text = raw.trim();
  if (text === '' || text.startsWith('#') || text.startsWith('/*') || text.startsWith('!')) return;
  if (isNoise(text)) {
    mode.reading.closed = mode.reading.ends.length > 0;
    return;
  }
  const words = lineWords(text);
  const command = COMMANDS.get(words?.[0] ?? '');
  if (words && command?.(mode, words.slice(1), line)) mode.reading.closed = false;
  else mode.reading.fault(line, 'unknown-line');
}

export function readSetForm(reading: Reading, lines: readonly string[]): void {
  const mode: Mode = { reading, path: [], words: [], nodes: [] };
  lines.forEach((text, i) => {
    readLine(mode, text, i + 1);
  });
}
