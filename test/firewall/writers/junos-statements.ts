/** A policy as statements of Junos, each the words of its path; both spellings of Junos are written from these. */
import type { Random } from '../../estate/random.ts';
import {
  type AbstractAddress,
  type AbstractPolicy,
  type AbstractRule,
  type AbstractService,
  type AbstractZone,
  type Capability,
  deviceAddress,
  zonePairs,
} from '../policy.ts';

export const CAN: readonly Capability[] = [
  'negate',
  'icmp',
  'icmp-type',
  'icmp-code',
  'protocol',
  'schedule',
];

export type Statement = readonly string[];

export interface Statements {
  readonly set: readonly Statement[];
  /** Paths that are deactivated. */
  readonly inactive: readonly Statement[];
}

const chance = (r: Random, percent: number): boolean => r.below(100) < percent;

const port = (zone: AbstractZone): string => `ge-0/0/${zone.index}`;

const version = (text: string): 4 | 6 => (text.includes(':') ? 6 : 4);

const interfaces = (zone: AbstractZone): readonly Statement[] =>
  zone.connected.map((prefix) => [
    'interfaces',
    port(zone),
    'unit',
    '0',
    'family',
    version(prefix) === 4 ? 'inet' : 'inet6',
    'address',
    deviceAddress(prefix),
  ]);

const routes = (zone: AbstractZone): readonly Statement[] =>
  zone.routed.map((prefix) =>
    version(prefix) === 4
      ? ['routing-options', 'static', 'route', prefix, 'next-hop', zone.gateways.v4]
      : ['routing-options', 'rib', 'inet6.0', 'static', 'route', prefix, 'next-hop', zone.gateways.v6],
  );

function address(r: Random, { name, kind, text }: AbstractAddress): Statement {
  if (kind === 'range') {
    const [low = '', high = ''] = text.split('-');
    return ['address', name, 'range-address', low, 'to', high];
  }
  const full = kind === 'host' && chance(r, 50) ? `${text}/${version(text) === 4 ? 32 : 128}` : text;
  return chance(r, 20) ? ['address', name, 'ip-prefix', full] : ['address', name, full];
}

function book(r: Random, policy: AbstractPolicy): readonly Statement[] {
  const objects = policy.addresses.map((a) => address(r, a));
  const groups = policy.addressGroups.flatMap((g) =>
    g.members.map((m) => [
      'address-set',
      g.name,
      policy.addresses.some((a) => a.name === m) ? 'address' : 'address-set',
      m,
    ]),
  );
  return chance(r, 50) ? [...objects, ...groups] : [...groups, ...objects];
}

/** The book for all, or one attached to every zone. */
function books(r: Random, policy: AbstractPolicy, global: boolean): readonly Statement[] {
  const entries = book(r, policy);
  const head = ['security', 'address-book'];
  if (global || chance(r, 60)) return entries.map((e) => [...head, 'global', ...e]);
  return [
    ...entries.map((e) => [...head, 'own', ...e]),
    ...policy.zones.map((z) => [...head, 'own', 'attach', 'zone', z.name]),
  ];
}

const span = ({ from, to }: { from: number; to: number }): string =>
  from === to ? `${from}` : `${from}-${to}`;

/** `protocol tcp`, and the rest beside it. */
function attributes(r: Random, s: AbstractService): readonly Statement[] {
  if (s.kind === 'protocol') return [['protocol', `${s.number}`]];
  if (s.kind === 'icmp') {
    return [
      ['protocol', s.version === 4 ? r.pick(['icmp', '1']) : r.pick(['icmp6', '58'])],
      ...(s.type === null ? [] : [['icmp-type', `${s.type}`]]),
      ...(s.code === null ? [] : [['icmp-code', `${s.code}`]]),
    ];
  }
  return [
    ['protocol', s.kind],
    ...(s.sport ? [['source-port', span(s.sport)]] : []),
    ...(s.dport ? [['destination-port', span(s.dport)]] : []),
  ];
}

function application(r: Random, s: AbstractService): readonly Statement[] {
  const head = ['applications', 'application', s.name];
  const parts = attributes(r, s);
  if (chance(r, 30)) return [[...head, 'term', 't1', ...parts.flat()]];
  return parts.map((p) => [...head, ...p]);
}

const applications = (r: Random, policy: AbstractPolicy): readonly Statement[] => [
  ...policy.services.flatMap((s) => application(r, s)),
  ...policy.serviceGroups.flatMap((g) =>
    g.members.map((m) => [
      'applications',
      'application-set',
      g.name,
      policy.services.some((s) => s.name === m) ? 'application' : 'application-set',
      m,
    ]),
  ),
];

const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

const schedulers = (policy: AbstractPolicy): readonly Statement[] =>
  policy.schedules.flatMap((s) =>
    s.days.map((d) => [
      'schedulers',
      'scheduler',
      s.name,
      DAYS[d] ?? '',
      'start-time',
      `${s.from}:00`,
      'stop-time',
      `${s.to}:00`,
    ]),
  );

function body(rule: AbstractRule): readonly Statement[] {
  const names = (list: readonly string[]): readonly string[] => (list.length === 0 ? ['any'] : list);
  return [
    ...(rule.comment === null ? [] : [['description', rule.comment]]),
    ...names(rule.sources).map((n) => ['match', 'source-address', n]),
    ...names(rule.destinations).map((n) => ['match', 'destination-address', n]),
    ...names(rule.services).map((n) => ['match', 'application', n]),
    ...(rule.negateSource ? [['match', 'source-address-excluded']] : []),
    ...(rule.negateDestination ? [['match', 'destination-address-excluded']] : []),
    ['then', rule.action],
    ...(rule.log ? [['then', 'log', 'session-close']] : []),
    ...(rule.schedule === null ? [] : [['scheduler-name', rule.schedule]]),
  ];
}

/** Where a rule stands: in each pair of zones, or once among the global ones. */
function heads(policy: AbstractPolicy, rule: AbstractRule, global: boolean): readonly Statement[] {
  const policies = ['security', 'policies'];
  if (global) return [[...policies, 'global', 'policy', rule.name]];
  return zonePairs(policy, rule).map(([from, to]) => [
    ...policies,
    'from-zone',
    from,
    'to-zone',
    to,
    'policy',
    rule.name,
  ]);
}

const globalZones = (rule: AbstractRule): readonly Statement[] => [
  ...(rule.from === null ? [] : [['match', 'from-zone', rule.from]]),
  ...(rule.to === null ? [] : [['match', 'to-zone', rule.to]]),
];

/** The first rules in the pairs of zones, the rest global: those are asked after them. */
function policies(policy: AbstractPolicy, pairs: number): Statements {
  const set: Statement[] = [];
  const inactive: Statement[] = [];
  for (const [i, rule] of policy.rules.entries()) {
    const global = i >= pairs;
    for (const head of heads(policy, rule, global)) {
      const parts = [...(global ? globalZones(rule) : []), ...body(rule)];
      set.push(...parts.map((p) => [...head, ...p]));
      if (!rule.enabled) inactive.push(head);
    }
  }
  return { set, inactive };
}

export function statements(policy: AbstractPolicy, r: Random): Statements {
  const count = policy.rules.length;
  const pairs = r.pick([count, count, 0, r.below(count + 1)]);
  const rules = policies(policy, pairs);
  const security = [
    ...books(r, policy, pairs < count),
    ...rules.set,
    ...(chance(r, 50) ? [['security', 'policies', 'default-policy', 'deny-all']] : []),
    ...policy.zones.map((z) => ['security', 'zones', 'security-zone', z.name, 'interfaces', `${port(z)}.0`]),
    ['security', 'forwarding-options', 'family', 'inet6', 'mode', 'flow-based'],
  ];
  const set = [
    ['version', '20.4R3.8'],
    ['system', 'host-name', policy.name],
    ...security,
    ...policy.zones.flatMap(interfaces),
    ...policy.zones.flatMap(routes),
    ...applications(r, policy),
    ...schedulers(policy),
  ];
  return { set, inactive: rules.inactive };
}

export const quoted = (word: string): string => (/^[\w./:!*<>$-]+$/.test(word) ? word : `"${word}"`);
