/** A policy as iptables-save and ip6tables-save print it, with the sets of `ipset save` where rules use them. */
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
import type { WrittenFiles } from './index.ts';

export const CAN: readonly Capability[] = [
  'negate',
  'icmp',
  'icmp-type',
  'icmp-code',
  'protocol',
  'schedule',
];

type Family = 4 | 6;

export const portOf = (zone: AbstractZone): string => `eth${zone.index}`;

interface Writing {
  readonly r: Random;
  readonly policy: AbstractPolicy;
  readonly family: Family;
  /** Lines of `ipset save`. */
  readonly sets: string[];
  readonly chains: string[];
  readonly rules: string[];
}

const ofFamily = (of: readonly AbstractAddress[], family: Family): readonly AbstractAddress[] =>
  of.filter((a) => a.version === family);

const flag = (side: 's' | 'd'): string => (side === 's' ? 'src' : 'dst');

/** One address object as tests, of which one must hold. */
function addressTests({ r }: Writing, side: 's' | 'd', a: AbstractAddress): readonly string[] {
  if (a.kind === 'range' && r.below(2) === 0) return [`-m iprange --${flag(side)}-range ${a.text}`];
  return prefixesOf(a).map((p) => `-${side} ${p}`);
}

/** Several objects as one test of a set. */
function setTest(w: Writing, side: 's' | 'd', name: string, of: readonly AbstractAddress[]): string {
  w.sets.push(
    `create ${name} hash:net family ${w.family === 4 ? 'inet' : 'inet6'} hashsize 1024 maxelem 65536`,
    ...new Set(of.flatMap(prefixesOf).map((p) => `add ${name} ${p}`)),
  );
  return `-m set --match-set ${name} ${flag(side)}`;
}

/** Tests of one side, of which one must hold. */
function sideTests(
  w: Writing,
  rule: AbstractRule,
  side: 's' | 'd',
  names: readonly string[],
): readonly string[] {
  const of = ofFamily(addressesOf(w.policy, names), w.family);
  if (of.length > 1 && w.r.below(3) === 0) return [setTest(w, side, `r${rule.id}${side}${w.family}`, of)];
  return of.flatMap((a) => addressTests(w, side, a));
}

/** Prefixes of the zone where the rule says no more than that. */
function zoneTests(w: Writing, rule: AbstractRule): readonly string[] | null {
  const zone = rule.to === null ? null : zoneOf(w.policy, rule.to);
  const whole =
    rule.negateDestination && zone ? [...zone.connected, ...zone.routed] : destinationsOf(w.policy, rule);
  return whole?.filter((p) => p.includes(':') === (w.family === 6)).map((p) => `-d ${p}`) ?? null;
}

const span = ({ from, to }: PortSpan): string => (from === to ? `${from}` : `${from}:${to}`);

function portTests({ r }: Writing, kind: string, sport: PortSpan | null, dport: PortSpan | null): string {
  if (sport === null && dport !== null && r.below(4) === 0)
    return `-p ${kind} -m multiport --dports ${span(dport)}`;
  const of = [...(sport ? [`--sport ${span(sport)}`] : []), ...(dport ? [`--dport ${span(dport)}`] : [])];
  return of.length === 0 ? `-p ${kind}` : `-p ${kind} -m ${kind} ${of.join(' ')}`;
}

function serviceTest(w: Writing, service: AbstractService): string | null {
  if (service.kind === 'protocol') return `-p ${service.number}`;
  if (service.kind !== 'icmp') return portTests(w, service.kind, service.sport, service.dport);
  if (service.version !== w.family) return null;
  const { type, code } = service;
  const kind = type === null ? '' : `${type}${code === null ? '' : `/${code}`}`;
  if (w.family === 4) return kind === '' ? '-p icmp' : `-p icmp -m icmp --icmp-type ${kind}`;
  return kind === '' ? '-p ipv6-icmp' : `-p ipv6-icmp -m icmp6 --icmpv6-type ${kind}`;
}

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

const hour = (text: string): number => Number(text.slice(0, 2));
const earlier = (text: string): string => `${String(hour(text) - 9).padStart(2, '0')}${text.slice(2)}`;

/** By the clock of the device, or nine hours before it where that is the same day. */
function timeTest({ r }: Writing, { days, from, to }: AbstractSchedule): string {
  const utc = hour(from) >= 9 && hour(to) >= 9 && r.below(2) === 0;
  const [start, stop] = utc ? [earlier(from), earlier(to)] : [from, to];
  const on = `--weekdays ${days.map((d) => DAYS[d]).join(',')}`;
  return `-m time --timestart ${start}:00 --timestop ${stop}:00 ${on}${utc ? '' : ' --kerneltz'}`;
}

const commentOf = ({ comment }: AbstractRule): string =>
  comment === null ? '' : `-m comment --comment "${comment}"`;

/** What all lines of a rule ask. */
function common(w: Writing, rule: AbstractRule): readonly string[] {
  const schedule = w.policy.schedules.find((s) => s.name === rule.schedule);
  return [
    ...(rule.from === null ? [] : [`-i ${portOf(zoneOf(w.policy, rule.from))}`]),
    ...(schedule ? [timeTest(w, schedule)] : []),
    commentOf(rule),
  ];
}

const line = (chain: string, parts: readonly string[]): string =>
  ['-A', chain, ...parts].filter((p) => p !== '').join(' ');

const targetOf = ({ r }: Writing, { action }: AbstractRule): string =>
  action === 'permit' ? '-j ACCEPT' : r.pick(['-j DROP', '-j DROP', '-j REJECT']);

const orNone = (tests: readonly string[] | null): readonly string[] => tests ?? [''];

/** null: of the other family only. */
function services(w: Writing, rule: AbstractRule): readonly string[] | null {
  if (rule.services.length === 0) return [''];
  const of = servicesOf(w.policy, rule.services).flatMap((s) => serviceTest(w, s) ?? []);
  return of.length === 0 ? null : of;
}

function destinations(w: Writing, rule: AbstractRule): readonly string[] {
  const whole = rule.destinations.length === 0 || rule.negateDestination;
  return whole ? orNone(zoneTests(w, rule)) : sideTests(w, rule, 'd', rule.destinations);
}

function sources(w: Writing, rule: AbstractRule): readonly string[] {
  return rule.sources.length === 0 || rule.negateSource ? [''] : sideTests(w, rule, 's', rule.sources);
}

/** Packets that a chain of the rule gives back. */
function exceptions(w: Writing, rule: AbstractRule): readonly string[] {
  const of = (side: 's' | 'd', names: readonly string[]) =>
    ofFamily(addressesOf(w.policy, names), w.family).flatMap((a) => addressTests(w, side, a));
  return [
    ...(rule.negateSource ? of('s', rule.sources) : []),
    ...(rule.negateDestination ? of('d', rule.destinations) : []),
  ];
}

function writeRule(w: Writing, rule: AbstractRule): void {
  const of = services(w, rule);
  if (!of) return;
  const except = exceptions(w, rule);
  const own = except.length > 0 || w.r.below(4) === 0;
  const chain = own ? `rule-${rule.id}` : 'FORWARD';
  const head = common(w, rule);
  const lines = sources(w, rule).flatMap((s) =>
    destinations(w, rule).flatMap((d) =>
      of.flatMap((service) => {
        const parts = [...(own ? [] : head), s, d, service];
        const log = rule.log ? [line(chain, [...parts, '-j LOG --log-prefix "fw: "'])] : [];
        return [...log, line(chain, [...parts, targetOf(w, rule)])];
      }),
    ),
  );
  if (lines.length === 0) return;
  if (own) w.chains.push(chain);
  const called = own
    ? [line('FORWARD', [...head, `-j ${chain}`]), ...except.map((e) => line(chain, [e, '-j RETURN']))]
    : [];
  w.rules.push(...[...called, ...lines].map((l) => (rule.enabled ? l : `# ${l}`)));
}

function writeFamily(r: Random, policy: AbstractPolicy, family: Family, sets: string[]): string {
  const w: Writing = { r, policy, family, sets, chains: [], rules: [] };
  for (const rule of policy.rules) writeRule(w, rule);
  const end = r.pick(['policy', 'drop', 'reject']);
  const program = family === 4 ? 'iptables-save' : 'ip6tables-save';
  return [
    `# Generated by ${program} v1.8.9 on Mon Nov  2 09:00:00 2026`,
    '*filter',
    ':INPUT ACCEPT [0:0]',
    `:FORWARD ${end === 'policy' ? 'DROP' : 'ACCEPT'} [0:0]`,
    ':OUTPUT ACCEPT [0:0]',
    ...w.chains.map((c) => `:${c} - [0:0]`),
    '-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
    ...w.rules,
    ...(end === 'policy' ? [] : [`-A FORWARD -j ${end.toUpperCase()}`]),
    'COMMIT',
    '# Completed on Mon Nov  2 09:00:00 2026',
    '',
  ].join('\n');
}

export function write(policy: AbstractPolicy, r: Random): WrittenFiles {
  const sets: string[] = [];
  const v4 = writeFamily(r, policy, 4, sets);
  const v6 = writeFamily(r, policy, 6, sets);
  const rules: WrittenFiles =
    r.below(2) === 0
      ? [['rules.txt', v4 + v6]]
      : [
          ['rules.v4', v4],
          ['rules.v6', v6],
        ];
  return sets.length === 0 ? rules : [...rules, ['ipset.txt', `${sets.join('\n')}\n`]];
}
