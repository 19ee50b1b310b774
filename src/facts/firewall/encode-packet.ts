/** One packet as values of the variables. */
import type { BitField } from '../bdd-sets.ts';
import { oncePer } from '../once.ts';
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

/** Of each variable the field and the place of its bit, the lowest 0. */
const owners = oncePer((fields: Space['fields']): readonly (readonly [FieldName, bigint])[] =>
  (Object.entries(fields) as [FieldName, BitField][])
    .toSorted(([, a], [, b]) => a.first - b.first)
    .flatMap(([name, { bits }]) =>
      Array.from({ length: bits }, (_, i) => [name, BigInt(bits - 1 - i)] as const),
    ),
);

/** Whether a variable is held in this packet; null for conditions, which a packet does not tell. */
export function packetBits(space: Space, packet: Packet): (variable: number) => boolean | null {
  const values = valuesOf(space, packet);
  const of = owners(space.fields);
  return (variable) => {
    const [name, place] = of[variable] ?? [];
    return name === undefined || place === undefined ? null : (((values[name] ?? 0n) >> place) & 1n) === 1n;
  };
}
