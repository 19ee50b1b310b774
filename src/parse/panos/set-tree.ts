/** Runs set, delete, move and rename commands over an empty configuration: the tree that XML gives too. */
import type { ReadTree, Unread } from './read-tree.ts';
import { CONFIG } from './schema.ts';
import {
  addValue,
  childOf,
  type Draft,
  type DraftTree,
  draftTree,
  dropPart,
  dropValues,
  entry,
  moveEntry,
  part,
  renameEntry,
} from './set-draft.ts';
import { type SetLine, setLines, type Word } from './set-lines.ts';
import type { Shape } from './shape.ts';

interface Place {
  readonly node: Draft;
  readonly shape: Shape;
}

/** `irrelevant`: nothing was kept of it. */
type Outcome = 'understood' | 'irrelevant' | Unread;

const listed = (word: Word): readonly string[] => (typeof word === 'string' ? [word] : word);
const textOf = (word: Word | undefined): string => (typeof word === 'string' ? word : '');

const isLeaf = (shape: Shape): boolean =>
  shape.kind === 'one' || shape.kind === 'many' || shape.kind === 'note';

const isLoose = (shape: Shape): boolean =>
  shape.kind === 'mark' || (shape.kind === 'node' && shape.rest === 'skip');

const partAt = (place: Place | undefined, name: string): Shape | null =>
  place?.shape.kind === 'node' ? (place.shape.parts.get(name) ?? null) : null;

/**
 * The shape of the next word: a part of the place, or of one around it, as one command may set several parts of an entry
 * (`… rules R1 from a to b`). Places that are left behind are taken off; never the entry itself, nor a section whose
 * other parts are irrelevant.
 */
function shapeOf(places: Place[], name: string): Shape | null {
  for (let depth = places.length - 1; depth >= 1; depth -= 1) {
    const place = places[depth];
    const shape = partAt(place, name);
    if (shape) {
      while (places.length > depth + 1) places.pop();
      return shape;
    }
    const closed = place?.shape.kind === 'node' && place.shape.rest === 'skip';
    if (closed || places[depth - 1]?.shape.kind === 'entries') return null;
  }
  return places.length === 1 ? partAt(places[0], name) : null;
}

function unread(places: readonly Place[], name: string, line: number): Unread {
  return { path: [...places.slice(1).map((p) => p.node.name), name], line };
}

interface Walk {
  readonly tree: DraftTree;
  readonly places: Place[];
  readonly words: readonly Word[];
  readonly line: number;
  at: number;
  kept: boolean;
}

function setLeaf(walk: Walk, parent: Draft, shape: Shape, name: string): void {
  const value = walk.words[walk.at];
  walk.at += 1;
  if (shape.kind === 'note') return;
  walk.kept = true;
  const node = part(parent, name, walk.line);
  if (value !== undefined) for (const text of listed(value)) addValue(node, text, shape.kind === 'one');
}

/** Takes one word, and the value behind it where it has one; what it gives ends the command. */
function step(walk: Walk): Outcome | null {
  const { places, words, line } = walk;
  const name = textOf(words[walk.at]);
  walk.at += 1;
  const top = places.at(-1);
  if (!top) return 'irrelevant';
  if (top.shape.kind === 'entries') {
    places.push({ node: entry(walk.tree, top.node, name, line), shape: top.shape.of });
    walk.kept = true;
    return null;
  }
  const shape = shapeOf(places, name);
  const place = places.at(-1) ?? top;
  if (!shape) {
    if (isLoose(top.shape)) return walk.kept ? 'understood' : 'irrelevant';
    part(place.node, name, line);
    return unread(places, name, line);
  }
  if (shape.kind === 'skip') return 'irrelevant';
  if (isLeaf(shape)) setLeaf(walk, place.node, shape, name);
  else places.push({ node: part(place.node, name, line), shape });
  return null;
}

function set(tree: DraftTree, { words, line }: SetLine): Outcome {
  const walk: Walk = { tree, places: [{ node: tree.root, shape: CONFIG }], words, line, at: 1, kept: false };
  while (walk.at < words.length) {
    const end = step(walk);
    if (end !== null) return end;
  }
  return 'understood';
}

/** Follows a path that is there; null where it is not, or leads into what decides nothing. */
function reach(
  tree: DraftTree,
  words: readonly Word[],
): { readonly place: Place; readonly left: readonly Word[] } | null {
  let place: Place = { node: tree.root, shape: CONFIG };
  for (let at = 0; at < words.length; at += 1) {
    const name = textOf(words[at]);
    const { shape } = place;
    if (isLeaf(shape)) return { place, left: words.slice(at) };
    const next =
      shape.kind === 'entries' ? shape.of : shape.kind === 'node' ? shape.parts.get(name) : undefined;
    const node = next && childOf(place.node, name);
    if (!next || !node) return null;
    place = { node, shape: next };
  }
  return { place, left: [] };
}

function remove(tree: DraftTree, words: readonly Word[]): Outcome {
  const path = words.slice(1);
  const found = reach(tree, path);
  if (!found) return 'irrelevant';
  const whole = found.left.length === 0;
  const above = reach(tree, path.slice(0, whole ? -1 : -1 - found.left.length));
  if (!above) return 'irrelevant';
  if (whole) dropPart(above.place.node, found.place.node.name);
  else dropValues(part(above.place.node, found.place.node.name, 0), found.left.flatMap(listed));
  return 'understood';
}

const WHERE = new Set(['top', 'bottom', 'before', 'after']);

/** `move <path> <entry> top|bottom|before|after [<entry>]`. */
function move(tree: DraftTree, { words, line }: SetLine): Outcome {
  const at = words.findLastIndex((w, i) => i > 2 && typeof w === 'string' && WHERE.has(w));
  const where = textOf(words[at]);
  const found = at < 0 ? null : reach(tree, words.slice(1, at - 1));
  const done =
    found?.place.shape.kind === 'entries' &&
    (where === 'top' || where === 'bottom' || where === 'before' || where === 'after') &&
    moveEntry(
      found.place.node,
      textOf(words[at - 1]),
      where,
      at + 1 < words.length ? textOf(words[at + 1]) : null,
    );
  return done ? 'understood' : { path: ['move'], line };
}

/** `rename <path> <entry> to <name>`. Of an object, rules and groups that name it would have to change too. */
function rename(tree: DraftTree, { words, line }: SetLine): Outcome {
  const found = textOf(words.at(-2)) === 'to' ? reach(tree, words.slice(1, -3)) : null;
  const done =
    found?.place.node.name === 'rules' &&
    renameEntry(found.place.node, textOf(words.at(-3)), textOf(words.at(-1)));
  return done ? 'understood' : { path: ['rename'], line };
}

/** Commands of a session or a script that change nothing in the configuration. */
const SESSION = new Set([
  'configure',
  'exit',
  'quit',
  'commit',
  'show',
  'run',
  'save',
  'validate',
  'top',
  'check',
]);

function outcome(tree: DraftTree, read: SetLine): Outcome {
  const { words, line } = read;
  const command = textOf(words[0]);
  if (command === '' || SESSION.has(command)) return 'irrelevant';
  if (read.broken) return { path: [command, textOf(words[1]), '…'], line };
  switch (command) {
    case 'set':
      return words[1] === 'cli' ? 'irrelevant' : set(tree, read);
    case 'delete':
      return remove(tree, words);
    case 'move':
      return move(tree, read);
    case 'rename':
      return rename(tree, read);
    default:
      return { path: [command.slice(0, 40)], line };
  }
}

const COMMANDS = new Set(['set', 'delete', 'move', 'rename']);

export function readSetTree(text: string): ReadTree {
  const tree = draftTree();
  const left: Unread[] = [];
  let understood = 0;
  let irrelevant = 0;
  // What a terminal says before the first command is not of the configuration.
  let begun = false;
  for (const read of setLines(text)) {
    begun ||= COMMANDS.has(textOf(read.words[0])) && read.words[1] !== 'cli';
    const result = begun ? outcome(tree, read) : 'irrelevant';
    if (result === 'understood') understood += 1;
    else if (result === 'irrelevant') irrelevant += 1;
    else left.push(result);
  }
  return { root: tree.root, version: null, unread: left, understood, irrelevant };
}
