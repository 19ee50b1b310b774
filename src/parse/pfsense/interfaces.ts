/** Interfaces: their own addresses and networks, as far as the file gives them. */
import {
  type AddressSet,
  ALL_IPV4,
  ALL_IPV6,
  isEmpty,
  NO_ADDRESSES,
  parseAddressSet,
  union,
  unionOf,
} from '../../facts/address-set.ts';
import type { FirewallPort } from '../../facts/firewall/model.ts';
import type { Bilingual } from '../../model/text.ts';
import type { Config, ConfigRecord } from './records.ts';

/** An address of one family that is not written: DHCP, PPPoE, router advertisements, delegated prefixes. */
export interface Dynamic {
  readonly version: 4 | 6;
  readonly name: string;
  readonly what: Bilingual;
}

export interface Interface {
  /** As rules call it: `wan`, `lan`, `opt1`. */
  readonly key: string;
  readonly port: FirewallPort;
  /** Networks of one family are separate where `not` makes one of each (virtual addresses in subnets of their own). */
  readonly networks: readonly AddressSet[];
  readonly dynamic: readonly Dynamic[];
  /** Whether a way to other networks leads over it, by family. */
  readonly gateway: { readonly v4: boolean; readonly v6: boolean };
  readonly record: ConfigRecord | null;
}

export interface Interfaces {
  readonly byKey: ReadonlyMap<string, Interface>;
  /** Keys of the members, by the name of a group; `openvpn`, `enc0` … stand for themselves. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** The sequence of a group of OPNsense; 0 without one. */
  readonly sequence: ReadonlyMap<string, number>;
}

/** Ports that rules name and that are no interface of the file: every tunnel of a kind. */
const TUNNELS: Readonly<Record<string, readonly string[]>> = {
  openvpn: ['OpenVPN'],
  enc0: ['IPsec', 'ipsec'],
  l2tp: ['L2TP'],
  pptp: ['PPTP'],
  pppoe: ['PPPoE'],
  wireguard: ['WireGuard'],
};

const TUNNEL_NAMES: ReadonlyMap<string, string> = new Map(
  Object.keys(TUNNELS).flatMap((key) => [[key, key] as const, [key.toLowerCase(), key] as const]),
);

export const tunnelOf = (name: string): string | null => TUNNEL_NAMES.get(name.toLowerCase()) ?? null;

const isOn = (record: ConfigRecord, field: string): boolean =>
  record.fields[field] !== undefined && record.fields[field] !== '0';

const networkText = (address: string | undefined, length: string | undefined): AddressSet =>
  (address && length ? parseAddressSet(`${address}/${length}`) : null) ?? NO_ADDRESSES;

const addressOf = (text: string | undefined): AddressSet =>
  (text ? parseAddressSet(text) : null) ?? NO_ADDRESSES;

const NONE: ReadonlySet<string> = new Set(['', 'none']);

function dynamicOf(record: ConfigRecord, version: 4 | 6): Dynamic | null {
  const text = record.fields[version === 4 ? 'ipaddr' : 'ipaddrv6'] ?? '';
  if (NONE.has(text) || !isEmpty(addressOf(text))) return null;
  const { name } = record;
  return {
    version,
    name: `address of ${name} IPv${version}`,
    what: {
      ja: `インターフェイス ${name} の IPv${version} アドレス (${text.slice(0, 20)})`,
      en: `the IPv${version} address of interface ${name} (${text.slice(0, 20)})`,
    },
  };
}

/** Virtual addresses of the interface: of it, and with a subnet of their own where it is another. */
function virtualOf(config: Config, key: string): readonly (readonly [AddressSet, AddressSet])[] {
  const vips = config.records.get('virtualip/vip') ?? [];
  return vips
    .filter(({ fields }) => fields.interface === key && fields.mode !== 'proxyarp' && fields.mode !== 'other')
    .map(({ fields }) => [addressOf(fields.subnet), networkText(fields.subnet, fields.subnet_bits)]);
}

function networksOf(config: Config, { name, fields }: ConfigRecord): readonly AddressSet[] {
  const all = [
    networkText(fields.ipaddr, fields.subnet),
    networkText(fields.ipaddrv6, fields.subnetv6),
    networkText(fields['alias-address'], fields['alias-subnet']),
    ...virtualOf(config, name).map(([, network]) => network),
  ];
  return all.filter((set) => !isEmpty(set));
}

const hasGateway = (record: ConfigRecord, version: 4 | 6): boolean => {
  const { fields } = record;
  const named = version === 4 ? fields.gateway : fields.gatewayv6;
  const address = version === 4 ? fields.ipaddr : fields.ipaddrv6;
  return !NONE.has(named ?? '') || /^(?:dhcp6?|pppoe|ppp|pptp|l2tp|slaac)$/.test(address ?? '');
};

function interfaceOf(config: Config, record: ConfigRecord): Interface {
  const { name, fields } = record;
  const networks = networksOf(config, record);
  const aliases = [fields.descr, fields.if].filter(
    (a): a is string => a !== undefined && a !== '' && a !== name,
  );
  const own = union(
    addressOf(fields.ipaddr),
    addressOf(fields.ipaddrv6),
    addressOf(fields['alias-address']),
    ...virtualOf(config, name).map(([address]) => address),
  );
  return {
    key: name,
    port: {
      name,
      aliases: [...new Set(aliases)],
      addresses: own,
      connected: unionOf(networks),
      enabled: isOn(record, 'enable') || fields.enable === '',
    },
    networks,
    dynamic: [dynamicOf(record, 4), dynamicOf(record, 6)].filter((d) => d !== null),
    gateway: { v4: hasGateway(record, 4), v6: hasGateway(record, 6) },
    record,
  };
}

/** Tunnel networks of OpenVPN, and what lies behind them. */
function openvpnNetworks(config: Config): AddressSet {
  const records = [
    ...(config.records.get('openvpn/openvpn-server') ?? []),
    ...(config.records.get('openvpn/openvpn-client') ?? []),
  ].filter((r) => r.fields.disable === undefined);
  const texts = records.flatMap(({ fields }) =>
    ['tunnel_network', 'tunnel_networkv6', 'remote_network', 'remote_networkv6'].flatMap((name) =>
      (fields[name] ?? '').split(','),
    ),
  );
  return unionOf(texts.slice(0, 1000).map((text) => parseAddressSet(text) ?? NO_ADDRESSES));
}

const tunnel = (config: Config, key: string): Interface => ({
  key,
  port: {
    name: key,
    aliases: TUNNELS[key] ?? [],
    addresses: NO_ADDRESSES,
    connected: key === 'openvpn' ? openvpnNetworks(config) : NO_ADDRESSES,
    enabled: true,
  },
  networks: [],
  dynamic: ([4, 6] as const).map((version) => ({
    version,
    name: `address of ${key} IPv${version}`,
    what: { ja: `${key} のアドレス`, en: `the address of ${key}` },
  })),
  gateway: { v4: false, v6: false },
  record: null,
});

const isGroup = ({ fields }: ConfigRecord): boolean =>
  fields.type === 'group' && fields.virtual !== undefined;

/** `lo0` is no port of forwarded packets. */
const isPort = (record: ConfigRecord): boolean => record.fields.if !== 'lo0' && !isGroup(record);

function groupsOf(config: Config): Interfaces['groups'] {
  const groups = config.records.get('ifgroups/ifgroupentry') ?? [];
  return new Map(
    groups.map(({ fields }) => [
      fields.ifname ?? '',
      (fields.members ?? '').split(/[\s,]+/).filter((m) => m !== ''),
    ]),
  );
}

const namesOf = (record: ConfigRecord): readonly string[] =>
  (record.fields.interface ?? '').split(',').map((name) => name.trim());

/** `used`: records whose rules name interfaces, so that tunnels among them become ports. */
export function interfacesOf(config: Config, used: readonly ConfigRecord[]): Interfaces {
  const records = (config.records.get('interfaces/*') ?? []).filter(isPort);
  const byKey = new Map(records.map((record) => [record.name, interfaceOf(config, record)]));
  const groups = groupsOf(config);
  for (const name of new Set(used.flatMap(namesOf))) {
    const key = byKey.has(name) || groups.has(name) ? null : tunnelOf(name);
    if (key && !byKey.has(key)) byKey.set(key, tunnel(config, key));
  }
  const sequence = new Map(
    (config.records.get('ifgroups/ifgroupentry') ?? []).map(({ fields }) => [
      fields.ifname ?? '',
      Number.parseInt(fields.sequence ?? '0', 10) || 0,
    ]),
  );
  return { byKey, groups, sequence };
}

/** What one name in a rule stands for; null: no interface, group or kind of tunnel of that name. */
export function portsNamed(interfaces: Interfaces, name: string): readonly string[] | null {
  const { byKey, groups } = interfaces;
  if (byKey.has(name)) return [name];
  const members = groups.get(name);
  if (members) return members.filter((m) => byKey.has(m));
  const key = tunnelOf(name);
  if (key === null || !byKey.has(key)) return null;
  const kind = key === 'openvpn' ? /^ovpn/ : key === 'wireguard' ? /^(?:tun_)?wg\d/ : /^$/;
  const assigned = [...byKey.values()].filter((i) => kind.test(i.record?.fields.if ?? ''));
  return [key, ...assigned.map((i) => i.key)];
}

export const FAMILY: Readonly<Record<4 | 6, AddressSet>> = { 4: ALL_IPV4, 6: ALL_IPV6 };
