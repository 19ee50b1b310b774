/** The packets with which a question begins. */
import type { AddressSet } from '../address-set.ts';
import { and, type Bdd, diff, FALSE, or, TRUE } from '../bdd.ts';
import { addressSide, matchSet, orAll, serviceSet } from './encode.ts';
import type { Start } from './line.ts';
import type { ConnectionState, FirewallDevice, Match } from './model.ts';
import type { ReachQuery } from './query.ts';
import type { Space } from './space.ts';

const FLOW_FLAGS: Match = { kind: 'flags', mask: 0b10111, value: 0b10 };
const ANY_TCP: Match = { kind: 'flags', mask: 0, value: 0 };

/** First packets of connections, all others than TCP among them. */
function firstPackets(space: Space): Bdd {
  const { arena } = space;
  return or(arena, matchSet(space, FLOW_FLAGS), diff(arena, TRUE, matchSet(space, ANY_TCP)));
}

/** TCP that claims to belong to a connection: with ACK or RST. */
function craftedPackets(space: Space): Bdd {
  const { arena } = space;
  const bare: Match = { kind: 'flags', mask: 0b10100, value: 0 };
  return diff(arena, matchSet(space, ANY_TCP), matchSet(space, bare));
}

export interface Kind {
  readonly packets: (space: Space) => Bdd;
  readonly state: (device: FirewallDevice) => ConnectionState;
}

export const FLOWS: Kind = { packets: firstPackets, state: () => 'new' };
/** A device that keeps connections knows none of them. */
export const CRAFTED: Kind = { packets: craftedPackets, state: (d) => (d.stateful ? 'invalid' : 'new') };

export interface Starts {
  /** Those that have the service as they start. */
  readonly named: Start;
  /** Those that have not, and count where they end up with it. */
  readonly others: (Start & { readonly service: Bdd }) | null;
}

/** Packets of the question from addresses of one family, whatever their destination. */
export function startsOf(space: Space, { service }: ReachQuery, kind: Kind, from: AddressSet): Starts {
  const { arena } = space;
  const all = [addressSide(space, 'src', from), kind.packets(space)].reduce(
    (set, part) => and(arena, set, part),
    space.sane,
  );
  if (service === null) return { named: { set: all, from }, others: null };
  const asked = orAll(
    space,
    service.map((s) => serviceSet(space, s)),
  );
  const others = asked === FALSE ? null : { set: diff(arena, all, asked), from, service: asked };
  return { named: { set: and(arena, all, asked), from }, others };
}
