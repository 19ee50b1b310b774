/** Packets along a line of devices, from where they start to where they end up. */
import type { Bilingual } from '../../model/text.ts';
import type { AddressSet } from '../address-set.ts';

import { and, type Bdd, choose, diff, exists, FALSE, or, TRUE } from '../bdd.ts';
import { addressSide, stateSet } from './encode.ts';
import type { ConnectionState, FirewallDevice } from './model.ts';
import type { Hop, RuleAt } from './query.ts';
import { usefulDestinations } from './reach-destinations.ts';
import { declaredPorts, type PortSide, portSide, type Stray } from './reach-ports.ts';
import { leadingServices } from './reach-services.ts';
import { type ReachSpace, scopeFor } from './reach-space.ts';
import { type Device, throughDevice } from './reach-stages.ts';
import { contradictedPorts, gapOf, noFamily, severalBases, unresolvedPorts } from './reach-text.ts';
import { type Chain, chained, type Node, pulledBack, strayed } from './reach-trace.ts';
import { fieldCube, type Space } from './space.ts';

/** Packets, as they started, that came to one end by one way. */
export interface Arrival {
  /** `lost`: told where a choice decided it, and where asked for. `open`: what becomes of them is not known. */
  readonly end: 'through' | 'lost' | 'open';
  /** With the ports of the first device by which they come in and go out. */
  readonly raw: Bdd;
  /** Without them. */
  readonly set: Bdd;
  readonly by: readonly RuleAt[];
  readonly choice: boolean;
  /** Why it is not certain. */
  readonly maybe: readonly Bilingual[];
}

export interface Line {
  readonly space: Space;
  readonly spaces: ReachSpace;
  readonly hops: readonly Hop[];
  readonly version: 4 | 6;
  readonly to: AddressSet;
  /** Services that packets must have where they end up. `wide`: devices that are not known may make any of any. */
  readonly ends?: { readonly services: Bdd; readonly wide: boolean };
  /** Whether what certainly ends is told, too. */
  readonly tells: boolean;
  /** The state of packets at a device. */
  readonly state: (device: FirewallDevice) => ConnectionState;
}

/** A device of the line, or why there is none. */
type Station = (
  | { readonly known: true; readonly device: Device; readonly named: Pick<Hop, 'in' | 'out' | 'assumed'> }
  | { readonly known: false; readonly because: Bilingual; readonly hop: string }
) & {
  /** Packets before it that may have the services of the end behind the last, whatever their addresses. */
  readonly leads: Bdd;
};

const hasNat = ({ forward }: FirewallDevice): boolean => forward.some((s) => s.kind === 'nat');

function devicesAt({ name, devices }: Hop, version: 4 | 6): readonly FirewallDevice[] | Bilingual {
  const mine = devices.filter((d) => d.families.includes(version));
  const [first] = mine;
  if (!first) return noFamily(name, version);
  const clear = mine.length === 1 || (mine.every((d) => d.context === first.context) && !mine.some(hasNat));
  return clear ? mine : severalBases(name);
}

function deviceAt(line: Line, hop: Hop, device: FirewallDevice, to: AddressSet): Device {
  return {
    space: scopeFor(line.spaces, device),
    device,
    version: line.version,
    hop: hop.name,
    out: declaredPorts(hop, device, hop.out).ports,
    in: declaredPorts(hop, device, hop.in).ports,
    useful: usefulDestinations(device, to),
    tells: line.tells,
  };
}

type KnownStation = Extract<Station, { known: true }>;

interface Target {
  readonly to: AddressSet;
  readonly services: Bdd;
}

function stationsAt(line: Line, hop: Hop, { to, services }: Target): readonly Station[] {
  const devices = devicesAt(hop, line.version);
  if ('ja' in devices) {
    const leads = line.ends?.wide ? TRUE : services;
    return [{ known: false, because: devices, hop: hop.name, leads }];
  }
  return devices.map((one) => {
    const device = deviceAt(line, hop, one, to);
    const unread = line.ends?.wide === true && one.gaps.length > 0;
    return { known: true, device, named: hop, leads: unread ? TRUE : leadingServices(device, services) };
  });
}

/** In order; each knows which destinations lead on from it. */
function stations(line: Line): readonly Station[] {
  let target: Target = { to: line.to, services: line.ends?.services ?? TRUE };
  let all: readonly Station[] = [];
  for (const hop of line.hops.toReversed()) {
    const here = stationsAt(line, hop, target);
    const [first] = here;
    const to = (first?.known && first.device.useful[0]) || target.to;
    target = { to, services: first?.leads ?? target.services };
    all = [...here, ...all];
  }
  return all;
}

const RENEWED = ['in', 'out', 'translatedSrc', 'translatedDst', 'state'] as const;

/** Not changed by NAT of this device yet. */
function untouched({ arena, fields }: Space): Bdd {
  const dst = choose(arena, fields.translatedDst.first, TRUE, FALSE);
  return choose(arena, fields.translatedSrc.first, dst, FALSE);
}

interface Entered {
  /** Those that go where they are said to go, and those that do not. */
  readonly nodes: readonly Node[];
  /** Those that cannot come in where they are said to come in. */
  readonly strays: readonly { readonly set: Bdd; readonly stray: Stray }[];
  /** No route leads to where they go. */
  readonly lost: Bdd;
}

function sidesOf(
  { device, named }: KnownStation,
  { hull }: Node,
): { readonly comes: PortSide; readonly goes: PortSide } {
  const { space, version } = device;
  return {
    comes: portSide(space, device.device, ['in', version], device.in, hull.src, named.assumed),
    goes: portSide(space, device.device, ['out', version], device.out, hull.dst, named.assumed),
  };
}

function entered(line: Line, station: KnownStation, node: Node, isFirst: boolean): Entered {
  const { device } = station;
  const { space } = device;
  const { arena } = space;
  const { comes, goes } = sidesOf(station, node);
  const free = exists(arena, node.now, fieldCube(space, RENEWED));
  const state = stateSet(space, [line.state(device.device)]);
  const now = [untouched(space), state, comes.set].reduce((set, s) => and(arena, set, s), free);
  const led = goes.strays.reduce((all, s) => or(arena, all, s.set), goes.set);
  const lost = diff(arena, free, exists(arena, led, fieldCube(space, ['out'])));
  const trace = { before: node.now, op: { steps: [], renewed: RENEWED }, up: node.trace };
  const inside: Node = {
    ...node,
    now,
    trace: isFirst ? null : trace,
    choice: node.choice || comes.choice,
    parted: node.parted || (node.choice && (lost !== FALSE || comes.strays.length + goes.strays.length > 0)),
    maybe: doubts(station, node.maybe),
  };
  const clear: Node = {
    ...inside,
    now: and(arena, now, goes.set),
    hull: { ...node.hull, out: goes.names },
    choice: inside.choice || goes.choice,
  };
  return {
    nodes: [clear, ...goes.strays.map((stray) => strayed(space, inside, stray))],
    strays: comes.strays.map((stray) => ({
      stray,
      set: and(arena, node.now, addressSide(space, 'src', stray.addresses)),
    })),
    lost,
  };
}

/** A gap of the device stays with all that passes it. */
function doubts({ device }: KnownStation, before: Node['maybe']): Node['maybe'] {
  const { gaps } = device.device;
  return gaps.length > 0 ? { one: gapOf(device.hop, gaps), up: before } : before;
}

function arrival({ space }: Line, end: Arrival['end'], node: Node, because: Bilingual | null): Arrival {
  const raw = pulledBack(space, node.now, node.trace);
  return {
    end,
    raw,
    set: exists(space.arena, raw, fieldCube(space, RENEWED)),
    by: chained(node.by),
    choice: node.choice && (node.parted || end === 'lost'),
    maybe: [...chained(node.maybe), ...(because ? [because] : [])],
  };
}

/** A device that has no filter on the way still stands there. */
const passedBy = (hop: string, before: Chain<RuleAt> | null, after: Node): Node =>
  after.by === before ? { ...after, by: { one: { hop, rule: null, list: null }, up: before } } : after;

type Found = Arrival | 'overflow';

/** Behind the last device. */
function* ended(line: Line, node: Node): Generator<Found> {
  const { arena } = line.space;
  const others = line.ends ? diff(arena, node.now, line.ends.services) : FALSE;
  if (others === FALSE) {
    yield arrival(line, 'through', node, null);
    return;
  }
  if (node.choice) yield arrival(line, 'lost', { ...node, now: others }, null);
  const now = diff(arena, node.now, others);
  if (now !== FALSE) yield arrival(line, 'through', { ...node, now, parted: true }, null);
}

/** What becomes of packets is not known; those that cannot have the services of the end are left out. */
function* left(line: Line, { leads }: Station, node: Node, because: Bilingual | null): Generator<Found> {
  const now = and(line.space.arena, node.now, leads);
  if (now !== FALSE) yield arrival(line, 'open', { ...node, now }, because);
}

function* at(line: Line, all: readonly Station[], index: number, node: Node): Generator<Found> {
  const station = all[index];
  if (!station) {
    yield* ended(line, node);
    return;
  }
  if (!station.known) {
    yield* left(line, station, node, station.because);
    return;
  }
  const { nodes, strays, lost } = entered(line, station, node, index === 0);
  const gap = station.device.device.gaps.length > 0;
  if (gap) yield* left(line, station, { ...node, maybe: doubts(station, node.maybe) }, null);
  if (node.choice && lost !== FALSE) yield arrival(line, 'lost', { ...node, now: lost }, null);
  for (const { set, stray } of strays) {
    yield* left(line, station, { ...node, now: set, parted: true }, contradiction(station, 'in', stray));
  }
  for (const inside of nodes) yield* across(line, all, index, inside);
}

const contradiction = ({ device, named }: KnownStation, side: 'in' | 'out', stray: Stray): Bilingual =>
  contradictedPorts(device.hop, named[side] ?? [], stray.addresses, stray.instead);

/** From inside of a device to the end. */
function* across(line: Line, all: readonly Station[], index: number, inside: Node): Generator<Found> {
  const station = all[index];
  if (!station?.known) return;
  for (const found of throughDevice(station.device, inside)) {
    if (found.fate === 'overflow') yield 'overflow';
    else if (found.node.astray) {
      yield* left(line, station, found.node, contradiction(station, 'out', found.node.astray));
    } else if (found.fate === 'open') yield* left(line, station, found.node, found.because);
    else if (found.fate === 'lost') yield arrival(line, 'lost', found.node, null);
    else yield* at(line, all, index + 1, passedBy(station.device.hop, inside.by, found.node));
  }
}

export interface Start {
  readonly set: Bdd;
  readonly from: AddressSet;
}

/** Every way of the packets of a start, which are of the line's family. Those whose destination leads elsewhere are left out. */
export function* alongLine(line: Line, { set, from }: Start): Generator<Found> {
  const all = stations(line);
  const [first] = all;
  const dst = first?.known ? (first.device.useful[0] ?? line.to) : line.to;
  const { arena } = line.space;
  const leading = and(arena, set, first?.leads ?? TRUE);
  const node: Node = {
    now: and(arena, leading, addressSide(line.space, 'dst', dst)),
    hull: { src: from, dst, service: null, out: null },
    trace: null,
    by: null,
    choice: false,
    parted: false,
    astray: null,
    maybe: null,
  };
  if (node.now !== FALSE) yield* at(line, all, 0, node);
}

/** Names of ports that a hop is said to have and has not. */
export function portDoubts(hops: readonly Hop[], version: 4 | 6): readonly Bilingual[] {
  return hops.flatMap((hop) => {
    const devices = hop.devices.filter((d) => d.families.includes(version));
    return devices.flatMap((device) => {
      const names = [hop.in, hop.out].flatMap((side) => declaredPorts(hop, device, side).unresolved);
      return names.length > 0 ? [unresolvedPorts(hop.name, names)] : [];
    });
  });
}
