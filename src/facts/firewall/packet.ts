/** One packet, as a question names it. */

import type { Bilingual } from '../../model/text.ts';
import type { IpAddress } from '../ip-address.ts';
import type { ConnectionState, FilterRule } from './model.ts';

export interface Packet {
  /** Ports of the device; null: by its routes, else any. */
  readonly in: string | null;
  readonly out: string | null;
  /** Of one family. */
  readonly src: IpAddress;
  readonly dst: IpAddress;
  /** IANA number. */
  readonly protocol: number;
  /** null where the protocol has none. */
  readonly sport: number | null;
  readonly dport: number | null;
  readonly icmpType: number | null;
  readonly icmpCode: number | null;
  /** TCP flags, FIN 1 … CWR 128; null where the protocol has none. */
  readonly flags: number | null;
  readonly state: ConnectionState;
}

export interface PacketDecision {
  readonly verdict: 'permit' | 'deny' | 'unknown';
  /** The rule that decided; null: the end of a list, or nothing filters. */
  readonly rule: FilterRule | null;
  /** The list in which it stands or whose end decided. */
  readonly list: string | null;
  readonly because: Bilingual;
  /** What a deny sends back: nothing (null), or `not-known` where that is open. */
  readonly reject: string | null;
  /** As it leaves the device, where NAT of it is certain. */
  readonly translated: Pick<Packet, 'src' | 'dst' | 'sport' | 'dport'> | null;
}
