/** A policy as the running configuration of an ASA: one list an interface, and a global one for what ends all of them. */
import type { Random } from '../../estate/random.ts';
import {
  type AbstractAddress,
  type AbstractPolicy,
  type AbstractRule,
  type AbstractService,
  type AbstractZone,
  type Capability,
  destinationsOf,
  deviceAddress,
} from '../policy.ts';
import { dotted, icmpWords, ports, protocolName, timeRange } from './cisco-words.ts';

export const CAN: readonly Capability[] = ['icmp', 'icmp-type', 'icmp-code', 'protocol', 'schedule'];

const PORT_NAMES = ['ssh', 'domain', 'www', 'https'];

interface Spelling {
  readonly r: Random;
  readonly policy: AbstractPolicy;
  /** Groups made for one rule, as ASDM makes them. */
  readonly inline: string[];
  /** Whether rules name objects; else addresses stand in them where they can. */
  readonly objects: boolean;
}

const isV6 = (text: string): boolean => text.includes(':');

const split = (prefix: string): readonly [string, number] => {
  const [base = '', bits] = prefix.split('/');
  return [base, bits === undefined ? (isV6(base) ? 128 : 32) : Number(bits)];
};

/** `10.1.0.0 255.255.0.0`, `2001:db8::/32`, `host 10.1.0.5`. */
function literal(text: string): string {
  const [base, bits] = split(text);
  if (!text.includes('/')) return `host ${text}`;
  return isV6(text) ? text : `${base} ${dotted(bits)}`;
}

function objectLine(a: AbstractAddress): string {
  if (a.kind === 'host') return `host ${a.text}`;
  return a.kind === 'range' ? `range ${a.text.replace('-', ' ')}` : `subnet ${literal(a.text)}`;
}

const objects = (s: Spelling): readonly string[] =>
  s.policy.addresses.flatMap((a) => [`object network ${a.name}`, ` ${objectLine(a)}`]);

function member(s: Spelling, name: string, word: string): string {
  const found = s.policy.addresses.find((a) => a.name === name);
  if (!found) return `${word === '' ? 'object-group' : 'group-object'} ${name}`;
  const plain = found.kind !== 'range' && !s.objects;
  return `${word === '' ? '' : `${word} `}${plain ? literal(found.text) : `object ${name}`}`;
}

const groups = (s: Spelling): readonly string[] =>
  s.policy.addressGroups.flatMap((g) => [
    `object-group network ${g.name}`,
    ...g.members.map((m) => ` ${member(s, m, 'network-object')}`),
  ]);

function serviceWords(s: Spelling, a: AbstractService): string {
  const base = protocolName(a, 'icmp6');
  if (a.kind !== 'tcp' && a.kind !== 'udp') return `${base}${icmpWords(a)}`;
  const source = a.sport ? ` source ${ports(s.r, a.sport, PORT_NAMES)}` : '';
  const end = a.dport ? ` destination ${ports(s.r, a.dport, PORT_NAMES)}` : '';
  return `${base}${source}${end}`;
}

const services = (s: Spelling): readonly string[] => [
  ...s.policy.services.flatMap((a) => [`object service ${a.name}`, ` service ${serviceWords(s, a)}`]),
  ...s.policy.serviceGroups.flatMap((g) => [
    `object-group service ${g.name}`,
    ...g.members.map((m) => {
      const found = s.policy.services.find((a) => a.name === m);
      if (!found) return ` group-object ${m}`;
      return s.r.below(2) === 0 ? ` service-object object ${m}` : ` service-object ${serviceWords(s, found)}`;
    }),
  ]),
];

/** One address of a rule, or a group made for it. */
function sides(s: Spelling, rule: AbstractRule, words: readonly string[]): readonly string[] {
  if (words.length < 2 || s.r.below(2) === 0) return words;
  const name = `DM_INLINE_NETWORK_${rule.id}_${s.inline.length}`;
  const lines = words.map((w) =>
    w.startsWith('object-group ') ? ` group-object ${w.slice(13)}` : ` network-object ${w}`,
  );
  s.inline.push(`object-group network ${name}`, ...lines);
  return [`object-group ${name}`];
}

interface Service {
  /** What stands before the addresses, behind the source and behind the destination. */
  readonly head: string;
  readonly sport: string;
  readonly tail: string;
}

function service(s: Spelling, name: string): Service {
  const found = s.policy.services.find((a) => a.name === name);
  if (!found) return { head: `object-group ${name}`, sport: '', tail: '' };
  if (s.objects && s.r.below(2) === 0) return { head: `object ${name}`, sport: '', tail: '' };
  const tcp = found.kind === 'tcp' || found.kind === 'udp' ? found : null;
  return {
    head: protocolName(found, 'icmp6'),
    sport: tcp?.sport ? ` ${ports(s.r, tcp.sport, PORT_NAMES)}` : '',
    tail: tcp?.dport ? ` ${ports(s.r, tcp.dport, PORT_NAMES)}` : icmpWords(found),
  };
}

function options(rule: AbstractRule): string {
  const log = rule.log ? ' log' : ' log disable';
  const time = rule.schedule === null ? '' : ` time-range ${rule.schedule}`;
  return `${log}${time}${rule.enabled ? '' : ' inactive'}`;
}

function ruleLines(s: Spelling, list: string, rule: AbstractRule): readonly string[] {
  const any = (words: readonly string[]): readonly string[] => (words.length > 0 ? words : ['any']);
  const src = sides(s, rule, any(rule.sources.map((n) => member(s, n, ''))));
  const named = rule.destinations.map((n) => member(s, n, ''));
  const zone = destinationsOf(s.policy, rule)?.map(literal) ?? [];
  const dst = sides(s, rule, any([...named, ...zone]));
  const what =
    rule.services.length > 0
      ? rule.services.map((n) => service(s, n))
      : [{ head: 'ip', sport: '', tail: '' }];
  const head = `access-list ${list} extended ${rule.action} `;
  const remark = rule.comment === null ? [] : [`access-list ${list} remark ${rule.comment}`];
  const lines = src.flatMap((a) =>
    dst.flatMap((b) => what.map((w) => `${head}${w.head} ${a}${w.sport} ${b}${w.tail}${options(rule)}`)),
  );
  return [...remark, ...lines];
}

/** Rules from a zone or from any; the last ones that are of no zone may stand in the global list. */
function lists(s: Spelling): readonly string[] {
  const { rules, zones } = s.policy;
  const last = rules.map((r) => r.from).findLastIndex((from) => from !== null);
  const cut = s.r.below(2) === 0 ? last + 1 : rules.length;
  const own = rules.slice(0, cut);
  const common = rules.slice(cut);
  const of = (zone: AbstractZone): readonly string[] => {
    const lines = own
      .filter((r) => (r.from ?? zone.name) === zone.name)
      .flatMap((r) => ruleLines(s, `${zone.name}_in`, r));
    const some = lines.some((l) => l.includes(' extended '));
    return some || common.length > 0
      ? lines
      : [...lines, `access-list ${zone.name}_in extended deny ip any any`];
  };
  const perZone = zones.map((zone) => ({ zone, lines: of(zone) }));
  const applied = perZone
    .filter(({ lines }) => lines.some((l) => l.includes(' extended ')))
    .map(({ zone }) => `access-group ${zone.name}_in in interface ${zone.name}`);
  return [
    ...perZone.flatMap(({ lines }) => lines),
    ...common.flatMap((r) => ruleLines(s, 'global_access', r)),
    ...applied,
    ...(common.length > 0 ? ['access-group global_access global'] : []),
  ];
}

function interfaceLines(s: Spelling, zone: AbstractZone): readonly string[] {
  const own = zone.connected.map(deviceAddress);
  const addresses = own.map((a) => {
    const [base, bits] = split(a);
    return isV6(a) ? ` ipv6 address ${a}` : ` ip address ${base} ${dotted(bits)}`;
  });
  return [
    `interface GigabitEthernet0/${zone.index}`,
    ` nameif ${zone.name}`,
    ` security-level ${s.r.pick([0, 50, 100])}`,
    ...addresses,
    ' ipv6 enable',
    '!',
  ];
}

const routes = (zone: AbstractZone): readonly string[] =>
  zone.routed.map((prefix) => {
    const [base, bits] = split(prefix);
    return isV6(prefix)
      ? `ipv6 route ${zone.name} ${prefix} ${zone.gateways.v6}`
      : `route ${zone.name} ${base} ${dotted(bits)} ${zone.gateways.v4} 1`;
  });

export function write(policy: AbstractPolicy, r: Random): string {
  const s: Spelling = { r, policy, inline: [], objects: r.below(2) === 0 };
  const rules = lists(s);
  const lines = [
    ': Saved',
    ':',
    `ASA Version ${r.pick(['9.1(7)', '9.8(2)38', '9.16(4)'])}`,
    '!',
    `hostname ${policy.name}`,
    ...policy.zones.flatMap((z) => interfaceLines(s, z)),
    'same-security-traffic permit inter-interface',
    ...policy.schedules.flatMap(timeRange),
    ...objects(s),
    ...groups(s),
    ...services(s),
    ...s.inline,
    ...rules,
    ...policy.zones.flatMap(routes),
    'Cryptochecksum:0123456789abcdef0123456789abcdef',
    ': end',
  ];
  return `${lines.join(r.pick(['\n', '\r\n']))}\n`;
}
