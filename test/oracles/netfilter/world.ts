/** The network in which rules are tried: three ports, the addresses behind them, and packets at random. */
import { parseAddressSet, union } from '../../../src/facts/address-set.ts';
import type { FirewallDevice } from '../../../src/facts/firewall/model.ts';
import type { Packet } from '../../../src/facts/firewall/packet.ts';
import { type IpAddress, parseIpAddress } from '../../../src/facts/ip-address.ts';
import type { Random } from '../../estate/random.ts';
import type { OraclePort } from '../netfilter.ts';
import { firstState, WITH_PORTS } from './packets.ts';

export const PORTS: readonly OraclePort[] = [
  { name: 'lan0', addresses: ['10.1.0.1/16', 'fd00:1::1/64'], routes: [] },
  { name: 'lan1', addresses: ['10.2.0.1/16', 'fd00:2::1/64'], routes: ['172.16.0.0/12', 'fd00:22::/32'] },
  { name: 'wan0', addresses: ['198.51.100.1/24', '2001:db8::1/64'], routes: ['0.0.0.0/0', '::/0'] },
];

const set = (text: string) => parseAddressSet(text) ?? [];

/** The device with what the rules do not say: its ports and routes. */
export const placed = (device: FirewallDevice): FirewallDevice => ({
  ...device,
  ports: PORTS.map(({ name, addresses }) => ({
    name,
    aliases: [],
    addresses: union(...addresses.map((a) => set(a.split('/')[0] ?? ''))),
    connected: union(...addresses.map(set)),
    enabled: true,
  })),
  routes: PORTS.flatMap(({ name, routes }) =>
    routes.map((to) => ({ to: set(to), port: name, at: device.at })),
  ),
  routesComplete: true,
});

const address = (text: string): IpAddress => {
  const parsed = parseIpAddress(text);
  if (!parsed) throw new Error(`no address: ${text}`);
  return parsed;
};

type Family = 4 | 6;

/** Hosts behind each port, by family; few, so that rules meet packets. */
const HOSTS: Readonly<Record<string, Readonly<Record<Family, (r: Random) => string>>>> = {
  lan0: {
    4: (r) => `10.1.${r.below(4)}.${2 + r.below(8)}`,
    6: (r) => `fd00:1::${(r.below(4) * 16 + 2 + r.below(8)).toString(16)}`,
  },
  lan1: {
    4: (r) =>
      r.below(3) === 0 ? `172.16.${r.below(3)}.${2 + r.below(8)}` : `10.2.${r.below(4)}.${2 + r.below(8)}`,
    6: (r) => (r.below(3) === 0 ? `fd00:22::${2 + r.below(8)}` : `fd00:2::${2 + r.below(8)}`),
  },
  wan0: {
    4: (r) =>
      r.pick([`198.51.100.${2 + r.below(8)}`, `203.0.113.${2 + r.below(8)}`, `192.0.2.${2 + r.below(8)}`]),
    6: (r) => r.pick([`2001:db8::${2 + r.below(8)}`, `2001:db8:5::${2 + r.below(8)}`]),
  },
};

export const hostBehind = (r: Random, port: string, family: Family): string => HOSTS[port]?.[family](r) ?? '';

const OWN: Readonly<Record<Family, readonly string[]>> = {
  4: ['10.1.0.1', '10.2.0.1', '198.51.100.1'],
  6: ['fd00:1::1', 'fd00:2::1', '2001:db8::1'],
};

const NAMES = PORTS.map((p) => p.name);

/** An address somewhere, for rules. */
export const someAddress = (r: Random, family: Family): string =>
  r.below(8) === 0 ? r.pick(OWN[family]) : hostBehind(r, r.pick(NAMES), family);

const NETS: Readonly<Record<Family, readonly string[]>> = {
  4: [
    '10.1.0.0/16',
    '10.1.1.0/24',
    '10.1.2.0/23',
    '10.2.0.0/16',
    '10.2.0.0/22',
    '10.1.3.4/30',
    '172.16.0.0/12',
    '198.51.100.0/24',
    '203.0.113.0/24',
    '203.0.113.4/31',
    '10.0.0.0/8',
    '192.0.2.0/29',
  ],
  6: [
    'fd00:1::/64',
    'fd00:2::/64',
    'fd00::/16',
    'fd00:22::/32',
    '2001:db8::/32',
    '2001:db8:5::/48',
    'fd00:1::10/124',
  ],
};

export const someNet = (r: Random, family: Family): string => r.pick(NETS[family]);

export const PORT_POOL = [22, 53, 80, 123, 443, 1024, 3389, 8080, 8443, 9000] as const;

const FLAGS = [16, 18, 17, 4, 20, 24, 3, 0, 63, 194, 34, 41] as const;
const TYPES: Readonly<Record<Family, readonly number[]>> = {
  4: [8, 8, 8, 0, 3, 11, 12, 13, 14, 17, 5, 30],
  6: [128, 128, 128, 129, 1, 2, 3, 4, 139, 200],
};

/** GRE, ESP, OSPF, and a number without a name. */
const OTHERS = [47, 50, 89, 253] as const;

function protocolOf(r: Random, family: Family): number {
  const dice = r.below(100);
  if (dice < 50) return 6;
  if (dice < 75) return 17;
  if (dice < 88) return family === 4 ? 1 : 58;
  return dice < 94 ? 132 : r.pick(OTHERS);
}

const isIcmp = (protocol: number): boolean => protocol === 1 || protocol === 58;

/** `serial`: makes the source port its own, so that no packet is of another's connection. */
export function randomPacket(r: Random, serial: number, family: Family): Packet {
  const from = r.pick(NAMES);
  const to = r.pick(NAMES.filter((n) => n !== from || r.below(6) === 0));
  const protocol = protocolOf(r, family);
  const ports = WITH_PORTS.has(protocol);
  const icmp = isIcmp(protocol);
  const src = address(hostBehind(r, r.below(20) === 0 ? r.pick(NAMES) : from, family));
  const other = address(r.below(7) === 0 ? r.pick(OWN[family]) : hostBehind(r, to, family));
  const dst = other.value === src.value ? address(family === 4 ? '10.2.3.200' : 'fd00:2::200') : other;
  const packet: Packet = {
    in: from,
    out: null,
    src,
    dst,
    protocol,
    sport: ports ? 20_000 + (serial % 40_000) : null,
    dport: ports ? (r.below(4) === 0 ? 1 + r.below(10_000) : r.pick(PORT_POOL)) : null,
    icmpType: icmp ? r.pick(TYPES[family]) : null,
    icmpCode: icmp ? r.pick([0, 0, 0, 1, 3, 4]) : null,
    flags: protocol === 6 ? (r.below(5) === 0 ? r.pick(FLAGS) : 2) : null,
    state: 'new',
  };
  return { ...packet, state: firstState(packet) };
}
