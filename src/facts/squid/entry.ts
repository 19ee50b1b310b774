/** The port on which a request arrives, as far as squid.conf and the request tell. */
import { type IpAddress, parseIpAddress } from '../ip-address.ts';
import { oncePer } from '../once.ts';
import { isUnspecified, unmapped } from './host-address.ts';
import { type SquidListener, squidListeners } from './listeners.ts';
import type { SquidRequest } from './request.ts';
import type { SquidSection } from './section.ts';

export interface Entry {
  readonly mode: SquidListener['mode'];
  readonly sslBump: boolean;
  /** Whoever arrives there must send a PROXY header. */
  readonly proxyHeader: boolean;
  /** Address and port that the client connected to, and the port's name; null where they are not known. */
  readonly ip: IpAddress | null;
  readonly port: number | null;
  readonly name: string | null;
}

const portOf = ({ address }: SquidListener): number | null => {
  const digits = /(\d+)$/.exec(address)?.[1];
  return digits === undefined ? null : Number(digits);
};

function ipOf({ address }: SquidListener): IpAddress | null {
  const host = /^(.*):\d+$/.exec(address)?.[1]?.replace(/^\[(.*)\]$/, '$1') ?? '';
  const ip = parseIpAddress(host);
  return ip && !isUnspecified(ip) ? unmapped(ip) : null;
}

const same = (a: IpAddress, b: IpAddress): boolean => a.version === b.version && a.value === b.value;

/** Interception: the address and port are those the client meant, not those of squid.conf. */
const takesOthers = ({ mode }: SquidListener): boolean => mode === 'intercept' || mode === 'tproxy';

type Asked = NonNullable<SquidRequest['listener']>;

function fits(listener: SquidListener, asked: Asked, ip: IpAddress | null): boolean {
  if (asked.name !== undefined && asked.name !== listener.name) return false;
  if (takesOthers(listener)) return true;
  const own = ipOf(listener);
  if (ip && own && !same(ip, own)) return false;
  return asked.port === undefined || asked.port === portOf(listener);
}

/** What all of a list say, else null. */
function common<T>(list: readonly SquidListener[], of: (l: SquidListener) => T | null): T | null {
  const [first, ...rest] = list.map(of);
  if (first === undefined || first === null) return null;
  return rest.every((other) => JSON.stringify(other, text) === JSON.stringify(first, text)) ? first : null;
}

const text = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);

/** A client that does not say where it arrives is one that knows the proxy, where there is a port for such clients. */
const httpListeners = oncePer((section: SquidSection) => squidListeners(section).filter((l) => !l.ftp));

function candidates(section: SquidSection, asked: Asked, ip: IpAddress | null): readonly SquidListener[] {
  const all = httpListeners(section);
  const fitting = all.filter((l) => fits(l, asked, ip));
  const list = fitting.length > 0 ? fitting : all;
  const forward = list.filter((l) => l.mode === 'forward');
  const plain = forward.filter((l) => !l.proxyHeader);
  if (plain.length > 0) return plain;
  return forward.length > 0 ? forward : list.slice(0, 1);
}

export function entryOf(section: SquidSection, asked: Asked): Entry {
  const given = asked.ip === undefined ? null : parseIpAddress(asked.ip);
  const ip = given && unmapped(given);
  const list = candidates(section, asked, ip);
  const own = list.some(takesOthers) ? [] : list;
  return {
    mode: list[0]?.mode ?? 'forward',
    sslBump: list.some((l) => l.sslBump),
    proxyHeader: list.some((l) => l.proxyHeader),
    ip: ip ?? common(own, ipOf),
    port: asked.port ?? common(own, portOf),
    name: asked.name ?? common(list, (l) => l.name),
  };
}
