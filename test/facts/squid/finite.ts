/** Small worlds in which every request can be asked: random configurations, their requests, and a naive evaluator. */
import { parseAddressSet } from '../../../src/facts/address-set.ts';
import { parseIpAddress } from '../../../src/facts/ip-address.ts';
import type { AclTest, SquidTerm } from '../../../src/facts/squid/acl.ts';
import { holdsAddress } from '../../../src/facts/squid/match.ts';
import type { SquidProgram } from '../../../src/facts/squid/program.ts';
import type { SquidQuery } from '../../../src/facts/squid/query.ts';
import type { SquidRequest } from '../../../src/facts/squid/request.ts';
import type { Random } from '../../oracles/squid/random.ts';

/** What ACLs name, and what requests have: each value in a list, each just outside, and one far away. */
const SRC = ['10.1.1.0/24', '10.1.0.0/16', '10.1.1.10', '192.168.0.0/16'];
const SRCS = ['10.1.1.10', '10.1.1.11', '10.1.2.1', '192.168.0.5', '172.16.0.1', '2001:db8::1'];
const PORT = ['443', '80', '1025-65535', '1-1024'];
/** URN has no port, which is 0 to ACLs. */
const PORTS = [80, 443, 22, 8080, 0];
const DOMAIN = ['one.test', '.one.test', 'www.one.test', '.test', '203.0.113.10'];
export const NAMES = ['plain.example', 'one.test', 'www.one.test', 'a.one.test', 'b.test'];
const LITERALS = ['203.0.113.10', '203.0.113.11', '10.1.1.10', '198.51.100.1'];
const DST = ['203.0.113.0/24', '10.0.0.0/8', '203.0.113.10'];
const METHOD = ['GET', 'CONNECT', 'POST', 'GET POST'];
const METHODS = ['GET', 'CONNECT', 'POST', 'X-ODD'];
const USER = ['REQUIRED', 'bob', 'eve', 'bob eve'];
const USERS = [undefined, 'bob', 'eve', 'zed'];
const TIME = ['MTWHF 09:00-17:00', 'S', '00:00-12:00'];
const MINUTES = [1440 + 600, 1440 + 840, 1440 + 1200, 1440 + 480, 600, 1200];

const TYPES: Readonly<Record<string, (r: Random) => string>> = {
  src: (r) => `src ${r.pick(SRC)}`,
  port: (r) => `port ${r.pick(PORT)}`,
  dstdomain: (r) => `dstdomain ${r.once(2) ? '-n ' : ''}${r.pick(DOMAIN)}`,
  dst: (r) => `dst ${r.once(2) ? '-n ' : ''}${r.pick(DST)}`,
  method: (r) => `method ${r.pick(METHOD)}`,
  user: (r) => `proxy_auth ${r.pick(USER)}`,
  time: (r) => `time ${r.pick(TIME)}`,
  external: (r) => `external ${r.pick(['plain', 'login'])}`,
};

export interface FiniteCase {
  readonly lines: readonly string[];
  readonly types: ReadonlySet<string>;
}

const HEAD = [
  'http_port 3128',
  'auth_param basic program /usr/lib/squid/basic_ncsa_auth /etc/squid/passwd',
  'external_acl_type plain %SRC /usr/lib/squid/check',
  'external_acl_type login %LOGIN /usr/lib/squid/check',
];

export function finiteCase(r: Random): FiniteCase {
  const kinds = Object.keys(TYPES);
  const types = new Set(r.some(2, 3, () => r.pick(kinds)));
  const names: string[] = [];
  const acls = r.some(3, 6, () => {
    const name = `l${names.length}`;
    names.push(name);
    return `acl ${name} ${TYPES[r.pick([...types])]?.(r)}`;
  });
  const term = (): string => `${r.once(3) ? '!' : ''}${r.once(8) ? 'all' : r.pick(names)}`;
  const terms = (most: number): string => r.some(1, most, term).join(' ');
  const groups = r
    .some(0, 2, () => {
      const name = `g${names.length}`;
      const kind = r.pick(['any-of', 'all-of']);
      const lines = r.some(1, 2, () => `acl ${name} ${kind} ${terms(3)}`);
      names.push(name);
      return lines;
    })
    .flat();
  const rows = (directive: string, most: number): string[] =>
    r.some(1, most, () => `${directive} ${r.pick(['allow', 'deny'])} ${terms(3)}`);
  const adapted = r.once(5) ? rows('adapted_http_access', 2) : [];
  return { lines: [...HEAD, ...acls, ...groups, ...rows('http_access', 6), ...adapted], types };
}

export interface Point {
  readonly src: string;
  readonly method: string;
  readonly host: string;
  readonly port: number;
  readonly user: string | undefined;
  readonly minute: number;
}

/** What is not in a request. External answers are by the name of the ACL, those of a later gate apart. */
export interface World {
  readonly external: ReadonlyMap<string, boolean>;
  readonly reverse: string;
  readonly resolved: readonly string[];
}

const within = <T>(used: boolean, all: readonly T[]): readonly T[] => (used ? all : all.slice(0, 1));

/** Each of a list of requests with each of some values. */
const times = <K extends string, T, P>(
  all: readonly P[],
  key: K,
  values: readonly T[],
): readonly (P & Record<K, T>)[] =>
  all.flatMap((one) => values.map((value) => ({ ...one, [key]: value }) as P & Record<K, T>));

/** Every request of the dimensions that a case asks. */
export function points({ types }: FiniteCase): readonly Point[] {
  const asks = (...names: readonly string[]): boolean => names.some((n) => types.has(n));
  const src = times([{}], 'src', within(asks('src'), SRCS));
  const method = times(src, 'method', [...within(asks('method'), METHODS), 'PURGE']);
  const host = times(method, 'host', within(asks('dstdomain', 'dst'), [...NAMES, ...LITERALS]));
  const port = times(host, 'port', within(asks('port'), PORTS));
  const user = times(port, 'user', within(asks('user', 'external'), USERS));
  return times(user, 'minute', within(asks('time'), MINUTES)).filter(
    (p) => p.port !== 0 || p.method !== 'CONNECT',
  );
}

export const isLiteral = (host: string): boolean => parseIpAddress(host) !== null;

const subsets = <T>(list: readonly T[]): readonly (readonly T[])[] =>
  Array.from({ length: 2 ** list.length }, (_, mask) => list.filter((_one, i) => (mask >> i) & 1));

const RESOLVED = ['203.0.113.10', '203.0.113.99', '10.9.9.9'];

/** Every value of what a program asks of the world. */
export function worlds(program: SquidProgram, host: string): readonly World[] {
  const used = [...program.acls.values()];
  const external = used.filter((a) => a.test.test === 'condition' && a.at.length > 0).map((a) => a.name);
  const keys =
    program.rows.adapted_http_access.length > 0 ? [...external, ...external.map((e) => `2${e}`)] : external;
  const literal = isLiteral(host);
  const reverses = within(literal && used.some((a) => a.test.test === 'domain' && !a.test.literalOnly), [
    'none',
    ...NAMES,
    // Nothing keeps a name in DNS from looking like an address.
    '203.0.113.10',
  ]);
  const asksDst = used.some(
    (a) => a.test.test === 'address' && a.test.of === 'dst' && !a.test.literalOnly && a.at.length > 0,
  );
  const resolutions = !literal && asksDst ? subsets(RESOLVED) : [[]];
  const out: World[] = [];
  for (const on of subsets(keys))
    for (const reverse of reverses)
      for (const resolved of resolutions) {
        out.push({ external: new Map(keys.map((k) => [k, on.includes(k)])), reverse, resolved });
      }
  return out;
}

const inSet = (set: Parameters<typeof holdsAddress>[0], text: string): boolean => {
  const address = parseIpAddress(text);
  return address !== null && holdsAddress(set, address);
};

type Met = boolean | 'challenge';

interface Ask {
  readonly program: SquidProgram;
  readonly point: Point;
  readonly world: World;
  readonly later: boolean;
  last: string;
}

const below = (host: string, domain: string): boolean => host === domain || host.endsWith(`.${domain}`);

function domainHolds(test: Extract<AclTest, { test: 'domain' }>, host: string): boolean {
  return test.names.exact.has(host) || [...test.names.below].some((d) => below(host, d));
}

function byAddress(test: Extract<AclTest, { test: 'address' }>, point: Point, world: World): boolean {
  if (test.of === 'src') return inSet(test.set, point.src);
  if (isLiteral(point.host)) return inSet(test.set, point.host);
  return !test.literalOnly && world.resolved.some((a) => inSet(test.set, a));
}

function byDomain(test: Extract<AclTest, { test: 'domain' }>, point: Point, world: World): boolean {
  const reverse = isLiteral(point.host) && !test.literalOnly;
  return domainHolds(test, point.host) || (reverse && domainHolds(test, world.reverse));
}

function byTime(test: Extract<AclTest, { test: 'time' }>, { minute }: Point): boolean {
  const [day, at] = [Math.floor(minute / 1440), minute % 1440];
  return test.windows.some((w) => (w.days >> day) % 2 === 1 && w.from <= at && at <= w.to);
}

function leafMet({ point, world, later }: Ask, name: string, test: AclTest): Met {
  switch (test.test) {
    case 'always':
      return true;
    case 'address':
      return byAddress(test, point, world);
    case 'domain':
      return byDomain(test, point, world);
    case 'number':
      return test.ranges.some((r) => r.from <= point.port && point.port <= r.to);
    case 'word':
      return test.words.has(point.method);
    case 'time':
      return byTime(test, point);
    case 'user':
      return point.user === undefined ? 'challenge' : test.any || test.names.has(point.user);
    case 'condition':
      if (test.asks && point.user === undefined) return 'challenge';
      return world.external.get(later ? `2${name}` : name) ?? false;
    default:
      return false;
  }
}

function allMet(ask: Ask, terms: readonly SquidTerm[]): Met {
  for (const { name, negated } of terms) {
    const met = aclMet(ask, name);
    if (met === 'challenge') return met;
    if (met === negated) return false;
  }
  return true;
}

function aclMet(ask: Ask, name: string): Met {
  const test = ask.program.acls.get(name)?.test ?? { test: 'never' };
  const lines =
    test.test === 'any-of' ? test.terms.map((t) => [t]) : test.test === 'all-of' ? test.lines : null;
  if (!lines) {
    ask.last = name;
    return leafMet(ask, name, test);
  }
  for (const terms of lines) {
    const met = allMet(ask, terms);
    if (met !== false) return met;
  }
  return false;
}

export type Verdict = SquidQuery['verdict'];

function list(ask: Ask, directive: 'http_access' | 'adapted_http_access'): Verdict {
  const rows = ask.program.rows[directive];
  let allow = rows.at(-1)?.allow === false;
  for (const row of rows) {
    const met = allMet(ask, row.terms);
    if (met === 'challenge') return met;
    if (met) {
      allow = row.allow;
      break;
    }
  }
  const test = ask.program.acls.get(ask.last)?.test;
  const asks = test?.test === 'user' || (test?.test === 'condition' && test.asks);
  return allow ? 'allow' : asks ? 'challenge' : 'deny';
}

/** One request in one world, row by row. PURGE is refused where no ACL names it. */
export function naive(program: SquidProgram, point: Point, world: World): Verdict {
  const first = list({ program, point, world, later: false, last: '' }, 'http_access');
  const later = first === 'allow' && program.rows.adapted_http_access.length > 0;
  const verdict = later ? list({ program, point, world, later, last: '' }, 'adapted_http_access') : first;
  return verdict === 'allow' && point.method === 'PURGE' ? 'deny' : verdict;
}

/** A random question over the dimensions of a case. */
export function finiteQuery(r: Random, { types }: FiniteCase): SquidQuery {
  const maybe = (type: string): boolean => types.has(type) && r.once(2);
  return {
    verdict: r.pick(['allow', 'deny', 'challenge'] as const),
    ...(maybe('src') ? { src: parseAddressSet(r.pick(SRC)) ?? [] } : {}),
    ...(maybe('method') ? { method: r.pick([{ only: ['CONNECT'] }, { but: ['GET', 'POST'] }]) } : {}),
    ...(maybe('port')
      ? {
          port: r.pick([
            [{ from: 443, to: 443 }],
            [
              { from: 1, to: 442 },
              { from: 444, to: 65535 },
            ],
          ]),
        }
      : {}),
    ...(maybe('user') ? { unauthenticated: r.once(2) } : {}),
    ...(maybe('dstdomain') ? { dst: { domain: r.pick(['.one.test', 'www.one.test']) } } : {}),
    ...(maybe('time') ? { minute: r.pick(MINUTES) } : {}),
  };
}

export function meets(query: SquidQuery, point: Point): boolean {
  const { src, method, port, dst, unauthenticated, minute } = query;
  if (src && !inSet(src, point.src)) return false;
  if (method && ('only' in method ? !method.only.includes(point.method) : method.but.includes(point.method)))
    return false;
  if (port && !port.some((p) => p.from <= point.port && point.port <= p.to)) return false;
  if (unauthenticated !== undefined && unauthenticated !== (point.user === undefined)) return false;
  if (minute !== undefined && minute !== null && minute !== point.minute) return false;
  if (!dst || !('domain' in dst)) return true;
  return dst.domain.startsWith('.') ? below(point.host, dst.domain.slice(1)) : point.host === dst.domain;
}

const hostAndPort = (url: string): readonly (string | undefined)[] =>
  /^urn:([^:]*)/.exec(url)?.concat('0') ?? /^(?:[a-z]+:\/\/)?(\[[^\]]*\]|[^:/]*)(?::(\d+))?/.exec(url) ?? [];

/** A request as a point of the naive evaluator. */
export function pointOf(request: SquidRequest): Point {
  const [, host = '', port = '80'] = hostAndPort(request.url);
  const at = new Date(`${(request.time ?? '2026-11-02T10:00').slice(0, 16)}Z`);
  return {
    src: request.src,
    method: request.method,
    host: host.replace(/^\[(.*)\]$/, '$1'),
    port: Number(port),
    user: request.user,
    minute: at.getUTCDay() * 1440 + at.getUTCHours() * 60 + at.getUTCMinutes(),
  };
}
