/** Interfaces, zones and routes of one vsys, from the firewall itself or from the templates that Panorama gives it. */
import { type AddressSet, NO_ADDRESSES, parseAddressSet, unionOf } from '../../facts/address-set.ts';
import type { FirewallPort, Route } from '../../facts/firewall/model.ts';
import type { Remarks } from './remarks.ts';
import { routesOf } from './routes.ts';
import { type ConfNode, child, find, nodesOf, value, valueAt, values } from './tree.ts';

export interface Interface {
  readonly name: string;
  readonly own: AddressSet;
  readonly connected: AddressSet;
  readonly enabled: boolean;
  /** Whether all its addresses are written down. */
  readonly known: boolean;
}

export interface Zone {
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
}

/** What the network of a vsys is read from. */
export interface NetworkSource {
  /** Sections that hold `network`, the one that counts first first (a template stack, then its templates). */
  readonly devices: readonly ConfNode[];
  /** Sections that hold `zone` and `import`, in the same order. */
  readonly vsys: readonly ConfNode[];
  /** Text of an address that an object or a template variable stands for; null where none does. */
  readonly text: (name: string) => string | null;
  /** Interfaces that are in a zone of another vsys. */
  readonly foreign: ReadonlySet<string>;
  /** Whether the zones of the vsys are all among the evidence. */
  readonly whole: boolean;
}

/** Stands for zones that the evidence does not show. */
export const OTHER_ZONE = '(unknown zone)';

/** The first of each name: what a nearer template says hides what those behind it say. */
function firstOfEach(nodes: readonly ConfNode[]): ReadonlyMap<string, ConfNode> {
  const out = new Map<string, ConfNode>();
  for (const node of nodes) if (!out.has(node.name)) out.set(node.name, node);
  return out;
}

interface Addressed {
  readonly own: AddressSet;
  readonly connected: AddressSet;
  readonly known: boolean;
}

const NOTHING: Addressed = { own: NO_ADDRESSES, connected: NO_ADDRESSES, known: true };

function address(source: NetworkSource, name: string): Addressed {
  const text = parseAddressSet(name) ? name : source.text(name);
  const connected = text === null ? null : parseAddressSet(text);
  const own = text === null ? null : parseAddressSet(text.split('/')[0] ?? '');
  return connected && own ? { own, connected, known: true } : { ...NOTHING, known: false };
}

function addressesOf(source: NetworkSource, at: ConfNode | null): Addressed {
  const ipv6 = child(at, 'ipv6');
  const names = [...nodesOf(child(at, 'ip')), ...nodesOf(child(ipv6, 'address'))].map((n) => n.name);
  const read = names.map((name) => address(source, name));
  const assigned = [
    child(at, 'dhcp-client'),
    child(at, 'pppoe'),
    child(ipv6, 'dhcp-client'),
    child(ipv6, 'inherited'),
  ];
  return {
    own: unionOf(read.map((r) => r.own)),
    connected: unionOf(read.map((r) => r.connected)),
    known: read.every((r) => r.known) && assigned.every((a) => a === null),
  };
}

function physical(source: NetworkSource, node: ConfNode): readonly Interface[] {
  const layer3 = child(node, 'layer3');
  const enabled = valueAt(node, 'link-state') !== 'down';
  const units = nodesOf(child(layer3, 'units')).map((unit) => ({
    name: unit.name,
    enabled,
    ...addressesOf(source, unit),
  }));
  return [{ name: node.name, enabled, ...addressesOf(source, layer3) }, ...units];
}

function interfacesIn(source: NetworkSource): ReadonlyMap<string, Interface> {
  const out = new Map<string, Interface>();
  const add = (made: Interface): void => {
    if (!out.has(made.name)) out.set(made.name, made);
  };
  for (const device of source.devices) {
    const section = find(device, 'network', 'interface');
    for (const kind of ['ethernet', 'aggregate-ethernet']) {
      for (const node of nodesOf(child(section, kind))) physical(source, node).forEach(add);
    }
    for (const kind of ['loopback', 'vlan', 'tunnel']) {
      const node = child(section, kind);
      if (!node) continue;
      add({ name: kind, enabled: true, ...addressesOf(source, node) });
      for (const unit of nodesOf(child(node, 'units'))) {
        add({ name: unit.name, enabled: true, ...addressesOf(source, unit) });
      }
    }
  }
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
  };
}

/** Text of the address that an interface, an object or a variable has. */
export const objectText = (node: ConfNode | null): string | null =>
  value(child(node, 'ip-netmask')) ?? value(child(node, 'ip-range'));
