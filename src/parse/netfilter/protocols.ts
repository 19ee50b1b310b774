/** Names of IP protocols as iptables and nft print them (/etc/protocols of Debian and Red Hat). */
import type { NumberSet, Service } from '../../facts/firewall/model.ts';

const NAMES: ReadonlyMap<string, number> = new Map([
  ['icmp', 1],
  ['igmp', 2],
  ['ggp', 3],
  ['ipencap', 4],
  ['ipv4', 4],
  ['st', 5],
  ['tcp', 6],
  ['egp', 8],
  ['igp', 9],
  ['pup', 12],
  ['udp', 17],
  ['hmp', 20],
  ['xns-idp', 22],
  ['rdp', 27],
  ['iso-tp4', 29],
  ['dccp', 33],
  ['xtp', 36],
  ['ddp', 37],
  ['idpr-cmtp', 38],
  ['ipv6', 41],
  ['ipv6-route', 43],
  ['ipv6-frag', 44],
  ['idrp', 45],
  ['rsvp', 46],
  ['gre', 47],
  ['esp', 50],
  ['ipv6-crypt', 50],
  ['ah', 51],
  ['ipv6-auth', 51],
  ['skip', 57],
  ['ipv6-icmp', 58],
  ['icmpv6', 58],
  ['icmp6', 58],
  ['ipv6-nonxt', 59],
  ['ipv6-opts', 60],
  ['rspf', 73],
  ['vmtp', 81],
  ['eigrp', 88],
  ['ospf', 89],
  ['ospfigp', 89],
  ['ax.25', 93],
  ['ipip', 94],
  ['etherip', 97],
  ['encap', 98],
  ['pim', 103],
  ['ipcomp', 108],
  ['comp', 108],
  ['vrrp', 112],
  ['l2tp', 115],
  ['isis', 124],
  ['sctp', 132],
  ['fc', 133],
  ['mobility-header', 135],
  ['ipv6-mh', 135],
  ['mh', 135],
  ['udplite', 136],
  ['mpls-in-ip', 137],
  ['manet', 138],
  ['hip', 139],
  ['shim6', 140],
  ['wesp', 141],
  ['rohc', 142],
]);

/** A number 0-255 or a name; null for anything else. */
export function protocolNumber(word: string | number): number | null {
  const number = typeof word === 'number' || /^\d{1,3}$/.test(word) ? Number(word) : undefined;
  if (number !== undefined) return Number.isInteger(number) && number >= 0 && number <= 255 ? number : null;
  return NAMES.get(String(word).toLowerCase()) ?? null;
}

export const TCP = 6;
export const UDP = 17;
export const ICMP = 1;
export const ICMPV6 = 58;

/** TCP, UDP, DCCP, SCTP, UDP-Lite: those whose packets have ports. */
export const PORT_PROTOCOLS: NumberSet = [
  { from: TCP, to: TCP },
  { from: UDP, to: UDP },
  { from: 33, to: 33 },
  { from: 132, to: 132 },
  { from: 136, to: 136 },
];

const NO_PARTS = { sport: null, dport: null, icmpType: null, icmpCode: null } as const;

/** A service of some protocols, with the parts given and no others. */
export const serviceOf = (
  protocols: NumberSet,
  parts: Partial<Omit<Service, 'protocols'>> = {},
): Service => ({
  protocols,
  ...NO_PARTS,
  ...parts,
});
