/** What the evidence shows of the organisation itself: material for a first site file, never for a verdict. */
import type { Location } from '../model/evidence.ts';
import type { Role } from '../model/target.ts';
import { type AddressSet, covers, parseAddressSet, toPrefixes, union } from './address-set.ts';
import { seenAccounts } from './local-groups-query.ts';
import type { RegistryFacts, RegistryWrite } from './registry.ts';
import type { TargetFacts } from './target-facts.ts';
import { isOwnAccount, SID } from './well-known.ts';

/** A value with the first line that shows it, and on how many targets it was seen. */
export interface Sighting {
  readonly value: string;
  readonly at: Location;
  readonly targets: number;
}

export interface ObservedHost {
  readonly name: string;
  /** As inferred; `unknown` where the evidence does not tell. */
  readonly role: Role;
  /** Product name and build, where the evidence shows them. */
  readonly os: string | null;
  /** Ports of a proxy (Squid's http_port). */
  readonly ports: readonly number[];
  /** The line that tells its role. */
  readonly at: Location | null;
}

export interface Observed {
  readonly hosts: readonly ObservedHost[];
  /** Private prefixes on interfaces of firewalls, in firewall rules and in Squid's `src` ACLs. */
  readonly networks: readonly Sighting[];
  /** `host:port`, or `host`, from Windows, browsers, WinHTTP and PAC answers. */
  readonly proxies: readonly Sighting[];
  readonly pacUrls: readonly Sighting[];
  /** Evidence files that are PAC files. */
  readonly pacFiles: readonly Sighting[];
  readonly updateServers: readonly Sighting[];
  /** Names of local accounts that somebody made. */
  readonly localAccounts: readonly Sighting[];
  /** Members of the local Administrators group. */
  readonly administrators: readonly Sighting[];
}

type Seen = readonly [value: string, at: Location];

/** RFC 1918 and RFC 4193: what may be a segment of the organisation. */
const PRIVATE: AddressSet = union(
  ...['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'].map((n) => parseAddressSet(n) ?? []),
);

/** Networks among address texts; single addresses are hosts and everything public is somebody else's. */
const networksIn = (texts: readonly string[]): readonly string[] =>
  texts.flatMap((text) => {
    const set = parseAddressSet(text);
    return set && set.length > 0 && covers(PRIVATE, set)
      ? toPrefixes(set).filter((p) => p.includes('/'))
      : [];
  });

function networks(facts: TargetFacts): Seen[] {
  const rules = facts.firewallSections.flatMap((s) => s.rules);
  const sources = facts.squid.known
    ? facts.squid.value.directives.filter((d) => d.name === 'acl' && d.args[1] === 'src')
    : [];
  const connected = facts.devices.flatMap((d) => d.ports.map((p) => ({ set: p.connected, at: d.at })));
  return [
    ...connected.flatMap(({ set, at }) => networksIn(toPrefixes(set)).map((n): Seen => [n, at])),
    ...rules.flatMap((r) =>
      networksIn([...r.remoteAddresses, ...r.localAddresses]).map((n): Seen => [n, r.at]),
    ),
    ...sources.flatMap((d) => networksIn(d.args.slice(2)).map((n): Seen => [n, d.at])),
  ];
}

/** Every write of a value name, whatever its key: the same names mean the same under each product's key. */
function writesNamed(registry: RegistryFacts, names: readonly string[]): readonly RegistryWrite[] {
  return [...registry.keys.values()].flatMap((key) =>
    names.flatMap((name) => (key.values.get(name) ?? []).filter((w) => w.op.startsWith('set'))),
  );
}

const texts = (registry: RegistryFacts, names: readonly string[]): Seen[] =>
  writesNamed(registry, names).flatMap((w) =>
    typeof w.data === 'string' && w.data.trim() !== '' ? [[w.data.trim(), w.at] as const] : [],
  );

/** Without `user:password@`; nothing where it is doubtful which side of `@` the host is on. */
function withoutUser(url: string): readonly string[] {
  const bare = url.replace(/^([a-z][a-z0-9+.-]*:\/\/)?[\w.~!$&'()*+:%-]*@/i, '$1');
  return /^(?:[a-z][a-z0-9+.-]*:\/\/)?[^/]*@/i.test(bare) ? [] : [bare];
}

const HOST_AND_PORT = /^(?:[a-z][a-z0-9+.-]*:\/\/)?([\p{L}\p{N}._-]+|\[[0-9a-f:.]+\])(:\d{1,5})?\/?$/iu;

/** `http=a:8080;https=b:8080`, `a:8080`, `http://a:8080`: each proxy once, as `host:port`. */
const proxiesIn = (text: string): readonly string[] =>
  text
    .split(/[;\s]+/)
    .flatMap((one) => withoutUser(one.replace(/^[a-z]+=/i, '')))
    .flatMap((one) => {
      const parts = HOST_AND_PORT.exec(one);
      return parts ? [`${parts[1]}${parts[2] ?? ''}`] : [];
    });

function proxies(facts: TargetFacts): Seen[] {
  const configured = texts(facts.registry, ['proxyserver', 'httpproxy', 'sslproxy']);
  const winhttp = facts.winhttp.known ? facts.winhttp.value : [];
  const routes = facts.shared.pacs.flatMap((p) =>
    p.section.decisions.flatMap((d) => d.route.map((hop) => ({ hop, at: p.section.at }))),
  );
  return [
    ...configured.flatMap(([text, at]) => proxiesIn(text).map((p): Seen => [p, at])),
    ...winhttp.flatMap((w) => proxiesIn(w.proxy ?? '').map((p): Seen => [p, w.at])),
    ...routes.flatMap(({ hop, at }): Seen[] =>
      hop.host === null ? [] : [[hop.port === null ? hop.host : `${hop.host}:${hop.port}`, at]],
    ),
  ];
}

const addresses = (facts: TargetFacts, names: readonly string[]): Seen[] =>
  texts(facts.registry, names).flatMap(([text, at]) => withoutUser(text).map((url): Seen => [url, at]));

/** Accounts somebody made; the built-in ones are everywhere. */
const localAccounts = (facts: TargetFacts): Seen[] =>
  seenAccounts(facts.localGroups)
    .filter((u) => u.sid === null || isOwnAccount(u.sid))
    .map((u) => [u.name, u.at]);

const administrators = (facts: TargetFacts): Seen[] =>
  (facts.localGroups.known ? facts.localGroups.value : [])
    .flatMap((s) => s.groups)
    .filter((g) => g.sid === SID.administrators)
    .flatMap((g) => g.members)
    .filter((m) => m.kind !== 'group' && (m.sid === null || isOwnAccount(m.sid)))
    .map((m) => [m.name, m.at]);

const portOf = (listen: string): number | null => {
  const port = Number(/(?:^|:)(\d{1,5})$/.exec(listen)?.[1] ?? 0);
  return port > 0 && port <= 65535 ? port : null;
};

function host(facts: TargetFacts): ObservedHost {
  const { os, squid, target } = facts;
  const product = [os.productName, os.build === null ? null : `build ${os.build}`].filter((p) => p !== null);
  const listens = squid.known ? squid.value.directives.filter((d) => d.name === 'http_port') : [];
  return {
    name: target.name,
    role: target.role,
    os: os.source === 'evidence' && product.length > 0 ? product.join(', ') : null,
    ports: [...new Set(listens.flatMap((d) => portOf(d.args[0] ?? '') ?? []))],
    at: squid.known ? squid.value.at : (facts.devices[0]?.at ?? os.at),
  };
}

function once(seen: readonly Seen[]): Sighting[] {
  const first = new Map<string, Sighting>();
  for (const [value, at] of seen) {
    const key = value.toLowerCase();
    if (!first.has(key)) first.set(key, { value, at, targets: 1 });
  }
  return [...first.values()];
}

/** What one target shows. */
export const observe = (facts: TargetFacts): Observed => ({
  hosts: [host(facts)],
  networks: once(networks(facts)),
  proxies: once(proxies(facts)),
  pacUrls: once(addresses(facts, ['autoconfigurl', 'proxypacurl'])),
  pacFiles: once(facts.shared.pacs.map((p) => [p.file, p.section.at])),
  updateServers: once(addresses(facts, ['wuserver'])),
  localAccounts: once(localAccounts(facts)),
  administrators: once(administrators(facts)),
});

/** The same value from several targets becomes one sighting; the most frequent come first. */
function merge(lists: readonly (readonly Sighting[])[]): Sighting[] {
  const all = new Map<string, Sighting>();
  for (const s of lists.flat()) {
    const key = s.value.toLowerCase();
    const seen = all.get(key);
    all.set(key, seen ? { ...seen, targets: seen.targets + s.targets } : s);
  }
  return [...all.values()].sort((a, b) => b.targets - a.targets || (a.value < b.value ? -1 : 1));
}

/** What all targets show together, hosts in the order given. */
export function mergeObserved(parts: readonly Observed[]): Observed {
  const all = (name: Exclude<keyof Observed, 'hosts'>) => merge(parts.map((p) => p[name]));
  return {
    hosts: parts.flatMap((p) => p.hosts),
    networks: all('networks'),
    proxies: all('proxies'),
    pacUrls: all('pacUrls'),
    pacFiles: all('pacFiles'),
    updateServers: all('updateServers'),
    localAccounts: all('localAccounts'),
    administrators: all('administrators'),
  };
}
