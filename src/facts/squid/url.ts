/** URLs of requests as Squid takes them apart (AnyP::Uri::parse, HttpRequest::effectiveRequestUri). Texts are bytes. */
import type { IpAddress } from '../ip-address.ts';
import { PROTOCOLS } from './acl-words.ts';
import { hostText, isUnspecified, numericHost } from './host-address.ts';
import { isFrom, type SquidVersion } from './version.ts';

export interface SquidUrl {
  /** Upper case, e.g. `HTTP`; `NONE` of CONNECT; empty where Squid does not know it. */
  readonly scheme: string;
  /** As URLs show it: lower case where Squid knows it, else as written. */
  readonly image: string;
  /** Lower case but for URN, without a trailing dot; addresses in one form, IPv6 in brackets. */
  readonly host: string;
  /** The address that the host is; null for a name, and for 0.0.0.0 and ::, which Squid holds for none. */
  readonly literal: IpAddress | null;
  readonly port: number;
  /** With the query; empty for CONNECT. */
  readonly path: string;
  /** Decoded. */
  readonly login: string;
}

/** What the reader of a URL is told by squid.conf. */
export interface UrlRules {
  readonly version: SquidVersion;
  /** `append_domain`, with its leading dot; null where it is not set. */
  readonly appendDomain: string | null;
}

/** Default ports (AnyP::UriScheme::defaultPort). A scheme without one needs a port in the URL. */
const DEFAULT_PORTS: ReadonlyMap<string, number> = new Map([
  ['HTTP', 80],
  ['HTTPS', 443],
  ['FTP', 21],
  ['COAP', 5683],
  ['COAPS', 5684],
  ['WAIS', 210],
  ['CACHE_OBJECT', 3128],
  ['WHOIS', 43],
]);

/** Squid takes others for unknown, `none` too (AnyP::UriScheme::FindProtocolType). */
const schemeOf = (written: string): Pick<SquidUrl, 'scheme' | 'image'> => {
  const upper = written.toUpperCase();
  return PROTOCOLS.has(upper) && upper !== 'NONE'
    ? { scheme: upper, image: upper.toLowerCase() }
    : { scheme: '', image: written };
};

/** Methods that Squid serves of a scheme (urlCheckRequest); every method of HTTP and HTTPS. */
const SERVED: Readonly<Record<string, readonly string[]>> = {
  FTP: ['GET', 'HEAD', 'PUT'],
  WAIS: ['GET', 'HEAD'],
  WHOIS: ['GET', 'HEAD'],
};

const ANY_SCHEME: readonly string[] = ['OPTIONS', 'TRACE', 'PURGE', 'CONNECT'];

export const isServed = (method: string, scheme: string): boolean =>
  ANY_SCHEME.includes(method) ||
  scheme === 'HTTP' ||
  scheme === 'HTTPS' ||
  scheme === 'CACHE_OBJECT' ||
  scheme === 'URN' ||
  (SERVED[scheme]?.includes(method) ?? false);

const hex = (code: number): number => {
  const at = '0123456789abcdef'.indexOf(String.fromCharCode(code).toLowerCase());
  return Number.isNaN(code) ? -1 : at;
};

/** rfc1738_unescape: `%%` is `%`; `%00` and what is no escape stays. */
export function unescapeUrl(text: string): string {
  if (!text.includes('%')) return text;
  let out = '';
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    out += char;
    if (char !== '%') continue;
    if (text.charAt(i + 1) === '%') {
      i += 1;
      continue;
    }
    const high = hex(text.charCodeAt(i + 1));
    const low = hex(text.charCodeAt(i + 2));
    if (high < 0 || low < 0 || (high === 0 && low === 0)) continue;
    out = out.slice(0, -1) + String.fromCharCode(high * 16 + low);
    i += 2;
  }
  return out;
}

/** AnyP::Uri::DecodeOrDupe of 7: all escapes or, with one that is none, nothing at all. */
function decodeOrDupe(text: string): string {
  if (/%(?![0-9a-f]{2})/i.test(text)) return text;
  return text.replace(/%([0-9a-f]{2})/gi, (_, pair: string) =>
    String.fromCharCode(Number.parseInt(pair, 16)),
  );
}

/** A pattern sees a C string, which a zero byte ends. */
const cString = (text: string): string => {
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
};

/** What a pattern is held against: the text without its escapes. */
export const patternText = (text: string, version: SquidVersion): string =>
  isFrom(version, '7') ? cString(decodeOrDupe(text)) : unescapeUrl(text);

interface HostPort {
  readonly host: string;
  readonly port: number;
}

const LONG_MAX = 2n ** 63n - 1n;

/** sscanf `%d` and atoi: what stands after the number is not looked at, and of a long one the lowest 32 bits count. */
const number = (text: string): number | null => {
  const digits = /^[+-]?\d+/.exec(text)?.[0];
  if (digits === undefined) return null;
  const value = BigInt(digits.replace('+', ''));
  const held = value > LONG_MAX ? LONG_MAX : value < -LONG_MAX - 1n ? -LONG_MAX - 1n : value;
  return Number(BigInt.asIntN(32, held));
};

/** `host:port` of CONNECT until 5: without a number the port is 443. */
function looseAuthority(url: string): HostPort | null {
  const [, inside, after] = /^\[([^\]]+)(?:\]:(.*))?/s.exec(url) ?? /^([^:]+)(?::(.*))?/s.exec(url) ?? [];
  return inside === undefined ? null : { host: inside, port: number(after ?? '') ?? 443 };
}

/** RFC 9110 9.3.6, from 6 on. */
function strictAuthority(url: string): HostPort | null {
  const [, bracketed, name, port] =
    /^(?:\[([0-9a-f:.]+)\]|([!#$%&'*+.^_`|~0-9a-z-]+)):([1-9]\d{0,5})$/i.exec(url) ?? [];
  if (port === undefined) return null;
  if (bracketed !== undefined && !(bracketed.includes(':') && numericHost(bracketed))) return null;
  return { host: bracketed ?? name ?? '', port: Number(port) };
}

/** The part between `//` and the path, without its login. */
function looseHost(text: string, defaultPort: number): HostPort {
  if (text.startsWith('[')) {
    const end = text.indexOf(']');
    const host = text.slice(1, end < 0 ? undefined : end);
    const colon = end < 0 ? -1 : text.indexOf(':', end);
    return { host, port: colon < 0 ? defaultPort : (number(text.slice(colon + 1)) ?? 0) };
  }
  const colon = text.indexOf(':');
  // More than one colon: an IPv6 address without brackets.
  if (colon < 0 || colon !== text.lastIndexOf(':')) return { host: text, port: defaultPort };
  return { host: text.slice(0, colon), port: number(text.slice(colon + 1)) ?? 0 };
}

interface Parts extends HostPort {
  readonly scheme: string;
  readonly image: string;
  readonly path: string;
  readonly login: string;
}

function connectParts(url: string, version: SquidVersion): Parts | null {
  const found = isFrom(version, '6') ? strictAuthority(url) : looseAuthority(url);
  return found && { ...found, scheme: 'NONE', image: '', path: '', login: '' };
}

/** SQUIDHOSTNAMELEN, less the zero byte. */
const MAX_HOST = 255;

/** AnyP::Uri::host: an address is written in one form, a longer name cut. */
function asHost(name: string): Pick<SquidUrl, 'host' | 'literal'> {
  const address = numericHost(name);
  return address && !isUnspecified(address)
    ? { host: hostText(address), literal: address }
    : { host: name.slice(0, MAX_HOST), literal: null };
}

/** RFC 8141: `urn:NID:NSS`. NID stands where the host does, even as an address; the port is 0. */
function urnUrl(url: string): SquidUrl | null {
  const [, nid, path = ''] = /^urn:([a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])):(.*)$/is.exec(url) ?? [];
  return nid === undefined ? null : { ...schemeOf('urn'), ...asHost(nid), port: 0, path, login: '' };
}

function urlParts(url: string): Parts | null {
  const [, written = '', authority, rest = ''] =
    /^([a-z][a-z0-9+._-]{0,15}):\/\/([^/?#]*)(.*)$/is.exec(url) ?? [];
  if (authority === undefined) return null;
  const { scheme, image } = schemeOf(written);
  const at = authority.lastIndexOf('@');
  const found = looseHost(authority.slice(at + 1), DEFAULT_PORTS.get(scheme) ?? 0);
  if (found.host === '') return null;
  const login = at < 0 ? '' : unescapeUrl(authority.slice(0, at));
  return { ...found, scheme, image, path: rest.startsWith('/') ? rest : `/${rest}`, login };
}

/** `*`: the proxy or server as a whole, which only these methods ask for. */
const WHOLE: SquidUrl = { ...schemeOf('http'), host: '', literal: null, port: 80, path: '*', login: '' };

/** Lower case, the domain of `append_domain`, no dots at the end; null for a host that Squid refuses. */
function hostName(host: string, { appendDomain, version }: UrlRules): string | null {
  const lower = host.toLowerCase();
  const short = appendDomain !== null && !/[.:]/.test(lower);
  const whole = short ? lower + appendDomain : lower;
  if (short && whole.length > MAX_HOST && isFrom(version, '5.7')) return null;
  const name = whole.replace(/\.+$/, '');
  return name.includes('..') || name.startsWith('.') ? null : name;
}

/** null: Squid answers that the URL is invalid. */
export function parseSquidUrl(url: string, method: string, rules: UrlRules): SquidUrl | null {
  const connect = method === 'CONNECT';
  if (url === '*' && (method === 'OPTIONS' || method === 'TRACE')) return WHOLE;
  if (!connect && /^urn:/i.test(url)) return urnUrl(url);
  const parts = connect ? connectParts(url, rules.version) : urlParts(url);
  if (!parts || parts.port < 1 || parts.port > 65535) return null;
  const name = hostName(parts.host, rules);
  if (name === null) return null;
  return { ...parts, ...asHost(name) };
}

/** From 7 on the path is escaped once more (AnyP::Uri::absolutePath), the `?` too. */
const escaped = (path: string): string =>
  path.replace(
    /[^/:@\-._~%!$&'()*+,;=A-Za-z0-9]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );

/** `host` or, with another port than the scheme's own, `host:port`. */
export const authorityOf = ({ scheme, host, port }: SquidUrl): string =>
  port === (DEFAULT_PORTS.get(scheme) ?? 0) ? host : `${host}:${port}`;

/** The URL that url_regex sees, with escapes: `host:port` of CONNECT; no login but of FTP and of unknown schemes; no default port. */
export function effectiveUrl(url: SquidUrl, version: SquidVersion): string {
  const { scheme, image, login } = url;
  if (scheme === 'NONE') return authorityOf(url);
  const path = isFrom(version, '7') ? escaped(url.path) : url.path;
  if (scheme === 'URN') return `urn:${url.host}:${path}`;
  const user = (scheme === 'FTP' || scheme === '') && login !== '' ? `${login}@` : '';
  // Of no name at all, Squid makes up the authority anew each time it is asked, and here it has the port (seen in 5.7).
  const authority = url.host === '' ? `:${url.port}` : authorityOf(url);
  return `${image}://${user}${authority}${path}`;
}
