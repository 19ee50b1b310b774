/** Static routes of IOS: `ip route [vrf V] net mask [IF] [gateway] [distance]`, `ipv6 route …`. */
import { type AddressSet, ALL_IPV4, covers, parseAddressSet } from '../../facts/address-set.ts';
import type { Route } from '../../facts/firewall/model.ts';
import { isExact } from '../cisco/addresses.ts';
import type { Draft } from '../cisco/draft.ts';
import { type ConfigLine, wordsOf } from '../cisco/lines.ts';
import { wholeNumber } from '../cisco/names.ts';
import type { IosConfig } from './config.ts';
import type { Dictionary } from './dictionary.ts';
import { type IosInterface, interfaceName } from './interfaces.ts';

interface StaticRoute {
  readonly to: AddressSet;
  readonly key: string;
  readonly vrf: string;
  /** An interface, `null0`, or null where only a gateway is named. */
  readonly port: string | null;
  readonly gateway: AddressSet | null;
  readonly distance: number;
  readonly tracked: boolean;
  readonly line: ConfigLine;
}

function staticRoute(names: Dictionary, line: ConfigLine): StaticRoute | null {
  let words = wordsOf(line.text).slice(2);
  const six = line.text.startsWith('ipv6');
  let vrf = '';
  if (words[0] === 'vrf') {
    vrf = words[1] ?? '';
    words = words.slice(2);
  }
  if (words[0] === 'topology' || words[0] === 'profile') return null;
  const [base = '', mask = ''] = words;
  const to = six ? names.reader.prefix(base) : names.reader.masked(base, mask, false);
  if (!to || !isExact(to)) return null;
  const rest = words.slice(six ? 1 : 2);
  const hop = nextHop(rest);
  return (hop && {
    to: to.set,
    key: six ? base : `${base} ${mask}`,
    vrf,
    port: hop.port,
    gateway: hop.gateway,
    distance: wholeNumber(hop.rest[0], 255) ?? 1,
    tracked: hop.rest.includes('track') || hop.gateway === 'learnt' || hop.rest.includes('global'),
    line,
    ...(hop.gateway === 'learnt' && { gateway: null }),
  }) as StaticRoute | null;
}

interface NextHop {
  readonly port: string | null;
  readonly gateway: AddressSet | 'learnt' | null;
  readonly rest: readonly string[];
}

/** `IF`, `GW`, `IF GW`, `dhcp`; an interface may be two words (`Ethernet 0/0`). */
function nextHop(words: readonly string[]): NextHop | null {
  const [first = '', second = ''] = words;
  const direct = parseAddressSet(first);
  if (direct) return { port: null, gateway: direct, rest: words.slice(1) };
  if (first === 'dhcp') return { port: null, gateway: 'learnt', rest: words.slice(1) };
  if (!/^[A-Za-z]/.test(first)) return null;
  const split =
    /^[A-Za-z-]+$/.test(first) && /^\d+[\d/.:]*$/.test(second) && parseAddressSet(second) === null;
  const port = split ? interfaceName([first, second]) : first;
  const rest = words.slice(split ? 2 : 1);
  const gateway = parseAddressSet(rest[0] ?? '');
  return { port, gateway, rest: gateway ? rest.slice(1) : rest };
}

/** The interface behind which a gateway is: on its network, or by the routes, a few steps deep. */
function portOf(
  interfaces: readonly IosInterface[],
  routes: readonly StaticRoute[],
  gateway: AddressSet,
  depth: number,
): string | null {
  const direct = interfaces.find((i) => i.connected.length > 0 && covers(i.connected, gateway));
  if (direct) return direct.name;
  if (depth === 0) return null;
  const via = routes.find((r) => r.to !== ALL_IPV4 && r.gateway !== gateway && covers(r.to, gateway));
  if (!via) return null;
  if (via.port !== null) return interfaces.find((i) => sameName(i.name, via.port ?? ''))?.name ?? null;
  return via.gateway ? portOf(interfaces, routes, via.gateway, depth - 1) : null;
}

const sameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

function inUse(routes: readonly StaticRoute[]): readonly StaticRoute[] {
  const least = new Map<string, number>();
  for (const r of routes) least.set(r.key, Math.min(least.get(r.key) ?? 256, r.distance));
  return routes.filter((r) => r.distance === least.get(r.key));
}

export interface Routes {
  readonly routes: readonly Route[];
  readonly complete: boolean;
}

function resolved(
  draft: Draft,
  interfaces: readonly IosInterface[],
  all: readonly StaticRoute[],
  r: StaticRoute,
): Route | null {
  const at = draft.at(r.line);
  if (r.port !== null && /^null0?$/i.test(r.port)) return { to: r.to, port: null, at };
  const named =
    r.port === null ? null : (interfaces.find((i) => sameName(i.name, r.port ?? ''))?.name ?? null);
  const port = named ?? (r.gateway ? portOf(interfaces, all, r.gateway, 4) : null);
  return port === null ? null : { to: r.to, port, at };
}

/** Of one VRF. Whatever is learnt, tracked or cannot be resolved leaves room for other routes. */
export function routesOf(
  config: IosConfig,
  draft: Draft,
  names: Dictionary,
  interfaces: readonly IosInterface[],
  vrf: string,
): Routes {
  const read = config.routes.map((line) => ({ line, route: staticRoute(names, line) }));
  if (vrf === '')
    for (const { line, route } of read) {
      if (route) draft.tally.understood();
      else draft.tally.notUnderstood(draft.at(line));
    }
  const all = read.flatMap(({ route }) => (route && route.vrf === vrf ? [route] : []));
  const used = inUse(all);
  const routes = used.map((r) => resolved(draft, interfaces, all, r));
  const complete =
    !config.routesOpen &&
    !config.noRouting &&
    read.every(({ route }) => route !== null) &&
    all.every((r) => !r.tracked) &&
    routes.every((r) => r !== null) &&
    interfaces.every((i) => i.addressKnown && i.borrows === null);
  return { routes: routes.flatMap((r) => r ?? []), complete };
}
