/** Security zones and the interfaces in them. An interface in no zone drops what comes in or would go out by it. */
import type { Match } from '../../facts/firewall/model.ts';
import type { JunosUnit } from './interfaces.ts';
import { unitName } from './interfaces.ts';
import { at, consume, ignore, type JunosNode, kid, kids, lose } from './tree.ts';

export interface Zone {
  readonly name: string;
  /** Names of ports. Where its interfaces are not known, one of its own name. */
  readonly ports: readonly string[];
  readonly node: JunosNode | null;
  /** `interfaces` of the zone that set host-inbound-traffic of their own. */
  readonly interfaces: readonly JunosNode[];
}

/** The device itself in policies. */
export const SELF = 'junos-host';

const IRRELEVANT_OF_ZONE: ReadonlySet<string> = new Set([
  'screen',
  'tcp-rst',
  'description',
  'application-tracking',
  'source-identity-log',
  'unidirectional-session-refreshing',
  'enable-reverse-reroute',
  'advance-policy-based-routing-profile',
  'advanced-connection-tracking',
]);

export function zoneNodes(root: JunosNode): readonly JunosNode[] {
  const zones = at(root, 'security', 'zones');
  for (const n of kids(zones)) {
    if (n.word === 'functional-zone') consume(n);
    else if (n.word !== 'security-zone') lose(n);
  }
  return kids(kid(zones, 'security-zone'));
}

function readZone(node: JunosNode): Zone {
  for (const n of kids(node)) {
    if (IRRELEVANT_OF_ZONE.has(n.word)) ignore(n);
    else if (!/^(?:interfaces|host-inbound-traffic|address-book)$/.test(n.word)) lose(n);
  }
  const interfaces = kids(kid(node, 'interfaces'));
  return { name: node.word, ports: interfaces.map((n) => unitName(n.word)), node, interfaces };
}

/** Zones that policies name and the configuration does not hold are taken as one port each. */
export function readZones(nodes: readonly JunosNode[], named: readonly string[]): readonly Zone[] {
  const zones = nodes.map(readZone);
  const known = new Set(zones.map((z) => z.name));
  const others = [...new Set(named)].filter((n) => !known.has(n) && n !== SELF && n !== 'any');
  return [
    ...zones.map((z) => ({ ...z, ports: z.ports.length > 0 ? z.ports : [z.name] })),
    ...others.map((name) => ({ name, ports: [name], node: null, interfaces: [] })),
  ];
}

/** A zone of interfaces `all` has every one that no other zone has. */
export function withAll(zones: readonly Zone[], units: readonly JunosUnit[]): readonly Zone[] {
  const taken = new Set(zones.flatMap((z) => z.ports));
  const free = units.map((u) => u.name).filter((n) => !taken.has(n));
  return zones.map((z) =>
    z.ports.includes('all') ? { ...z, ports: [...z.ports.filter((p) => p !== 'all'), ...free] } : z,
  );
}

export const inZone = (zone: Zone, way: 'in' | 'out'): Match => ({ kind: way, ports: zone.ports });
