/** What became of a packet, from what came out of the kernel, and whether a decision of the model says the same. */
import { REJECT_NOT_KNOWN } from '../../../src/facts/firewall/decide.ts';
import type { Packet, PacketDecision } from '../../../src/facts/firewall/packet.ts';
import { type IpAddress, showIpAddress } from '../../../src/facts/ip-address.ts';
import type { Emerged } from '../netfilter.ts';
import { type SeenPacket, see } from './packets.ts';

export type Fate =
  /** Left by a port, as it then was. */
  | { readonly fate: 'forwarded'; readonly port: string; readonly packet: SeenPacket }
  /** Taken in by the machine itself. */
  | { readonly fate: 'input'; readonly packet: SeenPacket }
  | { readonly fate: 'rejected'; readonly how: string }
  | { readonly fate: 'dropped' };

const same = (a: IpAddress, b: IpAddress): boolean => a.version === b.version && a.value === b.value;

/** The kernel's own: multicast listener reports, neighbour discovery. */
const isNoise = ({ src, dst, protocol }: SeenPacket): boolean =>
  dst.version === 6 && protocol === 58 && (src.value === 0n || src.value >> 118n === 0x3fan);

function rejectOf(packet: Packet, port: string, seen: SeenPacket): string | null {
  if (port === '' || !same(seen.dst, packet.src)) return null;
  const { protocol, icmpType, icmpCode } = seen;
  if (protocol === 1 && icmpType === 3 && !same(seen.src, packet.src)) return `icmp-3-${icmpCode}`;
  if (protocol === 58 && icmpType === 1) return `icmpv6-1-${icmpCode}`;
  const reset = protocol === 6 && packet.protocol === 6 && ((seen.flags ?? 0) & 4) !== 0;
  return reset && seen.dport === packet.sport ? 'tcp-reset' : null;
}

export function fateOf(packet: Packet, emerged: readonly Emerged[]): Fate {
  const out = emerged
    .map(([port, bytes]) => ({ port, seen: see(bytes) }))
    .flatMap(({ port, seen }) => (seen && !isNoise(seen) ? [{ port, seen }] : []));
  const input = out.find((o) => o.port === '');
  if (input) return { fate: 'input', packet: input.seen };
  const own = out.find(
    (o) =>
      o.seen.protocol === packet.protocol &&
      o.seen.flags === packet.flags &&
      !isAnswer(packet, o.port, o.seen),
  );
  if (own) return { fate: 'forwarded', port: own.port, packet: own.seen };
  const how = out.map((o) => rejectOf(packet, o.port, o.seen)).find((r) => r !== null);
  return how ? { fate: 'rejected', how } : { fate: 'dropped' };
}

/** An answer to the sender, where what was sent is such a message itself. */
const isAnswer = (packet: Packet, port: string, seen: SeenPacket): boolean =>
  rejectOf(packet, port, seen) !== null &&
  (seen.icmpType !== packet.icmpType || seen.icmpCode !== packet.icmpCode);

/** Whose sums the kernel knows; NAT breaks that of another packet of IPv6, which is then not answered (nf_reject). */
const KNOWN_SUMS: ReadonlySet<number> = new Set([6, 17, 47, 50, 58, 132]);

/** Messages that nothing answers with an error: errors of ICMP (RFC 1122 3.2.2), and RST. */
function isUnanswerable({ protocol, icmpType, flags, dst }: Packet): boolean {
  if (dst.version === 6 && !KNOWN_SUMS.has(protocol)) return true;
  if (protocol === 1) return ![0, 8, 9, 10, 13, 14, 15, 16, 17, 18].includes(icmpType ?? 0);
  if (protocol === 58) return (icmpType ?? 0) < 128 || icmpType === 137;
  return protocol === 6 && ((flags ?? 0) & 4) !== 0;
}

const REJECTS: Readonly<Record<string, readonly [v4: string, v6: string]>> = {
  'icmpx-no-route': ['icmp-3-0', 'icmpv6-1-0'],
  'icmpx-port-unreachable': ['icmp-3-3', 'icmpv6-1-4'],
  'icmpx-host-unreachable': ['icmp-3-1', 'icmpv6-1-3'],
  'icmpx-admin-prohibited': ['icmp-3-13', 'icmpv6-1-1'],
};

function sameReject(packet: Packet, expected: string | null, fate: Fate): boolean {
  if (expected === REJECT_NOT_KNOWN) return fate.fate === 'dropped' || fate.fate === 'rejected';
  const word = expected === null ? null : (REJECTS[expected]?.[packet.dst.version === 4 ? 0 : 1] ?? expected);
  if (fate.fate === 'dropped') {
    return word === null || (word === 'tcp-reset' ? ((packet.flags ?? 0) & 4) !== 0 : isUnanswerable(packet));
  }
  return fate.fate === 'rejected' && fate.how === word;
}

/** Addresses and ports that the model is certain of. */
function sameTranslation(decision: PacketDecision, seen: SeenPacket): boolean {
  const { translated } = decision;
  if (!translated) return true;
  const port = (a: number | null, b: number | null): boolean => a === null || b === null || a === b;
  return (
    same(translated.src, seen.src) &&
    same(translated.dst, seen.dst) &&
    port(translated.dport, seen.dport) &&
    port(translated.sport, seen.sport)
  );
}

export function agrees(packet: Packet, decision: PacketDecision, fate: Fate): boolean {
  if (decision.verdict === 'unknown') return true;
  if (decision.verdict === 'deny') return sameReject(packet, decision.reject, fate);
  return (fate.fate === 'forwarded' || fate.fate === 'input') && sameTranslation(decision, fate.packet);
}

const end = (address: IpAddress, port: number | null): string =>
  port === null ? showIpAddress(address) : `${showIpAddress(address)} port ${port}`;

export const showPacket = (p: Packet): string =>
  `in ${p.in} ${end(p.src, p.sport)} -> ${end(p.dst, p.dport)} protocol ${p.protocol}` +
  `${p.flags === null ? '' : ` flags ${p.flags}`}${p.icmpType === null ? '' : ` type ${p.icmpType} code ${p.icmpCode}`} ${p.state}`;

export const showFate = (fate: Fate): string =>
  fate.fate === 'rejected'
    ? `rejected ${fate.how}`
    : fate.fate === 'dropped'
      ? 'dropped'
      : `${fate.fate}${fate.fate === 'forwarded' ? ` by ${fate.port}` : ''} as ${end(fate.packet.src, fate.packet.sport)} -> ${end(fate.packet.dst, fate.packet.dport)}`;
