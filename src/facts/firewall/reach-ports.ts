/** By which ports packets come into a device and go out of it: as declared, else as its routes say, else any. */
import { type AddressSet, ALL_IPV4, ALL_IPV6, intersect } from '../address-set.ts';
import { and, type Bdd, FALSE, or } from '../bdd.ts';
import { indexSet } from '../bdd-sets.ts';
import { addressSide } from './encode.ts';
import type { FirewallDevice } from './model.ts';
import { asksPorts, isKnownPort, portsNamed } from './ports.ts';
import type { Hop } from './query.ts';
import { portParts } from './routing.ts';
import type { Space } from './space.ts';

/** Ports that a person declares. */
export interface Declared {
  /** Names of ports of the device; null: none declared, or not all of them are known. */
  readonly ports: readonly string[] | null;
  /** Names that no device of the hop knows. */
  readonly unresolved: readonly string[];
}

/** As one device of the hop knows it, or else another: to this one it is some port that its rules may not name. */
function knownPorts(
  { devices }: Pick<Hop, 'devices'>,
  device: FirewallDevice,
  called: string,
): readonly string[] {
  const known = [device, ...devices].map((d) => portsNamed(d, called).filter((name) => isKnownPort(d, name)));
  return known[0]?.length === 0 ? known.flat() : (known[0] ?? []);
}

export function declaredPorts(
  hop: Pick<Hop, 'devices'>,
  device: FirewallDevice,
  called: readonly string[] | null,
): Declared {
  if (called === null || called.length === 0) return { ports: null, unresolved: [] };
  const found = called.map((name) => ({ name, ports: knownPorts(hop, device, name) }));
  const unresolved = found.filter((f) => f.ports.length === 0).map((f) => f.name);
  const ports = [...new Set(found.flatMap((f) => f.ports))];
  return { ports: unresolved.length > 0 ? null : ports, unresolved: [...new Set(unresolved)] };
}

/** Packets that are behind other ports than the declared ones. */
export interface Stray {
  readonly addresses: AddressSet;
  /** Where they are by addresses and routes; none: thrown away. */
  readonly instead: readonly string[];
  /** Those and the declared ones. */
  readonly names: readonly string[];
  /** With any of these ports. */
  readonly set: Bdd;
}

export interface PortSide {
  /** Packets with the port that their address gives; those that are thrown away are in none, nor are `strays`. */
  readonly set: Bdd;
  /** Names of all of them; null: any. */
  readonly names: readonly string[] | null;
  /** Whether one address may have several, and that matters to the device. */
  readonly choice: boolean;
  readonly strays: readonly Stray[];
}

function allClasses({ ports }: Space, device: FirewallDevice): readonly number[] {
  const off = new Set(device.ports.filter((p) => !p.enabled).map((p) => p.name));
  return ports.names.flatMap((name, index) => (off.has(name) ? [] : [index]));
}

const classes = ({ ports }: Space, names: readonly string[]): readonly number[] =>
  [...new Set(names.flatMap((n) => ports.indexOf.get(n) ?? []))].sort((a, b) => a - b);

interface Located {
  readonly addresses: AddressSet;
  /** null: any. */
  readonly ports: readonly string[] | null;
  /** Where it is by addresses and routes, if that is none of the ports that are declared. */
  readonly instead: readonly string[] | null;
}

/** Declared ports are narrowed by routes where these name some of them. */
function chosen(
  addresses: AddressSet,
  declared: readonly string[] | null,
  routed: readonly string[] | null,
): Located {
  if (declared === null || routed === null) return { addresses, ports: declared ?? routed, instead: null };
  const both = routed.filter((name) => declared.includes(name));
  if (both.length > 0) return { addresses, ports: both, instead: null };
  return { addresses, ports: [...declared, ...routed], instead: routed };
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
    return chosen(part.addresses, declared, dark ? null : part.ports);
  });
}

interface Indexed extends Located {
  readonly several: boolean;
  readonly set: Bdd;
}

function indexed(space: Space, device: FirewallDevice, side: 'in' | 'out', part: Located): Indexed {
  const { arena, fields } = space;
  const indices = part.ports ? classes(space, part.ports) : allClasses(space, device);
  const where = addressSide(space, side === 'in' ? 'src' : 'dst', part.addresses);
  return {
    ...part,
    several: indices.length > 1,
    set: and(arena, where, indexSet(arena, fields[side], indices)),
  };
}

const strayOf = ({ addresses, instead, ports, set }: Indexed): readonly Stray[] =>
  instead ? [{ addresses, instead, names: ports ?? [], set }] : [];

/** `addresses`: those of the packets on that side; null: any. `assumed`: the declaration counts, whatever routes say. */
export function portSide(
  space: Space,
  device: FirewallDevice,
  [side, version]: readonly ['in' | 'out', 4 | 6],
  declared: readonly string[] | null,
  addresses: AddressSet | null,
  assumed = false,
): PortSide {
  const family = version === 4 ? ALL_IPV4 : ALL_IPV6;
  const asked = addresses ? intersect(addresses, family) : family;
  const where =
    assumed && declared
      ? [{ addresses: asked, ports: declared, instead: null }]
      : located(device, side, declared, asked);
  const parts = where.map((part) => indexed(space, device, side, part));
  const clear = parts.filter((p) => p.instead === null);
  const names = clear.map((p) => p.ports);
  return {
    set: clear.reduce((all, one) => or(space.arena, all, one.set), FALSE as Bdd),
    names: names.every((n) => n !== null) ? [...new Set(names.flat())] : null,
    choice: asksPorts(device)[side] && clear.some((i) => i.several),
    strays: parts.flatMap(strayOf),
  };
}
