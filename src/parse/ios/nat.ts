/**
 * NAT of IOS. From outside, addresses are taken back before the packet is routed, after the list going in; from inside,
 * they are translated after it is routed, before the list going out (Cisco, "NAT Order of Operation", document 6209).
 */
import {
  type AddressSet,
  ALL_IPV4,
  intersect,
  parseAddressSet,
  toRanges,
  union,
} from '../../facts/address-set.ts';
import { oneNumber } from '../../facts/firewall/match-packet-numbers.ts';
import {
  type Action,
  type AddressTarget,
  ANY,
  type FilterList,
  type FilterRule,
  type Match,
  type Stage,
  type Translation,
} from '../../facts/firewall/model.ts';
import { type Addresses, addresses, ip4, masked, matchOf } from '../cisco/addresses.ts';
import { type ConfigLine, wordsOf } from '../cisco/lines.ts';
import { chosenBy, either, every } from '../cisco/matches.ts';
import { portNumber } from '../cisco/names.ts';
import { type Dictionary, protocolOf, service } from './dictionary.ts';
import { type IosInterface, interfaceName } from './interfaces.ts';
import { listId } from './lists.ts';
import type { StageInput } from './stages.ts';

/** In the order a packet meets them. */
export interface NatStages {
  readonly lists: readonly FilterList[];
  readonly beforeRouting: readonly Stage[];
  readonly afterRouting: readonly Stage[];
}

interface Nat {
  readonly input: StageInput;
  readonly names: Dictionary;
  readonly vrf: string;
  readonly inside: readonly string[];
  readonly outside: readonly string[];
  readonly pools: ReadonlyMap<string, AddressSet>;
}

/** The four lists: from outside destinations and sources, from inside sources and destinations. */
interface NatRules {
  readonly backDst: FilterRule[];
  readonly backSrc: FilterRule[];
  readonly forthSrc: FilterRule[];
  readonly forthDst: FilterRule[];
}

function rule(n: Nat, line: ConfigLine, match: Match, action: Action): FilterRule {
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

const translate = (to: Translation): Action => ({ do: 'translate', to });
const port = (kind: 'in' | 'out', ports: readonly string[]): Match => ({ kind, ports });

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

function listMatch(n: Nat, name: string): Match | null {
  const found = n.input.config.lists.get(name);
  const list = found && n.input.lists.get(listId(found));
  return list ? chosenBy(list.rules) : null;
}

/** Entries of a route map choose by their lists; other tests of it are not known. */
function routeMapMatch(n: Nat, name: string): Match {
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
function ownAddress(n: Nat, name: string): Addresses | null {
  const i = n.input.interfaces.find((x) => x.name.toLowerCase() === name.toLowerCase());
  const own = i?.addressKnown ? intersect(i.addresses, ALL_IPV4) : [];
  return own.length > 0 ? addresses(own) : null;
}

function target(from: Addresses, to: Addresses): AddressTarget {
  const [a] = toRanges(from.set);
  const [b] = toRanges(to.set);
  if (a && b && a.to - a.from === b.to - b.from)
    return { to: 'shift', version: a.version, first: a.from, last: a.to, onto: b.from };
  return { to: 'addresses', set: to.set };
}

const UNKNOWN_ADDRESS: AddressTarget = {
  to: 'unknown',
  what: { ja: 'アドレスの分からない NAT', en: 'NAT to an address that is not known' },
};

interface Static {
  readonly local: Addresses;
  /** null: the address of an interface that the evidence does not tell. */
  readonly global: Addresses | null;
  readonly globalMatch: (side: 'src' | 'dst') => Match;
  readonly protocol: string | null;
  readonly localPort: number | null;
  readonly globalPort: number | null;
  readonly rest: readonly string[];
}

interface Cursor {
  readonly words: readonly string[];
  at: number;
}

const take = (c: Cursor): string => c.words[c.at++] ?? '';

/** `A`, or `interface IF`, whose address stands for it. */
function globalSide(n: Nat, c: Cursor): Pick<Static, 'global' | 'globalMatch'> | null {
  const word = take(c);
  if (word !== 'interface') {
    const value = ip4(word);
    const one = value === null ? null : masked(value, 0xffff_ffff);
    return one && { global: one, globalMatch: (side) => matchOf(one, side) };
  }
  let name = take(c);
  // `interface Dialer 1 80`: a number after a bare name is its own where another follows.
  if (/^[A-Za-z-]+$/.test(name)) name += take(c);
  const own = ownAddress(n, name);
  const open = (side: 'src' | 'dst'): Match =>
    n.names.conditions.unknown(
      `${side} interface ${name}`,
      `インターフェース ${name} のアドレス`,
      `the address of the interface ${name}`,
    );
  return { global: own, globalMatch: (side) => (own ? matchOf(own, side) : open(side)) };
}

/** `network L G /len` or `network L G MASK`. */
function staticNetwork(c: Cursor): Static | null {
  const local = ip4(take(c));
  const global = ip4(take(c));
  const mask = take(c);
  const bits = mask.startsWith('/') ? 2 ** 32 - 2 ** (32 - Number(mask.slice(1))) : ip4(mask);
  if (local === null || global === null || bits === null || !Number.isInteger(bits) || bits < 0) return null;
  const l = masked(local, bits);
  const g = masked(global, bits);
  if (l.bits.length > 0 || g.bits.length > 0) return null;
  const rest = c.words.slice(c.at);
  return {
    local: l,
    global: g,
    globalMatch: (side) => matchOf(g, side),
    protocol: null,
    localPort: null,
    globalPort: null,
    rest,
  };
}

/** `L G`, `tcp L p G p`, `L interface IF`, `network L G /len`, with the local side first (of `outside`: the global). */
function readStatic(n: Nat, words: readonly string[]): Static | null {
  const c: Cursor = { words, at: 0 };
  if (words[0] === 'network') {
    c.at = 1;
    return staticNetwork(c);
  }
  const protocol = /^(?:tcp|udp|esp)$/.test(words[0] ?? '') ? take(c) : null;
  const withPorts = protocol === 'tcp' || protocol === 'udp';
  const address = ip4(take(c));
  const localPort = withPorts ? portNumber(take(c)) : null;
  const side = globalSide(n, c);
  const globalPort = withPorts ? portNumber(take(c)) : null;
  if (address === null || !side || (withPorts && (localPort === null || globalPort === null))) return null;
  return {
    local: masked(address, 0xffff_ffff),
    ...side,
    protocol,
    localPort,
    globalPort,
    rest: words.slice(c.at),
  };
}

const OPTIONS = new Set([
  'extendable',
  'no-alias',
  'no-payload',
  'add-route',
  'reversible',
  'match-in-vrf',
  'forced',
]);

interface Options {
  readonly routeMap: string | null;
  readonly vrf: string;
  readonly known: boolean;
}

function optionsOf(words: readonly string[]): Options {
  let routeMap: string | null = null;
  let vrf = '';
  let known = true;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (word === 'route-map') routeMap = words[++i] ?? null;
    else if (word === 'vrf') vrf = words[++i] ?? '';
    else if (word === 'redundancy' || word === 'mapping-id') i += 1;
    else if (word === 'overload' || word === 'oer') continue;
    else if (!OPTIONS.has(word)) known = false;
  }
  return { routeMap, vrf, known };
}

const portMatch = (n: Nat, s: Static, side: 'sport' | 'dport', number: number | null): Match => {
  const protocols = s.protocol === null ? null : protocolOf(s.protocol, false);
  return protocols
    ? n.names.services([service(protocols, number === null ? {} : { [side]: oneNumber(number) })])
    : ANY;
};

const portShift = (from: number | null, to: number | null) =>
  from === null || to === null ? null : ({ to: 'shift', first: from, last: from, onto: to } as const);

const conditionOf = (n: Nat, options: Options): Match =>
  options.routeMap === null ? ANY : routeMapMatch(n, options.routeMap);

/** Of a route map only the way out is told: back, it holds for replies of what went out by it, or for all. */
const backCondition = (n: Nat, options: Options): Match =>
  options.routeMap === null
    ? ANY
    : n.names.conditions.unknown(
        `route-map ${options.routeMap} back`,
        `ルート マップ ${options.routeMap} の条件`,
        `the tests of the route map ${options.routeMap}`,
      );

function insideStatic(n: Nat, line: ConfigLine, s: Static, options: Options, to: NatRules): void {
  const back = portShift(s.globalPort, s.localPort);
  const forth = portShift(s.localPort, s.globalPort);
  const known = s.global;
  to.backDst.push(
    rule(
      n,
      line,
      every(
        port('in', n.outside),
        s.globalMatch('dst'),
        portMatch(n, s, 'dport', s.globalPort),
        backCondition(n, options),
      ),
      translate({
        dst: known ? target(known, s.local) : { to: 'addresses', set: s.local.set },
        ...(back && { dport: back }),
      }),
    ),
  );
  to.forthSrc.push(
    rule(
      n,
      line,
      every(
        port('in', n.inside),
        port('out', n.outside),
        matchOf(s.local, 'src'),
        portMatch(n, s, 'sport', s.localPort),
        conditionOf(n, options),
      ),
      translate({ src: known ? target(s.local, known) : UNKNOWN_ADDRESS, ...(forth && { sport: forth }) }),
    ),
  );
}

/** `ip nat outside source static GLOBAL LOCAL`: what outside calls itself, and what inside sees. */
function outsideStatic(n: Nat, line: ConfigLine, s: Static, options: Options, to: NatRules): void {
  const seen = s.global;
  const real = s.local;
  const into = portShift(s.localPort, s.globalPort);
  const out = portShift(s.globalPort, s.localPort);
  to.backSrc.push(
    rule(
      n,
      line,
      every(
        port('in', n.outside),
        matchOf(real, 'src'),
        portMatch(n, s, 'sport', s.localPort),
        conditionOf(n, options),
      ),
      translate({ src: seen ? target(real, seen) : UNKNOWN_ADDRESS, ...(into && { sport: into }) }),
    ),
  );
  to.forthDst.push(
    rule(
      n,
      line,
      every(
        port('in', n.inside),
        port('out', n.outside),
        s.globalMatch('dst'),
        portMatch(n, s, 'dport', s.globalPort),
        backCondition(n, options),
      ),
      translate({ dst: seen ? target(seen, real) : UNKNOWN_ADDRESS, ...(out && { dport: out }) }),
    ),
  );
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
  n.input.draft.tally.notUnderstood(n.input.draft.at(line));
  to.backDst.push(rule(n, line, either([port('in', n.outside)]), UNREAD));
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
