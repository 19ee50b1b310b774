/**
 * NAT of IOS. From outside, addresses are taken back before the packet is routed, after the list going in; from inside,
 * they are translated after it is routed, before the list going out (Cisco, "NAT Order of Operation", document 6209).
 */
import { type AddressSet, parseAddressSet, union } from '../../facts/address-set.ts';
import {
  type Action,
  type AddressTarget,
  ANY,
  type FilterList,
  type FilterRule,
  type Match,
  type Stage,
} from '../../facts/firewall/model.ts';
import { type ConfigLine, wordsOf } from '../cisco/lines.ts';
import { every } from '../cisco/matches.ts';
import type { Dictionary } from './dictionary.ts';
import { type IosInterface, interfaceName } from './interfaces.ts';
import {
  listMatch,
  type Nat,
  type NatRules,
  ownAddress,
  port,
  routeMapMatch,
  rule,
  translate,
  UNKNOWN_ADDRESS,
} from './nat-parts.ts';
import { insideStatic, optionsOf, outsideStatic, readStatic } from './nat-static.ts';
import type { StageInput } from './stages.ts';

/** In the order a packet meets them. */
export interface NatStages {
  readonly lists: readonly FilterList[];
  readonly beforeRouting: readonly Stage[];
  readonly afterRouting: readonly Stage[];
}

/** `ip nat pool NAME first last netmask M`, and its ranges on lines of their own are not read. */
function poolsOf(input: StageInput): ReadonlyMap<string, AddressSet> {
  const pools = new Map<string, AddressSet>();
  for (const line of input.config.nat) {
    const [, , word, name = '', first = '', last = ''] = wordsOf(line.text);
    const set = word === 'pool' ? parseAddressSet(`${first}-${last}`) : null;
    if (set) pools.set(name, union(pools.get(name) ?? [], set));
  }
  return pools;
}

interface Dynamic {
  readonly match: Match;
  readonly to: AddressTarget;
  readonly set: AddressSet | null;
}

/** `list ACL pool P [overload]`, `route-map RM interface IF overload`. */
function readDynamic(n: Nat, words: readonly string[]): Dynamic | null {
  const [by, name = '', kind, ...rest] = words;
  const match = by === 'list' ? listMatch(n, name) : by === 'route-map' ? routeMapMatch(n, name) : null;
  if (!match) return null;
  if (kind === 'pool') {
    const set = n.pools.get(rest[0] ?? '') ?? null;
    return { match, to: set ? { to: 'addresses', set } : UNKNOWN_ADDRESS, set };
  }
  if (kind !== 'interface') return null;
  const own = ownAddress(n, interfaceName(rest.filter((w) => w !== 'overload').slice(0, 2)));
  const one = own ?? ownAddress(n, rest[0] ?? '');
  return { match, to: one ? { to: 'addresses', set: one.set } : UNKNOWN_ADDRESS, set: null };
}

const UNREAD: Action = {
  do: 'unknown',
  what: { ja: '理解できない NAT の行', en: 'a line of NAT that was not understood' },
};

function unread(n: Nat, line: ConfigLine, to: NatRules): void {
  // Without a side of NAT the rules below match nothing, and the line may be one of an interface.
  if (n.inside.length === 0 || n.outside.length === 0) n.input.draft.unread(line);
  else n.input.draft.tally.notUnderstood(n.input.draft.at(line));
  to.backDst.push(rule(n, line, port('in', n.outside), UNREAD));
  to.forthSrc.push(rule(n, line, every(port('in', n.inside), port('out', n.outside)), UNREAD));
}

/** False: not understood. */
function natLine(n: Nat, line: ConfigLine, to: NatRules): boolean {
  const [, , side, what, kind, ...rest] = wordsOf(line.text);
  if (side === 'pool') return true;
  const isSource = what === 'source';
  if (isSource && kind === 'static' && (side === 'inside' || side === 'outside')) {
    const s = readStatic(n, rest);
    const options = s && optionsOf(s.rest);
    if (!s || !options?.known) return false;
    if (options.vrf !== n.vrf) return true;
    (side === 'inside' ? insideStatic : outsideStatic)(n, line, s, options, to);
    return true;
  }
  if (kind === undefined || (side !== 'inside' && side !== 'outside')) return false;
  return dynamicLine(n, line, side, what, [kind, ...rest], to);
}

function dynamicLine(
  n: Nat,
  line: ConfigLine,
  side: 'inside' | 'outside',
  what: string | undefined,
  words: readonly string[],
  to: NatRules,
): boolean {
  const d = readDynamic(n, words);
  const at = words.indexOf('vrf');
  if (!d) return false;
  if ((at < 0 ? '' : words[at + 1]) !== n.vrf) return true;
  const ways = every(port('in', n.inside), port('out', n.outside));
  if (side === 'inside' && what === 'source')
    to.forthSrc.push(rule(n, line, every(ways, d.match), translate({ src: d.to })));
  else if (side === 'inside' && what === 'destination')
    to.backDst.push(rule(n, line, every(port('in', n.outside), d.match), translate({ dst: d.to })));
  else if (side === 'outside' && what === 'source')
    to.backSrc.push(rule(n, line, every(port('in', n.outside), d.match), translate({ src: d.to })));
  else return false;
  return true;
}

const isStatic = (line: ConfigLine): boolean => / source static /.test(line.text);

const sidesOf = (interfaces: readonly IosInterface[], side: 'inside' | 'outside'): readonly string[] =>
  interfaces.filter((i) => i.nat === side || i.nat === 'both').map((i) => i.name);

/** Static entries stand in the table at all times, so they go before the dynamic ones. */
export function natStages(input: StageInput, names: Dictionary, vrf: string): NatStages {
  const n: Nat = {
    input,
    names,
    vrf,
    inside: sidesOf(input.interfaces, 'inside'),
    outside: sidesOf(input.interfaces, 'outside'),
    pools: poolsOf(input),
  };
  const rules: NatRules = { backDst: [], backSrc: [], forthSrc: [], forthDst: [] };
  const lines = [...input.config.nat.filter(isStatic), ...input.config.nat.filter((l) => !isStatic(l))];
  for (const line of lines) {
    if (!natLine(n, line, rules)) unread(n, line, rules);
    else if (vrf === '') input.draft.tally.understood();
  }
  const at = input.draft.at(input.config.at);
  const lists: FilterList[] = [];
  const stage = (id: string, of: readonly FilterRule[]): Stage[] => {
    if (of.length === 0) return [];
    lists.push({ id, name: id, rules: of, end: { do: 'permit' }, endLog: null, at });
    return [{ kind: 'nat', list: id, when: ANY }];
  };
  const beforeRouting = [
    ...stage('nat outside destination', rules.backDst),
    ...stage('nat outside source', rules.backSrc),
  ];
  const afterRouting = [
    ...stage('nat inside source', rules.forthSrc),
    ...stage('nat inside destination', rules.forthDst),
  ];
  return { lists, beforeRouting, afterRouting };
}
