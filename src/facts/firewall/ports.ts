/** Names of ports: those that a device's rules can tell apart, and what people call them. */
import { type AddressSet, ALL_ADDRESSES, intersect, isEmpty, union } from '../address-set.ts';
import { oncePer } from '../once.ts';
import type { FilterRule, FirewallDevice, Match } from './model.ts';
import { addPortNames, portMatches } from './space-ports.ts';

/** A port of which no rule speaks; no name that can be written. */
const UNNAMED = '\u0000';

/** Every port that a device has or its rules and stages name, patterns among them. */
export const mentionedPorts = oncePer((device: FirewallDevice): ReadonlySet<string> => {
  const { ports, lists, forward, input } = device;
  const names = new Set(ports.map((p) => p.name));
  const met = new Set<Match>();
  for (const { when } of [...forward, ...(input ?? [])]) addPortNames(when, names, met);
  for (const { rules } of lists) for (const { match } of rules) addPortNames(match, names, met);
  return names;
});

/** `ppp*` stands for some port whose name begins so and that has no other name. */
const sample = (name: string): string => (name.endsWith('*') ? name.slice(0, -1) + UNNAMED : name);

/**
 * One name for each port or group of ports that rules can tell apart: those of the device that are not switched off, those
 * its rules name, and one of which no rule speaks.
 */
export const portUniverse = oncePer((device: FirewallDevice): readonly string[] => {
  const names = new Set<string>([UNNAMED, ...[...mentionedPorts(device)].map(sample)]);
  for (const { name, enabled } of device.ports) {
    if (enabled) names.add(name);
    else names.delete(name);
  }
  return [...names];
});

/** The ports that a person calls so, by name or else by alias; a name that the device does not know stands for itself. */
export function portsNamed({ ports }: FirewallDevice, called: string): readonly string[] {
  if (ports.some((p) => p.name === called)) return [called];
  const byAlias = ports.filter((p) => p.aliases.includes(called)).map((p) => p.name);
  return byAlias.length > 0 ? byAlias : [called];
}

/** Whether a port of this name is one that the device has or that some rule names. */
export const isKnownPort = (device: FirewallDevice, name: string): boolean =>
  mentionedPorts(device).has(name) ||
  [...mentionedPorts(device)].some((p) => p.length > 1 && p.endsWith('*') && portMatches(p, name));

function asksSide(match: Match, side: 'in' | 'out', known: Map<Match, boolean>): boolean {
  if (match.kind === side) return true;
  if (match.kind !== 'all' && match.kind !== 'any' && match.kind !== 'not') return false;
  const before = known.get(match);
  if (before !== undefined) return before;
  const of = match.kind === 'not' ? [match.of] : match.of;
  const made = of.some((m) => asksSide(m, side, known));
  known.set(match, made);
  return made;
}

const leavesByPort = ({ action }: FilterRule): boolean =>
  action.do === 'translate' && action.to.src?.to === 'interface';

/** Whether what becomes of any packet hangs on where it comes in, and where it goes out. */
export const asksPorts = oncePer(({ lists, forward }: FirewallDevice) => {
  const rules = lists.flatMap((l) => l.rules);
  const matches = [...forward.map((s) => s.when), ...rules.map((r) => r.match)];
  const asks = (side: 'in' | 'out'): boolean => {
    const known = new Map<Match, boolean>();
    return matches.some((m) => asksSide(m, side, known));
  };
  return { in: asks('in'), out: asks('out') || rules.some(leavesByPort) };
});

/** Every address of the device itself. */
export const ownAddresses = oncePer(
  (device: FirewallDevice): AddressSet => union(...device.ports.map((p) => p.addresses)),
);

/** What the device's address on one of some ports may be, in a family; any address where one of them is not known. */
export function addressesOn(
  device: FirewallDevice,
  names: readonly string[],
  family: AddressSet,
): AddressSet {
  const known = new Map(device.ports.map((p) => [p.name, intersect(p.addresses, family)]));
  const sets = names.map((name) => known.get(name));
  return sets.every((s) => s && !isEmpty(s)) && sets.length > 0
    ? union(...sets.flatMap((s) => (s ? [s] : [])))
    : intersect(ALL_ADDRESSES, family);
}
