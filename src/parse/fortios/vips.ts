/** Virtual IPs: destination NAT, done before policies are asked (FortiOS CLI reference, `config firewall vip`). */
import { type AddressSet, NO_ADDRESSES, parseAddressSet, toRanges, union } from '../../facts/address-set.ts';
import type {
  AddressTarget,
  FilterRule,
  Match,
  NumberSet,
  PortTarget,
  Service,
  Translation,
} from '../../facts/firewall/model.ts';
import { numberSet, numberSpan } from '../number-set.ts';
import type { Family, Side } from './address-value.ts';
import { all, any, at, both, not, note, openBecause, unknown, type Vdom } from './context.ts';
import { type Ports, portNames } from './interfaces.ts';
import { type Entry, entriesOf, isEnabled, value, values } from './tree.ts';

interface Vip {
  readonly entry: Entry;
  /** null: any interface. */
  readonly ports: readonly string[] | null;
  /** null: any address of the interface, or one that is not in the configuration. */
  readonly ext: AddressSet | null;
  /** null: resolved or chosen elsewhere. */
  readonly mapped: AddressSet | null;
  /** null: every protocol. */
  readonly protocol: number | null;
  readonly extPorts: NumberSet | null;
  readonly mappedPorts: NumberSet | null;
}

export interface Vips {
  /** Packets that a policy with this name as a destination is about; null: no such name. */
  readonly match: (name: string, family: Family) => Readonly<Record<Side, Match>> | null;
  readonly rules: readonly FilterRule[];
  /** Sources whose way out a one-to-one mapping rewrites. */
  readonly reversed: AddressSet;
}

const PROTOCOLS: Readonly<Record<string, number>> = { tcp: 6, udp: 17, sctp: 132, icmp: 1 };

/** Server types of load balancing that are not over TCP. */
const SERVER_PROTOCOLS: Readonly<Record<string, number | null>> = { udp: 17, ip: null };

function numbers(words: readonly string[]): NumberSet | null {
  const spans = words.map((w) => numberSpan(w, 65535));
  return spans.length === 0 || spans.includes(null) ? null : numberSet(spans.filter((s) => s !== null));
}

function sets(words: readonly string[]): AddressSet | null {
  const parts = words.map((w) => parseAddressSet(w));
  return parts.length === 0 || parts.includes(null)
    ? null
    : union(NO_ADDRESSES, ...parts.filter((s) => s !== null));
}

const serversOf = (entry: Entry): readonly Entry[] => [
  ...(entry.children?.get('firewall vip/realservers')?.entries.values() ?? []),
  ...(entry.children?.get('firewall vip6/realservers')?.entries.values() ?? []),
];

const isBalanced = (entry: Entry): boolean => value(entry, 'type') === 'server-load-balance';

function mappedOf(entry: Entry): AddressSet | null {
  if (!isBalanced(entry)) return sets(values(entry, 'mappedip'));
  return sets(serversOf(entry).flatMap((s) => values(s, 'ip')));
}

function mappedPortsOf(entry: Entry, extPorts: NumberSet | null): NumberSet | null {
  if (!isBalanced(entry)) return numbers(values(entry, 'mappedport')) ?? extPorts;
  const own = serversOf(entry).flatMap((s) => values(s, 'port').filter((p) => p !== '0'));
  return numbers(own) ?? extPorts;
}

function protocolOf(entry: Entry): number | null {
  if (isBalanced(entry)) {
    const type = value(entry, 'server-type') ?? 'http';
    return type in SERVER_PROTOCOLS ? (SERVER_PROTOCOLS[type] ?? null) : 6;
  }
  return isEnabled(entry, 'portforward') ? (PROTOCOLS[value(entry, 'protocol') ?? 'tcp'] ?? 6) : null;
}

function readVip(vdom: Vdom, ports: Ports, entry: Entry): Vip {
  const extPorts = protocolOf(entry) === null ? null : numbers(values(entry, 'extport'));
  const ext = sets(values(entry, 'extip'));
  const wild = values(entry, 'extip').some((ip) => ip === '0.0.0.0' || ip === '::');
  return {
    entry,
    ports: portNames(vdom, ports, [value(entry, 'extintf') ?? 'any'], entry),
    ext: wild ? null : ext,
    mapped: mappedOf(entry),
    protocol: protocolOf(entry),
    extPorts,
    mappedPorts: mappedPortsOf(entry, extPorts),
  };
}

function serviceOf(vip: Vip, dport: NumberSet | null): Match {
  if (vip.protocol === null) return { kind: 'always' };
  const service: Service = {
    protocols: [{ from: vip.protocol, to: vip.protocol }],
    sport: null,
    dport: vip.protocol === 1 ? null : dport,
    icmpType: null,
    icmpCode: null,
  };
  return { kind: 'service', of: [service] };
}

const inMatch = (ports: readonly string[] | null): Match =>
  ports ? { kind: 'in', ports } : { kind: 'always' };

function sources(vdom: Vdom, entry: Entry): Match {
  const words = values(entry, 'src-filter');
  const set = sets(words);
  if (words.length === 0) return { kind: 'always' };
  if (set) return { kind: 'src', set };
  return unknown(
    vdom,
    `vip ${entry.key} src-filter`,
    both(`VIP ${entry.key} の送信元フィルタ`, `the source filter of VIP ${entry.key}`),
  );
}

/** Filters on named objects, and kinds of VIP that cannot be followed. */
function limits(vdom: Vdom, vip: Vip): readonly Match[] {
  const { entry } = vip;
  const because = openBecause(entry);
  const what = both(`VIP ${entry.key} の条件`, `conditions of VIP ${entry.key}`);
  const open = vip.ext === null || values(entry, 'service').length > 0 || because !== null;
  return open ? [unknown(vdom, `vip ${entry.key}`, because ?? what)] : [];
}

/** The packets it translates, as they come in. */
function incoming(vdom: Vdom, ports: Ports, vip: Vip): Match {
  const filter = values(vip.entry, 'srcintf-filter');
  return all([
    inMatch(vip.ports),
    inMatch(filter.length > 0 ? portNames(vdom, ports, filter, vip.entry) : null),
    vip.ext ? { kind: 'dst', set: vip.ext } : { kind: 'always' },
    serviceOf(vip, vip.extPorts),
    sources(vdom, vip.entry),
    ...limits(vdom, vip),
  ]);
}

const SPECIAL: Readonly<Record<string, string>> = {
  'access-proxy': 'ZTNA access proxy',
  fqdn: 'FQDN',
};

function addressTarget(vip: Vip): AddressTarget {
  const { ext, mapped, entry } = vip;
  if (!mapped || value(entry, 'type') === 'fqdn') {
    return { to: 'unknown', what: both(`VIP ${entry.key} の変換先`, `where VIP ${entry.key} leads`) };
  }
  const from = ext?.length === 1 ? toRanges(ext)[0] : undefined;
  const onto = mapped.length === 1 ? toRanges(mapped)[0] : undefined;
  const same = from && onto && from.version === onto.version && from.to - from.from === onto.to - onto.from;
  if (!same || isBalanced(entry) || value(entry, 'type') === 'load-balance')
    return { to: 'addresses', set: mapped };
  return { to: 'shift', version: from.version, first: from.from, last: from.to, onto: onto.from };
}

function portTarget({ extPorts, mappedPorts, protocol }: Vip): PortTarget | null {
  if (protocol === null || protocol === 1 || !mappedPorts) return null;
  const from = extPorts?.length === 1 ? extPorts[0] : undefined;
  const onto = mappedPorts.length === 1 ? mappedPorts[0] : undefined;
  if (from && onto && from.to > from.from && from.to - from.from === onto.to - onto.from) {
    return { to: 'shift', first: from.from, last: from.to, onto: onto.from };
  }
  return { to: 'ports', set: mappedPorts };
}

function rule(vdom: Vdom, ports: Ports, vip: Vip): FilterRule {
  const { entry } = vip;
  const special = SPECIAL[value(entry, 'type') ?? ''];
  const dport = portTarget(vip);
  const to: Translation = { dst: addressTarget(vip), ...(dport ? { dport } : {}) };
  return {
    id: entry.key,
    name: entry.key,
    at: at(vdom, entry.line),
    enabled: value(entry, 'status') !== 'disable',
    match: incoming(vdom, ports, vip),
    action:
      special && special !== 'FQDN'
        ? { do: 'unknown', what: both(`${special} (VIP ${entry.key})`, `${special} (VIP ${entry.key})`) }
        : { do: 'translate', to },
    log: null,
    hits: null,
    comment: null,
  };
}

const key = (set: AddressSet | null): string =>
  JSON.stringify(set?.map((i) => [`${i.from}`, `${i.to}`]) ?? null);

/** VIPs that lead to the same place from interfaces that may be the same: which one it was is then open. */
function twins(vips: readonly Vip[]): ReadonlySet<Vip> {
  const seen = new Map<string, Vip[]>();
  for (const vip of vips) {
    const same = seen.get(key(vip.mapped)) ?? [];
    same.push(vip);
    seen.set(key(vip.mapped), same);
  }
  const meet = (a: Vip, b: Vip): boolean => !a.ports || !b.ports || a.ports.some((p) => b.ports?.includes(p));
  return new Set(
    [...seen.values()].flatMap((same) => same.filter((a) => same.some((b) => b !== a && meet(a, b)))),
  );
}

/**
 * As policies see it, after translation. A packet sent to the mapped address itself may match too: `match-vip-only`
 * would not be needed else, but no document says so outright.
 */
function seen(vdom: Vdom, vip: Vip, twin: boolean): Match {
  const { entry, mapped } = vip;
  const what = both(`VIP ${entry.key}`, `the VIP ${entry.key}`);
  const there = all([
    mapped ? { kind: 'dst', set: mapped } : unknown(vdom, `dst vip ${entry.key}`, what),
    serviceOf(vip, vip.mappedPorts),
  ]);
  const translated: Match = { kind: 'translated', side: 'dst' };
  const direct = unknown(
    vdom,
    'vip direct',
    both(
      'VIP を通らず変換先へ直接届く通信の扱い',
      'how traffic sent to the mapped address of a VIP directly is treated',
    ),
  );
  return any([
    all([
      translated,
      inMatch(vip.ports),
      there,
      ...(twin ? [unknown(vdom, `which vip ${entry.key}`, what)] : []),
    ]),
    all([not(translated), there, direct]),
  ]);
}

/** With a filter of sources first, then those of single ports, then whole addresses. */
const rank = (vip: Vip): number =>
  (values(vip.entry, 'src-filter').length > 0 ? 0 : 2) + (vip.protocol === null ? 1 : 0);

const isTranslating = (entry: Entry): boolean => value(entry, 'type') !== 'dns-translation';

function groupMatch(vdom: Vdom, entry: Entry, one: (name: string) => Match | null): Match {
  const parts = values(entry, 'member').map((name) => one(name));
  if (!parts.includes(null)) return any(parts.filter((m) => m !== null));
  note(
    vdom,
    'undefined-reference',
    entry.line,
    both(
      `VIP グループ ${entry.key} に定義のない名前がある`,
      `the VIP group ${entry.key} holds an undefined name`,
    ),
  );
  return unknown(
    vdom,
    `vipgrp ${entry.key}`,
    both(`VIP グループ ${entry.key}`, `the VIP group ${entry.key}`),
  );
}

const TABLES: Readonly<Record<Family, readonly [string, string]>> = {
  4: ['firewall vip', 'firewall vipgrp'],
  6: ['firewall vip6', 'firewall vipgrp6'],
};

/** A VIP as a source is not followed. */
const asSource = (vdom: Vdom, name: string): Match =>
  unknown(vdom, `src vip ${name}`, both(`送信元としての VIP ${name}`, `the VIP ${name} as a source`));

export function readVips(vdom: Vdom, ports: Ports): Vips {
  const read = (family: Family): readonly Vip[] =>
    entriesOf(vdom.scope, TABLES[family][0])
      .filter(isTranslating)
      .map((e) => readVip(vdom, ports, e));
  const byFamily = { 4: read(4), 6: read(6) };
  const vips = [...byFamily[4], ...byFamily[6]];
  const doubled = twins(vips);
  const named = {
    4: new Map(byFamily[4].map((v) => [v.entry.key, v])),
    6: new Map(byFamily[6].map((v) => [v.entry.key, v])),
  };
  const one = (name: string, family: Family): Match | null => {
    const vip = named[family].get(name);
    return vip ? seen(vdom, vip, doubled.has(vip)) : null;
  };
  const match = (name: string, family: Family): Readonly<Record<Side, Match>> | null => {
    const group = vdom.scope.tables.get(TABLES[family][1])?.entries.get(name);
    const dst = group ? groupMatch(vdom, group, (member) => one(member, family)) : one(name, family);
    return dst && { dst, src: asSource(vdom, name) };
  };
  const whole = vips.filter((v) => v.protocol === null && v.mapped !== null);
  return {
    match,
    rules: [...vips].sort((a, b) => rank(a) - rank(b)).map((v) => rule(vdom, ports, v)),
    reversed: union(NO_ADDRESSES, ...whole.map((v) => v.mapped ?? NO_ADDRESSES)),
  };
}
