/** A policy as the running configuration of an IOS router: lists going in on each interface, or zones and their pairs. */
import { toPrefixes } from '../../../src/facts/address-set.ts';
import type { Random } from '../../estate/random.ts';
import {
  type AbstractAddress,
  type AbstractPolicy,
  type AbstractRule,
  type AbstractService,
  type AbstractZone,
  addressesOf,
  addressSet,
  type Capability,
  destinationsOf,
  deviceAddress,
  servicesOf,
} from '../policy.ts';
import { dotted, icmpWords, ports, protocolName, timeRange, wildcard } from './cisco-words.ts';

export const CAN: readonly Capability[] = ['icmp', 'icmp-type', 'icmp-code', 'protocol', 'schedule'];

const PORT_NAMES = ['domain', 'www'];

type Family = 4 | 6;

interface Spelling {
  readonly r: Random;
  readonly policy: AbstractPolicy;
  /** Lists are numbered, or named with numbers on their lines. */
  readonly numbered: boolean;
  readonly groups: boolean;
}

const isV6 = (text: string): boolean => text.includes(':');

const split = (prefix: string): readonly [string, number] => {
  const [base = '', bits] = prefix.split('/');
  return [base, bits === undefined ? (isV6(base) ? 128 : 32) : Number(bits)];
};

/** A prefix as a line of a list has it. */
function words(prefix: string): string {
  const [base, bits] = split(prefix);
  if (!prefix.includes('/')) return `host ${prefix}`;
  return isV6(prefix) ? prefix : `${base} ${wildcard(bits)}`;
}

const usesGroup = (s: Spelling, name: string, family: Family): boolean =>
  s.groups &&
  family === 4 &&
  s.policy.addressGroups.some((g) => g.name === name) &&
  addressesOf(s.policy, [name]).every((a) => a.version === 4);

/** Words for addresses of one family; null: any; empty: none of the family. */
function side(s: Spelling, names: readonly string[], family: Family): readonly string[] | null {
  if (names.length === 0) return null;
  return names.flatMap((name) =>
    usesGroup(s, name, family)
      ? [`object-group ${name}`]
      : addressesOf(s.policy, [name])
          .filter((a) => a.version === family)
          .flatMap((a) => toPrefixes(addressSet(a.text)).map(words)),
  );
}

function groupLine(a: AbstractAddress): string {
  if (a.kind === 'range') return ` range ${a.text.replace('-', ' ')}`;
  const [base, bits] = split(a.text);
  return a.kind === 'host' ? ` host ${a.text}` : ` ${base} ${dotted(bits)}`;
}

const groups = (s: Spelling): readonly string[] =>
  s.policy.addressGroups
    .filter((g) => usesGroup(s, g.name, 4))
    .flatMap((g) => [
      `object-group network ${g.name}`,
      ...g.members.map((m) => {
        const found = s.policy.addresses.find((a) => a.name === m);
        return found ? groupLine(found) : ` group-object ${m}`;
      }),
    ]);

interface Service {
  readonly head: string;
  readonly sport: string;
  readonly tail: string;
}

const isOf = (a: AbstractService, family: Family): boolean => a.kind !== 'icmp' || a.version === family;

function service(s: Spelling, a: AbstractService): Service {
  const tcp = a.kind === 'tcp' || a.kind === 'udp' ? a : null;
  return {
    head: protocolName(a, 'icmp'),
    sport: tcp?.sport ? ` ${ports(s.r, tcp.sport, PORT_NAMES)}` : '',
    tail: tcp?.dport ? ` ${ports(s.r, tcp.dport, PORT_NAMES)}` : icmpWords(a),
  };
}

function ruleLines(s: Spelling, rule: AbstractRule, family: Family): readonly string[] {
  if (!rule.enabled) return [];
  const zone = destinationsOf(s.policy, rule)?.filter((p) => isV6(p) === (family === 6));
  const src = side(s, rule.sources, family) ?? ['any'];
  const dst = zone ? zone.map(words) : (side(s, rule.destinations, family) ?? ['any']);
  const all = servicesOf(s.policy, rule.services).filter((a) => isOf(a, family));
  const ip = { head: family === 4 ? 'ip' : 'ipv6', sport: '', tail: '' };
  const what = rule.services.length > 0 ? all.map((a) => service(s, a)) : [ip];
  const options = `${rule.log ? ' log' : ''}${rule.schedule === null ? '' : ` time-range ${rule.schedule}`}`;
  const lines = src.flatMap((a) =>
    dst.flatMap((b) => what.map((w) => `${rule.action} ${w.head} ${a}${w.sport} ${b}${w.tail}${options}`)),
  );
  return rule.comment === null || lines.length === 0 ? lines : [`remark ${rule.comment}`, ...lines];
}

/** A list with some lines; none is written without. */
function list(
  s: Spelling,
  name: string,
  number: number,
  family: Family,
  lines: readonly string[],
): readonly string[] {
  if (family === 6) return [`ipv6 access-list ${name}`, ...lines.map((l) => ` ${l}`)];
  if (s.numbered) return lines.map((l) => `access-list ${number} ${l}`);
  const step = s.r.pick([1, 10]);
  let at = 0;
  return [
    `ip access-list extended ${name}`,
    ...lines.map((l) => {
      if (l.startsWith('remark')) return ` ${l}`;
      at += step;
      return ` ${at} ${l}`;
    }),
  ];
}

const closed = (family: Family): string => (family === 4 ? 'deny ip any any' : 'deny ipv6 any any');

interface Written {
  readonly lines: readonly string[];
  /** Lines of each zone's interface. */
  readonly onInterface: ReadonlyMap<string, readonly string[]>;
}

function asLists(s: Spelling): Written {
  const lines: string[] = [];
  const onInterface = new Map<string, readonly string[]>();
  for (const zone of s.policy.zones) {
    const rules = s.policy.rules.filter((r) => (r.from ?? zone.name) === zone.name);
    const number = 100 + zone.index;
    const name = `${zone.name}_in`;
    for (const family of [4, 6] as const) {
      const own = rules.flatMap((r) => ruleLines(s, r, family));
      const some = own.some((l) => !l.startsWith('remark')) ? own : [...own, closed(family)];
      lines.push(...list(s, family === 6 ? `${name}6` : name, number, family, some));
    }
    onInterface.set(zone.name, [
      ` ip access-group ${s.numbered ? number : name} in`,
      ` ipv6 traffic-filter ${name}6 in`,
    ]);
  }
  return { lines, onInterface };
}

/** Classes of a pair: each is the rule's lists, of one family each. */
function pairClass(s: Spelling, rule: AbstractRule, name: string): readonly string[] {
  const classes: string[] = [];
  const lists: string[] = [];
  for (const family of [4, 6] as const) {
    const own = ruleLines(
      { ...s, numbered: false },
      { ...rule, action: 'permit', log: false, comment: null },
      family,
    );
    if (own.length === 0) continue;
    lists.push(...list({ ...s, numbered: false }, `${name}_${family}`, 0, family, own));
    classes.push(` match access-group name ${name}_${family}`);
  }
  return classes.length === 0 ? [] : [...lists, `class-map type inspect match-any ${name}`, ...classes];
}

function asZones(s: Spelling): Written {
  const { zones, rules } = s.policy;
  const lines = zones.map((z) => `zone security ${z.name}`);
  for (const from of zones)
    for (const to of zones.filter((z) => z !== from)) {
      const pair = `${from.name}_${to.name}`;
      const own = rules.filter((r) => (r.from ?? from.name) === from.name && (r.to ?? to.name) === to.name);
      const classes = own.map((rule) => ({ rule, lines: pairClass(s, rule, `${pair}_${rule.id}`) }));
      const written = classes.filter((c) => c.lines.length > 0);
      lines.push(...written.flatMap((c) => c.lines), `policy-map type inspect ${pair}`);
      for (const { rule } of written)
        lines.push(
          ` class type inspect ${pair}_${rule.id}`,
          rule.action === 'permit' ? `  ${s.r.pick(['inspect', 'pass'])}` : `  drop${rule.log ? ' log' : ''}`,
        );
      lines.push(' class class-default', '  drop');
      lines.push(`zone-pair security ${pair} source ${from.name} destination ${to.name}`);
      lines.push(` service-policy type inspect ${pair}`);
    }
  const member = (z: AbstractZone) => [z.name, [` zone-member security ${z.name}`]] as const;
  return { lines, onInterface: new Map(zones.map(member)) };
}

function interfaceLines(zone: AbstractZone, own: readonly string[]): readonly string[] {
  const addresses = zone.connected.map(deviceAddress).map((a) => {
    const [base, bits] = split(a);
    return isV6(a) ? ` ipv6 address ${a}` : ` ip address ${base} ${dotted(bits)}`;
  });
  return [
    `interface GigabitEthernet0/${zone.index}`,
    ` description ${zone.name}`,
    ...addresses,
    ' ipv6 enable',
    ...own,
    '!',
  ];
}

const routes = (zone: AbstractZone): readonly string[] =>
  zone.routed.map((prefix) => {
    const [base, bits] = split(prefix);
    return isV6(prefix)
      ? `ipv6 route ${prefix} ${zone.gateways.v6}`
      : `ip route ${base} ${dotted(bits)} ${zone.gateways.v4}`;
  });

function writeAs(policy: AbstractPolicy, r: Random, make: (s: Spelling) => Written): string {
  const s: Spelling = { r, policy, numbered: r.below(2) === 0, groups: r.below(2) === 0 };
  const { lines, onInterface } = make(s);
  const all = [
    'Building configuration...',
    '',
    'Current configuration : 12345 bytes',
    '!',
    `version ${r.pick(['12.4', '15.2', '17.3'])}`,
    'service timestamps log datetime msec',
    'ipv6 unicast-routing',
    `hostname ${policy.name}`,
    '!',
    ...policy.schedules.flatMap(timeRange),
    ...groups(s),
    ...policy.zones.flatMap((z) => interfaceLines(z, onInterface.get(z.name) ?? [])),
    ...policy.zones.flatMap(routes),
    ...lines,
    'end',
  ];
  return `${all.join(r.pick(['\n', '\r\n']))}\n`;
}

export const portOf = (zone: AbstractZone): string => `GigabitEthernet0/${zone.index}`;

export const write = (policy: AbstractPolicy, r: Random): string => writeAs(policy, r, asLists);

/** Interfaces in zones, and a policy a pair of them. */
export const writeZones = (policy: AbstractPolicy, r: Random): string => writeAs(policy, r, asZones);
