/**
 * What a PAN-OS configuration says, from XML or from set commands: one tree for both.
 *
 * `<entry name="A">`, an element and a word of a set command are nodes; `<member>`, the text of an element and the last
 * word of a set command are strings below them. `set address A ip-netmask 10.0.0.1` and its XML give the same tree.
 */

export interface ConfNode {
  readonly name: string;
  /** Where it first stands. Of a node that holds only strings, of another one with the same content, maybe. */
  readonly line: number;
  readonly kids: readonly Kid[];
}

export type Kid = ConfNode | string;

export const isNode = (kid: Kid): kid is ConfNode => typeof kid !== 'string';

export const nodesOf = (node: ConfNode | null): readonly ConfNode[] => (node ? node.kids.filter(isNode) : []);

export function child(node: ConfNode | null, name: string): ConfNode | null {
  if (!node) return null;
  for (const kid of node.kids) if (typeof kid !== 'string' && kid.name === name) return kid;
  return null;
}

/** Follows names downwards. */
export const find = (node: ConfNode | null, ...path: readonly string[]): ConfNode | null =>
  path.reduce<ConfNode | null>(child, node);

const isText = (kid: Kid): kid is string => typeof kid === 'string';

/** The strings below a node: members of a list, or its text. */
export const values = (node: ConfNode | null): readonly string[] => (node ? node.kids.filter(isText) : []);

/** The value of a node that has one; what was set last, where several are. */
export function value(node: ConfNode | null): string | null {
  if (!node) return null;
  for (let i = node.kids.length - 1; i >= 0; i -= 1) {
    const kid = node.kids[i];
    if (typeof kid === 'string') return kid;
  }
  return null;
}

export const valueAt = (node: ConfNode | null, ...path: readonly string[]): string | null =>
  value(find(node, ...path));

export const isYes = (node: ConfNode | null, ...path: readonly string[]): boolean =>
  valueAt(node, ...path) === 'yes';

/** Entries of the sections of that name in several places that are read as one. */
export const entriesIn = (
  places: readonly (ConfNode | null)[],
  ...path: readonly string[]
): readonly ConfNode[] => places.flatMap((place) => nodesOf(find(place, ...path)));

/** Whether two nodes say the same; their lines do not count, nor the order of their parts. */
export function sameContent(a: ConfNode, b: ConfNode): boolean {
  return a === b || (a.name === b.name && fingerprint(a) === fingerprint(b));
}

const fingerprint = (node: ConfNode): string =>
  node.kids
    .map((kid) => (typeof kid === 'string' ? JSON.stringify(kid) : `${kid.name}{${fingerprint(kid)}}`))
    .sort()
    .join(',');

/**
 * Nodes that hold only strings are alike in thousands of rules (`from`, `to`, `service`): one object serves them all,
 * so that a rule takes little more than a list of references.
 */
export function interner(): (node: ConfNode) => ConfNode {
  const known = new Map<string, ConfNode>();
  return (node) => {
    if (node.kids.length > MAX_SHARED || !node.kids.every(isText)) return node;
    const key = `${node.name}\n${node.kids.join('\n')}`;
    const found = known.get(key);
    if (found) return found;
    known.set(key, node);
    return node;
  };
}

const MAX_SHARED = 16;
