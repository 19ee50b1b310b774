/** Static routes and the default route, by gateway. */
import { type AddressSet, ALL_IPV4, ALL_IPV6, parseAddressSet } from '../../facts/address-set.ts';
import type { Route } from '../../facts/firewall/model.ts';
import type { Evidence } from '../../model/evidence.ts';
import type { Aliases } from './aliases.ts';
import type { Interfaces } from './interfaces.ts';
import { isSet } from './raw-rule.ts';
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

function portOf(config: Config, interfaces: Interfaces, name: string): string | null {
  const gateway = gatewaysOf(config).find((g) => g.fields.name === name);
  const port = gateway ? (gateway.fields.interface ?? null) : implied(interfaces, name);
  return port !== null && interfaces.byKey.has(port) ? port : null;
}

const isSix = (record: ConfigRecord): boolean =>
  record.fields.ipprotocol === 'inet6' || (record.fields.gateway ?? '').includes(':');

/** The port of the default route of one family; `none`: there is none; null: the file does not tell. */
function defaultPort(config: Config, interfaces: Interfaces, version: 4 | 6): string | 'none' | null {
  const named = config.settings.get(`gateways/defaultgw${version}`)?.text ?? '';
  if (named === '-') return 'none';
  if (named !== '') return portOf(config, interfaces, named);
  const own = gatewaysOf(config).filter((g) => isSix(g) === (version === 6) && !isSet(g.fields.disabled));
  const marked = own.filter((g) => g.fields.defaultgw !== undefined && g.fields.defaultgw !== '0');
  const ports = new Set(
    (marked.length > 0 ? marked : own)
      .map((g) => g.fields.interface ?? '')
      .filter((p) => interfaces.byKey.has(p)),
  );
  if (marked.length === 0) {
    for (const i of interfaces.byKey.values()) if (i.gateway[version === 4 ? 'v4' : 'v6']) ports.add(i.key);
  }
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

function staticRoutes(config: Config, interfaces: Interfaces, aliases: Aliases, evidence: Evidence): Routing {
  const routes: Route[] = [];
  let complete = true;
  for (const record of config.records.get('staticroutes/route') ?? []) {
    const { network, gateway, disabled } = record.fields;
    if (!network || (config.flavour === 'pfsense' ? disabled !== undefined : isSet(disabled))) continue;
    const alias = aliases.address(network);
    const to: AddressSet | null = parseAddressSet(network) ?? alias?.set ?? null;
    const blackhole = /^null/i.test(gateway ?? '');
    const port = blackhole ? null : portOf(config, interfaces, gateway ?? '');
    if (to === null || (port === null && !blackhole)) complete = false;
    else
      routes.push({
        to,
        port,
        at: locationOf(evidence, record.line, `route ${network} via ${gateway ?? ''}`),
      });
    if (alias && alias.unknown.length > 0) complete = false;
  }
  return { routes, complete };
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
