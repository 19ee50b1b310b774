/** Spaces of questions about the same devices: what one question encoded, the next need not. */

import type { Condition, FirewallDevice } from './model.ts';
import { mentionedPorts } from './ports.ts';
import type { At, Hop } from './query.ts';
import { conditionAt } from './schedule.ts';
import { type Space, scopeOf, spaceOf } from './space.ts';

export interface ReachSpace {
  readonly space: Space;
  /** Each device's own conditions. */
  readonly scopes: Map<FirewallDevice, Space>;
}

interface Kept extends ReachSpace {
  readonly devices: readonly FirewallDevice[];
  readonly at: At;
  readonly ports: ReadonlySet<string>;
}

/** Nodes of a diagram with which the next question still begins. */
const MOST_NODES = 1_500_000;

const kept = new WeakMap<FirewallDevice, Kept>();

const devicesOf = (hops: readonly Hop[]): readonly FirewallDevice[] => [
  ...new Set(hops.flatMap((h) => h.devices)),
];

const declared = (hops: readonly Hop[]): readonly string[] =>
  hops.flatMap((h) => [...(h.in ?? []), ...(h.out ?? [])]);

function made(hops: readonly Hop[], at: At, limit?: number): Kept {
  const devices = devicesOf(hops);
  const ports = new Set(declared(hops));
  for (const device of devices) for (const name of mentionedPorts(device)) ports.add(name);
  const decide = (condition: Condition): boolean | null => conditionAt(condition, at);
  const space = spaceOf({ ports, decide, ...(limit === undefined ? {} : { limit }) });
  return { space, scopes: new Map(), devices, at, ports };
}

const sameTime = (a: At, b: At): boolean => a.asOf === b.asOf && a.since === b.since && a.offset === b.offset;

function serves(before: Kept, hops: readonly Hop[], devices: readonly FirewallDevice[], at: At): boolean {
  return (
    sameTime(before.at, at) &&
    before.space.arena.size < MOST_NODES &&
    before.devices.length === devices.length &&
    devices.every((d) => before.devices.includes(d)) &&
    declared(hops).every((name) => before.ports.has(name))
  );
}

/** One in which other questions about the same devices may have been asked before. */
export function sharedSpace(hops: readonly Hop[], at: At): ReachSpace {
  const devices = devicesOf(hops);
  const [first] = devices;
  const before = first && kept.get(first);
  if (before && serves(before, hops, devices, at)) return before;
  const space = made(hops, at);
  if (first) kept.set(first, space);
  return space;
}

/** One for a single question that does not fit elsewhere: as large as can be. */
export const ownSpace = (hops: readonly Hop[], at: At): ReachSpace => made(hops, at, Number.MAX_SAFE_INTEGER);

/** The space with the conditions of one device. */
export function scopeFor({ space, scopes }: ReachSpace, device: FirewallDevice): Space {
  const before = scopes.get(device);
  if (before) return before;
  const scope = scopeOf(space, String(scopes.size));
  scopes.set(device, scope);
  return scope;
}
