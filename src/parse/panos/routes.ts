/** Static routes of the routers on which a vsys has interfaces. */
import { covers, parseAddressSet } from '../../facts/address-set.ts';
import type { FirewallPort, Route } from '../../facts/firewall/model.ts';
import type { Interface, NetworkSource } from './interfaces.ts';
import type { Remarks } from './remarks.ts';
import { type ConfNode, child, find, isYes, nodesOf, valueAt, values } from './tree.ts';

interface Routed {
  readonly routes: readonly Route[];
  /** Whether the routers can have no other route. */
  readonly complete: boolean;
  readonly multicast: boolean;
}

const PROTOCOLS = ['bgp', 'ospf', 'ospfv3', 'rip'];

/** Routers of the sources; a logical router is one for each of its routing instances. */
const routersOf = (source: NetworkSource): readonly ConfNode[] =>
  source.devices.flatMap((device) => [
    ...nodesOf(find(device, 'network', 'virtual-router')),
    ...nodesOf(find(device, 'network', 'logical-router')).flatMap((r) => nodesOf(child(r, 'vrf'))),
  ]);

const isDynamic = (router: ConfNode): boolean =>
  PROTOCOLS.some((p) => isYes(router, 'protocol', p, 'enable') || isYes(router, p, 'enable'));

const literal = (source: NetworkSource, text: string) =>
  parseAddressSet(text) ?? parseAddressSet(source.text(text) ?? '');

/** The port on whose network the next hop is. */
function portTowards(source: NetworkSource, hop: string, ports: readonly FirewallPort[]): string | null {
  const text = parseAddressSet(hop) ? hop : (source.text(hop) ?? '');
  const at = parseAddressSet(text.split('/')[0] ?? '');
  const port = at && ports.find((p) => p.connected.length > 0 && covers(p.connected, at));
  return port?.name ?? null;
}

interface Read {
  readonly route: Route | null;
  readonly rank: readonly [distance: number, metric: number];
  /** Not in force, or never used for unicast. */
  readonly ignored: boolean;
  /** May be withdrawn while the device runs. */
  readonly monitored: boolean;
}

const rank = (node: ConfNode): readonly [number, number] => [
  Number(valueAt(node, 'admin-dist') ?? 10),
  Number(valueAt(node, 'metric') ?? 10),
];

function read(source: NetworkSource, node: ConfNode, ports: readonly FirewallPort[], remarks: Remarks): Read {
  const to = literal(source, valueAt(node, 'destination') ?? '');
  const hop = child(node, 'nexthop');
  const written = valueAt(node, 'interface');
  const next = valueAt(hop, 'ip-address') ?? valueAt(hop, 'ipv6-address');
  const port = written ?? (next === null ? null : portTowards(source, next, ports));
  const discard = child(hop, 'discard') !== null;
  const base = {
    rank: rank(node),
    ignored: find(node, 'route-table', 'multicast') !== null,
    monitored: isYes(node, 'path-monitor', 'enable'),
  };
  if (!to || (port === null && !discard)) return { ...base, route: null };
  const at = remarks.at(node.line, `static-route ${node.name}`);
  return { ...base, route: { to, port: discard ? null : port, at } };
}

const spot = (route: Route): string => route.to.map((i) => `${i.from}-${i.to}`).join();

/** The best of those to one network; two equally good ones share the load, and which is taken is not known. */
function best(reads: readonly Read[]): { readonly routes: readonly Route[]; readonly shared: boolean } {
  const chosen = new Map<string, Read>();
  let shared = false;
  for (const one of reads) {
    if (!one.route) continue;
    const key = spot(one.route);
    const other = chosen.get(key);
    const order = other ? one.rank[0] - other.rank[0] || one.rank[1] - other.rank[1] : -1;
    if (order < 0) chosen.set(key, one);
    else if (order === 0 && other?.route?.port !== one.route.port) shared = true;
  }
  return { routes: [...chosen.values()].flatMap((r) => r.route ?? []), shared };
}

/** What is sent to an interface without a zone is dropped; one that is in no vsys' zones can be told to have none. */
function unzoned(
  source: NetworkSource,
  router: ConfNode,
  interfaces: ReadonlyMap<string, Interface>,
  names: ReadonlySet<string>,
): readonly Interface[] | null {
  const strays = values(child(router, 'interface')).filter((name) => !names.has(name));
  const known = strays.map((name) => (source.foreign.has(name) ? undefined : interfaces.get(name)));
  return known.every((i) => i?.known) ? known.flatMap((i) => i ?? []) : null;
}

const dropped = (strays: readonly Interface[], router: ConfNode, remarks: Remarks): readonly Route[] =>
  strays
    .filter((stray) => stray.connected.length > 0)
    .map((stray) => ({
      to: stray.connected,
      port: null,
      at: remarks.at(router.line, `interface ${stray.name}`),
    }));

export function routesOf(
  source: NetworkSource,
  interfaces: ReadonlyMap<string, Interface>,
  ports: readonly FirewallPort[],
  remarks: Remarks,
): Routed {
  const names = new Set(ports.map((p) => p.name));
  const all = routersOf(source);
  const routers = all.filter((r) => values(child(r, 'interface')).some((i) => names.has(i)));
  const multicast = all.some((r) => isYes(r, 'multicast', 'enable'));
  const [router] = routers;
  // With several routers, each has its own table: which one a packet is routed by depends on where it came in.
  if (!router || routers.length > 1) return { routes: [], complete: false, multicast };
  const table = child(router, 'routing-table') ?? router;
  const nodes = ['ip', 'ipv6'].flatMap((f) => nodesOf(find(table, f, 'static-route')));
  const reads = nodes.map((n) => read(source, n, ports, remarks)).filter((r) => !r.ignored);
  const { routes, shared } = best(reads);
  const strays = unzoned(source, router, interfaces, names);
  const within = routes.filter((r) => r.port === null || names.has(r.port));
  const zoned = values(child(router, 'interface')).every((i) => !names.has(i) || interfaces.has(i));
  const sure = reads.every((r) => r.route !== null && !r.monitored) && within.length === routes.length;
  return {
    routes: [...within, ...dropped(strays ?? [], router, remarks)],
    complete: strays !== null && zoned && sure && !shared && !isDynamic(router),
    multicast,
  };
}
