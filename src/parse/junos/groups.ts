/**
 * `groups` and `apply-groups` ([Junos] Configuration Groups): what a group holds at the same path is inherited, a `<*>`
 * in it stands for whatever is configured there. Own values win; of several groups the first named wins. What is
 * inherited stands after what is there: a policy that a group gives to every pair of zones is asked last.
 */
import type { Reading } from './reading.ts';
import {
  allKids,
  appendKid,
  consume,
  findKid,
  type JunosNode,
  kid,
  kids,
  makeNode,
  removeKid,
} from './tree.ts';

/** What one group holds at a node. `rank`: 1 for the group of most weight. */
interface Source {
  readonly group: string;
  readonly rank: number;
  readonly node: JunosNode;
}

interface Expansion {
  readonly reading: Reading;
  readonly groups: ReadonlyMap<string, JunosNode>;
  /** Nodes that may still be made. */
  left: number;
  ranks: number;
  readonly patterns: Map<string, RegExp | null>;
}

const MAX_MADE = 200_000;
const MAX_DEPTH = 200;

/** Groups of one node of a cluster or one routing engine, which take their own name for `${node}` and `${re}`. */
const PER_NODE: ReadonlyMap<string, string> = new Map([
  [`\${node}`, 'node0'],
  [`\${re}`, 're0'],
  [`\${member}`, 'member0'],
]);

/** Parts of a group of one node that bear on no traffic through the device. */
const OF_NODE: ReadonlySet<string> = new Set(['system', 'snmp', 'chassis', 'event-options', 'apply-flags']);
const MANAGEMENT_PORT = /^(?:fxp|em|me)\d|^vme$/;

const isWildcard = (word: string): boolean => word.startsWith('<') && word.endsWith('>');

/** `<ge-*>`, `<*>`, `<[a-c]*>`: a shell pattern. */
export function wildcard(word: string): RegExp | null {
  const pattern = word.slice(1, -1);
  if (pattern.length > 200 || /\*{2}|\*[^*]*\*[^*]*\*[^*]*\*/.test(pattern)) return null;
  const source = pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  try {
    return new RegExp(`^(?:${source.replace(/\[!/g, '[^')})$`);
  } catch {
    return null;
  }
}

const matches = (x: Expansion, pattern: string, word: string, line: number): boolean => {
  const known = x.patterns.get(pattern);
  const found = known === undefined ? wildcard(pattern) : known;
  x.patterns.set(pattern, found);
  if (!found) x.reading.fault(line, 'wildcard');
  return found?.test(word) ?? false;
};

/** What a group of one node holds besides what names and manages that node. */
function bearsOnTraffic(group: JunosNode): boolean {
  return allKids(group).some((n) =>
    n.word === 'interfaces'
      ? allKids(n).some((port) => !MANAGEMENT_PORT.test(port.word))
      : !OF_NODE.has(n.word),
  );
}

function groupNamed(x: Expansion, name: string, line: number): JunosNode | null {
  const own = PER_NODE.get(name);
  const found = x.groups.get(own ?? name) ?? null;
  if (own !== undefined) {
    const peers = [...x.groups].filter(([g]) => /^(?:node|re|member)\d+$/.test(g));
    for (const [, node] of peers) if (bearsOnTraffic(node)) x.reading.fault(line, 'per-node');
    for (const [, node] of peers) consume(node);
    return found;
  }
  if (!found && name !== 'junos-defaults') x.reading.fault(line, 'no-group');
  return found;
}

/** What a group holds at the path of a node, all ways to it through wildcards. */
function atPath(x: Expansion, group: JunosNode, path: readonly JunosNode[]): readonly JunosNode[] {
  let found: JunosNode[] = [group];
  for (const { word } of path) {
    found = found.flatMap((n) =>
      kids(n).filter((k) => k.word === word || (isWildcard(k.word) && matches(x, k.word, word, k.line))),
    );
  }
  return found;
}

function applied(x: Expansion, node: JunosNode, path: readonly JunosNode[]): readonly Source[] {
  const names = kids(kid(node, 'apply-groups'));
  return names.flatMap(({ word, line }) => {
    x.ranks += 1;
    const rank = x.ranks;
    const group = groupNamed(x, word, line);
    return group ? atPath(x, group, path).map((n) => ({ group: word, rank, node: n })) : [];
  });
}

function inherit(x: Expansion, node: JunosNode, source: Source, from: JunosNode): JunosNode | null {
  if (x.left <= 0) {
    if (x.left === 0) x.reading.fault(from.line, 'too-many-groups');
    x.left = -1;
    return null;
  }
  x.left -= 1;
  const made = makeNode(from.word, from.line);
  made.last = -source.rank;
  made.origin = from;
  appendKid(node, made);
  return made;
}

const APPLY: ReadonlySet<string> = new Set(['apply-groups', 'apply-groups-except']);

interface Given {
  readonly source: Source;
  readonly from: JunosNode;
}

type Below = Map<JunosNode, Source[]>;

function give(below: Below, to: JunosNode, { source, from }: Given): void {
  const next = { ...source, node: from };
  const list = below.get(to);
  if (list) list.push(next);
  else below.set(to, [next]);
}

function giveToAll(x: Expansion, below: Below, node: JunosNode, given: Given): void {
  const { word, line } = given.from;
  for (let n = node.first; n; n = n.next) if (matches(x, word, n.word, line)) give(below, n, given);
}

/** The sources of each child, and the children that only groups give. */
function distribute(
  x: Expansion,
  node: JunosNode,
  sources: readonly Source[],
): ReadonlyMap<JunosNode, readonly Source[]> {
  const below: Below = new Map();
  const all = sources.flatMap((source) => kids(source.node).map((from): Given => ({ source, from })));
  for (const { from } of all) if (APPLY.has(from.word)) x.reading.fault(from.line, 'nested-group');
  const given = all.filter(({ from }) => !APPLY.has(from.word));
  for (const g of given) {
    if (isWildcard(g.from.word)) continue;
    const to = findKid(node, g.from.word) ?? inherit(x, node, g.source, g.from);
    if (to) give(below, to, g);
  }
  for (const g of given) if (isWildcard(g.from.word)) giveToAll(x, below, node, g);
  return below;
}

function expand(
  x: Expansion,
  node: JunosNode,
  path: readonly JunosNode[],
  inherited: readonly Source[],
  hasOwn: ReadonlySet<JunosNode>,
): void {
  if (path.length > MAX_DEPTH || (inherited.length === 0 && !hasOwn.has(node))) return;
  const own = applied(x, node, path);
  const except = new Set(kids(kid(node, 'apply-groups-except')).map((n) => n.word));
  // What is applied nearer weighs more.
  const near = own.map((s) => ({ ...s, rank: s.rank + 1_000_000 * (MAX_DEPTH - path.length) }));
  const sources = [...near, ...inherited].filter((s) => !except.has(s.group));
  for (const word of APPLY) {
    const done = findKid(node, word);
    if (done) removeKid(node, done);
  }
  const below = distribute(x, node, sources);
  for (let n = node.first; n; n = n.next) expand(x, n, [...path, n], below.get(n) ?? [], hasOwn);
}

/** Notes for scripts and for `show`. */
const NO_STATEMENT: ReadonlySet<string> = new Set(['apply-macro', 'apply-flags']);

/** The nodes at or below which groups are applied; what is no statement is taken away. */
function withGroups(node: JunosNode, found: Set<JunosNode>, depth: number): boolean {
  let here = false;
  if (depth > MAX_DEPTH) return here;
  let next: JunosNode | null = null;
  for (let n = node.first; n; n = next) {
    next = n.next;
    if (NO_STATEMENT.has(n.word)) removeKid(node, n);
    else if (n.word === 'apply-groups' || withGroups(n, found, depth + 1)) here = true;
  }
  if (here) found.add(node);
  return here;
}

/** Puts what groups give in its places, and takes the groups away. They are returned, for the count of lines. */
export function applyGroups(reading: Reading): JunosNode | null {
  const { root } = reading;
  const groups = findKid(root, 'groups');
  if (groups) removeKid(root, groups);
  const hasOwn = new Set<JunosNode>();
  withGroups(root, hasOwn, 0);
  if (hasOwn.size > 0) {
    const named = new Map(groups && !groups.inactive ? kids(groups).map((g) => [g.word, g] as const) : []);
    expand({ reading, groups: named, left: MAX_MADE, ranks: 0, patterns: new Map() }, root, [], [], hasOwn);
  }
  return groups;
}
