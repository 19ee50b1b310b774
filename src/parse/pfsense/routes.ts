/** Static routes and the default route, by gateway. */
import { type AddressSet, ALL_IPV4, ALL_IPV6, parseAddressSet } from '../../facts/address-set.ts';
import type { Route } from '../../facts/firewall/model.ts';
import type { Evidence } from '../../model/evidence.ts';
import type { Aliases } from './aliases.ts';
import type { Interfaces } from './interfaces.ts';
import { flag, isSet } from './raw-rule.ts';
import type { Config, ConfigRecord } from './records.ts';
import { locationOf } from './rules.ts';

export interface Routing {
  readonly routes: readonly Route[];
  readonly complete: boolean;
}

const gatewaysOf = (config: Config): readonly ConfigRecord[] => [
  ...(config.records.get('OPNsense/Gateways/gateway_item') ?? []),
  ...(config.records.get('gateways/gateway_item') ?? []),
];

/** A gateway that DHCP or PPPoE brings is called after its interface: `WAN_DHCP`. */
function implied(interfaces: Interfaces, name: string): string | null {
  const stem = name.replace(/_(?:DHCP6?|PPPOE|PPP|GW|SLAAC|PPTP|L2TP)$/i, '').toLowerCase();
  const found = [...interfaces.byKey.values()].filter((i) =>
    [i.key, i.record?.fields.descr ?? ''].some((n) => n.toLowerCase() === stem),
  );
  return found.length === 1 ? (found[0]?.key ?? null) : null;
}

/** The interface on which a gateway is; null: the file does not tell. */
export function portOf(config: Config, interfaces: Interfaces, name: string): string | null {
  const gateway = gatewaysOf(config).find((g) => g.fields.name === name);
  const port = gateway ? (gateway.fields.interface ?? null) : implied(interfaces, name);
  return port !== null && interfaces.byKey.has(port) ? port : null;
}

const isSix = (record: ConfigRecord): boolean =>
  record.fields.ipprotocol === 'inet6' || (record.fields.gateway ?? '').includes(':');

const isMarked = ({ fields }: ConfigRecord): boolean =>
  fields.defaultgw !== undefined && fields.defaultgw !== '0';

/** Ports that a default route may lead over, where no setting names its gateway. */
function candidates(config: Config, interfaces: Interfaces, version: 4 | 6): ReadonlySet<string> {
  const own = gatewaysOf(config).filter((g) => isSix(g) === (version === 6) && !isSet(g.fields.disabled));
  const marked = own.filter(isMarked);
  const dynamic = [...interfaces.byKey.values()].filter((i) => i.gateway[version === 4 ? 'v4' : 'v6']);
  const named = (marked.length > 0 ? marked : own).map((g) => g.fields.interface ?? '');
  const ports = marked.length > 0 ? named : [...named, ...dynamic.map((i) => i.key)];
  return new Set(ports.filter((p) => interfaces.byKey.has(p)));
}

/** The port of the default route of one family; `none`: there is none; null: the file does not tell. */
function defaultPort(config: Config, interfaces: Interfaces, version: 4 | 6): string | 'none' | null {
  const named = config.settings.get(`gateways/defaultgw${version}`)?.text ?? '';
  if (named === '-') return 'none';
  if (named !== '') return portOf(config, interfaces, named);
  const ports = candidates(config, interfaces, version);
  const [only] = ports;
  return ports.size > 1 ? null : (only ?? 'none');
}

/** Dynamic routing, tunnels with networks of their own, and rules that choose a gateway. */
function mayHaveMore(config: Config, policyRouted: boolean): boolean {
  const on = (path: string): boolean =>
    isSet(config.settings.get(path)?.text) && config.settings.get(path)?.text !== 'off';
  const tunnels = ['ipsec/phase1', 'openvpn/openvpn-server', 'openvpn/openvpn-client'] as const;
  return (
    policyRouted ||
    tunnels.some((path) => (config.records.get(path) ?? []).length > 0) ||
    [
      'OPNsense/quagga/general/enabled',
      'installedpackages/frr/config/enable',
      'OPNsense/wireguard/general/enabled',
    ].some(on) ||
    ['installedpackages/wireguard/config/enable', 'OPNsense/IPsec/general/enabled', 'ipsec/enable'].some(on)
  );
}

interface Found {
  /** null: nothing is known of it. */
  readonly to: AddressSet | null;
  readonly port: string | null;
  /** Where it leads, and all that it is for, is known. */
  readonly known: boolean;
}

function staticRoute(config: Config, interfaces: Interfaces, aliases: Aliases, record: ConfigRecord): Found {
  const { network = '', gateway = '' } = record.fields;
  const alias = aliases.address(network);
  const to = parseAddressSet(network) ?? alias?.set ?? null;
  const discards = /^null/i.test(gateway);
  const port = discards ? null : portOf(config, interfaces, gateway);
  const known = to !== null && (discards || port !== null) && !(alias && alias.unknown.length > 0);
  return { to: discards || port !== null ? to : null, port, known };
}

/** Static routes that are in force. */
export const staticRecords = (config: Config): readonly ConfigRecord[] =>
  (config.records.get('staticroutes/route') ?? []).filter(
    ({ fields }) => fields.network && !flag(config.flavour, fields.disabled),
  );

function staticRoutes(config: Config, interfaces: Interfaces, aliases: Aliases, evidence: Evidence): Routing {
  const found = staticRecords(config).map((record) => ({
    record,
    ...staticRoute(config, interfaces, aliases, record),
  }));
  const routes = found.flatMap(({ record, to, port }) => {
    const text = `route ${record.fields.network} via ${record.fields.gateway ?? ''}`;
    return to === null ? [] : [{ to, port, at: locationOf(evidence, record.line, text) }];
  });
  return { routes, complete: found.every((f) => f.known) };
}

/** Whether an interface other than that of the default route has a network of the family that is not written. */
const hidesNetwork = (interfaces: Interfaces, version: 4 | 6, port: string | null): boolean =>
  [...interfaces.byKey.values()].some(
    (i) => i.port.enabled && i.key !== port && i.dynamic.some((d) => d.version === version),
  );

export function routingOf(
  config: Config,
  interfaces: Interfaces,
  aliases: Aliases,
  evidence: Evidence,
  policyRouted: boolean,
): Routing {
  const { routes, complete } = staticRoutes(config, interfaces, aliases, evidence);
  const defaults: Route[] = [];
  let known = complete && !mayHaveMore(config, policyRouted);
  for (const version of [4, 6] as const) {
    const port = defaultPort(config, interfaces, version);
    if (port === null) known = false;
    else if (port !== 'none') {
      const at = locationOf(
        evidence,
        interfaces.byKey.get(port)?.record?.line ?? 1,
        `default route via ${port}`,
      );
      defaults.push({ to: version === 4 ? ALL_IPV4 : ALL_IPV6, port, at });
    }
    if (hidesNetwork(interfaces, version, port)) known = false;
  }
  return { routes: [...routes, ...defaults], complete: known };
}
