/** A packet as people and `firewall decide --packets` write it: one JSON object. */
import { showIpAddress } from '../ip-address.ts';
import type { Packet } from './packet.ts';

/** IANA numbers of the protocols that may be written by name. */
export const PROTOCOL_NUMBERS: ReadonlyMap<string, number> = new Map([
  ['icmp', 1],
  ['igmp', 2],
  ['tcp', 6],
  ['udp', 17],
  ['dccp', 33],
  ['gre', 47],
  ['esp', 50],
  ['ah', 51],
  ['icmpv6', 58],
  ['ospf', 89],
  ['sctp', 132],
  ['udplite', 136],
]);

const NAMES = new Map([...PROTOCOL_NUMBERS].map(([name, number]) => [number, name]));

export const protocolName = (number: number): string => NAMES.get(number) ?? String(number);

/** FIN, SYN, RST, PSH, ACK, URG, ECE, CWR: bits from the lowest. */
export const FLAG_LETTERS = 'FSRPAUEC';

export const showFlags = (flags: number): string =>
  [...FLAG_LETTERS].filter((_, bit) => (flags >> bit) & 1).join('');

export function packetJson(p: Packet): Readonly<Record<string, string | number>> {
  return {
    ...(p.in === null ? {} : { in: p.in }),
    ...(p.out === null ? {} : { out: p.out }),
    src: showIpAddress(p.src),
    dst: showIpAddress(p.dst),
    proto: NAMES.get(p.protocol) ?? p.protocol,
    ...(p.sport === null ? {} : { sport: p.sport }),
    ...(p.dport === null ? {} : { dport: p.dport }),
    ...(p.flags === null ? {} : { flags: showFlags(p.flags) }),
    ...(p.icmpType === null ? {} : { type: p.icmpType }),
    ...(p.icmpCode === null ? {} : { code: p.icmpCode }),
    ...(p.state === 'new' ? {} : { state: p.state }),
  };
}

export const showPacket = (p: Packet): string => JSON.stringify(packetJson(p));
