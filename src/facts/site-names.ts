/** Which names and addresses the site file shows to be inside the organisation. */
import type { Site } from '../model/site.ts';
import { type AddressSet, covers, NO_ADDRESSES, parseAddressSet, unionOf } from './address-set.ts';
import { isInsideName, SPECIAL_NETWORKS } from './address-space.ts';
import { oncePer } from './once.ts';

/** `unknown`: a full name that nothing declares; it may be a host of the organisation or anybody's. */
export type Place = 'inside' | 'outside' | 'unknown';

/** Addresses that are never on the Internet, and the segments of the organisation. */
const insideAddresses = oncePer((site: Site): AddressSet => {
  const own = site.segments.filter((s) => s.role !== 'internet').flatMap((s) => s.cidrs);
  return unionOf([...SPECIAL_NETWORKS, ...own].map((text) => parseAddressSet(text) ?? NO_ADDRESSES));
});

const placeOfSet = (site: Site, set: AddressSet): Place =>
  covers(insideAddresses(site), set) ? 'inside' : 'outside';

/** Tops of the Internet, and the second levels under which countries give names to everybody (`co.jp`, `com.au`). */
const PUBLIC_TOP =
  /^(?:com|net|org|info|biz|edu|gov|mil|int|name|dev|app|cloud|online|shop|site|top|xyz|[a-z]{2})$/;
const PUBLIC_SECOND = /^(?:co|or|ne|ac|ad|go|ed|gr|lg|com|net|org|edu|gov|mil)\.[a-z]{2}$/;

/** A name below which anybody may have hosts. */
const isPublicTop = (domain: string): boolean => PUBLIC_TOP.test(domain) || PUBLIC_SECOND.test(domain);

const parentOf = (name: string): string => name.split('.').slice(1).join('.');

/** Domains that the site file declares, and those in which it names hosts. */
const ownDomains = oncePer((site: Site): readonly string[] => {
  const names = site.assets.flatMap((a) => [a.hostname, ...(a.aliases ?? [])]).map((n) => n.toLowerCase());
  const declared = site.internalDomains.map((d) => d.toLowerCase().replace(/^\.|\.$/g, ''));
  const domains = [...declared, ...names.filter((n) => parseAddressSet(n) === null).map(parentOf)];
  return [...new Set(domains)].filter((d) => d.includes('.') && !isPublicTop(d));
});

const isBelow = (name: string, domain: string): boolean => name === domain || name.endsWith(`.${domain}`);

const isOwn = (site: Site, name: string): boolean => ownDomains(site).some((d) => isBelow(name, d));

/** Where a host is, by its name or address. */
export function placeOfHost(site: Site, host: string): Place {
  const name = host
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/^\[(.*)\]$/, '$1');
  const address = parseAddressSet(name);
  if (address) return placeOfSet(site, address);
  return isInsideName(name) || isOwn(site, name) ? 'inside' : 'unknown';
}

/** Where every name is that ends so. Without a dot before it (`*example.com`) it is the end of other names too. */
function placeOfEnding(site: Site, ending: string, dotted: boolean): Place {
  if (isInsideName(`host.${ending}`) || (dotted && isOwn(site, ending))) return 'inside';
  return isPublicTop(ending) ? 'outside' : 'unknown';
}

const octetsFrom = (start: string): readonly string[] =>
  Array.from({ length: 256 }, (_, n) => String(n)).filter((n) => n.startsWith(start));

/** `10.*`, `192.168.*.*`, `172.1*`: all addresses that begin so. */
function addressesLike(pattern: string): AddressSet | null {
  const [, fixed, partial] = /^((?:\d{1,3}\.){0,3})(\d{0,3})\*?(?:\.\*)*$/.exec(pattern) ?? [];
  if (fixed === undefined || partial === undefined || fixed + partial === '') return null;
  const octets = fixed.split('.').filter((o) => o !== '');
  const prefixes = partial === '' ? [octets] : octetsFrom(partial).map((o) => [...octets, o]);
  const sets = prefixes.map((p) =>
    parseAddressSet(`${[...p, 0, 0, 0].slice(0, 4).join('.')}/${p.length * 8}`),
  );
  const found = sets.filter((set) => set !== null);
  return found.length > 0 && found.length === sets.length ? unionOf(found) : null;
}

/** Words of Windows, Chromium and Firefox for plain names and the loopback. */
const WORDS = /^<(?:local|-?loopback)>$/i;

const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//;

/** Host of `https://host:443`, `[fd00::1]:80`, `host`. An IPv6 address without brackets has several colons. */
function hostPart(entry: string): string {
  const text = entry.toLowerCase().replace(SCHEME, '');
  const [, bracketed, plain] = /^(?:\[([^\]]*)\]|([^:]*))(?::(?:\d{1,5}|\*))?$/.exec(text) ?? [];
  return bracketed ?? plain ?? text;
}

const ENDING = /^(\*?\.?)([\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)*)\.?$/u;

/**
 * Where everything is that an entry of a bypass list matches: `<local>`, `*.example.test`, `.example.test`, `10.*`,
 * `10.0.0.0/8`, `https://host:443`, `*`. Patterns with a star elsewhere may match names of anybody.
 */
export function placeOfBypass(site: Site, entry: string): Place {
  if (WORDS.test(entry)) return 'inside';
  const host = hostPart(entry);
  if (/^[*.?]+$/.test(host)) return 'outside';
  const set = parseAddressSet(host) ?? (host.includes('*') ? addressesLike(host) : null);
  if (set) return placeOfSet(site, set);
  const [, before, name] = ENDING.exec(host) ?? [];
  if (before === undefined || name === undefined) return 'unknown';
  return before === '' ? placeOfHost(site, name) : placeOfEnding(site, name, before.endsWith('.'));
}
