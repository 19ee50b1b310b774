/** Static NAT of IOS: `ip nat inside source static …`, `ip nat outside source static …`. */
import { oneNumber } from '../../facts/firewall/match-packet-numbers.ts';
import { ANY, type Match } from '../../facts/firewall/model.ts';
import { type Addresses, ip4, masked, matchOf } from '../cisco/addresses.ts';
import type { ConfigLine } from '../cisco/lines.ts';
import { every } from '../cisco/matches.ts';
import { portNumber } from '../cisco/names.ts';
import { blockTarget } from '../cisco/translate.ts';
import { protocolOf, service } from './dictionary.ts';
import {
  type Nat,
  type NatRules,
  ownAddress,
  port,
  routeMapMatch,
  rule,
  translate,
  UNKNOWN_ADDRESS,
} from './nat-parts.ts';

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
      `インターフェイス ${name} のアドレス`,
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
export function readStatic(n: Nat, words: readonly string[]): Static | null {
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

export function optionsOf(words: readonly string[]): Options {
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

export function insideStatic(n: Nat, line: ConfigLine, s: Static, options: Options, to: NatRules): void {
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
        dst: known ? blockTarget(known, s.local) : { to: 'addresses', set: s.local.set },
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
      translate({
        src: known ? blockTarget(s.local, known) : UNKNOWN_ADDRESS,
        ...(forth && { sport: forth }),
      }),
    ),
  );
}

/** `ip nat outside source static GLOBAL LOCAL`: what outside calls itself, and what inside sees. */
export function outsideStatic(n: Nat, line: ConfigLine, s: Static, options: Options, to: NatRules): void {
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
      translate({ src: seen ? blockTarget(real, seen) : UNKNOWN_ADDRESS, ...(into && { sport: into }) }),
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
      translate({ dst: seen ? blockTarget(seen, real) : UNKNOWN_ADDRESS, ...(out && { dport: out }) }),
    ),
  );
}
