/** A rule while its options are read. */
import type { AddressSet } from '../../facts/address-set.ts';
import { soleNumber } from '../../facts/firewall/match-packet-numbers.ts';
import type { Match, NumberSet } from '../../facts/firewall/model.ts';
import { allOf, not, services } from '../netfilter/matches.ts';
import { PORT_PROTOCOLS, serviceOf } from '../netfilter/protocols.ts';
import type { IpSets } from './ipset.ts';
import type { IcmpParts } from './values.ts';

/** What rules of one file share. */
export interface RuleContext {
  readonly family: 4 | 6 | null;
  readonly sets: IpSets;
  /** Whether a rule changes marks, sets or packets, so that two rules need not see the same. */
  readonly changing: boolean;
  /** Equal parts are one object: by what they are of, and by their text or number. */
  readonly shared: Map<string, Map<string | number, Match>>;
}

/** Options of a match that the evidence cannot decide, in their order. */
export interface OpaqueUse {
  readonly module: string;
  readonly words: string[];
}

export interface Draft {
  readonly context: RuleContext;
  /** Table, chain and number, for what only this rule knows. */
  readonly place: string;
  readonly parts: Match[];
  protocols: NumberSet | null;
  sport: NumberSet | null;
  dport: NumberSet | null;
  icmp: IcmpParts | null;
  readonly modules: string[];
  readonly opaque: OpaqueUse[];
  target: string | null;
  goes: boolean;
  /** null: none, as in most rules. */
  targetOptions: Map<string, string[]> | null;
  comment: string | null;
  /** What the rule says of a side, where it is a plain set. */
  readonly sets: { src: AddressSet | null; dst: AddressSet | null };
  /** Parts that were not understood. */
  readonly faults: string[];
}

export const draftOf = (context: RuleContext, place: string): Draft => ({
  context,
  place,
  parts: [],
  protocols: null,
  sport: null,
  dport: null,
  icmp: null,
  modules: [],
  opaque: [],
  target: null,
  goes: false,
  targetOptions: null,
  comment: null,
  sets: { src: null, dst: null },
  faults: [],
});

/** One object for equal parts. */
export function sharedPart(
  { shared }: RuleContext,
  of: string,
  key: string | number,
  make: () => Match | null,
): Match | null {
  let parts = shared.get(of);
  if (!parts) {
    parts = new Map();
    shared.set(of, parts);
  }
  const known = parts.get(key);
  if (known) return known;
  const made = make();
  if (made) parts.set(key, made);
  return made;
}

const spans = (set: NumberSet | null): string => {
  const [only] = set ?? [];
  if (!set || !only) return '';
  return set.length === 1 ? `${only.from}-${only.to}` : set.map((s) => `${s.from}-${s.to}`).join();
};

/** One protocol and one port, as most rules have, are told by a small number: a text costs more to make and to find. */
function serviceKey(of: NumberSet, { sport, dport, icmp }: Draft): string | number {
  const protocol = soleNumber(of);
  const port = dport && soleNumber(dport);
  if (protocol !== null && port !== null && !sport && !icmp) return protocol * 65_536 + port;
  const types = icmp ? `${spans(icmp.type)} ${spans(icmp.code)}` : '';
  return `${spans(of)} ${spans(sport)} ${spans(dport)} ${types}`;
}

/** Protocol, ports and types as one service. */
function serviceMatch(draft: Draft): Match | null {
  const { protocols, sport, dport, icmp } = draft;
  if (!protocols && !sport && !dport && !icmp) return null;
  const of = protocols ?? PORT_PROTOCOLS;
  return sharedPart(draft.context, 'service', serviceKey(of, draft), () =>
    services([serviceOf(of, { sport, dport, icmpType: icmp?.type ?? null, icmpCode: icmp?.code ?? null })]),
  );
}

/** Ports of a side: into the rule's service, or beside it where it has such already or the test is negated. */
export function addPorts(draft: Draft, side: 'sport' | 'dport', set: NumberSet, negated: boolean): void {
  if (!negated && draft[side] === null) {
    draft[side] = set;
    return;
  }
  const match = services([serviceOf(draft.protocols ?? PORT_PROTOCOLS, { [side]: set })]);
  draft.parts.push(negated ? not(match) : match);
}

/** The match of a draft that is done. */
export const draftMatch = (draft: Draft): Match => {
  const service = serviceMatch(draft);
  if (service) draft.parts.push(service);
  return allOf(draft.parts);
};
