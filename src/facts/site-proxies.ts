/** Whether a proxy that an endpoint names is one that the site file declares, and a PAC one of its own. */
import type { Asset, Site } from '../model/site.ts';
import { parseIpAddress, showIpAddress } from './ip-address.ts';
import type { PacHop } from './proxy-settings.ts';
import { placeOfHost } from './site-names.ts';

/**
 * `maybe`: it is not decided by what is declared: one of the names is short and the other full, or the endpoint gives an
 * inside address of which the declaration gives only names. `socks`: it is declared, as a proxy for http, and named as a
 * SOCKS server. `undeclared`: the site file has no proxy at all.
 */
export type ProxyMatch = 'yes' | 'no' | 'maybe' | 'socks' | 'undeclared';

/** Case, brackets, a final dot and the spelling of an address do not matter. */
function plainName(text: string): string {
  const name = text
    .trim()
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/^\[(.*)\]$/, '$1');
  const ip = parseIpAddress(name);
  return ip ? showIpAddress(ip) : name;
}

const isAddress = (name: string): boolean => parseIpAddress(name) !== null;

const firstLabel = (name: string): string => name.split('.')[0] ?? '';

/** A short name and a full one that begins with it: the same host only if that is the domain it is looked up in. */
const alike = (a: string, b: string): boolean =>
  !isAddress(a) && !isAddress(b) && a.includes('.') !== b.includes('.') && firstLabel(a) === firstLabel(b);

function matchName(site: Site, proxy: Asset, host: string): 'yes' | 'no' | 'maybe' {
  const names = [proxy.hostname, ...(proxy.aliases ?? [])].map(plainName);
  const name = plainName(host);
  if (names.includes(name)) return 'yes';
  if (isAddress(name)) {
    return names.some(isAddress) || placeOfHost(site, name) === 'outside' ? 'no' : 'maybe';
  }
  return names.some((n) => alike(n, name)) ? 'maybe' : 'no';
}

/** No port declared: any. */
const hasPort = (proxy: Asset, port: number | null): boolean =>
  !proxy.ports || proxy.ports.length === 0 || (port !== null && proxy.ports.includes(port));

export const declaredProxies = (site: Site): readonly Asset[] =>
  site.assets.filter((a) => a.role === 'proxy');

export function matchProxy(site: Site, { kind, host, port }: PacHop): ProxyMatch {
  const proxies = declaredProxies(site);
  if (proxies.length === 0) return 'undeclared';
  const found = proxies.filter((p) => hasPort(p, port)).map((p) => matchName(site, p, host ?? ''));
  if (found.includes('yes')) return kind.startsWith('SOCKS') ? 'socks' : 'yes';
  return found.includes('maybe') ? 'maybe' : 'no';
}

/** Scheme and host in lower case, no default port; a path counts as written. */
function sameForm(url: string): string {
  const [, scheme, host, rest] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/i.exec(url.trim()) ?? [];
  if (scheme === undefined || host === undefined) return url.trim();
  const name = host.toLowerCase().replace(scheme.toLowerCase() === 'https' ? /:443$/ : /:80$/, '');
  return `${scheme.toLowerCase()}://${name}${rest === '' ? '/' : rest}`;
}

/** The declared PAC of this URL. */
export const declaredPac = (site: Site, url: string): Site['pacFiles'][number] | null =>
  site.pacFiles.find((p) => sameForm(p.url) === sameForm(url)) ?? null;
