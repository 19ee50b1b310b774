/** Random rule sets of iptables and ip6tables with sets of ipset: all that the reader claims to decide. */
import type { Random } from '../../estate/random.ts';
import { PORT_POOL, someAddress, someNet } from './world.ts';

type Version = 4 | 6;

interface Scope {
  readonly r: Random;
  readonly version: Version;
  readonly below: readonly string[];
  readonly hook: 'before' | 'input' | 'on' | 'after';
}

const chance = (r: Random, percent: number): boolean => r.below(100) < percent;

const not = (r: Random): string => (chance(r, 22) ? '! ' : '');

const port = (r: Random): number => r.pick(PORT_POOL);

function span(r: Random): string {
  const from = r.below(9000);
  return r.pick([`${from}:${from + 1 + r.below(3000)}`, `${from}:`, `:${from}`]);
}

function someRange(r: Random, version: Version): string {
  const from = 2 + r.below(5);
  const to = from + r.below(4);
  return version === 4
    ? `10.1.${r.below(4)}.${from}-10.1.${r.below(4) + 4}.${to}`
    : `fd00:1::${from}-fd00:1::${to + 20}`;
}

function addressTest({ r, version }: Scope): string {
  const side = r.pick(['s', 'd']);
  switch (r.below(6)) {
    case 0:
      return `-${side} ${version === 4 ? r.pick(['10.0.2.0/255.0.255.0', '10.1.0.0/255.255.0.0']) : 'fd00:1::2/ffff:ffff::f'}`;
    case 1:
      return `-m iprange ${not(r)}--${side === 's' ? 'src' : 'dst'}-range ${someRange(r, version)}`;
    case 2:
      return `-m set ${not(r)}--match-set ${r.pick(['hosts', 'nets', 'either'])}${version} ${side === 's' ? 'src' : 'dst'}`;
    case 3:
      return `${not(r)}-${side} ${someNet(r, version)}`;
    default:
      return `${not(r)}-${side} ${someAddress(r, version)}`;
  }
}

function interfaceTest({ r, hook }: Scope): string {
  const side = hook === 'before' || hook === 'input' ? 'i' : hook === 'after' ? 'o' : r.pick(['i', 'o']);
  return `${not(r)}-${side} ${r.pick(['lan0', 'lan1', 'wan0', 'lan+', 'ppp0'])}`;
}

const TYPES: Readonly<Record<Version, readonly string[]>> = {
  4: ['8', '3/1', 'echo-request', 'destination-unreachable', 'network-unreachable', '11', 'any', '13'],
  6: ['128', '1/4', 'echo-request', 'destination-unreachable', 'packet-too-big', '139', 'no-route'],
};

function icmpTest({ r, version }: Scope): string {
  return version === 4
    ? `-p icmp -m icmp ${not(r)}--icmp-type ${r.pick(TYPES[4])}`
    : `-p ipv6-icmp -m icmp6 ${not(r)}--icmpv6-type ${r.pick(TYPES[6])}`;
}

const FLAGS = [
  '--syn',
  '! --syn',
  '--tcp-flags FIN,SYN,RST,ACK SYN',
  '! --tcp-flags ALL NONE',
  '--tcp-flags SYN,ACK SYN,ACK',
] as const;

function portsOf({ r }: Scope): string {
  const proto = r.pick(['tcp', 'tcp', 'udp', 'sctp']);
  const head = `-p ${proto}`;
  switch (r.below(5)) {
    case 0:
      return `${head} -m multiport ${not(r)}--${r.pick(['dports', 'dports', 'sports', 'ports'])} ${port(r)},${span(r).replace(/^:|:$/g, '')},${port(r)}`;
    case 1:
      return `${head} -m ${proto} ${not(r)}--dport ${span(r)}`;
    case 2:
      return `${head} -m ${proto} --dport ${port(r)} --sport 1024:`;
    default:
      return `${head} -m ${proto} ${not(r)}--dport ${port(r)}`;
  }
}

function protocolTest(s: Scope): string {
  const { r, version } = s;
  switch (r.below(8)) {
    case 0:
      return `${not(r)}-p ${r.pick(['tcp', 'udp', '47', 'esp', '253', 'ospf'])}`;
    case 1:
      return icmpTest(s);
    case 2:
      return `-p tcp -m tcp ${r.pick(FLAGS)}`;
    case 3:
      return `-m set ${not(r)}--match-set pairs${version} ${r.pick(['src', 'dst'])},${r.pick(['dst', 'dst', 'src'])}`;
    default:
      return portsOf(s);
  }
}

const stateTest = ({ r }: Scope): string =>
  `${r.pick(['-m conntrack', '-m conntrack'])} ${not(r)}--ctstate ${r.pick(['NEW', 'RELATED,ESTABLISHED', 'INVALID', 'NEW,ESTABLISHED', 'UNTRACKED', 'NEW,UNTRACKED', 'DNAT', 'SNAT,NEW'])}`;

const moreTest = (s: Scope): string =>
  s.r.pick([
    '-m comment --comment "a \\"b\\" c"',
    `-m addrtype ${not(s.r)}--dst-type MULTICAST`,
    '-m state --state NEW',
    '-m conntrack --ctdir ORIGINAL',
  ]);

const REJECTS: Readonly<Record<Version, readonly string[]>> = {
  4: [
    '',
    ' --reject-with icmp-host-prohibited',
    ' --reject-with icmp-admin-prohibited',
    ' --reject-with icmp-net-unreachable',
    ' --reject-with icmp-proto-unreachable',
  ],
  6: [
    '',
    ' --reject-with icmp6-no-route',
    ' --reject-with icmp6-adm-prohibited',
    ' --reject-with icmp6-addr-unreachable',
    ' --reject-with icmp6-policy-fail',
  ],
};

function target(s: Scope): string {
  const { r, version, below, hook } = s;
  const dice = r.below(100);
  if (below.length > 0 && dice < 25) return `${dice < 18 ? '-j' : '-g'} ${r.pick(below)}`;
  if ((hook === 'on' || hook === 'input') && dice < 35) return `-j REJECT${r.pick(REJECTS[version])}`;
  return r.pick([
    '-j ACCEPT',
    '-j ACCEPT',
    '-j DROP',
    '-j RETURN',
    '-j LOG --log-prefix "x: "',
    '',
    '-j NFLOG',
  ]);
}

function rule(s: Scope): string {
  const { r } = s;
  if (s.hook === 'on' && chance(r, 3)) return '-p tcp -j REJECT --reject-with tcp-reset';
  return [
    ...(chance(r, 60) ? [addressTest(s)] : []),
    ...(chance(r, 30) ? [interfaceTest(s)] : []),
    ...(chance(r, 65) ? [protocolTest(s)] : []),
    ...(chance(r, 25) ? [stateTest(s)] : []),
    ...(chance(r, 6) ? [moreTest(s)] : []),
    target(s),
  ].join(' ');
}

const lines = (chain: string, s: Scope, most: number): readonly string[] =>
  Array.from({ length: 1 + s.r.below(most) }, () => `-A ${chain} ${rule(s)}`);

/** After routing come the answers of REJECT too, which must get through. */
const answers = (version: Version): readonly string[] => [
  version === 4
    ? '-A POSTROUTING -p icmp -m icmp --icmp-type 3 -j ACCEPT'
    : '-A POSTROUTING -p ipv6-icmp -m icmp6 --icmpv6-type 1 -j ACCEPT',
  '-A POSTROUTING -p tcp -m tcp --tcp-flags RST RST -j ACCEPT',
];

function filterTable(r: Random, version: Version): readonly string[] {
  const chains = ['C1', 'C2', 'c-3'].slice(0, 1 + r.below(3));
  const s: Scope = { r, version, below: chains, hook: 'on' };
  return [
    '*filter',
    `:INPUT ${r.pick(['ACCEPT', 'DROP'])} [0:0]`,
    `:FORWARD ${r.pick(['ACCEPT', 'ACCEPT', 'DROP'])} [0:0]`,
    ':OUTPUT ACCEPT [0:0]',
    ...chains.map((c) => `:${c} - [0:0]`),
    ...lines('INPUT', { ...s, hook: 'input' }, 7),
    ...lines('FORWARD', s, 14),
    ...chains.flatMap((c, i) => lines(c, { ...s, below: chains.slice(i + 1) }, 6)),
    'COMMIT',
  ];
}

const DECLARED: Readonly<Record<string, readonly string[]>> = {
  raw: ['PREROUTING', 'OUTPUT'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  security: ['INPUT', 'FORWARD', 'OUTPUT'],
};

const table = (name: string, body: readonly string[]): readonly string[] => [
  `*${name}`,
  ...(DECLARED[name] ?? []).map((c) => `:${c} ACCEPT [0:0]`),
  ...body,
  'COMMIT',
];

function rawTable(r: Random, version: Version): readonly string[] {
  const s: Scope = { r, version, below: [], hook: 'before' };
  return table('raw', [
    ...lines('PREROUTING', s, 2),
    `-A PREROUTING ${addressTest(s)} ${r.pick(['-j NOTRACK', '-j CT --notrack', '-j ACCEPT'])}`,
    `-A PREROUTING ${portsOf(s)} ${r.pick(['-j NOTRACK', '-j ACCEPT'])}`,
  ]);
}

function mangleTable(r: Random, version: Version): readonly string[] {
  const s = (hook: Scope['hook']): Scope => ({ r, version, below: [], hook });
  return table('mangle', [
    ...lines('PREROUTING', s('before'), 2),
    ...lines('FORWARD', { ...s('on'), hook: 'after' }, 3),
    '-A FORWARD -p tcp -m tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu',
    ...answers(version),
    ...lines('POSTROUTING', s('after'), 2),
  ]);
}

function dnat(s: Scope): string {
  const { r, version } = s;
  const host = someAddress(r, version);
  const at = (p: number): string => (version === 4 ? `${host}:${p}` : `[${host}]:${p}`);
  return r.pick([
    `${addressTest(s)} -j DNAT --to-destination ${host}`,
    `-p tcp -m tcp --dport ${port(r)} -j DNAT --to-destination ${at(port(r))}`,
    `-p udp -j REDIRECT --to-ports ${port(r)}`,
    `-p tcp -m tcp --dport ${port(r)} -j REDIRECT`,
    version === 4
      ? '-d 203.0.113.0/24 -j NETMAP --to 10.2.1.0/24'
      : '-d 2001:db8:5::/64 -j NETMAP --to fd00:1::/64',
    `${interfaceTest(s)} -j ACCEPT`,
    `${addressTest(s)} -j RETURN`,
  ]);
}

function snat(s: Scope): string {
  const { r, version } = s;
  return r.pick([
    `${interfaceTest(s)} -j MASQUERADE`,
    `${addressTest(s)} -j SNAT --to-source ${someAddress(r, version)}`,
    `${addressTest(s)} -j ACCEPT`,
    version === 4
      ? '-s 10.1.0.0/24 -j NETMAP --to 192.0.2.0/24'
      : '-s fd00:1::/64 -j NETMAP --to 2001:db8:7::/64',
  ]);
}

function natTable(r: Random, version: Version): readonly string[] {
  const s = (hook: Scope['hook']): Scope => ({ r, version, below: [], hook });
  const some = (make: () => string): readonly string[] => Array.from({ length: 1 + r.below(4) }, make);
  return table('nat', [
    ...some(() => `-A PREROUTING ${dnat(s('before'))}`),
    ...some(() => `-A POSTROUTING ${snat(s('after'))}`),
  ]);
}

function oneFamily(r: Random, version: Version, nat: boolean): string {
  return [
    ...(chance(r, 25) ? rawTable(r, version) : []),
    ...(chance(r, 35) ? mangleTable(r, version) : []),
    ...(nat ? natTable(r, version) : []),
    ...filterTable(r, version),
    ...(chance(r, 15)
      ? table('security', lines('FORWARD', { r, version, below: [], hook: 'after' }, 2))
      : []),
    '',
  ].join('\n');
}

function setsOf(r: Random, version: Version): readonly string[] {
  const family = version === 4 ? 'inet' : 'inet6';
  const some = (name: string, make: () => string): readonly string[] =>
    [...new Set(Array.from({ length: 1 + r.below(5) }, make))].map((e) => `add ${name}${version} ${e}`);
  return [
    `create hosts${version} hash:ip family ${family}`,
    `create nets${version} hash:net family ${family}`,
    `create pairs${version} hash:ip,port family ${family}`,
    `create either${version} list:set`,
    ...some('hosts', () => someAddress(r, version)),
    ...some('nets', () => `${someNet(r, version)}`),
    `add nets${version} ${version === 4 ? '10.1.1.4/30' : 'fd00:1::4/126'} nomatch`,
    ...some('pairs', () => `${someAddress(r, version)},${r.pick(['tcp', 'udp'])}:${port(r)}`),
    `add either${version} hosts${version}`,
    `add either${version} nets${version}`,
  ];
}

export interface IptablesRules {
  readonly v4: string;
  readonly v6: string;
  readonly sets: string;
}

/** `nat`: with translation. */
export const iptablesRules = (r: Random, nat: boolean): IptablesRules => ({
  sets: `${[...setsOf(r, 4), ...setsOf(r, 6)].join('\n')}\n`,
  v4: oneFamily(r, 4, nat),
  v6: oneFamily(r, 6, nat),
});
