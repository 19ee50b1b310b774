/** A policy as a FortiGate prints it. */
import type { Random } from '../../estate/random.ts';
import {
  type AbstractAddress,
  type AbstractGroup,
  type AbstractPolicy,
  type AbstractRule,
  type AbstractSchedule,
  type AbstractService,
  type AbstractZone,
  addressesOf,
  type Capability,
  deviceAddress,
  type PortSpan,
} from '../policy.ts';

export const CAN: readonly Capability[] = [
  'negate',
  'icmp',
  'icmp-type',
  'icmp-code',
  'protocol',
  'schedule',
];

type Family = 4 | 6;

/** How one configuration is spelled. */
interface Spelling {
  readonly r: Random;
  /** Default values are printed too. */
  readonly full: boolean;
  /** Policies of IPv6 in a table of their own, as before 6.4. */
  readonly split: boolean;
  /** Interfaces stand in zones. */
  readonly zones: boolean;
  readonly quoted: boolean;
}

const word = (s: Spelling, name: string): string => (s.quoted ? `"${name}"` : name);

const list = (s: Spelling, names: readonly string[]): string => names.map((n) => word(s, n)).join(' ');

/** `config PATH`, its entries, `end`. */
function table(path: string, entries: readonly (readonly string[])[]): readonly string[] {
  return [
    `config ${path}`,
    ...entries.flatMap(([first = '', ...rest]) => [
      `    edit ${first}`,
      ...rest.map((l) => `        ${l}`),
      '    next',
    ]),
    'end',
  ];
}

const portOf = (zone: AbstractZone): string => `port${zone.index + 1}`;

const isV6 = (text: string): boolean => text.includes(':');

const dotted = (bits: number): string =>
  [24, 16, 8, 0].map((shift) => (bits === 0 ? 0 : ((0xffffffff << (32 - bits)) >>> shift) & 255)).join('.');

/** `10.1.0.0/24` with its mask in either form. */
function masked(s: Spelling, prefix: string): string {
  const [base = '', bits = '32'] = prefix.split('/');
  return s.r.below(4) === 0 ? `${base}/${bits}` : `${base} ${dotted(Number(bits))}`;
}

function interfaceEntry(s: Spelling, zone: AbstractZone): readonly string[] {
  const own = zone.connected.map(deviceAddress);
  const four = own.find((a) => !isV6(a)) ?? '';
  const six = own.find(isV6) ?? '';
  return [
    `"${portOf(zone)}"`,
    'set vdom "root"',
    `set ip ${masked(s, four)}`,
    'set allowaccess ping https ssh',
    'set type physical',
    `set alias "${zone.name}"`,
    'config ipv6',
    `    set ip6-address ${six}`,
    'end',
  ];
}

function addressEntry(s: Spelling, a: AbstractAddress): readonly string[] {
  if (a.version === 6) {
    if (a.kind !== 'range') return [word(s, a.name), `set ip6 ${isNet(a) ? a.text : `${a.text}/128`}`];
    const [from = '', to = ''] = a.text.split('-');
    return [word(s, a.name), 'set type iprange', `set start-ip ${from}`, `set end-ip ${to}`];
  }
  if (a.kind === 'range' || (a.kind === 'host' && s.r.below(3) === 0)) {
    const [from = '', to = from] = a.text.split('-');
    return [word(s, a.name), 'set type iprange', `set start-ip ${from}`, `set end-ip ${to}`];
  }
  const type = s.full ? ['set type ipmask'] : [];
  return [word(s, a.name), ...type, `set subnet ${masked(s, isNet(a) ? a.text : `${a.text}/32`)}`];
}

const isNet = (a: AbstractAddress): boolean => a.kind === 'network';

const ofFamily = (p: AbstractPolicy, name: string, family: Family): boolean =>
  addressesOf(p, [name]).some((a) => a.version === family);

const pick = (p: AbstractPolicy, names: readonly string[], family: Family): readonly string[] =>
  names.filter((n) => ofFamily(p, n, family));

function groupEntry(s: Spelling, name: string, members: readonly string[]): readonly string[] {
  const [first = '', ...rest] = members;
  return rest.length > 0 && s.r.below(4) === 0
    ? [word(s, name), `set member ${word(s, first)}`, `append member ${list(s, rest)}`]
    : [word(s, name), `set member ${list(s, members)}`];
}

const addressGroups = (s: Spelling, p: AbstractPolicy, family: Family): readonly (readonly string[])[] =>
  p.addressGroups
    .map((g) => [g.name, pick(p, g.members, family)] as const)
    .filter(([, members]) => members.length > 0)
    .map(([name, members]) => groupEntry(s, name, members));

const span = ({ from, to }: PortSpan): string => (from === to ? `${from}` : `${from}-${to}`);

function serviceLines(a: AbstractService): readonly string[] {
  if (a.kind === 'protocol') return ['set protocol IP', `set protocol-number ${a.number}`];
  if (a.kind === 'icmp') {
    return [
      `set protocol ${a.version === 6 ? 'ICMP6' : 'ICMP'}`,
      a.type === null ? 'unset icmptype' : `set icmptype ${a.type}`,
      ...(a.code === null ? [] : [`set icmpcode ${a.code}`]),
    ];
  }
  const dport = a.dport ? span(a.dport) : '0-65535';
  return [`set ${a.kind}-portrange ${dport}${a.sport ? `:${span(a.sport)}` : ''}`];
}

const serviceEntries = (s: Spelling, p: AbstractPolicy): readonly (readonly string[])[] => [
  ['"ALL"', 'set category "General"', 'set protocol IP'],
  ...p.services.map((a) => [word(s, a.name), ...serviceLines(a)]),
];

const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

const scheduleEntry = (s: Spelling, a: AbstractSchedule): readonly string[] => [
  word(s, a.name),
  `set start ${a.from}`,
  `set end ${a.to}`,
  `set day ${a.days.map((d) => DAYS[d]).join(' ')}`,
];

interface Sides {
  readonly src: readonly string[];
  readonly dst: readonly string[];
}

/** Names of one family; null where the rule can match none of it. */
function sides(p: AbstractPolicy, rule: AbstractRule, family: Family): Sides | null {
  const names = (all: readonly string[]): readonly string[] =>
    all.length === 0 ? ['all'] : pick(p, all, family);
  const src = names(rule.sources);
  const dst = names(rule.destinations);
  return src.length > 0 && dst.length > 0 ? { src, dst } : null;
}

function addressLines(s: Spelling, rule: AbstractRule, both: Sides, suffix: string): readonly string[] {
  return [
    `set srcaddr${suffix} ${list(s, both.src)}`,
    `set dstaddr${suffix} ${list(s, both.dst)}`,
    ...(rule.negateSource ? [`set srcaddr${suffix}-negate enable`] : []),
    ...(rule.negateDestination ? [`set dstaddr${suffix}-negate enable`] : []),
  ];
}

function policyEntry(
  s: Spelling,
  p: AbstractPolicy,
  rule: AbstractRule,
  addresses: readonly string[],
): readonly string[] {
  const zone = (name: string | null): string => {
    const found = p.zones.find((z) => z.name === name);
    return found ? word(s, s.zones ? `z_${found.name}` : portOf(found)) : '"any"';
  };
  const deny = s.full ? ['set action deny'] : [];
  const lines = [
    `set name "${rule.name}"`,
    `set srcintf ${zone(rule.from)}`,
    `set dstintf ${zone(rule.to)}`,
    ...addresses,
    ...(rule.action === 'permit' ? ['set action accept'] : deny),
    `set schedule ${word(s, rule.schedule ?? 'always')}`,
    `set service ${rule.services.length > 0 ? list(s, rule.services) : word(s, 'ALL')}`,
    ...(rule.log ? ['set logtraffic all'] : s.full ? ['set logtraffic utm'] : []),
    ...(rule.enabled ? (s.full ? ['set status enable'] : []) : ['set status disable']),
    ...(rule.comment === null ? [] : [`set comments "${rule.comment}"`]),
  ];
  return [`${rule.id}`, ...lines];
}

const NOBODY: Sides = { src: ['none'], dst: ['none'] };

function policies(s: Spelling, p: AbstractPolicy): readonly string[] {
  const ofOne = (family: Family): readonly (readonly string[])[] =>
    p.rules.flatMap((rule) => {
      const both = sides(p, rule, family);
      return both ? [policyEntry(s, p, rule, addressLines(s, rule, both, ''))] : [];
    });
  if (s.split) return [...table('firewall policy', ofOne(4)), ...table('firewall policy6', ofOne(6))];
  const merged = p.rules.map((rule) => {
    const four = sides(p, rule, 4);
    const six = sides(p, rule, 6);
    const lines = [
      ...(four ? addressLines(s, rule, four, '') : []),
      ...(six ? addressLines(s, rule, six, '6') : []),
    ];
    return policyEntry(s, p, rule, lines.length > 0 ? lines : addressLines(s, rule, NOBODY, ''));
  });
  return table('firewall policy', merged);
}

function routeEntries(p: AbstractPolicy, family: Family): readonly (readonly string[])[] {
  const routed = p.zones.flatMap((zone) =>
    zone.routed.filter((to) => isV6(to) === (family === 6)).map((to) => ({ zone, to })),
  );
  return routed.map(({ zone, to }, i) => [
    `${i + 1}`,
    `set dst ${to}`,
    `set gateway ${family === 6 ? zone.gateways.v6 : zone.gateways.v4}`,
    `set device "${portOf(zone)}"`,
  ]);
}

const groupEntries = (s: Spelling, groups: readonly AbstractGroup[]): readonly (readonly string[])[] =>
  groups.map((g) => groupEntry(s, g.name, g.members));

function objects(s: Spelling, p: AbstractPolicy): readonly string[] {
  const ofVersion = (family: Family) => p.addresses.filter((a) => a.version === family);
  return [
    ...table('firewall address', [
      ['"all"'],
      ['"none"', 'set subnet 0.0.0.0 255.255.255.255'],
      ...ofVersion(4).map((a) => addressEntry(s, a)),
    ]),
    ...table('firewall address6', [
      ['"all"'],
      ['"none"', 'set ip6 ::/128'],
      ...ofVersion(6).map((a) => addressEntry(s, a)),
    ]),
    ...table('firewall addrgrp', addressGroups(s, p, 4)),
    ...table('firewall addrgrp6', addressGroups(s, p, 6)),
    ...table('firewall service custom', serviceEntries(s, p)),
    ...table('firewall service group', groupEntries(s, p.serviceGroups)),
    ...table(
      'firewall schedule recurring',
      p.schedules.map((a) => scheduleEntry(s, a)),
    ),
  ];
}

const zoneEntries = (s: Spelling, p: AbstractPolicy): readonly (readonly string[])[] =>
  s.zones ? p.zones.map((z) => [`"z_${z.name}"`, `set interface "${portOf(z)}"`]) : [];

export function write(p: AbstractPolicy, r: Random): string {
  const chance = (n: number): boolean => r.below(n) === 0;
  const s: Spelling = { r, full: chance(2), split: chance(3), zones: chance(2), quoted: !chance(3) };
  const version = s.split ? '6.2.9-FW-build1234-210101' : '7.4.10-FW-build2800-250101';
  const lines = [
    `#config-version=FGT60F-${version}:opmode=0:vdom=0:user=admin`,
    ...['config system global', `    set hostname "${p.name}"`, 'end'],
    ...table(
      'system interface',
      p.zones.map((z) => interfaceEntry(s, z)),
    ),
    ...table('system zone', zoneEntries(s, p)),
    'config system settings',
    'end',
    ...objects(s, p),
    ...policies(s, p),
    ...table('router static', routeEntries(p, 4)),
    ...table('router static6', routeEntries(p, 6)),
  ];
  return `${lines.join(chance(3) ? '\r\n' : '\n')}\n`;
}
