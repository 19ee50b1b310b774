/** Questions to a device that was read from a fixture. */
import { decidePacket } from '../../../src/facts/firewall/decide.ts';
import type { FirewallDevice } from '../../../src/facts/firewall/model.ts';
import type { Packet, PacketDecision } from '../../../src/facts/firewall/packet.ts';
import { parseIpAddress } from '../../../src/facts/ip-address.ts';

export interface Asked {
  readonly in: string;
  readonly out?: string;
  readonly src: string;
  readonly dst: string;
  readonly proto?: number;
  readonly dport?: number;
  readonly sport?: number;
  readonly type?: number;
  readonly flags?: number;
}

function packetOf(asked: Asked): Packet {
  const protocol = asked.proto ?? 6;
  const src = parseIpAddress(asked.src);
  const dst = parseIpAddress(asked.dst);
  if (!src || !dst) throw new Error(asked.dst);
  const ported = protocol === 6 || protocol === 17;
  return {
    in: asked.in,
    out: asked.out ?? null,
    src,
    dst,
    protocol,
    sport: ported ? (asked.sport ?? 50000) : null,
    dport: ported ? (asked.dport ?? 443) : null,
    icmpType: asked.type ?? null,
    icmpCode: asked.type === undefined ? null : 0,
    flags: protocol === 6 ? (asked.flags ?? 2) : null,
    state: 'new',
  };
}

export const decided = (device: FirewallDevice, asked: Asked, asOf: number | null = null): PacketDecision =>
  decidePacket(device, packetOf(asked), { asOf });

/** `permit 106`, `deny -`: the verdict and the rule that decided. */
export function verdict(device: FirewallDevice, asked: Asked, asOf: number | null = null): string {
  const { verdict: found, rule } = decided(device, asked, asOf);
  return `${found} ${rule?.id ?? '-'}`;
}
