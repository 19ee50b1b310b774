/** Packets for tests of readers of netfilter rules. */
import { decidePackets } from '../../src/facts/firewall/decide.ts';
import type { FirewallDevice } from '../../src/facts/firewall/model.ts';
import type { Packet, PacketDecision } from '../../src/facts/firewall/packet.ts';
import type { At } from '../../src/facts/firewall/query.ts';
import { parseIpAddress } from '../../src/facts/ip-address.ts';
import type { Parsed } from '../../src/parse/parser.ts';

const address = (text: string) => {
  const parsed = parseIpAddress(text);
  if (!parsed) throw new Error(`no address: ${text}`);
  return parsed;
};

/** `eth1 10.10.0.5 > 198.51.100.9 tcp/443`: `tcp/`, `udp/` with a port, `icmp/` with a type, or a number of a protocol. */
export function packet(text: string, more: Partial<Packet> = {}): Packet {
  const [, port = '', src = '', dst = '', service = ''] = /^(\S+) (\S+) > (\S+) (\S+)$/.exec(text) ?? [];
  const [name = '', number = ''] = service.split('/');
  const protocol = { tcp: 6, udp: 17, icmp: 1, icmpv6: 58 }[name] ?? Number(name);
  const ported = protocol === 6 || protocol === 17;
  const typed = protocol === 1 || protocol === 58;
  return {
    in: port,
    out: null,
    src: address(src),
    dst: address(dst),
    protocol,
    sport: ported ? 49_152 : null,
    dport: ported ? Number(number) : null,
    icmpType: typed ? Number(number) : null,
    icmpCode: typed ? 0 : null,
    flags: protocol === 6 ? 2 : null,
    state: 'new',
    ...more,
  };
}

export const devicesIn = ({ sections }: Parsed): readonly FirewallDevice[] => sections.devices?.devices ?? [];

export const decide = (
  parsed: Parsed,
  text: string,
  more: Partial<Packet> = {},
  at: At = { asOf: null },
): PacketDecision => decidePackets(devicesIn(parsed), packet(text, more), at);

/** `permit`, `deny icmp-3-10`, `unknown`. */
export function told(
  parsed: Parsed,
  text: string,
  more: Partial<Packet> = {},
  at: At = { asOf: null },
): string {
  const { verdict, reject } = decide(parsed, text, more, at);
  return reject === null ? verdict : `${verdict} ${reject}`;
}
