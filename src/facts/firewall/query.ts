/** Questions about what passes a firewall, and their answers. */
import type { Bilingual } from '../../model/text.ts';
import type { AddressSet } from '../address-set.ts';
import type { Condition, FilterRule, FirewallDevice, NumberSet, Service } from './model.ts';
import type { Packet } from './packet.ts';

/** When an answer holds: at an instant (epoch milliseconds), or, with null, at any time at which a schedule may hold. */
export interface At {
  readonly asOf: number | null;
  /** Of any time: from this instant on; a schedule that ended before it holds no more. */
  readonly since?: number;
  /** Minutes by which the device's clock is ahead of UTC; default: Japan. */
  readonly offset?: number;
}

/** A device on a way, with what stands before and behind it. Ports that are null, or none, follow from addresses and routes. */
export interface Hop {
  /** Target and context, as people call it: `FW01`, `FW01/dmz`. */
  readonly name: string;
  /** One a rule base; several where one device decides each family by another (iptables and ip6tables). */
  readonly devices: readonly FirewallDevice[];
  readonly in: readonly string[] | null;
  readonly out: readonly string[] | null;
  /** The addresses asked about are only assumed to be behind these ports: routes are not held against them. */
  readonly assumed?: true;
}

/**
 * Flows that may start: first packets of a connection (state new; of TCP those with SYN and neither ACK, RST nor FIN).
 * `from` and `to` are where the packet starts and where it ends up, whatever NAT does between.
 */
export interface ReachQuery extends At {
  readonly from: AddressSet;
  readonly to: AddressSet;
  /** What the packet is as it starts, or as it ends up, behind all NAT; null: any. */
  readonly service: readonly Service[] | null;
}

/** A block of packets: every combination of its parts. Services that have no ports or types leave them null. */
export interface PacketBox {
  readonly src: AddressSet;
  readonly dst: AddressSet;
  readonly protocols: NumberSet;
  readonly sport: NumberSet | null;
  readonly dport: NumberSet | null;
  readonly icmpType: NumberSet | null;
  readonly icmpCode: NumberSet | null;
}

export interface PacketBoxes {
  /** At most as many as were asked for, the widest first. */
  readonly boxes: readonly PacketBox[];
  /** Whether there are more. */
  readonly more: boolean;
}

/** What decided at one device. */
export interface RuleAt {
  readonly hop: string;
  /** null: the end of a list, or nothing filters there. */
  readonly rule: FilterRule | null;
  readonly list: string | null;
}

/** Packets with one fate, for one reason. */
export interface ReachPiece {
  readonly permitted: 'yes' | 'undetermined';
  readonly by: readonly RuleAt[];
  /** Conditions that must hold for it: of choice `sender` or `time` for `yes`, and any for `undetermined`. */
  readonly conditions: readonly Condition[];
  readonly packets: PacketBoxes;
  /** One of them, as a person would try it. */
  readonly witness: Packet;
  /** Why it is undetermined. */
  readonly because: Bilingual | null;
}

export type ReachAnswer =
  /** No packet asked about passes: proved. `by`: what stops them, most first. */
  | { readonly answer: 'none'; readonly by: readonly RuleAt[] }
  /** Some certainly do; `complete` where `pieces` is all of them (undetermined ones among it). */
  | { readonly answer: 'permitted'; readonly pieces: readonly ReachPiece[]; readonly complete: boolean }
  /** None certainly does, and these may. */
  | {
      readonly answer: 'undetermined';
      readonly because: readonly Bilingual[];
      readonly pieces: readonly ReachPiece[];
    };

/** How many pieces, and boxes a piece, are wanted. */
export interface ReachLimits {
  readonly pieces: number;
  readonly boxes: number;
}

export const RULE_FAULTS = [
  'shadowed',
  'partly-shadowed',
  'redundant',
  'never-matches',
  'any-any',
  'expired',
  'disabled',
  'unlogged',
  'unused',
] as const;
export type RuleFault = (typeof RULE_FAULTS)[number];

export interface RuleFinding {
  readonly fault: RuleFault;
  readonly list: string;
  readonly rule: FilterRule;
  /** The rules that cover it; the fewest that were found, one of another action first where there is one. */
  readonly by: readonly FilterRule[];
  readonly because: Bilingual;
}

/** Traffic that one of two rule bases permits and the other does not. */
export interface DiffPiece {
  readonly change: 'permitted' | 'denied' | 'undetermined';
  readonly before: RuleAt;
  readonly after: RuleAt;
  readonly packets: PacketBoxes;
  readonly witness: Packet;
  readonly because: Bilingual | null;
}
