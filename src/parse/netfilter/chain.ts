/** Chains of netfilter as iptables and nftables have them, before they become the lists and stages of the rule model. */
import type { Action, FilterRule, Match } from '../../facts/firewall/model.ts';
import type { Location } from '../../model/evidence.ts';

export const HOOKS = ['prerouting', 'input', 'forward', 'output', 'postrouting'] as const;
export type Hook = (typeof HOOKS)[number];

/** Where a chain begins the way of a packet. */
export interface Base {
  readonly hook: Hook;
  readonly priority: number;
  /** Of NAT: asked of the first packet of a connection only. */
  readonly nat: boolean;
  /** Packets it is asked of: those of one family, or all. */
  readonly when: Match;
}

export interface Chain {
  /** With family where the format has several: `filter`, `inet filter`. */
  readonly table: string;
  readonly name: string;
  /** null: only other chains lead here. */
  readonly base: Base | null;
  readonly rules: readonly FilterRule[];
  readonly end: Action;
  readonly endLog: boolean | null;
  /** Rules, of those with action `next`, that take the packet out of connection tracking. */
  readonly untracks: ReadonlySet<FilterRule>;
  readonly at: Location;
}

/** By what name rules call a chain of a table. */
export const listId = (table: string, chain: string): string => `${table} ${chain}`;

/** NF_IP_PRI_* of linux/netfilter_ipv4.h. */
export const PRIORITY = {
  raw: -300,
  conntrack: -200,
  mangle: -150,
  dstnat: -100,
  filter: 0,
  security: 50,
  srcnat: 100,
} as const;
