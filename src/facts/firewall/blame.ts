/** What of a way is worth telling. */
import {
  type AddressSet,
  ALL_IPV4,
  ALL_IPV6,
  covers,
  intersect,
  isEmpty,
  subtract,
  toPrefixes,
  unionOf,
} from '../address-set.ts';
import type { RuleAt } from './query.ts';

const keyOf = ({ hop, rule, list }: RuleAt): string =>
  rule ? `${hop} ${rule.at.file}:${rule.at.line} ${rule.id}` : `${hop} ${list}`;

/** Each rule once; the ends of lists only where no rule of that firewall speaks. */
export function tellingRules(by: readonly RuleAt[]): readonly RuleAt[] {
  const spoken = new Set(by.filter((b) => b.rule).map((b) => b.hop));
  const told = by.filter((b) => b.rule || !spoken.has(b.hop));
  return [...new Map(told.map((b) => [keyOf(b), b])).values()];
}

export interface NamedSet {
  readonly name: string;
  readonly addresses: AddressSet;
}

const FEW = 4;

/** As prefixes where they are few, else as what is left out of a set that has a name; null where neither is short. */
export function shortSet(
  set: AddressSet,
  { name, addresses }: NamedSet,
): { name: string; but: readonly string[] } | null {
  if (toPrefixes(set).length <= FEW || !covers(addresses, set)) return null;
  const families = [ALL_IPV4, ALL_IPV6].filter((f) => !isEmpty(intersect(set, f)));
  const but = toPrefixes(subtract(intersect(addresses, unionOf(families)), set));
  return but.length <= FEW ? { name, but } : null;
}
