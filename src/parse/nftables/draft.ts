/** A rule while its statements are read. */
import type { AddressSet } from '../../facts/address-set.ts';
import type { Action, Match } from '../../facts/firewall/model.ts';
import type { MatchContext } from './match.ts';

/** Packets of the rule, and what becomes of them. */
export interface Alternative {
  readonly match: Match;
  readonly action: Action;
}

export interface RuleDraft {
  readonly context: MatchContext;
  readonly sets: { src: AddressSet | null; dst: AddressSet | null };
  log: boolean;
  hits: number | null;
  untracks: boolean;
  /** Set by the statement that decides. */
  out: readonly Alternative[] | null;
  /** Whether it writes anew what leads the packet: its addresses, ports and the like. */
  rewrites: boolean;
  readonly faults: string[];
}
