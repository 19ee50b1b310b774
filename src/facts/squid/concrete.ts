/** Requests that people understand, one or several for each combination of classes. */
import {
  type AddressSet,
  ALL_ADDRESSES,
  type Interval,
  intersect,
  parseAddressSet,
  witnessAddress,
} from '../address-set.ts';
import { parseIpAddress } from '../ip-address.ts';
import { hostText } from './host-address.ts';
import type { NameClass } from './name-classes.ts';
import type { EntryPoint } from './points.ts';
import { UNLISTED_HOST } from './query.ts';
import type { SquidRequest } from './request.ts';
import type { Extras } from './sample-texts.ts';
import type { FIELDS, Space } from './space.ts';
import { isServed } from './url.ts';

/** A class of each field. */
export type Point = Readonly<Record<(typeof FIELDS)[number], number>>;

const sets = (...texts: readonly string[]): readonly AddressSet[] =>
  texts.map((t) => parseAddressSet(t) ?? []);

/** Clients look like clients, destinations like destinations (RFC 1918, 5737, 3849). */
const CLIENTS = [
  ...sets('192.168.0.0/16', '10.0.0.0/8', '172.16.0.0/12', '198.51.100.0/24', '203.0.113.0/24'),
  ...sets('1.0.0.0-223.255.255.255', '2001:db8::/32', '2000::/3'),
];
const SERVERS = [
  ...sets(
    '203.0.113.0/24',
    '198.51.100.0/24',
    '192.0.2.0/24',
    '1.0.0.0-223.255.255.255',
    '2001:db8::/32',
    '2000::/3',
  ),
];

function prettyAddress(set: AddressSet, preferred: readonly AddressSet[]): string | null {
  for (const some of [...preferred, ALL_ADDRESSES]) {
    const found = witnessAddress(intersect(set, some));
    if (found !== null) return found;
  }
  return null;
}

const PORTS = [80, 443, 8080, 8443, 22, 25, 21, 3389, 110, 143, 993, 3306, 1433, 5432, 8000, 1025];
const CONNECT_PORTS = [443, 8443, ...PORTS];

function prettyPort(spans: readonly Interval[], connect: boolean): number {
  const holds = (port: number): boolean => spans.some((s) => s.from <= port && BigInt(port) <= s.to);
  return (connect ? CONNECT_PORTS : PORTS).find(holds) ?? Number(spans[0]?.from ?? 80n);
}

const UNLISTED = ['www.example.com', 'www.example.net', 'www.example.org', UNLISTED_HOST, 'uchibori-probe'];
const BELOW = ['www', 'intra', 'host1', 'uchibori-probe'];
const MAX_HOSTS = 6;

/** Names that should be of a class; only the evaluator knows. */
export function hostNames({ listed, below }: NameClass): readonly string[] {
  const under = below
    .slice(0, 3)
    .flatMap((domain) => (domain === '' ? UNLISTED : BELOW.map((label) => `${label}.${domain}`)));
  return [...under.slice(0, MAX_HOSTS - 1), ...listed.slice(0, 3), ...under.slice(MAX_HOSTS - 1)].slice(
    0,
    MAX_HOSTS + 2,
  );
}

function hostsOf(space: Space, point: Point, extras: Extras): readonly string[] {
  const members = space.host.partition.members[point.host];
  if (members) return [...hostNames(members), ...extras.hosts];
  const address = prettyAddress(space.dst.partition.members[point.dst] ?? [], SERVERS);
  const ip = address === null ? null : parseIpAddress(address);
  return ip ? [hostText(ip)] : [];
}

/** Sunday 2026-11-01. */
const SUNDAY = Date.UTC(2026, 10, 1);
const MONDAY_AT_TEN = 1440 + 600;

function timeOf({ minute }: Space, index: number): string | undefined {
  const spans = minute.bits === 0 ? undefined : minute.partition.members[index];
  if (!spans) return undefined;
  const usual = spans.some((s) => s.from <= MONDAY_AT_TEN && MONDAY_AT_TEN <= s.to);
  const at = usual ? MONDAY_AT_TEN : Number(spans[0]?.from ?? 0n);
  return `${new Date(SUNDAY + at * 60_000).toISOString().slice(0, 16)}:00+09:00`;
}

const isForward = ({ listener }: EntryPoint): boolean => listener?.mode === 'forward' && !listener.ftp;

/** Left out where every port for clients that know the proxy is of the class. */
function listenerOf({ entry }: Space, index: number): SquidRequest['listener'] {
  const [point, ...others] = entry.partition.members[index] ?? [];
  if (!point?.listener) return undefined;
  const elsewhere = entry.partition.members.some((m, i) => i !== index && m.some(isForward));
  if (isForward(point) && !elsewhere && others.every(isForward)) return undefined;
  const port = point.port === null ? {} : { port: point.port };
  return { ...port, name: point.listener.name };
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { http: 80, https: 443, ftp: 21 };

function urlOf(scheme: string, host: string, port: number, path: string): string {
  if (scheme === 'urn') return `urn:${host.replaceAll('.', '-')}:x`;
  const authority = DEFAULT_PORTS[scheme] === port ? host : `${host}:${port}`;
  return `${scheme}://${authority}${path}`;
}

interface Frame {
  readonly src: string;
  readonly method: string;
  /** null of CONNECT, and where only schemes that Squid does not know are of the class. */
  readonly scheme: string | null;
  /** A method that Squid serves of schemes that it does not know, where those are of the class too. */
  readonly odd: string | null;
  readonly port: number;
  readonly rest: Omit<SquidRequest, 'src' | 'method' | 'url' | 'headers'>;
  /** Whom X-Forwarded-For may name. */
  readonly claimed: string | null;
}

/** Squid keeps their case. */
const UNKNOWN_SCHEMES = ['x-other', 'X-OTHER'];

const oddMethod = (space: Space, point: Point): string | null =>
  space.method.partition.members[point.method]?.find((m) => m !== 'CONNECT' && isServed(m, '')) ?? null;

/** null: no request is of these classes. */
function frameOf(space: Space, point: Point): Frame | null {
  const src = prettyAddress(space.src.partition.members[point.src] ?? [], CLIENTS);
  const method = space.method.partition.members[point.method]?.[0];
  const schemes = space.proto.partition.members[point.proto] ?? [];
  if (src === null || method === undefined || schemes.length === 0) return null;
  const connect = method === 'CONNECT';
  const user = space.user.partition.members[point.user]?.[0]?.name;
  const time = timeOf(space, point.minute);
  const listener = listenerOf(space, point.entry);
  const claimed = space.dimensions.follows
    ? prettyAddress(space.claimed.partition.members[point.claimed] ?? [], CLIENTS)
    : null;
  return {
    src,
    method: method === '' ? 'PATCH' : method,
    scheme: connect ? null : schemes[0]?.toLowerCase() || null,
    odd: schemes.includes('') ? oddMethod(space, point) : null,
    port: prettyPort(space.port.partition.members[point.port] ?? [], connect),
    rest: {
      ...(user === undefined ? {} : { user }),
      ...(time === undefined ? {} : { time }),
      ...(listener ? { listener } : {}),
    },
    claimed,
  };
}

function withHeaders(request: SquidRequest, headers: Readonly<Record<string, string>>): SquidRequest {
  return Object.keys(headers).length === 0 ? request : { ...request, headers };
}

const MAX_REQUESTS = 200;

type Triple = readonly [host: number, path: number, header: number];

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);
const parts = (triple: Triple): number => triple.filter((i) => i > 0).length;

/** Those that differ from the plainest in one part first. */
const inTurn = (hosts: number, paths: number, headers: number): readonly Triple[] =>
  upTo(headers)
    .flatMap((e) => upTo(paths).flatMap((p) => upTo(hosts).map((h): Triple => [h, p, e])))
    .sort((a, b) => parts(a) - parts(b));

const MAX_ODD_HOSTS = 2;

function* oddRequests(
  { src, odd, port, rest, claimed }: Frame,
  hosts: readonly string[],
): Generator<SquidRequest> {
  if (odd === null) return;
  for (const scheme of UNKNOWN_SCHEMES) {
    for (const host of hosts) {
      const request = { src, method: odd, url: urlOf(scheme, host, port, '/'), ...rest };
      yield request;
      if (claimed) yield withHeaders(request, { 'X-Forwarded-For': claimed });
    }
  }
}

/** The simplest first. Whether they really are of the classes is for the evaluator to say. */
export function* requestsOf(space: Space, point: Point, extras: Extras): Generator<SquidRequest> {
  const frame = frameOf(space, point);
  if (!frame) return;
  const { src, method, scheme, port, rest, claimed } = frame;
  const hosts = hostsOf(space, point, extras);
  const paths = scheme === null ? ['/'] : extras.paths;
  for (const [h, p, e] of inTurn(hosts.length, paths.length, extras.headers.length).slice(0, MAX_REQUESTS)) {
    const [host = '', path = '/', header = {}] = [hosts[h], paths[p], extras.headers[e]];
    if (method !== 'CONNECT' && scheme === null) break;
    const url = scheme === null ? `${host}:${port}` : urlOf(scheme, host, port, path);
    yield withHeaders({ src, method, url, ...rest }, header);
    if (claimed) yield withHeaders({ src, method, url, ...rest }, { ...header, 'X-Forwarded-For': claimed });
  }
  yield* oddRequests(frame, hosts.slice(0, MAX_ODD_HOSTS));
}
