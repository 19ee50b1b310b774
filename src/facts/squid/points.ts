/** Dimensions of a request that are a list of single points: users, and the ports of the proxy. */
import { matches } from '../ere/matcher.ts';
import { type IpAddress, parseIpAddress } from '../ip-address.ts';
import type { AclTest, SquidAcl } from './acl.ts';
import { isUnspecified, unmapped } from './host-address.ts';
import { type SquidListener, squidListeners, takesProxyHeaders } from './listeners.ts';
import type { SquidSection } from './section.ts';
import { matcherOf } from './text-kinds.ts';

type UserTest = Extract<AclTest, { test: 'user' }>;

export interface UserPoint {
  readonly name: string;
  /** `exact`: this name alone; `case`: it in other letters; `other`: any name that no ACL lists. */
  readonly is: 'exact' | 'case' | 'other';
}

/** Whether patterns match a name; null where that cannot be told. */
function byPatterns({ patterns }: UserTest, point: UserPoint): boolean | null {
  if (patterns.length === 0) return false;
  const matcher = matcherOf(patterns);
  if (!matcher || point.is !== 'exact') return null;
  return matches(matcher, point.name);
}

/** null: the patterns of the ACL decide, and it is not known how. */
export function holdsUser(test: UserTest, point: UserPoint): boolean | null {
  if (test.any) return true;
  if (point.is !== 'other') {
    if (test.names.has(point.name) && (point.is === 'exact' || test.caseless)) return true;
    if (test.caseless && test.names.has(point.name.toLowerCase())) return true;
  }
  return byPatterns(test, point);
}

/** A name that none of the ACLs lists. */
function freeName(tests: readonly UserTest[]): string {
  const taken = new Set(tests.flatMap((t) => [...t.names].map((n) => n.toLowerCase())));
  for (let i = 0; ; i += 1) {
    const name = i === 0 ? 'user' : `user${i}`;
    if (!taken.has(name)) return name;
  }
}

export function userPoints(acls: readonly SquidAcl[]): readonly UserPoint[] {
  const tests = acls.flatMap(({ test }) => (test.test === 'user' ? [test] : []));
  const exact = new Set(tests.flatMap((t) => [...t.names]));
  const inCase = new Set(tests.filter((t) => t.caseless).flatMap((t) => [...t.names]));
  return [
    { name: freeName(tests), is: 'other' },
    ...[...exact].map((name) => ({ name, is: 'exact' }) as const),
    ...[...inCase].map((name) => ({ name: name.toUpperCase(), is: 'case' }) as const),
  ];
}

/** A port of the proxy; null: `squid.conf` does not say. Of interception both are those of the client's own target. */
export interface EntryPoint {
  readonly listener: SquidListener | null;
  readonly port: number | null;
  readonly ip: IpAddress | null;
  /** Nobody is asked for credentials there. */
  readonly off: boolean;
  /** PROXY headers say who the client is. */
  readonly proxyHeader: boolean;
  /** PROXY headers are taken of nobody, and no request without one: connections are closed. */
  readonly closed: boolean;
}

const ANYWHERE: EntryPoint = {
  listener: null,
  port: null,
  ip: null,
  off: false,
  proxyHeader: false,
  closed: false,
};

function ipOf(address: string): IpAddress | null {
  const host = /^(.*):\d+$/.exec(address)?.[1]?.replace(/^\[(.*)\]$/, '$1') ?? '';
  const ip = parseIpAddress(host);
  return ip && !isUnspecified(ip) ? unmapped(ip) : null;
}

function entryPoint(section: SquidSection, listener: SquidListener): EntryPoint {
  const off = listener.mode === 'intercept' || listener.mode === 'tproxy';
  const port = /(\d+)$/.exec(listener.address)?.[1];
  return {
    listener,
    port: off || port === undefined ? null : Number(port),
    ip: off ? null : ipOf(listener.address),
    off,
    proxyHeader: listener.proxyHeader,
    closed: listener.proxyHeader && !takesProxyHeaders(section),
  };
}

const PREFERENCE = ['forward', 'accel', 'intercept', 'tproxy'];

const rank = ({ listener }: EntryPoint): number =>
  listener === null ? 0 : PREFERENCE.indexOf(listener.mode) + (listener.ftp ? PREFERENCE.length : 0);

/** Ports for clients that know the proxy come first. */
export function entryPoints(section: SquidSection): readonly EntryPoint[] {
  const points = squidListeners(section).map((l) => entryPoint(section, l));
  return points.length === 0 ? [ANYWHERE] : [...points].sort((a, b) => rank(a) - rank(b));
}
