/** By which ports packets come into a device and go out of it: as declared, else as its routes say, else any. */
import { type AddressSet, ALL_IPV4, ALL_IPV6, intersect } from '../address-set.ts';
import { and, type Bdd, FALSE, or } from '../bdd.ts';
import { indexSet } from '../bdd-sets.ts';
import { addressSide } from './encode.ts';
import type { FirewallDevice } from './model.ts';
import { asksPorts, isKnownPort, portsNamed } from './ports.ts';
import { portParts } from './routing.ts';
import type { Space } from './space.ts';

/** Ports that a person declares. */
export interface Declared {
  /** Names of ports of the device; null: none declared, or not all of them are known. */
  readonly ports: readonly string[] | null;
  /** Names that the device does not know. */
  readonly unresolved: readonly string[];
}

export function declaredPorts(device: FirewallDevice, called: readonly string[] | null): Declared {
  if (called === null) return { ports: null, unresolved: [] };
  const ports = [...new Set(called.flatMap((name) => portsNamed(device, name)))];
  const unresolved = ports.filter((name) => !isKnownPort(device, name));
  return { ports: unresolved.length > 0 ? null : ports, unresolved };
}

export interface PortSide {
  /** Packets with the port that their address gives; those that are thrown away are in none. */
  readonly set: Bdd;
  /** Names of all of them; null: any. */
  readonly names: readonly string[] | null;
  /** Whether one address may have several, and that matters to the device. */
  readonly choice: boolean;
}

function allClasses({ ports }: Space, device: FirewallDevice): readonly number[] {
  const off = new Set(device.ports.filter((p) => !p.enabled).map((p) => p.name));
  return ports.names.flatMap((name, index) => (off.has(name) ? [] : [index]));
}

const classes = ({ ports }: Space, names: readonly string[]): readonly number[] =>
  [...new Set(names.flatMap((n) => ports.indexOf.get(n) ?? []))].sort((a, b) => a - b);

/** Declared ports are narrowed by routes where these name some of them. */
function chosen(
  declared: readonly string[] | null,
  routed: readonly string[] | null,
): readonly string[] | null {
  if (declared === null) return routed;
  const both = routed?.filter((name) => declared.includes(name)) ?? [];
  return both.length > 0 ? both : declared;
}

interface Located {
  readonly addresses: AddressSet;
  /** null: any. */
  readonly ports: readonly string[] | null;
}

/** A source to which no route leads back still comes in somewhere. */
function located(
  device: FirewallDevice,
  side: 'in' | 'out',
  declared: readonly string[] | null,
  addresses: AddressSet,
): readonly Located[] {
  return portParts(device, addresses).map((part) => {
    const dark = side === 'in' && part.ports?.length === 0;
    return { addresses: part.addresses, ports: chosen(declared, dark ? null : part.ports) };
  });
}

/** `addresses`: those of the packets on that side; null: any. */
export function portSide(
  space: Space,
  device: FirewallDevice,
  [side, version]: readonly ['in' | 'out', 4 | 6],
  declared: readonly string[] | null,
  addresses: AddressSet | null,
): PortSide {
  const { arena, fields } = space;
  const family = version === 4 ? ALL_IPV4 : ALL_IPV6;
  const parts = located(device, side, declared, addresses ? intersect(addresses, family) : family);
  const indexed = parts.map(({ addresses: at, ports }) => {
    const indices = ports ? classes(space, ports) : allClasses(space, device);
    const where = addressSide(space, side === 'in' ? 'src' : 'dst', at);
    return { several: indices.length > 1, set: and(arena, where, indexSet(arena, fields[side], indices)) };
  });
  const names = parts.map((p) => p.ports);
  return {
    set: indexed.reduce((all, one) => or(arena, all, one.set), FALSE as Bdd),
    names: names.every((n) => n !== null) ? [...new Set(names.flat())] : null,
    choice: asksPorts(device)[side] && indexed.some((i) => i.several),
  };
}
