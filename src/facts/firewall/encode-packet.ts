/** One packet as values of the variables. */
import type { BitField } from '../bdd-sets.ts';
import { CONNECTION_STATES } from './model.ts';
import type { Packet } from './packet.ts';
import type { FieldName, Space } from './space.ts';

/** The value of each field that the packet has; of a port that no class is of, the last class: some other port. */
function valuesOf({ ports }: Space, packet: Packet): Partial<Record<FieldName, bigint>> {
  const port = (name: string | null): bigint =>
    BigInt((name === null ? undefined : ports.indexOf.get(name)) ?? ports.names.length - 1);
  const { src, dst } = packet;
  const left = src.version === 4 ? 96n : 0n;
  return {
    family: src.version === 4 ? 1n : 0n,
    in: port(packet.in),
    out: port(packet.out),
    src: src.value << left,
    dst: dst.value << left,
    protocol: BigInt(packet.protocol),
    sport: BigInt(packet.sport ?? 0),
    dport: BigInt(packet.dport ?? 0),
    icmpType: BigInt(packet.icmpType ?? 0),
    icmpCode: BigInt(packet.icmpCode ?? 0),
    flags: BigInt(packet.flags ?? 0),
    state: BigInt(CONNECTION_STATES.indexOf(packet.state)),
  };
}

const has = ({ first, bits }: BitField, variable: number): boolean =>
  variable >= first && variable < first + bits;

/** Whether a variable is held in this packet; null for conditions, which a packet does not tell. */
export function packetBits(space: Space, packet: Packet): (variable: number) => boolean | null {
  const values = valuesOf(space, packet);
  const fields = Object.entries(space.fields) as [FieldName, BitField][];
  return (variable) => {
    const [name, field] = fields.find(([, f]) => has(f, variable)) ?? [];
    if (!name || !field) return null;
    return (((values[name] ?? 0n) >> BigInt(field.first + field.bits - 1 - variable)) & 1n) === 1n;
  };
}
