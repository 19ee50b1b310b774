/** Interfaces, zones and SD-WAN members as ports (FortiOS CLI reference, `config system interface`, `zone`, `sdwan`). */
import { type AddressSet, NO_ADDRESSES, parseAddressSet, union } from '../../facts/address-set.ts';
import type { FirewallPort } from '../../facts/firewall/model.ts';
import { both, note, type Vdom } from './context.ts';
import { type Entry, entriesOf, isEnabled, value, values } from './tree.ts';

export interface Zone {
  readonly name: string;
  readonly members: readonly string[];
  readonly intrazone: boolean;
  readonly entry: Entry;
}

export interface Ports {
  /** By name; grows when a rule names one that is not configured in this file. */
  readonly ports: Map<string, FirewallPort>;
  readonly zones: ReadonlyMap<string, Zone>;
  /** Interfaces of this VDOM with an address that is not in the configuration. */
  readonly leased: boolean;
  readonly entries: ReadonlyMap<string, Entry>;
}

/** The first two words of `set ip`: `10.0.1.1/24` or `10.0.1.1 255.255.255.0`; null where there is none. */
function ownAddress(words: readonly string[]): { own: AddressSet; network: AddressSet } | null {
  const [first = '', second] = words;
  const [base = '', length = second] = first.split('/');
  if (base === '' || base === '0.0.0.0' || base === '::' || length === undefined) return null;
  const own = parseAddressSet(base);
  const network = parseAddressSet(`${base}/${length}`);
  return own && network ? { own, network } : null;
}

function addressWords(of: Entry): readonly (readonly string[])[] {
  const second = of.children?.get('system interface/secondaryip')?.entries.values() ?? [];
  const six = of.children?.get('system interface/ipv6')?.own;
  const more = six?.children?.get('system interface/ipv6/ip6-extra-addr')?.entries.values() ?? [];
  return [
    values(of, 'ip'),
    ...[...second].map((e) => values(e, 'ip')),
    ...(six ? [values(six, 'ip6-address')] : []),
    ...[...more].map((e) => [e.key]),
  ];
}

/** Ports that carry no packets of their own: members of an aggregate or a switch. */
function memberNames(vdom: Vdom): ReadonlySet<string> {
  const grouped = entriesOf(vdom.global, 'system interface').filter((e) => value(e, 'type') !== 'emac-vlan');
  const switches = entriesOf(vdom.global, 'system switch-interface');
  return new Set([...grouped, ...switches].flatMap((e) => values(e, 'member')));
}

function portOf(of: Entry, zones: readonly string[], members: ReadonlySet<string>): FirewallPort {
  const found = addressWords(of).flatMap((w) => ownAddress(w) ?? []);
  const alias = value(of, 'alias');
  return {
    name: of.key,
    aliases: [...zones, ...(alias ? [alias] : [])],
    addresses: union(NO_ADDRESSES, ...found.map((f) => f.own)),
    connected: union(NO_ADDRESSES, ...found.map((f) => f.network)),
    enabled: value(of, 'status') !== 'down' && !members.has(of.key),
  };
}

const zoneTable = (vdom: Vdom): readonly Zone[] =>
  entriesOf(vdom.scope, 'system zone').map((entry) => ({
    name: entry.key,
    members: values(entry, 'interface'),
    intrazone: value(entry, 'intrazone') === 'allow',
    entry,
  }));

const SDWAN = ['system sdwan', 'system virtual-wan-link'] as const;

/** Members without a zone are in `virtual-wan-link`. */
function sdwanZones(vdom: Vdom): readonly Zone[] {
  const zones = new Map<string, { members: string[]; entry: Entry }>();
  for (const path of SDWAN) {
    const own = vdom.scope.tables.get(path)?.own;
    for (const member of own?.children?.get(`${path}/members`)?.entries.values() ?? []) {
      const name = value(member, 'zone') ?? 'virtual-wan-link';
      const zone = zones.get(name) ?? { members: [], entry: member };
      zone.members.push(...values(member, 'interface'));
      zones.set(name, zone);
    }
  }
  return [...zones].map(([name, z]) => ({ name, ...z, intrazone: false }));
}

export const hasSdwan = (vdom: Vdom): boolean => sdwanZones(vdom).length > 0;

const isLeased = (of: Entry): boolean => {
  const six = of.children?.get('system interface/ipv6')?.own;
  return (
    ['dhcp', 'pppoe', 'pppoa'].includes(value(of, 'mode') ?? '') ||
    (six !== undefined &&
      (isEnabled(six, 'autoconf') || ['dhcp', 'pppoe', 'delegated'].includes(value(six, 'ip6-mode') ?? '')))
  );
};

/** Of the VDOM that `set vdom` names; all of them where there are no VDOMs. */
const isHere = (vdom: Vdom, of: Entry): boolean =>
  vdom.scope.name === '' || (value(of, 'vdom') ?? 'root') === vdom.scope.name;

export function readPorts(vdom: Vdom): Ports {
  const zones = [...zoneTable(vdom), ...sdwanZones(vdom)];
  const tables = vdom.global === vdom.scope ? [vdom.scope] : [vdom.global, vdom.scope];
  const entries = tables.flatMap((s) => entriesOf(s, 'system interface')).filter((e) => isHere(vdom, e));
  const members = memberNames(vdom);
  const zonesOf = (name: string): readonly string[] =>
    zones.filter((z) => z.members.includes(name)).map((z) => z.name);
  return {
    ports: new Map(entries.map((e) => [e.key, portOf(e, zonesOf(e.key), members)])),
    zones: new Map(zones.map((z) => [z.name, z])),
    leased: entries.some(isLeased),
    entries: new Map(entries.map((e) => [e.key, e])),
  };
}

/** One the file does not configure: nothing is known of it but its name. */
function addPort(vdom: Vdom, known: Ports, name: string, used: Entry): void {
  if (known.ports.has(name)) return;
  const zone = [...known.zones.values()].find((z) => z.members.includes(name));
  known.ports.set(name, {
    name,
    aliases: zone ? [zone.name] : [],
    addresses: NO_ADDRESSES,
    connected: NO_ADDRESSES,
    enabled: true,
  });
  if (known.entries.size === 0) return;
  note(
    vdom,
    'undefined-reference',
    used.line,
    both(
      `インターフェイス「${name}」の定義がこのファイルにない`,
      `the interface "${name}" is not defined in this file`,
    ),
  );
}

/** Names of interfaces and zones as ports; null: any. */
export function portNames(
  vdom: Vdom,
  known: Ports,
  names: readonly string[],
  used: Entry,
): readonly string[] | null {
  if (names.includes('any')) return null;
  const ports = names.flatMap((name) => known.zones.get(name)?.members ?? [name]);
  for (const name of ports) addPort(vdom, known, name, used);
  return [...new Set(ports)];
}
