/** What a rule of NAT makes of a set of packets: destination first, then what follows from where it goes out. */
import { type AddressSet, ALL_IPV4, ALL_IPV6, fromRanges, intersect, isEmpty } from '../address-set.ts';
import { and, type Bdd, choose, diff, exists, FALSE, or, TRUE } from '../bdd.ts';
import { indexSet } from '../bdd-sets.ts';
import { addressSide, numbers, PORT_PROTOCOLS } from './encode.ts';
import type { AddressTarget, FirewallDevice, NumberSet, PortTarget, Translation } from './model.ts';
import { addressesOn } from './ports.ts';
import { portSide } from './reach-ports.ts';
import { type Node, type Step, stepped, strayed } from './reach-trace.ts';
import { type FieldName, fieldCube, type Space } from './space.ts';

/** One device of a line, for packets of one family. */
export interface Passage {
  readonly space: Space;
  readonly device: FirewallDevice;
  readonly version: 4 | 6;
  /** Where everything goes out, if that is declared. */
  readonly out: readonly string[] | null;
}

const familyOf = (version: 4 | 6): AddressSet => (version === 4 ? ALL_IPV4 : ALL_IPV6);

/** Packets of one part, and the step that they make; null: they stay as they are. */
interface Part {
  readonly set: Bdd;
  readonly step: Step | null;
}

const filled = (parts: readonly Part[]): readonly Part[] => parts.filter((p) => p.set !== FALSE);

/** Those of the set within `kept` stay, the others make the step. */
function unlessIn(space: Space, set: Bdd, kept: Bdd, step: Step): readonly Part[] {
  const { arena } = space;
  return filled([
    { set: and(arena, set, kept), step: null },
    { set: diff(arena, set, kept), step },
  ]);
}

const onePoint = (set: AddressSet): boolean => set.length === 1 && set[0]?.from === set[0]?.to;

function toAddresses(
  { space, version }: Passage,
  set: Bdd,
  side: 'src' | 'dst',
  to: AddressSet,
): readonly Part[] {
  const target = to.length === 0 ? familyOf(version) : to;
  const step: Step = { field: side, version, set: target };
  const kept = onePoint(target) ? addressSide(space, side, target) : FALSE;
  return unlessIn(space, set, kept, step);
}

type Shift = Extract<AddressTarget, { to: 'shift' }>;

/** What is outside of the block stays. */
function toShift({ space }: Passage, set: Bdd, side: 'src' | 'dst', to: Shift): readonly Part[] {
  const { version, first, last, onto } = to;
  if (onto === first) return [{ set, step: null }];
  const block = addressSide(space, side, fromRanges([{ version, from: first, to: last }]));
  const outside = diff(space.arena, TRUE, block);
  return unlessIn(space, set, outside, { field: side, version, by: onto - first });
}

function destination(passage: Passage, set: Bdd, to: AddressTarget | undefined): readonly Part[] {
  if (!to) return [{ set, step: null }];
  if (to.to === 'shift') return toShift(passage, set, 'dst', to);
  return toAddresses(passage, set, 'dst', to.to === 'addresses' ? to.set : familyOf(passage.version));
}

/** The device's own address on the port by which a packet leaves, each port by itself. */
function masqueraded(passage: Passage, set: Bdd): readonly Part[] {
  const { space, device, version } = passage;
  return space.ports.names.flatMap((name, index) => {
    const leaving = and(space.arena, set, indexSet(space.arena, space.fields.out, [index]));
    if (leaving === FALSE) return [];
    return toAddresses(passage, leaving, 'src', addressesOn(device, [name], familyOf(version)));
  });
}

function source(passage: Passage, set: Bdd, to: AddressTarget | undefined): readonly Part[] {
  if (!to) return [{ set, step: null }];
  if (to.to === 'shift') return toShift(passage, set, 'src', to);
  if (to.to === 'interface') return masqueraded(passage, set);
  return toAddresses(passage, set, 'src', to.to === 'addresses' ? to.set : familyOf(passage.version));
}

const LAST_PORT = 65535;
const ANY_PORT: NumberSet = [{ from: 0, to: LAST_PORT }];

/** Packets of protocols without ports stay. */
function port(space: Space, set: Bdd, field: 'sport' | 'dport', to: PortTarget | undefined): readonly Part[] {
  if (!to) return [{ set, step: null }];
  const { arena } = space;
  const portless = diff(arena, TRUE, indexSet(arena, space.fields.protocol, PORT_PROTOCOLS));
  const [one] = to.to === 'ports' ? to.set : [];
  if (to.to === 'ports') {
    const single = to.set.length === 1 && one && one.from === one.to;
    const kept = single ? numbers(space, field, to.set) : FALSE;
    const parts = unlessIn(space, set, portless, { field, set: to.set });
    return parts.flatMap((p) => (p.step ? unlessIn(space, p.set, kept, p.step) : [p]));
  }
  const block = numbers(space, field, [{ from: to.first, to: to.last }]);
  const stays =
    to.onto === to.first ? TRUE : diff(arena, TRUE, and(arena, block, diff(arena, TRUE, portless)));
  return unlessIn(space, set, stays, { field, by: to.onto - to.first });
}

/** A step to more than one value leaves open which. */
function leavesOpen(step: Step): boolean {
  if ('by' in step) return false;
  if (step.field === 'src' || step.field === 'dst') return !onePoint(step.set);
  return step.set.length !== 1 || step.set[0]?.from !== step.set[0]?.to;
}

function hullAfter(node: Node, steps: readonly Step[]): Node['hull'] {
  let { hull } = node;
  for (const step of steps) {
    if (step.field === 'sport') continue;
    if (step.field === 'dport') hull = { ...hull, service: null };
    else hull = { ...hull, [step.field]: 'set' in step ? step.set : null };
  }
  return hull;
}

/** The bit that tells that NAT has changed a side. */
function marked({ arena, fields }: Space, set: Bdd, name: 'translatedSrc' | 'translatedDst'): Bdd {
  const { first } = fields[name];
  const free = exists(arena, set, choose(arena, first, FALSE, TRUE));
  return and(arena, free, choose(arena, first, FALSE, TRUE));
}

function after(
  { space }: Passage,
  node: Node,
  before: Bdd,
  steps: readonly Step[],
  renewed: readonly FieldName[],
): Node {
  const now = steps.reduce((set, step) => stepped(space, set, step), before);
  const choice = node.choice || steps.some(leavesOpen);
  const trace = { before, op: { steps, renewed }, up: node.trace };
  return { ...node, now, trace, choice, hull: hullAfter(node, steps) };
}

/** Packets after a translation; `lost`: no route leads there any more. */
interface Moved {
  readonly nodes: readonly Node[];
  readonly lost: readonly Node[];
}

const joined = (all: readonly Moved[]): Moved => ({
  nodes: all.flatMap((m) => m.nodes),
  lost: all.flatMap((m) => m.lost),
});

/** Where a packet goes out follows from its new destination. */
function rerouted({ space, device, version, out }: Passage, node: Node): Moved {
  const { arena } = space;
  const side = portSide(space, device, ['out', version], out, node.hull.dst);
  const cube = fieldCube(space, ['out']);
  const free = exists(arena, node.now, cube);
  const led = side.strays.reduce((all, s) => or(arena, all, s.set), side.set);
  const lost = diff(arena, free, exists(arena, led, cube));
  const parted = node.parted || (node.choice && (lost !== FALSE || side.strays.length > 0));
  const clear = {
    ...node,
    now: and(arena, free, side.set),
    hull: { ...node.hull, out: side.names },
    choice: node.choice || side.choice,
    parted,
    astray: null,
  };
  const strays = side.strays.map((stray) => strayed(space, { ...node, now: free, parted }, stray));
  return { nodes: [clear, ...strays], lost: lost === FALSE ? [] : [{ ...node, now: lost }] };
}

const isParted = ({ parted, choice }: Node, parts: number): boolean => parted || (choice && parts > 1);

function destinationNodes(passage: Passage, node: Node, to: Translation): Moved {
  const { space } = passage;
  const parts = destination(passage, node.now, to.dst).flatMap((d) =>
    port(space, d.set, 'dport', to.dport).map((p) => ({
      set: p.set,
      moved: d.step !== null,
      steps: [d.step, p.step].filter((s) => s !== null),
    })),
  );
  const from = { ...node, parted: isParted(node, parts.length) };
  const moves = parts.map(({ set, steps, moved }): Moved => {
    if (steps.length === 0) return { nodes: [{ ...from, now: set }], lost: [] };
    const done = after(passage, from, set, steps, ['out', 'translatedDst']);
    const marks = { ...done, now: marked(space, done.now, 'translatedDst') };
    return moved ? rerouted(passage, marks) : { nodes: [marks], lost: [] };
  });
  return joined(moves);
}

/** A source port is free where the source address changes and nothing is said of it. */
function sportOf(to: Translation, moved: boolean): PortTarget | undefined {
  return to.sport ?? (moved ? { to: 'ports', set: ANY_PORT } : undefined);
}

function sourceNodes(passage: Passage, node: Node, to: Translation): readonly Node[] {
  const { space } = passage;
  const parts = source(passage, node.now, to.src).flatMap((s) =>
    port(space, s.set, 'sport', sportOf(to, s.step !== null)).map((p) => ({
      set: p.set,
      steps: [s.step, p.step].filter((one) => one !== null),
    })),
  );
  const from = { ...node, parted: isParted(node, parts.length) };
  return parts.map(({ set, steps }) => {
    if (steps.length === 0) return { ...from, now: set };
    const moves = after(passage, from, set, steps, ['translatedSrc']);
    return { ...moves, now: marked(space, moves.now, 'translatedSrc') };
  });
}

/** Whether a target is of the other family: what becomes of such packets is not followed. */
function crossesFamily(version: 4 | 6, target: AddressTarget | undefined): boolean {
  if (target?.to === 'shift') return target.version !== version;
  if (target?.to !== 'addresses') return false;
  return !isEmpty(intersect(target.set, familyOf(version === 4 ? 6 : 4)));
}

export const betweenFamilies = (version: 4 | 6, to: Translation): boolean =>
  crossesFamily(version, to.src) || crossesFamily(version, to.dst);

/** Every packet of the node after the translation. Those that it sends to the device itself are lost. */
export function translated(passage: Passage, node: Node, to: Translation): Moved {
  if (to.dst?.to === 'interface') return { nodes: [], lost: [node] };
  const { nodes, lost } = destinationNodes(passage, node, to);
  return { nodes: nodes.flatMap((n) => sourceNodes(passage, n, to)), lost };
}
