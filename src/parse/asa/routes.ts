/** Static routes of an ASA: `route IF net mask gateway [metric]`, `ipv6 route IF prefix gateway [metric]`. */
import { type AddressSet, ALL_IPV4 } from '../../facts/address-set.ts';
import type { Route } from '../../facts/firewall/model.ts';
import { isExact } from '../cisco/addresses.ts';
import type { Draft } from '../cisco/draft.ts';
import { type ConfigLine, wordsOf } from '../cisco/lines.ts';
import { wholeNumber } from '../cisco/names.ts';
import type { AsaConfig } from './config.ts';
import type { AsaInterface } from './interfaces.ts';
import type { Dictionary } from './names.ts';

interface StaticRoute {
  readonly to: AddressSet;
  readonly key: string;
  readonly port: string | null;
  readonly metric: number;
  readonly tracked: boolean;
  readonly line: ConfigLine;
}

function staticRoute(names: Dictionary, line: ConfigLine): StaticRoute | null {
  const all = wordsOf(line.text);
  const six = all[0] === 'ipv6';
  const [port = '', base = '', ...more] = all.slice(six ? 2 : 1);
  const host = names.host(base);
  const to = six ? names.reader.prefix(host) : names.reader.masked(host, names.host(more[0] ?? ''), false);
  const rest = six ? more : more.slice(1);
  if (!to || !isExact(to) || rest[0] === undefined) return null;
  return {
    to: to.set,
    key: `${host} ${six ? '' : more[0]}`,
    port: port.toLowerCase() === 'null0' ? null : port,
    metric: wholeNumber(rest[1], 255) ?? 1,
    tracked: rest.includes('track'),
    line,
  };
}

/** Of several routes to one network the one of the least metric is used. */
function inUse(routes: readonly StaticRoute[]): readonly StaticRoute[] {
  const least = new Map<string, number>();
  for (const r of routes) least.set(r.key, Math.min(least.get(r.key) ?? 256, r.metric));
  return routes.filter((r) => r.metric === least.get(r.key));
}

export interface Routes {
  readonly routes: readonly Route[];
  readonly complete: boolean;
}

const learnt = (draft: Draft, interfaces: readonly AsaInterface[]): readonly Route[] =>
  interfaces.filter((i) => i.setsRoute).map((i) => ({ to: ALL_IPV4, port: i.name, at: draft.at(i.at) }));

/** A tracked route comes and goes, and addresses that are learnt make networks that are not written. */
export function routesOf(
  config: AsaConfig,
  draft: Draft,
  names: Dictionary,
  interfaces: readonly AsaInterface[],
): Routes {
  const read: StaticRoute[] = [];
  let complete = !config.routesOpen && !config.transparent && interfaces.every((i) => i.addressKnown);
  for (const line of config.routes) {
    if (/ tunneled\b/.test(line.text)) {
      draft.tally.understood();
      continue;
    }
    const route = staticRoute(names, line);
    if (route) {
      draft.tally.understood();
      read.push(route);
    } else draft.tally.notUnderstood(draft.at(line));
    complete &&= route !== null && !route.tracked;
  }
  const routes = inUse(read).map((r) => ({ to: r.to, port: r.port, at: draft.at(r.line) }));
  return { routes: config.transparent ? [] : [...routes, ...learnt(draft, interfaces)], complete };
}
