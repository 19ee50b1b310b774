/** Packets along a line of devices, from where they start to where they end up. */
import type { Bilingual } from '../../model/text.ts';
import type { AddressSet } from '../address-set.ts';

import { and, type Bdd, choose, diff, exists, FALSE, TRUE } from '../bdd.ts';
import { addressSide, stateSet } from './encode.ts';
import type { ConnectionState, FirewallDevice } from './model.ts';
import type { Hop, RuleAt } from './query.ts';
import { usefulDestinations } from './reach-destinations.ts';
import { type Declared, declaredPorts, portSide } from './reach-ports.ts';
import { type ReachSpace, scopeFor } from './reach-space.ts';
import { type Device, throughDevice } from './reach-stages.ts';
import { gapOf, noFamily, severalBases, unresolvedPorts } from './reach-text.ts';
import { type Chain, chained, type Node, pulledBack } from './reach-trace.ts';
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
  /** Whether what certainly ends is told, too. */
  readonly tells: boolean;
  /** The state of packets at a device. */
  readonly state: (device: FirewallDevice) => ConnectionState;
}

/** A device of the line, or why there is none. */
type Station =
  | { readonly known: true; readonly device: Device; readonly in: Declared; readonly out: Declared }
  | { readonly known: false; readonly because: Bilingual; readonly hop: string };

const hasNat = ({ forward }: FirewallDevice): boolean => forward.some((s) => s.kind === 'nat');

function devicesAt({ name, devices }: Hop, version: 4 | 6): readonly FirewallDevice[] | Bilingual {
  const mine = devices.filter((d) => d.families.includes(version));
  const [first] = mine;
  if (!first) return noFamily(name, version);
  const clear = mine.length === 1 || (mine.every((d) => d.context === first.context) && !mine.some(hasNat));
  return clear ? mine : severalBases(name);
}

function stationsAt(line: Line, hop: Hop, to: AddressSet): readonly Station[] {
  const devices = devicesAt(hop, line.version);
  if ('ja' in devices) return [{ known: false, because: devices, hop: hop.name }];
  return devices.map((device) => {
    const declared = { in: declaredPorts(device, hop.in), out: declaredPorts(device, hop.out) };
    return {
      known: true,
      ...declared,
      device: {
        space: scopeFor(line.spaces, device),
        device,
        version: line.version,
        hop: hop.name,
        out: declared.out.ports,
        in: declared.in.ports,
        useful: usefulDestinations(device, to),
        tells: line.tells,
      },
    };
  });
}

/** In order; each knows which destinations lead on from it. */
function stations(line: Line): readonly Station[] {
  let to = line.to;
  let all: readonly Station[] = [];
  for (const hop of line.hops.toReversed()) {
    const here = stationsAt(line, hop, to);
    const [first] = here;
    if (first?.known) to = first.device.useful[0] ?? to;
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
  readonly node: Node;
  /** No route leads to where they go. */
  readonly lost: Bdd;
}

function entered(
  line: Line,
  station: Extract<Station, { known: true }>,
  node: Node,
  isFirst: boolean,
): Entered {
  const { device } = station;
  const { space, version } = device;
  const { arena } = space;
  const comes = portSide(space, device.device, ['in', version], station.in.ports, node.hull.src);
  const goes = portSide(space, device.device, ['out', version], station.out.ports, node.hull.dst);
  const free = exists(arena, node.now, fieldCube(space, RENEWED));
  const state = stateSet(space, [line.state(device.device)]);
  const now = [untouched(space), state, comes.set, goes.set].reduce((set, s) => and(arena, set, s), free);
  const trace = { before: node.now, op: { steps: [], renewed: RENEWED }, up: node.trace };
  const lost = diff(arena, free, exists(arena, goes.set, fieldCube(space, ['out'])));
  return {
    node: {
      ...node,
      now,
      hull: { ...node.hull, out: goes.names },
      trace: isFirst ? null : trace,
      choice: node.choice || comes.choice || goes.choice,
      parted: node.parted || (node.choice && lost !== FALSE),
      maybe: doubts(station, node.maybe),
    },
    lost,
  };
}

/** A gap of the device stays with all that passes it. */
function doubts({ device }: Extract<Station, { known: true }>, before: Node['maybe']): Node['maybe'] {
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

function* at(line: Line, all: readonly Station[], index: number, node: Node): Generator<Found> {
  const station = all[index];
  if (!station) {
    yield arrival(line, 'through', node, null);
    return;
  }
  if (!station.known) {
    yield arrival(line, 'open', node, station.because);
    return;
  }
  const { node: inside, lost } = entered(line, station, node, index === 0);
  const gap = station.device.device.gaps.length > 0;
  if (gap) yield arrival(line, 'open', { ...node, maybe: inside.maybe }, null);
  if (node.choice && lost !== FALSE) yield arrival(line, 'lost', { ...node, now: lost }, null);
  for (const found of throughDevice(station.device, inside)) {
    if (found.fate === 'overflow') yield 'overflow';
    else if (found.fate === 'open') yield arrival(line, 'open', found.node, found.because);
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
  const node: Node = {
    now: and(line.space.arena, set, addressSide(line.space, 'dst', dst)),
    hull: { src: from, dst, service: null, out: null },
    trace: null,
    by: null,
    choice: false,
    parted: false,
    maybe: null,
  };
  if (node.now !== FALSE) yield* at(line, all, 0, node);
}

/** Names of ports that a hop is said to have and has not. */
export function portDoubts(hops: readonly Hop[], version: 4 | 6): readonly Bilingual[] {
  return hops.flatMap((hop) => {
    const devices = hop.devices.filter((d) => d.families.includes(version));
    return devices.flatMap((device) => {
      const names = [hop.in, hop.out].flatMap((side) => declaredPorts(device, side).unresolved);
      return names.length > 0 ? [unresolvedPorts(hop.name, names)] : [];
    });
  });
}
