/** Service names as sets of packets (FortiOS CLI reference, `config firewall service custom`, `group`). */
import { parseAddressSet } from '../../facts/address-set.ts';
import type { Match, NumberSet, Service } from '../../facts/firewall/model.ts';
import { numberSet, numberSpan } from '../number-set.ts';
import {
  all,
  any,
  both,
  conditional,
  gap,
  not,
  note,
  openBecause,
  undefinedReference,
  unknown,
  type Vdom,
} from './context.ts';
import { FACTORY_SERVICE_GROUPS, FACTORY_SERVICES, VARYING_SERVICES } from './factory-services.ts';
import { type Entry, isEnabled, value, values } from './tree.ts';

const TCP = 6;
const UDP = 17;
const UDP_LITE = 136;
const SCTP = 132;
const ICMP = 1;
const ICMP6 = 58;

const one = (n: number): NumberSet => [{ from: n, to: n }];

const of = (protocol: number, parts: Partial<Service> = {}): Service => ({
  protocols: one(protocol),
  sport: null,
  dport: null,
  icmpType: null,
  icmpCode: null,
  ...parts,
});

/** Destination ports, and source ports behind a colon: `80`, `1024-65535`, `513:512-1023`. */
function ports(protocol: number, text: string): Service | null {
  const [to = '', from] = text.split(':');
  const dport = numberSpan(to, 65535);
  const sport = from === undefined ? null : numberSpan(from, 65535);
  if (!dport || (from !== undefined && !sport)) return null;
  return of(protocol, { dport: [dport], sport: sport && [sport] });
}

/** Alternatives without source ports are one. */
function portService(protocol: number, texts: readonly string[]): readonly Service[] | null {
  const read = texts.map((t) => ports(protocol, t));
  const parts = read.filter((s) => s !== null);
  if (parts.length < read.length) return null;
  const free = parts.filter((s) => s.sport === null);
  const joined =
    free.length > 1 ? [of(protocol, { dport: numberSet(free.flatMap((s) => s.dport ?? [])) })] : free;
  return [...joined, ...parts.filter((s) => s.sport !== null)];
}

const RANGES = [
  ['tcp-portrange', TCP],
  ['udp-portrange', UDP],
  ['udplite-portrange', UDP_LITE],
  ['sctp-portrange', SCTP],
] as const;

function withPorts(entry: Entry): readonly Service[] | null {
  const read = RANGES.map(([name, protocol]) => portService(protocol, values(entry, name)));
  const parts = read.flatMap((r) => r ?? []);
  return read.includes(null) || parts.length === 0 ? null : parts;
}

function icmp(entry: Entry, protocol: number): readonly Service[] | null {
  const read = (name: string): NumberSet | null | undefined => {
    const text = value(entry, name);
    const span = text === null ? null : numberSpan(text, 255);
    return text === null ? null : span ? [span] : undefined;
  };
  const icmpType = read('icmptype');
  const icmpCode = read('icmpcode');
  if (icmpType === undefined || icmpCode === undefined) return null;
  return [of(protocol, { icmpType, icmpCode })];
}

/** Number 0 is every protocol. */
function ip(entry: Entry): Match | null {
  const text = value(entry, 'protocol-number') ?? '0';
  const span = numberSpan(text, 255);
  if (!span) return null;
  return span.from === 0 ? { kind: 'always' } : { kind: 'service', of: [of(span.from)] };
}

const serviceOf = (parts: readonly Service[] | null): Match | null => parts && { kind: 'service', of: parts };

function byProtocol(entry: Entry): Match | null {
  const protocol = value(entry, 'protocol')?.toUpperCase() ?? 'TCP/UDP/SCTP';
  if (protocol === 'ICMP') return serviceOf(icmp(entry, ICMP));
  if (protocol === 'ICMP6') return serviceOf(icmp(entry, ICMP6));
  if (protocol === 'IP') return ip(entry);
  return protocol.startsWith('TCP/UDP') ? serviceOf(withPorts(entry)) : null;
}

/** A service may be tied to destinations, and to applications. */
function limits(vdom: Vdom, entry: Entry): readonly Match[] {
  const range = value(entry, 'iprange');
  const set = range === null || range === '0.0.0.0' ? null : parseAddressSet(range);
  const fqdn = value(entry, 'fqdn');
  const apps = [...values(entry, 'application'), ...values(entry, 'app-category')];
  return [
    ...(set ? [{ kind: 'dst', set } as const] : []),
    ...(range !== null && range !== '0.0.0.0' && !set
      ? [unknown(vdom, `dst iprange ${range}`, both(`範囲 ${range}`, `the range ${range}`))]
      : []),
    ...(fqdn ? [unknown(vdom, `dst fqdn ${fqdn}`, both(`FQDN ${fqdn}`, `the FQDN ${fqdn}`))] : []),
    ...(apps.length > 0
      ? [
          conditional(vdom, {
            id: `application ${apps.join(' ')}`,
            choice: 'sender',
            what: both(`アプリケーション (${entry.key})`, `the applications of ${entry.key}`),
          }),
        ]
      : []),
  ];
}

function custom(vdom: Vdom, entry: Entry): Match {
  const because = openBecause(entry);
  const plain = byProtocol(entry);
  if (because) return unknown(vdom, `service ${entry.key}`, because);
  if (!plain || isEnabled(entry, 'proxy') || isEnabled(entry, 'explicit-proxy')) {
    const what = both(`サービス ${entry.key}`, `the service ${entry.key}`);
    return unknown(vdom, `service ${entry.key}`, what);
  }
  return all([plain, ...limits(vdom, entry)]);
}

const FACTORY_PROTOCOLS: Readonly<Record<string, number>> = { tcp: TCP, udp: UDP };

function factoryPart(text: string): readonly Service[] {
  const [kind = '', rest = ''] = text.split('/');
  const span = rest === '' ? null : numberSpan(rest, 255);
  if (kind === 'icmp' || kind === 'icmp6') {
    return [of(kind === 'icmp' ? ICMP : ICMP6, { icmpType: span && [span] })];
  }
  if (kind === 'ip') return span ? [of(span.from)] : [];
  return portService(FACTORY_PROTOCOLS[kind] ?? TCP, [rest]) ?? [];
}

const factoryMatch = (parts: readonly string[]): Match =>
  parts.includes('ip/') ? { kind: 'always' } : { kind: 'service', of: parts.flatMap(factoryPart) };

/** Service names of one VDOM. */
export interface ServiceBook {
  readonly vdom: Vdom;
  readonly known: Map<string, Match>;
  /** By the list of names itself: lists alike are one. */
  readonly lists: Map<readonly string[], Match>;
  readonly negated: Map<readonly string[], Match>;
  /** Whether a service was taken from the table of the factory. */
  assumed: boolean;
}

export const serviceBook = (vdom: Vdom): ServiceBook => ({
  vdom,
  known: new Map(),
  lists: new Map(),
  negated: new Map(),
  assumed: false,
});

const ASSUMED = both(
  '出荷時からあるサービスの定義 (config firewall service custom) がこのファイルにない。工場出荷時の定義とみなした',
  'the definitions of services that a FortiGate comes with (config firewall service custom) are not in this file: they were taken as delivered',
);

/**
 * A policy cannot name a service that is not there, so that one which a whole file does not define is as delivered. In a
 * part of a configuration the definitions may have been left out.
 */
function factory(book: ServiceBook, name: string, used: Entry): Match | null {
  const { vdom } = book;
  const members = FACTORY_SERVICE_GROUPS.get(name);
  const parts = FACTORY_SERVICES.get(name);
  if (!members && !parts && !VARYING_SERVICES.has(name)) return null;
  if (!book.assumed) {
    const say = vdom.whole || vdom.scope.tables.has('firewall service custom') ? note : gap;
    say(vdom, 'services-not-in-file', used.line, ASSUMED);
  }
  book.assumed = true;
  if (members) return any(members.map((m) => find(book, m, used, [])));
  if (parts) return factoryMatch(parts);
  const what = both(
    `サービス ${name} (出荷時の定義が版によって違う)`,
    `the service ${name}, delivered differently by release`,
  );
  return unknown(vdom, `service ${name}`, what);
}

const MAX_NESTING = 64;

function group(book: ServiceBook, entry: Entry, path: readonly string[]): Match {
  const { vdom } = book;
  if (path.includes(entry.key) || path.length > MAX_NESTING) {
    const what = both(`グループ ${entry.key} が自分自身を含む`, `the group ${entry.key} contains itself`);
    note(vdom, 'cyclic-group', entry.line, what);
    return unknown(vdom, `service ${entry.key}`, what);
  }
  const because = openBecause(entry);
  if (because) return unknown(vdom, `service ${entry.key}`, because);
  return any(values(entry, 'member').map((m) => find(book, m, entry, [...path, entry.key])));
}

function look(book: ServiceBook, name: string, used: Entry, path: readonly string[]): Match {
  const { vdom } = book;
  const object = vdom.scope.tables.get('firewall service custom')?.entries.get(name);
  if (object) return custom(vdom, object);
  const grouped = vdom.scope.tables.get('firewall service group')?.entries.get(name);
  if (grouped) return group(book, grouped, path);
  return factory(book, name, used) ?? undefinedReference(vdom, `service ${name}`, name, used);
}

function find(book: ServiceBook, name: string, used: Entry, path: readonly string[]): Match {
  const known = book.known.get(name);
  if (known) return known;
  const found = look(book, name, used, path);
  book.known.set(name, found);
  return found;
}

const plain = (m: Match): m is Extract<Match, { kind: 'service' }> => m.kind === 'service';

/** Alternatives of one kind are one list. */
function joined(parts: readonly Match[]): Match {
  const services = parts.filter(plain);
  if (services.length < 2) return any(parts);
  return any([{ kind: 'service', of: services.flatMap((s) => s.of) }, ...parts.filter((m) => !plain(m))]);
}

/** Packets of any of the named services; names are never empty. One object a list. */
export function serviceMatch(
  book: ServiceBook,
  names: readonly string[],
  negated: boolean,
  used: Entry,
): Match {
  const lists = negated ? book.negated : book.lists;
  const known = lists.get(names);
  if (known) return known;
  const plainList = joined(names.map((name) => find(book, name, used, [])));
  const made = negated ? not(plainList) : plainList;
  lists.set(names, made);
  return made;
}
