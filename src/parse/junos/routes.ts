/** Static routes of the main tables, and whether others may exist. */
import { type AddressSet, covers } from '../../facts/address-set.ts';
import type { Route } from '../../facts/firewall/model.ts';
import { type Build, located } from './build.ts';
import { type JunosUnit, unitName } from './interfaces.ts';
import { parsePrefix } from './prefix.ts';
import { at, consume, ignore, type JunosNode, kid, kids } from './tree.ts';

export interface Routes {
  readonly routes: readonly Route[];
  readonly complete: boolean;
}

interface Reader {
  readonly build: Build;
  readonly units: readonly JunosUnit[];
  readonly routes: Route[];
  complete: boolean;
}

/** The port on whose network a next hop lies. */
function portOf(reader: Reader, hop: string): string | null {
  const address = parsePrefix(hop);
  if (!address) return reader.units.find((u) => u.name === unitName(hop))?.name ?? null;
  const found = reader.units.filter((u) => u.enabled && covers(u.connected, address));
  return found.length === 1 ? (found[0]?.name ?? null) : null;
}

const DISCARDS: ReadonlySet<string> = new Set(['discard', 'reject']);
const HOPS: ReadonlySet<string> = new Set(['next-hop', 'qualified-next-hop']);
/** Say how a route is announced or chosen among others. */
const ATTRIBUTES =
  /^(?:metric\d?|preference\d?|tag\d?|community|retain|no-retain|install|no-install|readvertise|no-readvertise|active|passive|bfd-liveness-detection|as-path|color\d?|longest-match)$/;

function routePart(reader: Reader, node: JunosNode, to: AddressSet | null, part: JunosNode): void {
  const add = (port: string | null): void => {
    if (to) reader.routes.push({ to, port, at: located(reader.build, node) });
  };
  if (DISCARDS.has(part.word)) add(null);
  else if (HOPS.has(part.word)) {
    for (const hop of kids(part)) {
      const port = portOf(reader, hop.word);
      if (port === null) reader.complete = false;
      else add(port);
    }
  } else if (!ATTRIBUTES.test(part.word)) reader.complete = false;
}

function staticRoute(reader: Reader, node: JunosNode): void {
  const to = parsePrefix(node.word);
  if (!to) reader.complete = false;
  for (const part of kids(node)) routePart(reader, node, to, part);
  consume(node);
}

/** Parts of routing-options that make no route of the main tables. */
const HARMLESS =
  /^(?:static|rib|router-id|autonomous-system|graceful-restart|nonstop-routing|forwarding-table|route-distinguisher-id|confederation|traceoptions|options|multicast|martians|maximum-paths|maximum-prefixes|ppm|lsp-telemetry|med-igp-update-interval|resolution|apply-groups|validation|topologies|bgp-orf-cisco-mode|source-routing|fate-sharing|warm-standby|logical-system-mux|l3vpn-composite-nexthop|chained-composite-next-hop|host-fast-reroute|no-validate|damping|dynamic-tunnels|bmp)$/;

function staticRoutes(reader: Reader, node: JunosNode | null): void {
  for (const n of kids(node)) {
    if (n.word === 'route') for (const route of kids(n)) staticRoute(reader, route);
    else ignore(n);
  }
}

function tables(reader: Reader, options: JunosNode | null): void {
  for (const n of kids(options)) {
    if (!HARMLESS.test(n.word)) reader.complete = false;
    if (n.word !== 'static' && n.word !== 'rib') ignore(n);
  }
  staticRoutes(reader, kid(options, 'static'));
  for (const rib of kids(kid(options, 'rib'))) {
    if (!/^inet6?\.0$/.test(rib.word)) reader.complete = false;
    for (const n of kids(rib)) if (n.word !== 'static') ignore(n);
    staticRoutes(reader, kid(rib, 'static'));
  }
}

/** Protocols by which a device learns of routes. */
const DYNAMIC =
  /^(?:bgp|ospf3?|isis|ripn?g?|rip|mpls|ldp|rsvp|evpn|msdp|pim|eigrp|l2vpn|esis|router-discovery|router-advertisement-client)$/;

/** `others`: something else may send packets elsewhere (filters, instances, interfaces without known addresses). */
export function readRoutes(build: Build, units: readonly JunosUnit[], others: boolean): Routes {
  const options = kid(build.root, 'routing-options');
  // A file that shows no routes at all may be cut before them.
  const reader: Reader = { build, units, routes: [], complete: !others && options !== null };
  tables(reader, options);
  for (const n of kids(at(build.root, 'protocols'))) if (DYNAMIC.test(n.word)) reader.complete = false;
  if (units.some((u) => u.dynamic)) reader.complete = false;
  return { routes: reader.routes, complete: reader.complete };
}
