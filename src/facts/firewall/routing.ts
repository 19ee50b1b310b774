/** By which port a device sends to an address, or has it behind: connected networks and routes, the longest prefix first. */
import { type AddressSet, type Interval, intersect, subtract, unionOf } from '../address-set.ts';
import { oncePer } from '../once.ts';
import type { FirewallDevice } from './model.ts';
import { portUniverse } from './ports.ts';

/** Some addresses and where they are. */
export interface PortPart {
  readonly addresses: AddressSet;
  /** Ports, one of which it is; null: any. None: discarded. */
  readonly ports: readonly string[] | null;
}

interface Entry extends Interval {
  readonly connected: boolean;
  readonly port: string | null;
}

interface Segment extends Interval {
  readonly ports: readonly string[] | null;
}

function entriesOf({ ports, routes }: FirewallDevice): readonly Entry[] {
  const off = new Set(ports.filter((p) => !p.enabled).map((p) => p.name));
  const up = ports.filter((p) => p.enabled);
  return [
    ...up.flatMap((p) => p.connected.map((i) => ({ ...i, connected: true, port: p.name }))),
    ...routes
      .filter((r) => r.port === null || !off.has(r.port))
      .flatMap((r) => r.to.map((i) => ({ ...i, connected: false, port: r.port }))),
  ];
}

const size = (e: Interval): bigint => e.to - e.from;

/** The narrowest, all of them where several are. */
function narrowest(entries: readonly Entry[]): readonly Entry[] {
  let best: Entry[] = [];
  for (const e of entries) {
    const [first] = best;
    if (!first || size(e) < size(first)) best = [e];
    else if (size(e) === size(first)) best.push(e);
  }
  return best;
}

/**
 * What a device does with addresses that all these entries hold. A network that is connected wins over a route that is no
 * narrower; over a narrower one too where the two connected networks were joined into one, so that both are possible.
 */
function choice(active: readonly Entry[], complete: boolean): readonly string[] | null {
  const connected = narrowest(active.filter((e) => e.connected));
  const routed = narrowest(active.filter((e) => !e.connected));
  const [near] = connected;
  const [far] = routed;
  if (!near && (!complete || !far)) return null;
  const both = near && far && size(far) < size(near);
  const chosen = near ? [...connected, ...(both ? routed : [])] : routed;
  return [...new Set(chosen.flatMap((e) => (e.port === null ? [] : [e.port])))];
}

/** Ascending, disjoint; what no entry holds is left out. */
const table = oncePer((device: FirewallDevice): readonly Segment[] => {
  const entries = [...entriesOf(device)].sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
  const bounds = [...new Set(entries.flatMap((e) => [e.from, e.to + 1n]))].sort((a, b) => (a < b ? -1 : 1));
  const segments: Segment[] = [];
  let active: Entry[] = [];
  let next = 0;
  bounds.forEach((from, i) => {
    active = active.filter((e) => e.to >= from);
    for (let e = entries[next]; e && e.from === from; e = entries[next]) {
      active.push(e);
      next += 1;
    }
    const end = bounds[i + 1];
    if (end !== undefined && active.length > 0) {
      segments.push({ from, to: end - 1n, ports: choice(active, device.routesComplete) });
    }
  });
  return segments;
});

/** Segments that touch a set: those from the first that ends in or after it. */
function touching(segments: readonly Segment[], { from, to }: Interval): readonly Segment[] {
  let low = 0;
  for (let high = segments.length; low < high; ) {
    const at = (low + high) >>> 1;
    const segment = segments[at];
    if (segment && segment.to < from) low = at + 1;
    else high = at;
  }
  const found: Segment[] = [];
  for (let s = segments[low]; s && s.from <= to; s = segments[low]) {
    found.push(s);
    low += 1;
  }
  return found;
}

const keyOf = (ports: readonly string[] | null): string => (ports === null ? '*' : `=${ports.join('\n')}`);

/** The addresses by where they are, each in one part. */
export function portParts(device: FirewallDevice, addresses: AddressSet): readonly PortPart[] {
  const byPorts = new Map<string, Segment[]>();
  for (const segment of addresses.flatMap((interval) => touching(table(device), interval))) {
    const key = keyOf(segment.ports);
    byPorts.set(key, [...(byPorts.get(key) ?? []), segment]);
  }
  const parts = [...byPorts.values()].map((segments) => ({
    addresses: intersect(addresses, unionOf(segments.map((s) => [{ from: s.from, to: s.to }]))),
    ports: segments[0]?.ports ?? null,
  }));
  const rest = subtract(addresses, unionOf(parts.map((p) => p.addresses)));
  return rest.length > 0 ? [...parts, { addresses: rest, ports: null }] : parts;
}

/** Every port that some of the addresses may be behind; null: any. */
export function whichPorts(device: FirewallDevice, addresses: AddressSet): readonly string[] | null {
  const names = new Set<string>();
  for (const { ports } of portParts(device, addresses)) {
    if (ports === null) return null;
    for (const name of ports) names.add(name);
  }
  return [...names];
}

/** As `whichPorts`, with any port as all that can be told apart. */
export const possiblePorts = (device: FirewallDevice, addresses: AddressSet): readonly string[] =>
  whichPorts(device, addresses) ?? portUniverse(device);

/** Whether all of the addresses are certainly thrown away. */
export const discards = (device: FirewallDevice, addresses: AddressSet): boolean =>
  device.routesComplete && portParts(device, addresses).every((p) => p.ports?.length === 0);
