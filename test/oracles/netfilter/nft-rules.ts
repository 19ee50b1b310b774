/** Random rule sets of nftables in nft's own language: all that the reader claims to decide. */
import type { Random } from '../../estate/random.ts';
import { PORT_POOL, someAddress, someNet } from './world.ts';

type Family = 'inet' | 'ip' | 'ip6';
type Version = 4 | 6;

interface Scope {
  readonly r: Random;
  readonly family: Family;
  /** Of the addresses and messages of one rule: others beside them nft refuses. */
  readonly version: Version;
  /** Chains that rules may call. */
  readonly below: readonly string[];
  /** Whether `reject` is allowed here, and interfaces to leave by are known. */
  readonly rejects: boolean;
}

/** Where rules stand. */
type Place = Omit<Scope, 'version'>;

const chance = (r: Random, percent: number): boolean => r.below(100) < percent;

const list = (r: Random, most: number, make: () => string): readonly string[] => [
  ...new Set(Array.from({ length: 1 + r.below(most) }, make)),
];

const versionIn = (r: Random, family: Family): Version =>
  family === 'ip' ? 4 : family === 'ip6' ? 6 : chance(r, 70) ? 4 : 6;

/** For one rule. */
const scope = (s: Place): Scope => ({ ...s, version: versionIn(s.r, s.family) });

const port = (r: Random): number => r.pick(PORT_POOL);

function portRange(r: Random): string {
  const from = r.below(9000);
  return `${from}-${from + 1 + r.below(3000)}`;
}

/** Parts of the space cut at fixed places, so that elements of a set never overlap. */
function portsApart(r: Random): string {
  const cells = list(r, 5, () => String(r.below(10)));
  return cells
    .map((c) =>
      chance(r, 50) ? `${Number(c) * 1000 + 22}` : `${Number(c) * 1000 + 50}-${Number(c) * 1000 + 500}`,
    )
    .join(', ');
}

function addressesApart(r: Random, version: Version): string {
  const cells = list(r, 5, () => String(r.below(4)));
  const of = (c: string): string =>
    version === 4
      ? r.pick([`10.1.${c}.0/24`, `10.1.${c}.4-10.1.${c}.7`, `10.1.${c}.5`, `10.2.${c}.0/25`])
      : r.pick([`fd00:1::${c}0/124`, `fd00:1::${c}4-fd00:1::${c}6`, `fd00:2::${c}`]);
  return cells.map(of).join(', ');
}

const wrap = (text: string): string => `{ ${text} }`;

const negation = (r: Random): string => (chance(r, 25) ? '!= ' : '');

function addressTest(s: Scope): string {
  const { r } = s;
  const { version } = s;
  const field = `${version === 4 ? 'ip' : 'ip6'} ${r.pick(['saddr', 'daddr'])}`;
  switch (r.below(8)) {
    case 0:
    case 1:
      return `${field} ${negation(r)}${someNet(r, version)}`;
    case 2:
      return `${field} ${negation(r)}${wrap(addressesApart(r, version))}`;
    case 3:
      return `${field} ${negation(r)}@a${version}`;
    case 4:
      return version === 4
        ? `${field} & 255.0.255.0 == 10.0.${r.below(4)}.0`
        : `${field} & ::f == ::${2 + r.below(8)}`;
    case 5:
      return `${field} ${r.pick(['<', '>', '<=', '>='])} ${someAddress(r, version)}`;
    default:
      return `${field} ${negation(r)}${someAddress(r, version)}`;
  }
}

function portTest({ r }: Scope): string {
  const field = `${r.pick(['tcp', 'tcp', 'udp', 'sctp'])} ${chance(r, 90) ? 'dport' : 'sport'}`;
  switch (r.below(6)) {
    case 0:
      return `${field} ${negation(r)}${portRange(r)}`;
    case 1:
      return `${field} ${negation(r)}${wrap(portsApart(r))}`;
    case 2:
      return `${field} ${negation(r)}@ports`;
    case 3:
      return `${field} ${r.pick(['<', '>', '<=', '>='])} ${port(r)}`;
    default:
      return `${field} ${negation(r)}${port(r)}`;
  }
}

function anyPortTest({ r }: Scope): string {
  return `meta l4proto ${r.pick(['{ tcp, udp }', '{ tcp, sctp }', 'udp'])} th dport ${negation(r)}${r.pick([String(port(r)), portRange(r), wrap(portsApart(r))])}`;
}

function interfaceTest({ r, rejects }: Scope): string {
  const field = rejects ? r.pick(['iifname', 'oifname', 'iif', 'oif']) : r.pick(['iifname', 'iif']);
  const index = field === 'iif' || field === 'oif';
  const one = (): string =>
    index ? r.pick(['lan0', 'lan1', 'wan0']) : r.pick(['"lan0"', '"lan1"', '"wan0"', '"lan*"', '"ppp0"']);
  return chance(r, 25)
    ? `${field} ${negation(r)}${wrap(list(r, 3, () => (index ? one() : r.pick(['"lan0"', '"lan1"', '"wan0"']))).join(', '))}`
    : `${field} ${negation(r)}${one()}`;
}

function flagTest({ r }: Scope): string {
  return r.pick([
    'tcp flags syn / fin,syn,rst,ack',
    'tcp flags & (syn|ack) == syn',
    'tcp flags & (fin|syn) != 0',
    'tcp flags != syn',
    'tcp flags { syn, syn|ack, ack }',
    'tcp flags & (syn|rst) != syn',
    'tcp flags rst',
    'tcp flags ! ack,rst',
  ]);
}

function icmpTest(s: Scope): string {
  const { r } = s;
  return s.version === 4
    ? r.pick([
        'icmp type echo-request',
        'icmp type { echo-request, destination-unreachable, 13 }',
        'icmp type != echo-request',
        'icmp type destination-unreachable icmp code { 1, 3-4 }',
        'icmp code 0',
        'icmp type < 11',
      ])
    : r.pick([
        'icmpv6 type echo-request',
        'icmpv6 type { echo-request, packet-too-big, 139 }',
        'icmpv6 type != echo-request',
        'icmpv6 code != 0',
        'icmpv6 type 1-3',
      ]);
}

function protocolTest(s: Scope): string {
  const { r } = s;
  if (chance(r, 30))
    return s.version === 4
      ? `ip protocol ${negation(r)}${r.pick(['tcp', 'udp', 'gre'])}`
      : `ip6 nexthdr ${negation(r)}${r.pick(['tcp', 'udp', 'esp'])}`;
  return `meta l4proto ${negation(r)}${r.pick(['tcp', 'udp', 'icmp', 'ipv6-icmp', '47', '253', '{ tcp, udp, 132 }', '50-90'])}`;
}

function stateTest({ r }: Scope): string {
  return r.pick([
    'ct state new',
    'ct state established,related',
    'ct state != new',
    'ct state { new, established }',
    'ct state invalid',
    'ct state ! established,related',
    'ct state untracked',
    'ct direction original',
    'ct direction reply',
  ]);
}

function concatTest(s: Scope): string {
  const { r } = s;
  const { version } = s;
  const field = `${version === 4 ? 'ip' : 'ip6'} ${r.pick(['saddr', 'daddr'])}`;
  switch (r.below(4)) {
    case 0:
      return `${field} . tcp dport ${negation(r)}@pairs${version}`;
    case 1:
      return `${field} . tcp dport ${wrap(list(r, 4, () => `${someAddress(r, version)} . ${port(r)}`).join(', '))}`;
    case 2:
      return `meta l4proto . th dport @services`;
    default:
      return `iifname . ${field} ${negation(r)}${wrap(list(r, 4, () => `"${r.pick(['lan0', 'lan1', 'wan0'])}" . ${someAddress(r, version)}`).join(', '))}`;
  }
}

const familyTest = ({ r, family, version }: Scope): string =>
  family !== 'inet'
    ? 'iifname "lan*"'
    : version === 4
      ? r.pick(['meta nfproto ipv4', 'meta protocol ip'])
      : 'meta nfproto ipv6';

type Test = (s: Scope) => string;

const NETWORK: readonly Test[] = [
  addressTest,
  addressTest,
  addressTest,
  interfaceTest,
  stateTest,
  familyTest,
];

/** At most one a rule: nft refuses two protocols. */
const TRANSPORT: readonly Test[] = [
  portTest,
  portTest,
  portTest,
  anyPortTest,
  flagTest,
  icmpTest,
  protocolTest,
  concatTest,
];

function reject(s: Scope): string {
  const { r, family, version } = s;
  const of4 = ['icmp type host-prohibited', 'icmp type net-unreachable', 'icmp type admin-prohibited'].map(
    (w) => `reject with ${w}`,
  );
  const of6 = ['icmpv6 type no-route', 'icmpv6 type admin-prohibited', 'icmpv6 type addr-unreachable'].map(
    (w) => `reject with ${w}`,
  );
  const ofx = [
    'reject',
    'reject with icmpx type host-unreachable',
    'reject with icmpx type no-route',
    'reject with icmpx type admin-prohibited',
  ];
  return r.pick(
    family === 'ip'
      ? ['reject', ...of4]
      : family === 'ip6'
        ? ['reject', ...of6]
        : [...(version === 4 ? of4 : of6), ...ofx],
  );
}

function simpleVerdict(s: Scope): string {
  const { r, below } = s;
  const dice = r.below(100);
  if (below.length > 0 && dice < 30) return `${dice < 22 ? 'jump' : 'goto'} ${r.pick(below)}`;
  return r.pick(['accept', 'accept', 'drop', 'return', 'continue']);
}

function verdict(s: Scope): string {
  const { r } = s;
  if (s.rejects && chance(r, 14)) return reject(s);
  return chance(r, 8)
    ? r.pick(['counter', 'log prefix "x"', 'meta mark set 0x5', 'counter log'])
    : simpleVerdict(s);
}

function vmap(s: Scope): string {
  const { r } = s;
  const { version } = s;
  const to = (keys: readonly string[]): string =>
    wrap(keys.map((k) => `${k} : ${simpleVerdict(s)}`).join(', '));
  switch (r.below(5)) {
    case 0:
      return `ct state vmap ${to(['new', 'established', 'invalid'].filter(() => chance(r, 70)).concat('related'))}`;
    case 1:
      return `tcp dport vmap ${to(portsApart(r).split(', '))}`;
    case 2:
      return `iifname vmap ${to(list(r, 3, () => r.pick(['"lan0"', '"lan1"', '"wan0"'])))}`;
    case 3:
      return `meta l4proto vmap ${to(['tcp', 'udp', '132'].filter(() => chance(r, 60)).concat('47'))}`;
    default:
      return `${version === 4 ? 'ip' : 'ip6'} daddr vmap ${to(addressesApart(r, version).split(', '))}`;
  }
}

function rule(of: Place): string {
  const s = scope(of);
  const { r } = s;
  if (chance(r, 8)) return vmap(s);
  if (s.rejects && chance(r, 3)) return `${r.pick(['', addressTest(s)])} reject with tcp reset`;
  const tests = [
    ...(chance(r, 65) ? [r.pick(NETWORK)(s)] : []),
    ...(chance(r, 70) ? [r.pick(TRANSPORT)(s)] : []),
    ...(chance(r, 10) ? ['counter'] : []),
  ];
  return [...tests, verdict(s)].join(' ');
}

function natRule(of: Place, side: 'dst' | 'src'): string {
  const s = scope(of);
  const { r, family } = s;
  const { version } = s;
  const ip = version === 4 ? 'ip' : 'ip6';
  const tests = r.pick([addressTest, interfaceTest, portTest])({ ...s, rejects: side === 'src' });
  const to = (text: string, p: number): string => (version === 4 ? `${text}:${p}` : `[${text}]:${p}`);
  const to46 = family === 'inet' ? ` ${ip}` : '';
  const host = someAddress(r, version);
  if (side === 'src') {
    return `${tests} ${r.pick([`snat${to46} to ${host}`, 'masquerade', 'masquerade', 'accept'])}`;
  }
  return r.pick([
    `${tests} dnat${to46} to ${host}`,
    `tcp dport ${port(r)} dnat${to46} to ${to(host, port(r))}`,
    `meta l4proto udp redirect to :${port(r)}`,
    `tcp dport ${port(r)} redirect`,
    `${ip} daddr ${someAddress(r, version)} dnat${to46} to tcp dport map { ${port(r) + 1} : ${host}, 80 : ${someAddress(r, version)} }`,
    version === 4 ? `dnat${to46} prefix to ip daddr map { 203.0.113.0/24 : 10.2.1.0/24 }` : `${tests} accept`,
    `${tests} accept`,
  ]);
}

const rules = (s: Place, most: number): string =>
  Array.from({ length: 1 + s.r.below(most) }, () => `    ${rule(s)}`).join('\n');

function sets(r: Random, family: Family): string {
  const versions: readonly Version[] = family === 'ip' ? [4] : family === 'ip6' ? [6] : [4, 6];
  const of = versions.flatMap((v) => [
    `  set a${v} { type ipv${v}_addr; flags interval; elements = { ${addressesApart(r, v)} } }`,
    `  set pairs${v} { type ipv${v}_addr . inet_service; flags interval; elements = { ${list(r, 4, () =>
      String(r.below(4)),
    )
      .map((c) =>
        v === 4
          ? `10.${r.pick([1, 2])}.${c}.0/24 . ${Number(c) * 100}-${Number(c) * 100 + 99}`
          : `fd00:1::${c}0/124 . ${r.pick(PORT_POOL)}`,
      )
      .join(', ')} } }`,
  ]);
  return [
    ...of,
    `  set ports { type inet_service; flags interval; elements = { ${portsApart(r)} } }`,
    `  set services { typeof meta l4proto . th dport; elements = { ${list(r, 5, () => `${r.pick(['tcp', 'udp'])} . ${port(r)}`).join(', ')} } }`,
  ].join('\n');
}

const base = (type: string, hook: string, priority: number, policy: string): string =>
  `    type ${type} hook ${hook} priority ${priority}; policy ${policy};`;

/** After routing come the answers of `reject` too, which must get through. */
const ANSWERS: Readonly<Record<Version, string>> = {
  4: '    icmp type destination-unreachable accept\n',
  6: '    icmpv6 type destination-unreachable accept\n',
};

function answers(family: Family): string {
  const of = family === 'ip' ? ANSWERS[4] : family === 'ip6' ? ANSWERS[6] : ANSWERS[4] + ANSWERS[6];
  return `${of}    tcp flags & rst != 0 accept\n`;
}

function filterChain(s: Place, name: string, hook: string, priority: number, most: number): string {
  const first = hook === 'postrouting' ? answers(s.family) : '';
  const policy = s.r.pick(['accept', 'accept', 'drop']);
  return `  chain ${name} {\n${base('filter', hook, priority, policy)}\n${first}${rules(s, most)}\n  }`;
}

function natChains(r: Random, family: Family): readonly string[] {
  const s: Place = { r, family, below: [], rejects: false };
  const of = (side: 'dst' | 'src', name: string, hook: string, priority: number): string =>
    `  chain ${name} {\n${base('nat', hook, priority, 'accept')}\n${Array.from({ length: 1 + r.below(4) }, () => `    ${natRule(s, side)}`).join('\n')}\n  }`;
  return [of('dst', 'nat_in', 'prerouting', -100), of('src', 'nat_out', 'postrouting', 100)];
}

/** Chains before routing and after it, where nothing is rejected. */
function outerChains(r: Random, family: Family): readonly string[] {
  const s: Place = { r, family, below: [], rejects: false };
  const out: string[] = [];
  if (chance(r, 25))
    out.push(
      `  chain early {\n${base('filter', 'prerouting', -300, 'accept')}\n${rules(s, 3).replace(/ct (?:direction|state untracked)[^\n]*/g, 'ct state invalid accept')}\n    ${addressTest(scope(s))} ${r.pick(['notrack', 'accept', 'notrack'])}\n  }`,
    );
  if (chance(r, 30)) out.push(filterChain(s, 'before', 'prerouting', r.pick([-150, -110, -90]), 3));
  if (chance(r, 30)) out.push(filterChain(s, 'after', 'postrouting', r.pick([-150, 90]), 3));
  return out;
}

function table(r: Random, family: Family, name: string, nat: boolean): string {
  const regular = ['c1', 'c2', 'c3'].slice(0, 1 + r.below(3));
  const called = regular.map((chain, i) => {
    const s: Place = { r, family, below: regular.slice(i + 1), rejects: true };
    return `  chain ${chain} {\n${rules(s, 6)}\n  }`;
  });
  const s: Place = { r, family, below: regular, rejects: true };
  return [
    `table ${family} ${name} {`,
    sets(r, family),
    ...called.reverse(),
    filterChain(s, 'on_forward', 'forward', r.pick([0, -10, 10]), 14),
    ...(chance(r, 25) ? [filterChain(s, 'on_forward2', 'forward', r.pick([0, 20]), 5)] : []),
    filterChain(s, 'on_input', 'input', 0, 8),
    ...outerChains(r, family),
    ...(nat ? natChains(r, family) : []),
    '}',
  ].join('\n');
}

/** `nat`: with translation. */
export function nftRules(r: Random, nat: boolean): string {
  const first = table(r, r.pick<Family>(['inet', 'inet', 'ip', 'ip6']), 't1', nat);
  return chance(r, 30) ? `${first}\n${table(r, r.pick<Family>(['inet', 'ip']), 't2', false)}` : first;
}
