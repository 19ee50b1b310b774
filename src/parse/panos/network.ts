/** Ports, zones and routes of one vsys. */
import { NO_ADDRESSES } from '../../facts/address-set.ts';
import type { FirewallPort, Route } from '../../facts/firewall/model.ts';
import { type Interface, interfacesIn, type NetworkSource } from './interfaces.ts';
import type { Remarks } from './remarks.ts';
import { routesOf } from './routes.ts';
import { type ConfNode, child, find, nodesOf, valueAt, values } from './tree.ts';

interface Zone {
  readonly name: string;
  /** Names of ports: its interfaces, or the zone itself where those are not known. */
  readonly ports: readonly string[];
}

export interface Network {
  readonly zones: ReadonlyMap<string, Zone>;
  readonly ports: readonly FirewallPort[];
  readonly routes: readonly Route[];
  readonly routesComplete: boolean;
  /** Whether every zone is known. */
  readonly zonesComplete: boolean;
  /** Whether a router forwards multicast, whose destination zone is `multicast`. */
  readonly multicast: boolean;
  /** Ports of zones of virtual wires, where these do not hold multicast against rules. */
  readonly unpolicedWires: readonly string[];
}

/** Stands for zones that the evidence does not show. */
export const OTHER_ZONE = '(unknown zone)';

/** The first of each name: what a nearer template says hides what those behind it say. */
function firstOfEach(nodes: readonly ConfNode[]): ReadonlyMap<string, ConfNode> {
  const out = new Map<string, ConfNode>();
  for (const node of nodes) if (!out.has(node.name)) out.set(node.name, node);
  return out;
}

/** Kinds of zones whose interfaces are of the firewall; `external` names other vsys instead. */
const OWN_KINDS = ['layer3', 'layer2', 'virtual-wire', 'tap'];

/** Interfaces of a zone. */
export const interfacesOf = (zone: ConfNode): readonly string[] =>
  OWN_KINDS.flatMap((kind) => values(find(zone, 'network', kind)));

function zoneOf(node: ConfNode): Zone {
  const ports = interfacesOf(node);
  return { name: node.name, ports: ports.length > 0 ? [...new Set(ports)] : [node.name] };
}

function portOf(
  name: string,
  zones: readonly string[],
  interfaces: ReadonlyMap<string, Interface>,
): FirewallPort {
  const found = interfaces.get(name);
  return {
    name,
    aliases: zones.filter((z) => z !== name),
    addresses: found?.own ?? NO_ADDRESSES,
    connected: found?.connected ?? NO_ADDRESSES,
    enabled: found?.enabled ?? true,
  };
}

function portsOf(zones: Iterable<Zone>, interfaces: ReadonlyMap<string, Interface>): readonly FirewallPort[] {
  const zonesOf = new Map<string, string[]>();
  for (const zone of zones) {
    for (const port of zone.ports) {
      const known = zonesOf.get(port);
      if (known) known.push(zone.name);
      else zonesOf.set(port, [zone.name]);
    }
  }
  return [...zonesOf].map(([name, names]) => portOf(name, names, interfaces));
}

/** Frames are not routed between interfaces of these zones: where they go out, routes do not say. */
const isBridged = (node: ConfNode): boolean =>
  ['layer2', 'virtual-wire'].some((kind) => values(find(node, 'network', kind)).length > 0);

/** Without a wire in the file, what it does with multicast is not known. */
function unpolicedWires({ devices }: NetworkSource, zones: readonly ConfNode[]): readonly string[] {
  const wires = devices.flatMap((d) => nodesOf(find(d, 'network', 'virtual-wire')));
  const polices = (wire: ConfNode): boolean => valueAt(wire, 'multicast-firewalling', 'enable') === 'yes';
  if (wires.length > 0 && wires.every(polices)) return [];
  return [...new Set(zones.flatMap((zone) => values(find(zone, 'network', 'virtual-wire'))))];
}

const isExternal = (node: ConfNode): boolean => find(node, 'network', 'external') !== null;

/** Zones that rules name besides those that are defined, where the definitions may be elsewhere. */
function withNamed(defined: ReadonlyMap<string, Zone>, named: Iterable<string>): Map<string, Zone> {
  const out = new Map(defined);
  for (const name of named) if (!out.has(name)) out.set(name, { name, ports: [name] });
  return out;
}

export function readNetwork(source: NetworkSource, named: Iterable<string>, remarks: Remarks): Network {
  const nodes = [...firstOfEach(source.vsys.flatMap((v) => nodesOf(child(v, 'zone')))).values()];
  const defined = new Map(nodes.map((node) => [node.name, zoneOf(node)]));
  const zones = source.whole ? defined : withNamed(defined, named);
  const interfaces = interfacesIn(source);
  const ports = [...portsOf(zones.values(), interfaces)];
  if (!source.whole) ports.push(portOf(OTHER_ZONE, [], interfaces));
  const routed = routesOf(source, interfaces, ports, remarks);
  const addressed = ports.every((p) => interfaces.get(p.name)?.known ?? false);
  return {
    zones,
    ports,
    routes: routed.routes,
    routesComplete:
      source.whole && addressed && routed.complete && !nodes.some(isBridged) && !nodes.some(isExternal),
    zonesComplete: source.whole,
    multicast: routed.multicast,
    unpolicedWires: unpolicedWires(source, nodes),
  };
}
