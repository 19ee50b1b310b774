/**
 * Implied rules ([Check Point] Global Properties > Firewall): they stand before, among or after those of every layer and
 * are in no rulebase. Most let the gateways and their management talk to each other; DNS, RIP and ICMP may pass through.
 */
import { type AddressSet, isEmpty, unionOf } from '../../facts/address-set.ts';
import { ANY, type Match, NONE, type Service } from '../../facts/firewall/model.ts';
import { toPorts } from '../../facts/firewall/service-text.ts';
import { isObject, type JsonObject } from '../json-value.ts';
import { all, any, one, side } from '../junos/match.ts';
import { isMachine, machineAddresses } from './addresses.ts';
import { condition, type Reading } from './read.ts';

const icmp = (protocol: number): Service => ({
  protocols: one(protocol),
  sport: null,
  dport: null,
  icmpType: null,
  icmpCode: null,
});

/** Those that bear on traffic between any two hosts. */
const TRANSIT: readonly (readonly [property: string, services: readonly Service[]])[] = [
  ['accept-domain-name-over-udp', [toPorts('udp', 53)]],
  ['accept-domain-name-over-tcp', [toPorts('tcp', 53)]],
  ['accept-icmp-requests', [icmp(1), icmp(58)]],
  ['accept-rip', [toPorts('udp', 520)]],
];

/** Ports of control connections, remote access, updates, administration and clusters ([Check Point] ports used). */
const CONTROL: readonly Service[] = [
  toPorts('tcp', 22, 80, 256, 257, 258, 259, 264, 443, 900, 981, 2010, 4434, 4532, 5432, 15105, 28581),
  toPorts('tcp', [18181, 18187], [18190, 18193], [18202, 18212], [18221, 18266], [19009, 19010]),
  toPorts('udp', 53, 67, 68, 259, 260, 500, 514, 1701, 2746, 4500, 5500, 8116, 9281, 18212, 18233, 18234),
  ...[47, 50, 51, 112].map(icmp),
];

const OF_MACHINES: readonly string[] = [
  'accept-control-connections',
  'accept-remote-access-control-connections',
  'accept-smart-update-connections',
  'accept-ips1-management-connections',
  'accept-outgoing-packets-originating-from-gw',
  'accept-outgoing-packets-originating-from-connectra-gw',
  'accept-outgoing-packets-to-cp-online-services',
  'accept-web-and-ssh-connections-for-gw-administration',
  'accept-incoming-traffic-to-dhcp-and-dns-services-of-gws',
  'accept-dynamic-addr-modules-outgoing-internet-connections',
  'accept-vrrp-packets-originating-from-cluster-members',
  'accept-identity-awareness-control-connections',
];

const service = (of: readonly Service[]): Match => ({ kind: 'service', of });

/** Null: the properties are not among the evidence. */
export interface Implied {
  readonly properties: JsonObject | null;
  /** The list of gateways and servers is. */
  readonly machinesKnown: boolean;
}

const firewallOf = (properties: JsonObject | null): JsonObject | null =>
  properties && isObject(properties.firewall) ? properties.firewall : null;

const off = (firewall: JsonObject | null, property: string): boolean => firewall?.[property] === false;

function machines(reading: Reading): AddressSet {
  return unionOf([...reading.objects.values()].filter(isMachine).map(machineAddresses));
}

function ofMachines(reading: Reading, implied: Implied): Match {
  const firewall = firewallOf(implied.properties);
  if (firewall && OF_MACHINES.every((p) => off(firewall, p))) return NONE;
  const known = machines(reading);
  const ends = implied.machinesKnown && !isEmpty(known) ? any([side('src', known), side('dst', known)]) : ANY;
  return all(service(CONTROL), ends);
}

function transit(implied: Implied): Match {
  const firewall = firewallOf(implied.properties);
  return any(TRANSIT.filter(([property]) => !off(firewall, property)).map(([, of]) => service(of)));
}

/** What implied rules may accept, whatever the layers say. */
export function impliedMatch(reading: Reading, implied: Implied): Match {
  const what = {
    ja: '暗黙のルール (グローバル プロパティ。show-global-properties と show-gateways-and-servers で採取する)',
    en: 'implied rules (global properties: collect show-global-properties and show-gateways-and-servers)',
  };
  const found = any([transit(implied), ofMachines(reading, implied)]);
  return found.kind === 'never' ? NONE : all(found, condition(reading, 'implied rules', 'unknown', what));
}
