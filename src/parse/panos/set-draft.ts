/** The tree that set commands build: nodes that can change until the last command has been read. */
import { type ConfNode, interner } from './tree.ts';

export interface Draft {
  name: string;
  readonly line: number;
  kids: (Draft | string)[];
  /** Kids by name, where there are many. */
  index: Map<string, Draft> | null;
  /** Strings among the kids, where there are many. */
  texts: Set<string> | null;
  /** One object for all nodes like it: to be copied before it is changed. */
  shared: boolean;
}

export interface DraftTree {
  readonly root: Draft;
  readonly intern: (node: ConfNode) => ConfNode;
  /** The entry that was changed last, and is not compact yet. */
  open: Draft | null;
}

const MANY_KIDS = 12;

const made = (name: string, line: number): Draft => ({
  name,
  line,
  kids: [],
  index: null,
  texts: null,
  shared: false,
});

export const draftTree = (): DraftTree => ({ root: made('', 1), intern: interner(), open: null });

function at(parent: Draft, name: string): Draft | undefined {
  if (parent.index) return parent.index.get(name);
  for (const kid of parent.kids) if (typeof kid !== 'string' && kid.name === name) return kid;
  return undefined;
}

export const childOf = (parent: Draft, name: string): Draft | null => at(parent, name) ?? null;

function append(parent: Draft, kid: Draft): void {
  parent.kids.push(kid);
  if (parent.index) parent.index.set(kid.name, kid);
  else if (parent.kids.length > MANY_KIDS) {
    parent.index = new Map(parent.kids.filter((k) => typeof k !== 'string').map((k) => [k.name, k]));
  }
}

const copyOf = (node: Draft): Draft => ({ ...node, kids: [...node.kids], shared: false, texts: null });

/** Of parts that exclude each other, the one that was set last comes last. */
function moveToEnd(parent: Draft, kid: Draft): void {
  if (parent.kids.at(-1) === kid) return;
  parent.kids.splice(parent.kids.indexOf(kid), 1);
  parent.kids.push(kid);
}

/** The kid of that name that may be changed; made where there is none. */
export function part(parent: Draft, name: string, line: number): Draft {
  const known = at(parent, name);
  if (!known) {
    const fresh = made(name, line);
    append(parent, fresh);
    return fresh;
  }
  const own = known.shared ? copyOf(known) : known;
  if (own !== known) {
    parent.kids[parent.kids.indexOf(known)] = own;
    parent.index?.set(name, own);
  }
  moveToEnd(parent, own);
  return own;
}

const isNode = (kid: Draft | string): kid is Draft => typeof kid !== 'string';

/** Parts of the entry that holds only strings become objects shared with others of the same content. */
function compact(tree: DraftTree, entry: Draft): void {
  entry.kids = entry.kids.map((kid) => {
    if (!isNode(kid) || kid.shared || kid.kids.some(isNode)) return kid;
    const node = tree.intern(kid) as Draft;
    node.shared = node === kid || node.shared;
    return node;
  });
  if (entry.index) entry.index = new Map(entry.kids.filter(isNode).map((k) => [k.name, k]));
}

/** An entry, in the order in which entries came first. */
export function entry(tree: DraftTree, parent: Draft, name: string, line: number): Draft {
  const known = at(parent, name) ?? made(name, line);
  if (at(parent, name) === undefined) append(parent, known);
  if (tree.open && tree.open !== known) compact(tree, tree.open);
  tree.open = known;
  return known;
}

export function addValue(node: Draft, value: string, only: boolean): void {
  if (only) {
    node.kids = [value];
    return;
  }
  if (node.kids.length > MANY_KIDS) node.texts ??= new Set(node.kids.filter((k) => typeof k === 'string'));
  if (node.texts ? node.texts.has(value) : node.kids.includes(value)) return;
  node.texts?.add(value);
  node.kids.push(value);
}

export function dropValues(node: Draft, values: readonly string[]): void {
  const gone = new Set(values);
  node.kids = node.kids.filter((kid) => isNode(kid) || !gone.has(kid));
  node.texts = null;
}

export function dropPart(parent: Draft, name: string): void {
  parent.kids = parent.kids.filter((kid) => !isNode(kid) || kid.name !== name);
  parent.index = null;
}

/** `before` and `after` name another entry. */
export function moveEntry(
  parent: Draft,
  name: string,
  where: 'top' | 'bottom' | 'before' | 'after',
  other: string | null,
): boolean {
  const moving = at(parent, name);
  const beside = other === null ? undefined : at(parent, other);
  if (!moving || moving === beside || (!beside && (where === 'before' || where === 'after'))) return false;
  const rest = parent.kids.filter((kid) => kid !== moving);
  const spot = beside
    ? rest.indexOf(beside) + (where === 'after' ? 1 : 0)
    : where === 'top'
      ? 0
      : rest.length;
  parent.kids = [...rest.slice(0, spot), moving, ...rest.slice(spot)];
  return true;
}

export function renameEntry(parent: Draft, name: string, to: string): boolean {
  const known = at(parent, name);
  if (!known || at(parent, to)) return false;
  known.name = to;
  parent.index = null;
  return true;
}
