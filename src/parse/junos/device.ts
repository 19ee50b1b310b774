/** One device, or one of its logical systems or tenants, out of its part of the tree. */
import { ALL_IPV4, isEmpty, NO_ADDRESSES } from '../../facts/address-set.ts';
import type { FilterList, FirewallDevice, FirewallPort, Match, Stage } from '../../facts/firewall/model.ts';
import { ANY } from '../../facts/firewall/model.ts';
import { readBooks } from './addresses.ts';
import { readApplications, readUnnamed } from './applications.ts';
import { type Build, gap, located } from './build.ts';
import { filterStages, readUnapplied, startFilters } from './filters.ts';
import { hostInbound } from './host-inbound.ts';
import { type JunosUnit, readInterfaces, unitName } from './interfaces.ts';
import { all } from './match.ts';
import { readMode } from './mode.ts';
import { natStages } from './nat.ts';
import { namedZones, policyLists } from './policy-lists.ts';
import { readRoutes } from './routes.ts';
import { readSchedulers } from './schedulers.ts';
import { at, consume, type JunosNode, kid, kids, loosen, makeNode } from './tree.ts';
import { readZones, withAll, type Zone, zoneNodes } from './zones.ts';

/** What the way of a packet is made of. */
interface Ways {
  readonly lists: readonly FilterList[];
  /** Between the filters of the port it comes in by and those of the port it leaves by. */
  readonly forward: readonly Stage[];
  readonly input: readonly Stage[];
  readonly zones: readonly Zone[];
  readonly flow: boolean;
}

const NO_WAYS: Ways = { lists: [], forward: [], input: [], zones: [], flow: false };

/** Interfaces of each routing instance. */
function instancesOf(root: JunosNode): ReadonlyMap<string, readonly string[]> {
  const instances = kids(at(root, 'routing-instances'));
  for (const n of instances) {
    for (const part of kids(n)) loosen(part);
  }
  return new Map(instances.map((n) => [n.word, kids(kid(n, 'interface')).map((i) => unitName(i.word))]));
}

const V4: Match = { kind: 'src', set: ALL_IPV4 };

/** A device that drops what no policy permits shows its zones and policies; without them a part of it is not here. */
function missing(
  build: Build,
  security: JunosNode,
  policies: JunosNode | null,
  zones: readonly JunosNode[],
): void {
  const parts = [
    ...(zones.length === 0 ? ['security zones'] : []),
    ...(policies ? [] : ['security policies']),
  ];
  for (const part of parts) {
    gap(build, security, 'missing-section', {
      ja: `${part} がこのファイルにない。設定の一部だけかもしれない。show configuration の全体を採取する`,
      en: `${part} is not in this file, which may be only a part of the configuration; collect all of show configuration`,
    });
  }
}

function securityWays(
  build: Build,
  units: readonly JunosUnit[],
  instances: ReadonlyMap<string, readonly string[]>,
): Ways {
  const security = kid(build.root, 'security');
  const nodes = zoneNodes(build.root);
  const policies = kid(security, 'policies');
  const nat = kid(security, 'nat');
  if (!security || (nodes.length === 0 && !policies && !nat)) return NO_WAYS;
  missing(build, security, policies, nodes);
  const mode = readMode(build, security);
  const zones = withAll(readZones(nodes, namedZones(policies)), units);
  const books = readBooks(build, nodes);
  const applications = readApplications(build.root);
  const lists = policyLists({
    build,
    policies: policies ?? makeNode('policies', security.line),
    zones,
    books,
    applications,
  });
  const nats = natStages({ build, books, applications, zones, instances }, nat);
  const inbound = hostInbound(build, zones, security);
  readUnnamed(build, applications);
  if (!mode.flow) return { ...NO_WAYS, zones };
  const when: Match = mode.packets6 ? V4 : ANY;
  const forward = [...nats.before, ...mode.stages, lists.forward, ...nats.after];
  return {
    lists: [...mode.lists, ...nats.lists, ...lists.lists, inbound],
    forward: when === ANY ? forward : forward.map((s) => ({ ...s, when: all(s.when, when) })),
    input: [{ kind: 'filter', list: inbound.id, when: ANY }, ...(lists.input ? [lists.input] : [])],
    zones,
    flow: true,
  };
}

function portsOf(units: readonly JunosUnit[], zones: readonly Zone[]): readonly FirewallPort[] {
  const zoneOf = new Map(zones.flatMap((z) => z.ports.map((p) => [p, z.name] as const)));
  const aliases = (name: string): readonly string[] => {
    const zone = zoneOf.get(name);
    return zone === undefined || zone === name ? [] : [zone];
  };
  const known = new Set(units.map((u) => u.name));
  const own = units.map((u) => ({
    name: u.name,
    aliases: aliases(u.name),
    addresses: u.addresses,
    connected: u.connected,
    enabled: u.enabled,
  }));
  const others = [...zoneOf.keys()].filter((name) => !known.has(name));
  return [
    ...own,
    ...others.map((name) => ({
      name,
      aliases: aliases(name),
      addresses: NO_ADDRESSES,
      connected: NO_ADDRESSES,
      enabled: true,
    })),
  ];
}

export interface Identity {
  readonly context: string;
  readonly hostname: string | null;
  readonly version: string | null;
}

/** Without filters of their own, routers and switches pass everything. */
export function readDevice(build: Build, identity: Identity): FirewallDevice {
  const { units, present } = readInterfaces(build);
  const instances = instancesOf(build.root);
  const ways = securityWays(build, units, instances);
  readSchedulers(build);
  const filters = startFilters();
  const stages = filterStages(build, filters, units);
  const lists = [...filters.lists, ...ways.lists];
  const known = new Set(units.map((u) => u.name));
  const unplaced = ways.zones.some((z) => z.ports.some((p) => !known.has(p)));
  const others = !present || instances.size > 0 || filters.reroutes || unplaced;
  const { routes, complete } = readRoutes(build, units, others);
  readUnapplied(build, filters);
  if (ways.flow === false) consumeUnused(build.root);
  const applied = filters.lists.length;
  return {
    ...identity,
    vendor: 'junos',
    families: [4, 6],
    stateful: ways.flow,
    ports: portsOf(units, ways.zones),
    routes: instances.size > 0 ? [] : routes,
    routesComplete: complete && units.some((u) => !isEmpty(u.connected)),
    lists: [...lists, ...filters.lists.slice(applied)],
    forward: [...stages.input, ...ways.forward, ...stages.output],
    input: [...stages.input, ...stages.self, ...ways.input],
    gaps: build.gaps,
    notes: build.notes,
    at: located(build, build.root),
  };
}

/** Definitions that nothing can use where there are no policies. */
function consumeUnused(root: JunosNode): void {
  for (const section of ['applications', 'schedulers']) for (const n of kids(at(root, section))) consume(n);
}
