/** Packets of the model as bytes for the kernel, and bytes that it sends as packets. */
import type { ConnectionState } from '../../../src/facts/firewall/model.ts';
import type { Packet } from '../../../src/facts/firewall/packet.ts';
import type { IpAddress } from '../../../src/facts/ip-address.ts';

const TCP = 6;
const UDP = 17;
const SCTP = 132;

/** Protocols whose packets the harness builds with ports. */
export const WITH_PORTS: ReadonlySet<number> = new Set([TCP, UDP, SCTP]);

const bytesOf = ({ version, value }: IpAddress): Uint8Array => {
  const out = new Uint8Array(version === 4 ? 4 : 16);
  for (let i = out.length - 1, rest = value; i >= 0; i -= 1, rest >>= 8n) out[i] = Number(rest & 255n);
  return out;
};

const addressOf = (bytes: Uint8Array): IpAddress => ({
  version: bytes.length === 4 ? 4 : 6,
  value: bytes.reduce((sum, b) => (sum << 8n) | BigInt(b), 0n),
});

/** RFC 1071. */
function checksum(...parts: readonly Uint8Array[]): number {
  let sum = 0;
  for (const part of parts) {
    part.forEach((b, i) => {
      sum += i % 2 === 0 ? b << 8 : b;
    });
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

const CRC32C = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k += 1) c = c & 1 ? (c >>> 1) ^ 0x82f63b78 : c >>> 1;
  return c >>> 0;
});

/** RFC 9260 appendix A. */
function crc32c(bytes: Uint8Array): number {
  let c = 0xffffffff;
  for (const b of bytes) c = (CRC32C[(c ^ b) & 255] ?? 0) ^ (c >>> 8);
  return ~c >>> 0;
}

/** GRE and ESP have sums of their own; of others the kernel wants one over the whole before it answers (nf_reject). */
const OTHER_SUMS: ReadonlySet<number> = new Set([47, 50]);

/** What is beneath the ports. `id` makes echo requests of their own. */
interface Extra {
  readonly id: number;
  readonly ack: number;
  readonly seq: number;
}

function transport(
  packet: Packet,
  extra: Extra,
): { readonly bytes: Uint8Array; readonly sumAt: number | null } {
  const { protocol } = packet;
  const bytes = new Uint8Array(protocol === TCP ? 20 : protocol === SCTP ? 32 : 16);
  const view = new DataView(bytes.buffer);
  if (protocol === 1 || protocol === 58) {
    bytes[0] = packet.icmpType ?? 0;
    bytes[1] = packet.icmpCode ?? 0;
    view.setUint16(4, extra.id);
    return { bytes, sumAt: 2 };
  }
  if (!WITH_PORTS.has(protocol)) return { bytes, sumAt: OTHER_SUMS.has(protocol) ? null : 0 };
  view.setUint16(0, packet.sport ?? 0);
  view.setUint16(2, packet.dport ?? 0);
  if (protocol === UDP) {
    view.setUint16(4, bytes.length);
    return { bytes, sumAt: 6 };
  }
  if (protocol === TCP) {
    view.setUint32(4, extra.seq);
    view.setUint32(8, extra.ack);
    bytes[12] = 5 << 4;
    bytes[13] = packet.flags ?? 2;
    view.setUint16(14, 65_535);
    return { bytes, sumAt: 16 };
  }
  bytes.set([1, 0, 0, 20, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1], 12);
  view.setUint32(8, crc32c(bytes), true);
  return { bytes, sumAt: null };
}

function pseudo(src: Uint8Array, dst: Uint8Array, protocol: number, length: number): readonly Uint8Array[] {
  const tail = new Uint8Array(8);
  new DataView(tail.buffer).setUint32(0, length);
  tail[7] = protocol;
  return [src, dst, tail];
}

/** The packet as it comes in. */
export function build(packet: Packet, extra: Partial<Extra> = {}): Uint8Array {
  const { protocol } = packet;
  const [src, dst] = [bytesOf(packet.src), bytesOf(packet.dst)];
  const { bytes, sumAt } = transport(packet, { id: 7, ack: 0, seq: 1000, ...extra });
  if (sumAt !== null) {
    const over =
      protocol === 1 || (packet.src.version === 4 && !WITH_PORTS.has(protocol))
        ? []
        : pseudo(src, dst, protocol, bytes.length);
    const sum = checksum(...over, bytes) || 0xffff;
    new DataView(bytes.buffer).setUint16(sumAt, sum);
  }
  return packet.src.version === 4 ? header4(src, dst, protocol, bytes) : header6(src, dst, protocol, bytes);
}

/** An error of ICMP about a packet, of which it quotes the beginning. */
export function icmpError(packet: Packet, about: Uint8Array): Uint8Array {
  const quoted = about.subarray(0, 64);
  const body = new Uint8Array(8 + quoted.length + (quoted.length % 2));
  body.set([packet.icmpType ?? 0, packet.icmpCode ?? 0]);
  body.set(quoted, 8);
  const [src, dst] = [bytesOf(packet.src), bytesOf(packet.dst)];
  const over = packet.protocol === 1 ? [] : pseudo(src, dst, packet.protocol, body.length);
  new DataView(body.buffer).setUint16(2, checksum(...over, body));
  return packet.src.version === 4
    ? header4(src, dst, packet.protocol, body)
    : header6(src, dst, packet.protocol, body);
}

function header4(src: Uint8Array, dst: Uint8Array, protocol: number, body: Uint8Array): Uint8Array {
  const out = new Uint8Array(20 + body.length);
  const view = new DataView(out.buffer);
  out.set([0x45, 0], 0);
  view.setUint16(2, out.length);
  out.set([64, protocol], 8);
  out.set(src, 12);
  out.set(dst, 16);
  view.setUint16(10, checksum(out.subarray(0, 20)));
  out.set(body, 20);
  return out;
}

function header6(src: Uint8Array, dst: Uint8Array, protocol: number, body: Uint8Array): Uint8Array {
  const out = new Uint8Array(40 + body.length);
  const view = new DataView(out.buffer);
  out[0] = 0x60;
  view.setUint16(4, body.length);
  out.set([protocol, 64], 6);
  out.set(src, 8);
  out.set(dst, 24);
  out.set(body, 40);
  return out;
}

/** What a packet that came out is. */
export interface SeenPacket {
  readonly src: IpAddress;
  readonly dst: IpAddress;
  readonly protocol: number;
  readonly sport: number | null;
  readonly dport: number | null;
  readonly icmpType: number | null;
  readonly icmpCode: number | null;
  readonly flags: number | null;
  readonly seq: number | null;
}

/** The parts after the IP header. */
function seeTransport(protocol: number, body: DataView) {
  const long = (n: number): boolean => body.byteLength >= n;
  const ports = WITH_PORTS.has(protocol) && long(4);
  const icmp = (protocol === 1 || protocol === 58) && long(2);
  return {
    sport: ports ? body.getUint16(0) : null,
    dport: ports ? body.getUint16(2) : null,
    icmpType: icmp ? body.getUint8(0) : null,
    icmpCode: icmp ? body.getUint8(1) : null,
    flags: protocol === TCP && long(14) ? body.getUint8(13) : null,
    seq: protocol === TCP && long(8) ? body.getUint32(4) : null,
  };
}

export function see(bytes: Uint8Array): SeenPacket | null {
  const version = (bytes[0] ?? 0) >> 4;
  if (version !== 4 && version !== 6) return null;
  const at = version === 4 ? ((bytes[0] ?? 0) & 15) * 4 : 40;
  const protocol = bytes[version === 4 ? 9 : 6] ?? 0;
  const [from, size] = version === 4 ? [12, 4] : [8, 16];
  return {
    src: addressOf(bytes.subarray(from, from + size)),
    dst: addressOf(bytes.subarray(from + size, from + 2 * size)),
    protocol,
    ...seeTransport(protocol, new DataView(bytes.buffer, bytes.byteOffset + at, bytes.length - at)),
  };
}

/** Requests that begin a connection of ICMP, and messages of neighbour discovery, which are not tracked. */
const ICMP_NEW: Readonly<Record<number, ReadonlySet<number>>> = {
  1: new Set([8, 13, 15, 17]),
  58: new Set([128, 139]),
};
const UNTRACKED_V6: ReadonlySet<number> = new Set([130, 131, 132, 133, 134, 135, 136, 143]);

/**
 * The state of a packet of which no connection is known (nf_conntrack_proto_*.c, with `nf_conntrack_tcp_loose` off).
 * PSH, ECE and CWR play no part for TCP.
 */
export function firstState({ protocol, flags, icmpType }: Packet): ConnectionState {
  if (protocol === TCP) return ((flags ?? 2) & ~0xe8) === 2 ? 'new' : 'invalid';
  if (protocol === 58 && UNTRACKED_V6.has(icmpType ?? 0)) return 'untracked';
  const begins = ICMP_NEW[protocol];
  return !begins || begins.has(icmpType ?? 0) ? 'new' : 'invalid';
}
