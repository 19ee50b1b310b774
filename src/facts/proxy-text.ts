/** Proxies as Windows, WinHTTP and Chromium write them in one text. */
import type { PacHop } from './proxy-settings.ts';

/** Routes by the scheme of the URL; null: the text names none for it, and such URLs go directly. */
export interface SchemeRoutes {
  readonly http: readonly PacHop[] | null;
  readonly https: readonly PacHop[] | null;
}

const KINDS: Readonly<Record<string, PacHop['kind']>> = {
  http: 'PROXY',
  https: 'HTTPS',
  socks: 'SOCKS',
  socks4: 'SOCKS4',
  socks5: 'SOCKS5',
};

const DEFAULT_PORTS: Readonly<Record<PacHop['kind'], number | null>> = {
  DIRECT: null,
  PROXY: 80,
  HTTP: 80,
  HTTPS: 443,
  SOCKS: 1080,
  SOCKS4: 1080,
  SOCKS5: 1080,
};

/**
 * One proxy. What may stand before `@` is held to the plain characters of a user and password (RFC 3986, 3.2.1): with
 * `?`, `#` or `\\` in it, programs disagree on which side of `@` the host is.
 */
const ONE =
  /^(?:([a-z][a-z0-9]*):\/\/)?(?:[\w.~!$&'()*+:%-]*@)?(\[[0-9a-f:.]+\]|[\p{L}\p{N}._-]+)(?::(\d{1,5}))?\/?$/iu;

/** `host`, `host:8080`, `http://host:8080`, `socks5://host`, `direct://`. `usual`: the kind where no scheme says. */
export function hopIn(text: string, usual: PacHop['kind'] = 'PROXY'): PacHop | null {
  if (/^direct:\/\/$/i.test(text)) return { kind: 'DIRECT', host: null, port: null };
  const [, scheme, host, port] = ONE.exec(text) ?? [];
  const kind = scheme === undefined ? usual : KINDS[scheme.toLowerCase()];
  if (host === undefined || kind === undefined) return null;
  return { kind, host: host.toLowerCase(), port: port === undefined ? DEFAULT_PORTS[kind] : Number(port) };
}

interface Entry {
  /** '' for all. */
  readonly scheme: string;
  readonly hops: readonly PacHop[];
}

function entryIn(text: string): Entry | null {
  const [, scheme = '', list = ''] = /^(?:([a-z][a-z0-9]*)=)?(.*)$/i.exec(text) ?? [];
  const usual = /^socks/i.test(scheme) ? 'SOCKS' : 'PROXY';
  const hops = list.split(',').map((one) => hopIn(one.trim(), usual));
  const read = hops.filter((hop) => hop !== null);
  return read.length === hops.length ? { scheme: scheme.toLowerCase(), hops: read } : null;
}

/**
 * `host:port`, or `http=a:8080;https=b:8080` with `;` or blanks between (WinINET: INTERNET_PROXY_INFO, lpszProxy).
 * A scheme that is not named goes by an entry for all, then by `socks=`, then directly. null: not understood.
 */
export function schemeRoutes(text: string): SchemeRoutes | null {
  const parts = text.split(/[;\s]+/).filter((part) => part !== '');
  const entries = parts.map(entryIn).filter((entry) => entry !== null);
  if (parts.length === 0 || entries.length !== parts.length) return null;
  const of = (scheme: string): readonly PacHop[] =>
    entries.filter((e) => e.scheme === scheme).flatMap((e) => e.hops);
  const pick = (scheme: string) => [of(scheme), of(''), of('socks')].find((hops) => hops.length > 0) ?? null;
  return { http: pick('http'), https: pick('https') };
}

const PLAIN_USER = /^[\w.~!$&'()*+:%-]*$/;

/** In place of the text before `@`. What makes the host doubtful stays so: a `?` stands for it. */
export const hiddenUser = (user: string): string => (PLAIN_USER.test(user) ? '********@' : '********?@');

/** The text without `user:password@`, as a reader may see it. */
export const withoutUser = (text: string): string =>
  text.replace(/[^\s=;,/@"]+@/g, (user) => hiddenUser(user.slice(0, -1)));

/** Entries of a bypass list, with `;`, `,` or blanks between. */
export const bypassEntries = (list: string): readonly string[] =>
  list.split(/[;,\s]+/).filter((entry) => entry !== '');
