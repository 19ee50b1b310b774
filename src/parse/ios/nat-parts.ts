/** What commands of IOS NAT are made of. */
import { type AddressSet, ALL_IPV4, intersect } from '../../facts/address-set.ts';
import type { Action, AddressTarget, FilterRule, Match, Translation } from '../../facts/firewall/model.ts';
import { type Addresses, addresses } from '../cisco/addresses.ts';
import { type ConfigLine, wordsOf } from '../cisco/lines.ts';
import { chosenBy, either } from '../cisco/matches.ts';
import type { Dictionary } from './dictionary.ts';
import { listId } from './lists.ts';
import type { StageInput } from './stages.ts';

export interface Nat {
  readonly input: StageInput;
  readonly names: Dictionary;
  readonly vrf: string;
  readonly inside: readonly string[];
  readonly outside: readonly string[];
  readonly pools: ReadonlyMap<string, AddressSet>;
}

/** The four lists: from outside destinations and sources, from inside sources and destinations. */
export interface NatRules {
  readonly backDst: FilterRule[];
  readonly backSrc: FilterRule[];
  readonly forthSrc: FilterRule[];
  readonly forthDst: FilterRule[];
}

export function rule(n: Nat, line: ConfigLine, match: Match, action: Action): FilterRule {
  return {
    id: String(line.number),
    name: null,
    at: n.input.draft.at(line),
    enabled: true,
    match,
    action,
    log: null,
    hits: null,
    comment: null,
  };
}

export const translate = (to: Translation): Action => ({ do: 'translate', to });
export const port = (kind: 'in' | 'out', ports: readonly string[]): Match => ({ kind, ports });

export function listMatch(n: Nat, name: string): Match | null {
  const found = n.input.config.lists.get(name);
  const list = found && n.input.lists.get(listId(found));
  return list ? chosenBy(list.rules) : null;
}

/** Entries of a route map choose by their lists; other tests of it are not known. */
export function routeMapMatch(n: Nat, name: string): Match {
  const maps = n.input.config.routeMaps.filter((m) => m.words[1] === name);
  const open = n.names.conditions.unknown(
    `route-map ${name}`,
    `ルート マップ ${name} の条件`,
    `the tests of the route map ${name}`,
  );
  if (maps.length !== 1 || maps[0]?.words[2] === 'deny') return open;
  const lines = maps[0]?.block.body.filter((l) => l.text.startsWith('match ')) ?? [];
  const [only] = lines;
  const [, ip, address, ...names] = wordsOf(only?.text ?? '');
  if (lines.length !== 1 || ip !== 'ip' || address !== 'address') return open;
  return either(names.map((list) => listMatch(n, list) ?? open));
}

/** NAT of these commands is of IPv4. */
export function ownAddress(n: Nat, name: string): Addresses | null {
  const i = n.input.interfaces.find((x) => x.name.toLowerCase() === name.toLowerCase());
  const own = i?.addressKnown ? intersect(i.addresses, ALL_IPV4) : [];
  return own.length > 0 ? addresses(own) : null;
}

export const UNKNOWN_ADDRESS: AddressTarget = {
  to: 'unknown',
  what: { ja: 'アドレスの分からない NAT', en: 'NAT to an address that is not known' },
};
