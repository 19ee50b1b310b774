/** The ways of a set of packets through the stages of one device, one at a time. */
import type { Bilingual } from '../../model/text.ts';
import { type AddressSet, intersect } from '../address-set.ts';
import { and, type Bdd, diff, exists, FALSE, OVERFLOW } from '../bdd.ts';
import { type Bounds, meetBounds, numberUnion, UNBOUNDED } from './bounds.ts';
import { type Clip, contextOf, type Effective, effectiveSets, type Prepared, prepare } from './effective.ts';
import type { Entry } from './effective-entries.ts';
import { addressSide, matchSet } from './encode.ts';
import { listNamed } from './evaluate-lists.ts';
import type { Stage } from './model.ts';
import type { RuleAt } from './query.ts';
import { BETWEEN_FAMILIES, missingList, undecidedList } from './reach-text.ts';
import {
  type Chain,
  type Hull,
  type Node,
  type Step,
  stepped,
  type Trace,
  undoSteps,
} from './reach-trace.ts';
import { betweenFamilies, type Passage, translated } from './reach-translate.ts';
import { fieldCube } from './space.ts';
import { classesOf } from './space-ports.ts';

/** A device of a line, ready for one question. */
export interface Device extends Passage {
  readonly hop: string;
  /** Destinations that still lead to the end, by stage and behind the last. */
  readonly useful: readonly AddressSet[];
  /** Where packets come in; null: any. */
  readonly in: readonly string[] | null;
  /** Whether what certainly ends is told, too. */
  readonly tells: boolean;
}

/**
 * What became of some packets. `through`: they came to the end of the device. `lost`: they did not, told only where a choice
 * decided it. `open`: nobody knows.
 */
export type Fate =
  | { readonly fate: 'through' | 'lost'; readonly node: Node }
  | { readonly fate: 'open'; readonly node: Node; readonly because: Bilingual }
  | { readonly fate: 'overflow' };

interface Walk {
  readonly device: Device;
  /** The trace as it was when the packets came in, and their hull then. */
  readonly entry: { readonly trace: Trace | null; readonly hull: Hull };
}

const OVERFLOWS: Fate = { fate: 'overflow' };

/** Steps since the packets came into the device, the first first. */
function stepsSince(trace: Trace | null, entry: Trace | null): readonly Trace[] {
  const list: Trace[] = [];
  for (let t = trace; t && t !== entry; t = t.up) list.push(t);
  return list.reverse();
}

/** What a stage sees, and how to come back to what is. */
interface View {
  readonly set: Bdd;
  readonly hull: Hull;
  readonly narrowed: (part: Bdd, node: Node) => Node;
}

const current = (node: Node): View => ({
  set: node.now,
  hull: node.hull,
  narrowed: (part, before) => ({ ...before, now: part }),
});

/** Addresses and ports as they came in; where they go out, and what NAT did, as it is now. */
function original({ device: { space }, entry }: Walk, node: Node): View {
  const moves = stepsSince(node.trace, entry.trace);
  const [first] = moves;
  if (!first) return current(node);
  const { arena } = space;
  const cube = fieldCube(space, ['out', 'translatedSrc', 'translatedDst']);
  const steps: readonly Step[] = moves.flatMap((t) => t.op.steps);
  const came = exists(arena, first.before, cube);
  return {
    set: and(arena, undoSteps(space, node.now, steps), came),
    hull: entry.hull,
    narrowed: (part, before) => {
      const now = steps.reduce((set, step) => stepped(space, set, step), part);
      const start = and(arena, first.before, exists(arena, part, cube));
      let trace: Trace = { ...first, before: start };
      for (const t of moves.slice(1)) trace = { ...t, up: trace };
      return { ...before, now: and(arena, now, before.now), trace };
    },
  };
}

function portAxis(device: Device, names: readonly string[] | null): Bounds['in'] {
  const { ports } = contextOf(device.device);
  const classes = names && classesOf(ports, names);
  return classes && numberUnion(classes.map((n) => ({ from: n, to: n })));
}

function clipOf(device: Device, { set, hull }: View, node: Node): Clip {
  const { src, dst, service } = hull;
  const ports = { in: portAxis(device, device.in), out: portAxis(device, device.out ?? node.hull.out) };
  return { bounds: { src, dst, service, ...ports, exact: false }, set };
}

function ruleAt({ hop }: Device, { rule, list }: Entry): RuleAt {
  return { hop, rule, list: list.id };
}

const link = (by: Chain<RuleAt> | null, one: RuleAt): Chain<RuleAt> => ({ one, up: by });

/** Only destinations that still lead to the end. */
function* towards(walk: Walk, stage: number, node: Node): Generator<Fate> {
  const { space, useful } = walk.device;
  const wanted = useful[stage] ?? [];
  const { arena } = space;
  const at = addressSide(space, 'dst', wanted);
  const kept = and(arena, node.now, at);
  const lost = node.choice ? diff(arena, node.now, at) : FALSE;
  if (lost !== FALSE) yield { fate: 'lost', node: { ...node, now: lost, astray: null } };
  if (kept === FALSE) return;
  const dst = node.hull.dst ? intersect(node.hull.dst, wanted) : wanted;
  const parted = node.parted || lost !== FALSE;
  yield* fromStage(walk, stage, { ...node, now: kept, hull: { ...node.hull, dst }, parted });
}

/** To the next stage; behind NAT fewer destinations may lead on. */
function* onwards(walk: Walk, next: number, node: Node): Generator<Fate> {
  const { useful } = walk.device;
  if (useful[next] === useful[next - 1]) yield* fromStage(walk, next, node);
  else yield* towards(walk, next, node);
}

function* onTranslated(walk: Walk, index: number, entry: Entry, node: Node): Generator<Fate> {
  const { action } = entry;
  if (action.do !== 'translate') return;
  const { device } = walk;
  const by = { ...node, by: link(node.by, ruleAt(device, entry)) };
  if (betweenFamilies(device.version, action.to)) {
    yield { fate: 'open', node: by, because: BETWEEN_FAMILIES };
    return;
  }
  const { nodes, lost } = translated(device, by, action.to);
  if (node.choice) for (const gone of lost) yield { fate: 'lost', node: { ...gone, astray: null } };
  for (const next of nodes) {
    if (next.now === OVERFLOW) yield OVERFLOWS;
    else if (next.now !== FALSE) yield* towards(walk, index + 1, next);
  }
}

interface At {
  readonly walk: Walk;
  readonly index: number;
  readonly stage: Stage;
  readonly prepared: Prepared;
}

function hullWithin(hull: Hull, bounds: Bounds): Hull {
  const { src, dst, service } = meetBounds({ ...UNBOUNDED, ...hull, out: null }, bounds);
  return { src, dst, service, out: hull.out };
}

/** What becomes of packets that a list leaves to nobody, or to a rule that was not understood. */
function* doubted({ walk, index, stage }: At, entry: Entry, here: Node, named: Node): Generator<Fate> {
  const because = entry.because ?? undecidedList(entry.list.name);
  const undecided = entry.does === 'undecided';
  if (stage.kind === 'nat' && undecided) yield* onwards(walk, index + 1, here);
  else if (stage.kind === 'nat' || undecided) yield { fate: 'open', node: named, because };
  else yield* onwards(walk, index + 1, { ...named, maybe: { one: because, up: named.maybe } });
}

/** The packets that one entry decides. */
function* decided(at: At, { entry }: Effective, node: Node): Generator<Fate> {
  const { walk, index, stage, prepared } = at;
  const bounds = prepared.bounds[entry.index] ?? UNBOUNDED;
  const here = stage.sees === 'original' ? node : { ...node, hull: hullWithin(node.hull, bounds) };
  const named = { ...here, by: link(node.by, ruleAt(walk.device, entry)) };
  if (entry.does === 'deny') yield { fate: 'lost', node: named };
  else if (entry.does === 'translate') yield* onTranslated(walk, index, entry, here);
  else if (entry.does !== 'permit') yield* doubted(at, entry, here, named);
  else yield* onwards(walk, index + 1, stage.kind === 'nat' ? here : named);
}

function* inList(at: At, view: View, node: Node): Generator<Fate> {
  const { space, tells } = at.walk.device;
  const clip = clipOf(at.walk.device, view, node);
  const denials = node.choice || tells || node.astray !== null;
  for (const effective of effectiveSets(space, at.prepared, clip, (e) => follows(e, denials))) {
    const part = { ...node, parted: node.parted || (node.choice && effective.set !== view.set) };
    if (effective.set === OVERFLOW) yield OVERFLOWS;
    else yield* decided(at, effective, view.narrowed(effective.set, part));
  }
}

const follows = ({ does }: Entry, denials: boolean): boolean =>
  does !== 'pass' && does !== 'return' && (denials || does !== 'deny');

function* fromStage(walk: Walk, index: number, node: Node): Generator<Fate> {
  const { device, space } = walk.device;
  const stage = device.forward[index];
  if (!stage) {
    yield { fate: 'through', node };
    return;
  }
  const view = stage.sees === 'original' ? original(walk, node) : current(node);
  const when = matchSet(space, stage.when);
  const skipping = diff(space.arena, view.set, when);
  const all = skipping === FALSE || skipping === view.set;
  const part = { ...node, parted: node.parted || (node.choice && !all) };
  if (skipping !== FALSE) yield* onwards(walk, index + 1, view.narrowed(skipping, part));
  if (skipping === view.set) return;
  const list = listNamed(device, stage.list);
  const set = and(space.arena, view.set, when);
  if (list)
    yield* inList(
      { walk, index, stage, prepared: prepare(device, list, stage.when) },
      { ...view, set },
      part,
    );
  else yield { fate: 'open', node: view.narrowed(set, part), because: missingList(stage.list) };
}

/** Every way of packets that have just come in. Parts that certainly end are told only where a choice decides it. */
export function* throughDevice(device: Device, node: Node): Generator<Fate> {
  if (node.now === OVERFLOW) yield OVERFLOWS;
  else if (node.now !== FALSE) {
    yield* towards({ device, entry: { trace: node.trace, hull: node.hull } }, 0, node);
  }
}
