/** Connections: a packet, then what answers it, so that `established` and `related` are tried. */
import type { Packet } from '../../../src/facts/firewall/packet.ts';
import type { Sent } from '../netfilter.ts';
import { build, icmpError } from './packets.ts';

/** What follows the first packet of a connection. */
export interface Following {
  readonly packet: Packet;
  readonly bytes: Uint8Array;
}

const ECHO: Readonly<Record<number, number>> = { 8: 0, 128: 129 };

const turned = (packet: Packet, out: string): Packet => ({
  ...packet,
  in: out,
  src: packet.dst,
  dst: packet.src,
  sport: packet.dport,
  dport: packet.sport,
  flags: packet.protocol === 6 ? 18 : null,
  icmpType: packet.icmpType === null ? null : (ECHO[packet.icmpType] ?? null),
  state: 'established',
});

/** Connections that are followed: TCP, UDP, and echo. */
export const isFollowed = ({ protocol, icmpType, state }: Packet): boolean =>
  state === 'new' && (protocol === 6 || protocol === 17 || (icmpType !== null && icmpType in ECHO));

/**
 * Of a connection whose first packet left by `out` as it came: an error of somebody on the way, the answer, and the
 * next packet. `id` is that of the first one.
 */
export function following(first: Packet, out: string, id: number): readonly Following[] {
  const answer = turned(first, out);
  const again: Packet = { ...first, state: 'established', flags: first.protocol === 6 ? 16 : null };
  const error: Packet = {
    ...answer,
    protocol: first.src.version === 4 ? 1 : 58,
    sport: null,
    dport: null,
    flags: null,
    icmpType: first.src.version === 4 ? 3 : 1,
    icmpCode: 1,
    state: 'related',
  };
  return [
    { packet: error, bytes: icmpError(error, build(first, { id })) },
    { packet: answer, bytes: build(answer, { id, seq: 5000, ack: 1001 }) },
    { packet: again, bytes: build(again, { id, seq: 1001, ack: 5001 }) },
  ];
}

export const sent = ({ packet, bytes }: Following): Sent => ({
  port: packet.in ?? '',
  packet: bytes,
  forget: false,
});
