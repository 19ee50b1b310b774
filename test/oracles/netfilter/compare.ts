/** Packets given to the kernel and to the model. */
import type { Packet, PacketDecision } from '../../../src/facts/firewall/packet.ts';
import type { Random } from '../../estate/random.ts';
import type { NetfilterOracle, Sent } from '../netfilter.ts';
import { following, isFollowed, sent } from './flows.ts';
import { build } from './packets.ts';
import { agrees, fateOf, showFate, showPacket } from './verdict.ts';
import { randomPacket } from './world.ts';

export type Decide = (packet: Packet) => PacketDecision;

export interface Compared {
  packets: number;
  unknown: number;
  /** The first few, for people. */
  readonly differences: string[];
}

export const nothing = (): Compared => ({ packets: 0, unknown: 0, differences: [] });

const MAX_SHOWN = 10;

/** Protocols whose packets are told apart by a number of their own, so that each is of a new connection. */
const NUMBERED: ReadonlySet<number> = new Set([1, 6, 17, 58, 132]);

const decisionText = ({ verdict, reject, list, rule, translated }: PacketDecision): string =>
  `${verdict} ${reject ?? ''} by ${list} ${rule?.id ?? 'end'} (${rule?.at.text ?? ''})${translated ? ' translated' : ''}`;

/** `name`: of the rule set, so that a difference can be made again. */
function note(
  compared: Compared,
  name: string,
  packet: Packet,
  decision: PacketDecision,
  emerged: Parameters<typeof fateOf>[1],
): void {
  const fate = fateOf(packet, emerged);
  compared.packets += 1;
  if (decision.verdict === 'unknown') compared.unknown += 1;
  if (agrees(packet, decision, fate) || compared.differences.length >= MAX_SHOWN) return;
  compared.differences.push(
    `${name}: ${showPacket(packet)}: model ${decisionText(decision)}; kernel ${showFate(fate)}`,
  );
}

const asSent = (packet: Packet, id: number): Sent => ({
  port: packet.in ?? '',
  packet: build(packet, { id }),
  forget: !NUMBERED.has(packet.protocol),
});

/** `alone`: each packet is of a new connection, whatever others there are of its addresses and ports. */
export async function comparePackets(
  oracle: NetfilterOracle,
  name: string,
  packets: readonly Packet[],
  decide: Decide,
  compared: Compared,
  alone = false,
): Promise<void> {
  const out = await oracle.send(packets.map(asSent).map((s) => (alone ? { ...s, forget: true } : s)));
  packets.forEach((packet, i) => {
    note(compared, name, packet, decide(packet), out[i] ?? []);
  });
}

/** Of packets that go through as they came, what follows them. */
export async function compareFlows(
  oracle: NetfilterOracle,
  name: string,
  packets: readonly Packet[],
  decide: Decide,
  compared: Compared,
): Promise<void> {
  const firsts = packets.filter(isFollowed);
  const out = await oracle.send(firsts.map(asSent));
  const next = firsts.flatMap((packet, i) => {
    const fate = fateOf(packet, out[i] ?? []);
    return fate.fate === 'forwarded' ? following(packet, fate.port, i) : [];
  });
  const emerged = await oracle.send(next.map(sent));
  next.forEach(({ packet }, i) => {
    note(compared, `${name}, following`, packet, decide(packet), emerged[i] ?? []);
  });
}

export const somePackets = (r: Random, count: number): readonly Packet[] =>
  Array.from({ length: count }, (_, i) => randomPacket(r, i, r.below(3) === 0 ? 6 : 4));
