/** The toy universe asked of sets. */
import type { Bdd } from '../../../src/facts/bdd.ts';
import { holds } from '../../../src/facts/bdd-sets.ts';
import { packetBits } from '../../../src/facts/firewall/encode-packet.ts';
import type { FirewallDevice } from '../../../src/facts/firewall/model.ts';
import type { Packet } from '../../../src/facts/firewall/packet.ts';
import { portNames, type Space, spaceOf } from '../../../src/facts/firewall/space.ts';
import { CONDITIONS, NAMED, PORTS } from './toy.ts';

export function spaceFor(device: FirewallDevice, limit?: number): Space {
  const names = [...portNames([device]), ...PORTS, ...NAMED];
  return spaceOf({ ports: names, decide: () => null, ...(limit === undefined ? {} : { limit }) });
}

/** Whether a packet is in a set in a world. */
export function isIn(space: Space, set: Bdd, packet: Packet, world: number): boolean {
  const value = packetBits(space, packet);
  const known = new Map([...space.conditions.values()].map((c) => [c.variable, c.condition]));
  return holds(space.arena, set, (variable) => {
    const condition = known.get(variable);
    return condition ? ((world >> CONDITIONS.indexOf(condition)) & 1) === 1 : value(variable) === true;
  });
}
