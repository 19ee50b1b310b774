/** Static routes, and whether there may be others. */
import { type AddressSet, ALL_IPV4, ALL_IPV6, parseAddressSet } from '../../facts/address-set.ts';
import type { Route } from '../../facts/firewall/model.ts';
import { type AddressBook, exactSet } from './addresses.ts';
import { at, type Vdom } from './context.ts';
import { hasSdwan, type Ports } from './interfaces.ts';
import { type Entry, entriesOf, isEnabled, settingsOf, type Table, value, values } from './tree.ts';

function destination(book: AddressBook, of: Entry, family: 4 | 6): AddressSet | null {
  const name = value(of, 'dstaddr');
  if (name !== null) return exactSet(book, family, [name], of);
  const words = values(of, 'dst');
  if (words.length === 0) return family === 4 ? ALL_IPV4 : ALL_IPV6;
  return parseAddressSet(words.length > 1 ? `${words[0]}/${words[1]}` : (words[0] ?? ''));
}

/** Through one interface, an SD-WAN zone or all of SD-WAN; null where that is not said. */
function through(ports: Ports, of: Entry): readonly (string | null)[] | null {
  if (isEnabled(of, 'blackhole')) return [null];
  const zones = [...values(of, 'sdwan-zone'), ...values(of, 'device')].filter((n) => ports.zones.has(n));
  const members = zones.flatMap((z) => ports.zones.get(z)?.members ?? []);
  if (members.length > 0) return members;
  if (isEnabled(of, 'sdwan') || isEnabled(of, 'virtual-wan-link')) {
    return [...ports.zones.values()].filter((z) => z.entry.line > 0).flatMap((z) => z.members);
  }
  const device = value(of, 'device');
  return device === null ? null : [device];
}

const isOn = (of: Entry): boolean => value(of, 'status') !== 'disable';

/** Routes to what is not an address, or out of what is not named. */
const isOpen = (of: Entry): boolean =>
  values(of, 'internet-service').length > 0 || values(of, 'internet-service-custom').length > 0;

interface Read {
  readonly routes: readonly Route[];
  readonly complete: boolean;
}

function table(book: AddressBook, ports: Ports, path: string, family: 4 | 6): Read {
  const { vdom } = book;
  const routes: Route[] = [];
  let complete = true;
  for (const of of entriesOf(vdom.scope, path).filter(isOn)) {
    const to = isOpen(of) ? null : destination(book, of, family);
    const out = through(ports, of);
    if (!to || !out || of.unknown) complete = false;
    else for (const port of out) routes.push({ to, port, at: at(vdom, of.line) });
  }
  return { routes, complete };
}

const has = (of: Table | undefined, ...children: readonly string[]): boolean =>
  children.some((c) => (of?.own.children?.get(`${of.path}/${c}`)?.entries.size ?? 0) > 0);

/** Whether a routing protocol is set up: empty sections of each stand in every configuration. */
function dynamic({ scope }: Vdom): boolean {
  const { tables } = scope;
  const bgp = settingsOf(scope, 'router bgp');
  return (
    has(tables.get('router rip'), 'network', 'interface') ||
    has(tables.get('router ripng'), 'interface') ||
    has(tables.get('router ospf'), 'area', 'network', 'ospf-interface') ||
    has(tables.get('router ospf6'), 'area', 'ospf6-interface') ||
    has(tables.get('router bgp'), 'neighbor') ||
    (bgp !== null && !['0', null].includes(value(bgp, 'as'))) ||
    has(tables.get('router isis'), 'isis-interface', 'isis-net')
  );
}

/** Routes that come with a client of a VPN. */
function byClients({ scope }: Vdom): boolean {
  const dialup = entriesOf(scope, 'vpn ipsec phase1-interface').some((e) => value(e, 'type') === 'dynamic');
  const ssl = settingsOf(scope, 'vpn ssl settings');
  return dialup || (ssl !== null && values(ssl, 'source-interface').length > 0);
}

export function readRoutes(book: AddressBook, ports: Ports): Read {
  const { vdom } = book;
  const v4 = table(book, ports, 'router static', 4);
  const v6 = table(book, ports, 'router static6', 6);
  const policy = [...entriesOf(vdom.scope, 'router policy'), ...entriesOf(vdom.scope, 'router policy6')].some(
    isOn,
  );
  const settings = settingsOf(vdom.scope, 'system settings');
  const transparent = settings !== null && value(settings, 'opmode') === 'transparent';
  const fixed = !dynamic(vdom) && !byClients(vdom) && !policy && !hasSdwan(vdom) && !ports.leased;
  const known = ports.entries.size > 0 && vdom.whole && !transparent;
  return { routes: [...v4.routes, ...v6.routes], complete: v4.complete && v6.complete && fixed && known };
}
