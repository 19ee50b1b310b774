/**
 * The tokens of Windows Firewall rules, which rule strings, RSoP reports, netsh and PowerShell spell nearly alike, in
 * one spelling. Keywords: [MS-GPFAS] 2.2.2.3 and 2.2.2.13; other spellings: New-NetFirewallRule and netsh.
 */
import { parseAddressSet, toText } from '../facts/address-set.ts';
import type { FirewallProfile, FirewallRule, PortSpec } from '../facts/windows-firewall/model.ts';

/** What a list of tokens says; `notUnderstood` holds those it did not know, which are in `list` as written all the same. */
export interface Tokens<T> {
  /** Empty: any. */
  readonly list: readonly T[];
  readonly notUnderstood: readonly string[];
}

const byLowerCase = (names: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(names).map(([name, meaning]) => [name.toLowerCase(), meaning]));

const PORT_KEYWORDS = byLowerCase({
  RPC: 'RPC',
  'RPC-EPMap': 'RPC-EPMap',
  RPCEPMap: 'RPC-EPMap',
  Teredo: 'Teredo',
  IPHTTPS: 'IPHTTPS',
  IPTLSIn: 'IPHTTPS',
  IPHTTPSIn: 'IPHTTPS',
  IPTLSOut: 'IPHTTPS',
  IPHTTPSOut: 'IPHTTPS',
  DHCP: 'DHCP',
  Ply2Disc: 'Ply2Disc',
  PlayToDiscovery: 'Ply2Disc',
  mDNS: 'mDNS',
  CortanaOut: 'CortanaOut',
  TcpCDPSvc: 'TcpCDPSvc',
});

const ADDRESS_KEYWORDS = byLowerCase({
  LocalSubnet: 'LocalSubnet',
  LocalSubnet4: 'LocalSubnet4',
  LocalSubnet6: 'LocalSubnet6',
  DNS: 'DNS',
  DNS4: 'DNS4',
  DNS6: 'DNS6',
  DHCP: 'DHCP',
  DHCP4: 'DHCP4',
  DHCP6: 'DHCP6',
  WINS: 'WINS',
  WINS4: 'WINS4',
  WINS6: 'WINS6',
  DefaultGateway: 'DefaultGateway',
  DefaultGateway4: 'DefaultGateway4',
  DefaultGateway6: 'DefaultGateway6',
  IntErnet: 'Internet',
  Internet4: 'Internet4',
  Internet6: 'Internet6',
  IntrAnet: 'Intranet',
  Intranet4: 'Intranet4',
  Intranet6: 'Intranet6',
  RmtIntrAnet: 'RemoteIntranet',
  RemoteCorpNetwork: 'RemoteIntranet',
  Ply2Renders: 'PlayToDevice',
  PlayToDevice: 'PlayToDevice',
  CaptivePortal: 'CaptivePortal',
});

const ANY = /^(any|\*)$/i;

export const isAny = (token: string): boolean => ANY.test(token);

const PORT = /^(\d{1,5})(?:\s*-\s*(\d{1,5}))?$/;

function portRange(token: string): PortSpec | null {
  const digits = PORT.exec(token);
  if (!digits) return null;
  const from = Number(digits[1]);
  const to = Number(digits[2] ?? digits[1]);
  return from <= to && to <= 65535 ? { kind: 'range', from, to } : null;
}

const comparePorts = (a: PortSpec, b: PortSpec): number => {
  if (a.kind === 'range') return b.kind === 'range' ? a.from - b.from || a.to - b.to : -1;
  if (b.kind === 'range') return 1;
  return a.keyword < b.keyword ? -1 : a.keyword > b.keyword ? 1 : 0;
};

const distinct = <T>(sorted: readonly T[], same: (a: T, b: T) => boolean): readonly T[] =>
  sorted.filter((item, i) => {
    const before = sorted[i - 1];
    return before === undefined || !same(before, item);
  });

/** `445`, `5000-5010`, `RPC`… sorted, without repetition. Any `Any` among them makes the list mean any. */
export function portTokens(tokens: readonly string[]): Tokens<PortSpec> {
  if (tokens.some(isAny)) return { list: [], notUnderstood: [] };
  const notUnderstood: string[] = [];
  const list = tokens.map((token): PortSpec => {
    const keyword = PORT_KEYWORDS.get(token.toLowerCase());
    const spec = portRange(token) ?? (keyword === undefined ? null : { kind: 'keyword', keyword });
    if (spec) return spec;
    notUnderstood.push(token);
    return { kind: 'keyword', keyword: token };
  });
  return { list: distinct(list.sort(comparePorts), (a, b) => comparePorts(a, b) === 0), notUnderstood };
}

const MAX_KEPT = 4096;
const kept = new Map<string, string | null>();

/** An address, range or subnet in the one spelling; null when it is none. Rules repeat a few, so those are kept. */
function addressText(token: string): string | null {
  const known = kept.get(token);
  if (known !== undefined) return known;
  const set = parseAddressSet(token);
  const text = set === null ? null : toText(set);
  if (kept.size >= MAX_KEPT) kept.clear();
  kept.set(token, text);
  return text;
}

/** One address token in the one spelling; null when it is neither address nor keyword. */
const addressToken = (token: string): string | null =>
  ADDRESS_KEYWORDS.get(token.toLowerCase()) ?? addressText(token);

/** Addresses and keywords for both families, sorted, without repetition. */
export function addressTokens(tokens: readonly string[]): Tokens<string> {
  if (tokens.some(isAny)) return { list: [], notUnderstood: [] };
  const notUnderstood: string[] = [];
  const list = tokens.map((token) => {
    const address = addressToken(token);
    if (address === null) notUnderstood.push(token);
    return address ?? token;
  });
  return { list: [...new Set(list)].sort(), notUnderstood };
}

const FAMILY_KEYWORD = /^[A-Za-z]+[46]$/;

function ofFamily(family: 4 | 6, token: string): string {
  const keyword = ADDRESS_KEYWORDS.get(token.toLowerCase());
  if (keyword !== undefined) return FAMILY_KEYWORD.test(token) ? keyword : `${keyword}${family}`;
  if (isAny(token)) return family === 4 ? '0.0.0.0/0' : '::/0';
  return token;
}

const isOfFamily = (family: 4 | 6, token: string): boolean => token.includes(':') === (family === 6);

/** Keywords given for both families become the plain keyword. */
function joinFamilies(list: readonly string[]): readonly string[] {
  if (list.length < 2) return list;
  const all = new Set(list);
  const joined = list.map((token) => {
    const base = /^([A-Za-z]+)[46]$/.exec(token)?.[1];
    return base !== undefined && all.has(`${base}4`) && all.has(`${base}6`) ? base : token;
  });
  return [...new Set(joined)].sort();
}

/**
 * Addresses that are written per family (RA4/RA42 and RA6/RA62 of rule strings). A keyword under one family alone is
 * meant for that family; an address under the other family's name is not understood.
 */
export function familyAddressTokens(v4: readonly string[], v6: readonly string[]): Tokens<string> {
  const tokens = [
    ...v4.map((t) => ({ family: 4 as const, token: ofFamily(4, t) })),
    ...v6.map((t) => ({ family: 6 as const, token: ofFamily(6, t) })),
  ];
  const notUnderstood: string[] = [];
  const list = tokens.map(({ family, token }) => {
    if (FAMILY_KEYWORD.test(token)) return token;
    const text = isOfFamily(family, token) ? addressText(token) : null;
    if (text === null) notUnderstood.push(token);
    return text ?? token;
  });
  return { list: joinFamilies(list), notUnderstood };
}

const PROTOCOLS: ReadonlyMap<string, number> = new Map([
  ['tcp', 6],
  ['udp', 17],
  ['icmpv4', 1],
  ['icmpv6', 58],
  ['igmp', 2],
  ['ipv6', 41],
  ['gre', 47],
]);

/** IANA number; null for any ([MS-FASP]: 256); undefined when not understood. */
export function protocolToken(token: string): number | null | undefined {
  if (isAny(token)) return null;
  if (/^\d{1,3}$/.test(token)) {
    const number = Number(token);
    return number <= 255 ? number : number === 256 ? null : undefined;
  }
  return PROTOCOLS.get(token.toLowerCase());
}

const PROFILES: ReadonlyMap<string, FirewallProfile> = new Map([
  ['domain', 'domain'],
  ['private', 'private'],
  ['public', 'public'],
]);

/** Empty: all profiles. A token that is not understood could be any, so the list then means all, and says so. */
export function profileTokens(tokens: readonly string[]): Tokens<FirewallProfile> {
  if (tokens.some((t) => /^(any|all|\*)$/i.test(t))) return { list: [], notUnderstood: [] };
  const notUnderstood = tokens.filter((t) => !PROFILES.has(t.toLowerCase()));
  if (notUnderstood.length > 0) return { list: [], notUnderstood };
  return {
    list: profileList(new Set(tokens.flatMap((t) => PROFILES.get(t.toLowerCase()) ?? []))),
    notUnderstood,
  };
}

/** In a fixed order; all three are the same as none. */
export function profileList(set: ReadonlySet<FirewallProfile>): readonly FirewallProfile[] {
  const list = (['domain', 'private', 'public'] as const).filter((p) => set.has(p));
  return list.length === 3 ? [] : list;
}

const INTERFACE_TYPES = byLowerCase({
  Lan: 'Lan',
  Wired: 'Lan',
  Wireless: 'Wireless',
  RemoteAccess: 'RemoteAccess',
  RAS: 'RemoteAccess',
});

/** Interface types in one spelling; other tokens (names, GUIDs) as written. */
export const interfaceTokens = (tokens: readonly string[]): readonly string[] =>
  tokens.some((t) => isAny(t) || /^all$/i.test(t))
    ? []
    : [...new Set(tokens.map((t) => INTERFACE_TYPES.get(t.toLowerCase()) ?? t))].sort();

/** A program or service: null for any. */
export const subjectToken = (token: string | null | undefined): string | null =>
  token === null || token === undefined || token === '' || /^any$/i.test(token) ? null : token;

/** A rule that limits nothing; every reader starts from it. */
export const UNLIMITED: Omit<FirewallRule, 'id' | 'store' | 'at' | 'direction' | 'action'> = {
  name: '',
  enabled: false,
  profiles: [],
  protocol: null,
  localPorts: [],
  remotePorts: [],
  remoteAddresses: [],
  localAddresses: [],
  program: null,
  service: null,
  package: null,
  group: null,
  interfaceTypes: [],
  authenticated: false,
  notUnderstood: [],
  unfiltered: [],
};
