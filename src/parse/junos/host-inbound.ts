/**
 * `host-inbound-traffic`: what of the traffic to the device itself an interface or else its zone lets in
 * ([Junos] host-inbound-traffic). What an interface says replaces what its zone says; without either nothing comes in.
 */
import {
  ANY,
  type FilterList,
  type FilterRule,
  type Match,
  type Service,
} from '../../facts/firewall/model.ts';
import { toPorts } from '../../facts/firewall/service-text.ts';
import { type Build, condition, located, note } from './build.ts';
import { unitName } from './interfaces.ts';
import { all, any, not, one } from './match.ts';
import { consume, type JunosNode, kid, kids } from './tree.ts';
import { inZone, type Zone } from './zones.ts';

const ip = (...numbers: readonly number[]): Service => ({
  protocols: [...numbers].sort((a, b) => a - b).flatMap(one),
  sport: null,
  dport: null,
  icmpType: null,
  icmpCode: null,
});
const icmp = (protocol: 1 | 58, ...types: readonly number[]): Service => ({
  ...ip(protocol),
  icmpType: types.flatMap(one),
});

const tcp = (...ports: readonly number[]): Service => toPorts('tcp', ...ports);
const udp = (...ports: readonly number[]): Service => toPorts('udp', ...ports);

const SERVICES: ReadonlyMap<string, readonly Service[]> = new Map([
  ['ping', [icmp(1, 8), icmp(58, 128)]],
  ['ssh', [tcp(22)]],
  ['telnet', [tcp(23)]],
  ['http', [tcp(80)]],
  ['https', [tcp(443)]],
  ['ftp', [tcp(21)]],
  ['tftp', [udp(69)]],
  ['dns', [udp(53), tcp(53)]],
  ['snmp', [udp(161)]],
  ['snmp-trap', [udp(162)]],
  ['ntp', [udp(123)]],
  ['dhcp', [udp(67, 68)]],
  ['bootp', [udp(67, 68)]],
  ['dhcpv6', [udp(546, 547)]],
  ['ike', [udp(500, 4500)]],
  ['finger', [tcp(79)]],
  ['ident-reset', [tcp(113)]],
  ['netconf', [tcp(830)]],
  ['rlogin', [tcp(513)]],
  ['rsh', [tcp(514)]],
  ['sip', [udp(5060), tcp(5060)]],
  ['xnm-clear-text', [tcp(3221)]],
  ['xnm-ssl', [tcp(3220)]],
  ['r2cp', [udp(28672)]],
  ['reverse-telnet', [tcp(2900)]],
  ['reverse-ssh', [tcp(2901)]],
  ['traceroute', [toPorts('udp', [33434, 33523])]],
  ['lsping', [udp(3503)]],
]);

const PROTOCOLS: ReadonlyMap<string, readonly Service[]> = new Map([
  ['bfd', [udp(3784, 3785, 4784)]],
  ['bgp', [tcp(179)]],
  ['dvmrp', [ip(2)]],
  ['igmp', [ip(2)]],
  ['ldp', [tcp(646), udp(646)]],
  ['msdp', [tcp(639)]],
  ['ndp', [icmp(58, 133, 134, 135, 136, 137)]],
  ['ospf', [ip(89)]],
  ['ospf3', [ip(89)]],
  ['pgm', [ip(113)]],
  ['pim', [ip(103)]],
  ['rip', [udp(520)]],
  ['ripng', [udp(521)]],
  ['router-discovery', [icmp(1, 9, 10)]],
  ['rsvp', [ip(46)]],
  ['sap', [udp(9875)]],
  ['vrrp', [ip(112)]],
]);

/** All services or protocols the device knows: which packets that is depends on what it runs. */
const allOf = (build: Build, kind: string): Match =>
  kind === 'protocols'
    ? { kind: 'service', of: [...PROTOCOLS.values()].flat() }
    : condition(build, `host-inbound ${kind} all`, 'unknown', {
        ja: `${kind} all で開くもの (装置で動いているサービスによる)`,
        en: `what ${kind} all opens (it depends on the services that run)`,
      });

function named(build: Build, kind: string, node: JunosNode): Match {
  const table = kind === 'protocols' ? PROTOCOLS : SERVICES;
  const services = table.get(node.word);
  if (services) return { kind: 'service', of: services };
  if (node.word === 'any-service') return ANY;
  if (node.word === 'all')
    return any([allOf(build, kind), ...[...table.values()].map((of) => ({ kind: 'service' as const, of }))]);
  note(build, node, 'unknown-service', {
    ja: `host-inbound-traffic の ${node.word} が通すポートは分からない`,
    en: `which ports ${node.word} of host-inbound-traffic opens is not known`,
  });
  return condition(build, `host-inbound ${kind} ${node.word}`, 'unknown', {
    ja: `host-inbound-traffic の ${node.word}`,
    en: `${node.word} of host-inbound-traffic`,
  });
}

function inbound(build: Build, node: JunosNode): Match {
  const parts = kids(node).map((kind) => {
    const values = kids(kind);
    const except = values.filter((v) => kid(v, 'except') !== null);
    const open = any(values.filter((v) => !except.includes(v)).map((v) => named(build, kind.word, v)));
    return except.length === 0 ? open : all(open, not(any(except.map((v) => named(build, kind.word, v)))));
  });
  consume(node);
  return any(parts);
}

const rule = (build: Build, id: string, at: JunosNode, match: Match, permit: boolean): FilterRule => ({
  id,
  name: id,
  at: located(build, at),
  enabled: true,
  match,
  action: { do: permit ? 'permit' : 'deny' },
  log: null,
  hits: null,
  comment: null,
});

function zoneRules(build: Build, zone: Zone): readonly FilterRule[] {
  const own = zone.interfaces.flatMap((n) => {
    const node = kid(n, 'host-inbound-traffic');
    for (const other of kids(n)) if (other !== node) consume(other);
    if (!node) return [];
    const port: Match = { kind: 'in', ports: [unitName(n.word)] };
    const id = `${zone.name} ${n.word}`;
    return [
      rule(build, id, node, all(port, inbound(build, node)), true),
      rule(build, `${id} rest`, node, port, false),
    ];
  });
  const node = kid(zone.node, 'host-inbound-traffic');
  if (!node) return own;
  return [...own, rule(build, zone.name, node, all(inZone(zone, 'in'), inbound(build, node)), true)];
}

export function hostInbound(build: Build, zones: readonly Zone[], at: JunosNode): FilterList {
  return {
    id: 'host-inbound-traffic',
    name: 'host-inbound-traffic',
    rules: zones.flatMap((z) => zoneRules(build, z)),
    end: { do: 'deny' },
    endLog: null,
    at: located(build, at),
  };
}
