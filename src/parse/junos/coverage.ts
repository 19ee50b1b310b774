/** How many lines were understood, after the readers have marked what they used. */
import type { Evidence, LineCounts, Location } from '../../model/evidence.ts';
import { type Tally, tally } from '../parser.ts';
import { locatedAt } from './build.ts';
import {
  CONSUMED,
  IRRELEVANT,
  type JunosNode,
  type LineState,
  LOOSE,
  LOST,
  REFUSED,
  type Seen,
  UNSEEN,
  USED,
} from './tree.ts';

/** A leaf nobody made anything of: where it stands, whether in a section that readers have looked at. */
type Lost = (node: JunosNode) => void;

const STATES: ReadonlyMap<Seen, LineState> = new Map<Seen, LineState>([
  [USED, 'understood'],
  [CONSUMED, 'understood'],
  [IRRELEVANT, 'irrelevant'],
  [LOOSE, 'irrelevant'],
  [REFUSED, 'not-understood'],
  [LOST, 'not-understood'],
]);

/** What holds below a node unless something there says otherwise. */
function inheritedBy(node: JunosNode, above: Seen): Seen {
  if (node.seen === LOOSE) return IRRELEVANT;
  if (node.seen === UNSEEN || node.seen === USED) return above;
  return node.seen;
}

function stateOf(node: JunosNode, above: Seen): LineState {
  if (above === REFUSED || above === LOST) return 'not-understood';
  const seen = node.seen === UNSEEN ? above : node.seen;
  if (seen !== UNSEEN) return STATES.get(seen) ?? 'understood';
  return node.first ? 'understood' : 'not-understood';
}

/** The worst of several copies of one line of a group. */
function settleOrigin(node: JunosNode, state: LineState): void {
  const { origin } = node;
  if (origin && origin.settled !== 'not-understood') origin.settled = state;
}

function settle(node: JunosNode, above: Seen, lost: Lost): void {
  const off = node.inactive && above === UNSEEN ? CONSUMED : above;
  node.settled = stateOf(node, off);
  settleOrigin(node, node.settled);
  const unseenLeaf = node.settled === 'not-understood' && node.seen === UNSEEN && off === UNSEEN;
  if (node.seen === LOST || unseenLeaf) lost(node);
  const below = inheritedBy(node, off);
  for (let n = node.first; n; n = n.next) settle(n, below, lost);
}

/** Lines of groups: those that came to be used somewhere are counted as they were there, others bear on nothing. */
function settleGroups(node: JunosNode): void {
  node.settled ??= node.seen === UNSEEN ? 'irrelevant' : 'understood';
  for (let n = node.first; n; n = n.next) settleGroups(n);
}

export interface Coverage {
  readonly counts: LineCounts;
  readonly listed: readonly Location[];
}

function countLine(
  evidence: Evidence,
  lines: readonly string[],
  count: Tally,
  line: number,
  node: JunosNode,
): void {
  // A node that is not in the tree any more was deleted by a later line.
  const state = node.settled ?? 'understood';
  if (state === 'understood') count.understood();
  else if (state === 'irrelevant') count.irrelevant();
  else count.notUnderstood(locatedAt({ evidence, lines }, line));
}

/** `faulty`: lines that could not be read at all. */
export function coverage(
  evidence: Evidence,
  lines: readonly string[],
  ends: readonly (JunosNode | undefined)[],
  faulty: ReadonlySet<number>,
): Coverage {
  const count = tally();
  lines.forEach((_, i) => {
    const node = ends[i + 1];
    if (faulty.has(i + 1)) count.notUnderstood(locatedAt({ evidence, lines }, i + 1));
    else if (node) countLine(evidence, lines, count, i + 1, node);
    else count.irrelevant();
  });
  return { counts: count.counts(), listed: count.listed() };
}

export function settleTree(root: JunosNode, groups: JunosNode | null, lost: Lost): void {
  for (let n = root.first; n; n = n.next) settle(n, UNSEEN, lost);
  if (groups) settleGroups(groups);
}
