/** A policy as `nft -j list ruleset` prints it. */
import type { Random } from '../../estate/random.ts';
import {
  type AbstractAddress,
  type AbstractPolicy,
  type AbstractRule,
  type AbstractSchedule,
  type AbstractService,
  type AbstractZone,
  addressesOf,
  type Capability,
  destinationsOf,
  type PortSpan,
  prefixesOf,
  servicesOf,
  zoneOf,
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
type Json = null | string | number | boolean | readonly Json[] | { readonly [name: string]: Json };

export const portOf = (zone: AbstractZone): string => `eth${zone.index}`;

interface Writing {
  readonly r: Random;
  readonly policy: AbstractPolicy;
  readonly sets: Json[];
  readonly rules: Json[];
}

const TABLE = { family: 'inet', table: 'filter' } as const;

const match = (op: string, left: Json, right: Json): Json => ({ match: { op, left, right } });
const payload = (protocol: string, field: string): Json => ({ payload: { protocol, field } });
const meta = (key: string): Json => ({ meta: { key } });

function prefixValue(text: string): Json {
  const [addr = '', len] = text.split('/');
  return len === undefined ? addr : { prefix: { addr, len: Number(len) } };
}

function addressValues({ r }: Writing, a: AbstractAddress): readonly Json[] {
  if (a.kind === 'range' && r.below(2) === 0) return [{ range: a.text.split('-') }];
  return prefixesOf(a).map(prefixValue);
}

/** Values as the right side: one alone, a set in the rule, or a named one. */
function oneOf(w: Writing, type: string, values: readonly Json[]): Json {
  const [only] = values;
  if (values.length === 1 && only !== undefined && w.r.below(2) === 0) return only;
  if (w.r.below(3) > 0) return { set: values };
  const name = `s${w.sets.length + 1}`;
  w.sets.push({
    set: { ...TABLE, name, type, handle: 100 + w.sets.length, flags: ['interval'], elem: values },
  });
  return `@${name}`;
}

function addressTest(
  w: Writing,
  side: 'saddr' | 'daddr',
  family: Family,
  values: readonly Json[],
  not: boolean,
): Json {
  const right = oneOf(w, family === 4 ? 'ipv4_addr' : 'ipv6_addr', values);
  return match(not ? '!=' : '==', payload(family === 4 ? 'ip' : 'ip6', side), right);
}

/** Tests of one side; null: nothing of this family. */
function sideTests(
  w: Writing,
  side: 'saddr' | 'daddr',
  family: Family,
  names: readonly string[],
  not: boolean,
): readonly Json[] | null {
  if (names.length === 0) return [];
  const of = addressesOf(w.policy, names).filter((a) => a.version === family);
  if (of.length === 0) return not ? [] : null;
  return [
    addressTest(
      w,
      side,
      family,
      of.flatMap((a) => addressValues(w, a)),
      not,
    ),
  ];
}

function zoneTests(w: Writing, rule: AbstractRule, family: Family): readonly Json[] {
  const zone = rule.to === null ? null : zoneOf(w.policy, rule.to);
  const whole =
    rule.negateDestination && zone ? [...zone.connected, ...zone.routed] : destinationsOf(w.policy, rule);
  const of = whole?.filter((p) => p.includes(':') === (family === 6)) ?? [];
  return of.length === 0 ? [] : [addressTest(w, 'daddr', family, of.map(prefixValue), false)];
}

const portValue = ({ from, to }: PortSpan): Json => (from === to ? from : { range: [from, to] });

type Icmp = Extract<AbstractService, { kind: 'icmp' }>;
type Ported = Extract<AbstractService, { kind: 'tcp' | 'udp' }>;

function icmpTests({ version, type, code }: Icmp): readonly Json[] {
  const of = version === 4 ? 'icmp' : 'icmpv6';
  if (type === null) return [match('==', meta('l4proto'), version === 4 ? 'icmp' : 'ipv6-icmp')];
  return [
    match('==', payload(of, 'type'), type),
    ...(code === null ? [] : [match('==', payload(of, 'code'), code)]),
  ];
}

function portTests({ r }: Writing, { kind, sport, dport }: Ported): readonly Json[] {
  const th = r.below(4) === 0;
  const of = th ? 'th' : kind;
  return [
    ...(th || (!sport && !dport) ? [match('==', meta('l4proto'), kind)] : []),
    ...(sport ? [match('==', payload(of, 'sport'), portValue(sport))] : []),
    ...(dport ? [match('==', payload(of, 'dport'), portValue(dport))] : []),
  ];
}

function serviceTests(w: Writing, service: AbstractService, family: Family): readonly Json[] | null {
  if (service.kind === 'protocol') return [match('==', meta('l4proto'), service.number)];
  if (service.kind !== 'icmp') return portTests(w, service);
  return service.version === family ? icmpTests(service) : null;
}

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

const timeTests = ({ days, from, to }: AbstractSchedule): readonly Json[] => [
  match('==', meta('hour'), { range: [from, to] }),
  match('==', meta('day'), { set: days.map((d) => DAYS[d] ?? '') }),
];

function verdict({ r }: Writing, { action, log }: AbstractRule): readonly Json[] {
  const deny: Json =
    r.below(3) === 0 ? { reject: { type: 'icmpx', expr: 'port-unreachable' } } : { drop: null };
  return [
    ...(r.below(2) === 0 ? [{ counter: { packets: r.below(1000), bytes: 60 } }] : []),
    ...(log ? [{ log: { prefix: 'fw: ' } }] : []),
    action === 'permit' ? { accept: null } : deny,
  ];
}

function addRule(w: Writing, expr: readonly Json[], comment: string | null): void {
  w.rules.push({
    rule: {
      ...TABLE,
      chain: 'forward',
      handle: 10 + w.rules.length,
      ...(comment === null ? {} : { comment }),
      expr,
    },
  });
}

function writeFamily(w: Writing, rule: AbstractRule, family: Family): void {
  const src = sideTests(w, 'saddr', family, rule.sources, rule.negateSource);
  const dst = sideTests(w, 'daddr', family, rule.destinations, rule.negateDestination);
  const zone = zoneTests(w, rule, family);
  const schedule = w.policy.schedules.find((s) => s.name === rule.schedule);
  if (!src || !dst) return;
  const services =
    rule.services.length === 0
      ? [[]]
      : servicesOf(w.policy, rule.services).map((s) => serviceTests(w, s, family));
  for (const service of services) {
    if (!service) continue;
    addRule(
      w,
      [
        match('==', meta('nfproto'), family === 4 ? 'ipv4' : 'ipv6'),
        ...(rule.from === null ? [] : [match('==', meta('iifname'), portOf(zoneOf(w.policy, rule.from)))]),
        ...src,
        ...zone,
        ...dst,
        ...service,
        ...(schedule ? timeTests(schedule) : []),
        ...verdict(w, rule),
      ],
      rule.comment,
    );
  }
}

export function write(policy: AbstractPolicy, r: Random): string {
  const w: Writing = { r, policy, sets: [], rules: [] };
  addRule(w, [match('in', { ct: { key: 'state' } }, ['established', 'related']), { accept: null }], null);
  for (const rule of policy.rules.filter((one) => one.enabled)) {
    writeFamily(w, rule, 4);
    writeFamily(w, rule, 6);
  }
  const chain = {
    ...TABLE,
    name: 'forward',
    handle: 1,
    type: 'filter',
    hook: 'forward',
    prio: 0,
    policy: 'drop',
  };
  const records: readonly Json[] = [
    { metainfo: { version: '1.0.6', release_name: 'Lester Gooch #5', json_schema_version: 1 } },
    { table: { family: 'inet', name: 'filter', handle: 1 } },
    ...w.sets,
    { chain },
    ...w.rules,
  ];
  return JSON.stringify({ nftables: records }, null, r.below(2) === 0 ? 1 : undefined);
}
