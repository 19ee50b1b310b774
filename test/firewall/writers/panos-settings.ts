/** A policy as settings of PAN-OS, each a path and what is set there; XML and set commands are both written from these. */
import type { Random } from '../../estate/random.ts';
import {
  type AbstractAddress,
  type AbstractGroup,
  type AbstractPolicy,
  type AbstractRule,
  type AbstractSchedule,
  type AbstractService,
  type AbstractZone,
  type Capability,
  deviceAddress,
  type PortSpan,
} from '../policy.ts';

/** ICMP and other protocols are applications to PAN-OS, which a sender chooses. */
export const CAN: readonly Capability[] = ['negate', 'schedule'];

/** `entry`: a named entry, in XML apart from an element of the name. */
export type Step = string | { readonly entry: string };

export interface Setting {
  readonly path: readonly Step[];
  /** One value, members of a list, or nothing but that it is there. */
  readonly value: string | readonly string[] | null;
}

const setting = (path: readonly Step[], value: Setting['value']): Setting => ({ path, value });
const entry = (name: string): Step => ({ entry: name });
const chance = (r: Random, percent: number): boolean => r.below(100) < percent;

function shuffled<T>(r: Random, list: readonly T[]): readonly T[] {
  const out = [...list];
  for (let i = out.length - 1; i > 0; i -= 1) {
    const j = r.below(i + 1);
    const [a, b] = [out[i], out[j]];
    if (a !== undefined && b !== undefined) [out[i], out[j]] = [b, a];
  }
  return out;
}

const port = (zone: AbstractZone): string => `ethernet1/${zone.index + 1}`;

function addressOf(r: Random, { name, kind, text }: AbstractAddress): Setting {
  const type = kind === 'range' ? 'ip-range' : 'ip-netmask';
  const spelled = kind === 'host' && chance(r, 50) ? `${text}/${text.includes(':') ? 128 : 32}` : text;
  return setting(['address', entry(name), type], spelled);
}

const groupOf = ({ name, members }: AbstractGroup): Setting =>
  setting(['address-group', entry(name), 'static'], members);

/** One span, sometimes as two that meet. */
function spanText(r: Random, { from, to }: PortSpan): string {
  if (from === to) return String(from);
  if (chance(r, 30) && to - from > 2) return `${from}-${from + 1},${from + 2}-${to}`;
  return `${from}-${to}`;
}

const ANY_PORT: PortSpan = { from: 0, to: 65_535 };

function serviceOf(r: Random, service: AbstractService): readonly Setting[] {
  if (service.kind !== 'tcp' && service.kind !== 'udp') return [];
  const at: readonly Step[] = ['service', entry(service.name), 'protocol', service.kind];
  return [
    setting([...at, 'port'], spanText(r, service.dport ?? ANY_PORT)),
    ...(service.sport ? [setting([...at, 'source-port'], spanText(r, service.sport))] : []),
  ];
}

const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

const scheduleOf = ({ name, days, from, to }: AbstractSchedule): readonly Setting[] =>
  days.map((day) =>
    setting(
      ['schedule', entry(name), 'schedule-type', 'recurring', 'weekly', DAYS[day] ?? ''],
      [`${from}-${to}`],
    ),
  );

/** Names, or what they stand for where that is one literal. */
function ends(r: Random, policy: AbstractPolicy, names: readonly string[]): readonly string[] {
  if (names.length === 0) return ['any'];
  return names.map((name) => {
    const object = policy.addresses.find((a) => a.name === name);
    return object && chance(r, 30) ? object.text : name;
  });
}

const orAny = (names: readonly string[]): readonly string[] => (names.length > 0 ? names : ['any']);

function ruleOf(r: Random, policy: AbstractPolicy, rule: AbstractRule): readonly Setting[] {
  const set = (part: string, value: Setting['value']): Setting =>
    setting(['security', 'rules', entry(rule.name), part], value);
  const required = [
    set('from', [rule.from ?? 'any']),
    set('to', [rule.to ?? 'any']),
    set('source', ends(r, policy, rule.sources)),
    set('destination', ends(r, policy, rule.destinations)),
    set('application', ['any']),
    set('service', orAny(rule.services)),
    set('action', rule.action === 'permit' ? 'allow' : r.pick(['deny', 'drop', 'reset-both'])),
  ];
  const optional = [
    ...(rule.negateSource
      ? [set('negate-source', 'yes')]
      : chance(r, 20)
        ? [set('negate-source', 'no')]
        : []),
    ...(rule.negateDestination ? [set('negate-destination', 'yes')] : []),
    ...(rule.enabled ? (chance(r, 20) ? [set('disabled', 'no')] : []) : [set('disabled', 'yes')]),
    ...(rule.log ? [] : [set('log-end', 'no')]),
    ...(rule.schedule === null ? [] : [set('schedule', rule.schedule)]),
    ...(rule.comment === null ? [] : [set('description', rule.comment)]),
    ...(chance(r, 30) ? [set('source-user', ['any']), set('category', ['any'])] : []),
    ...(chance(r, 20)
      ? [setting(['security', 'rules', entry(rule.name), 'profile-setting', 'group'], ['strict'])]
      : []),
  ];
  return [...required, ...shuffled(r, optional)];
}

const interfacesOf = (zone: AbstractZone): readonly Setting[] =>
  zone.connected.map((prefix) => {
    const at: readonly Step[] = ['network', 'interface', 'ethernet', entry(port(zone)), 'layer3'];
    const address = entry(deviceAddress(prefix));
    return prefix.includes(':')
      ? setting([...at, 'ipv6', 'address', address], null)
      : setting([...at, 'ip', address], null);
  });

const routesOf = (r: Random, zone: AbstractZone): readonly Setting[] =>
  zone.routed.flatMap((prefix, i) => {
    const six = prefix.includes(':');
    const at: readonly Step[] = [
      ...[
        'network',
        'virtual-router',
        entry('default'),
        'routing-table',
        six ? 'ipv6' : 'ip',
        'static-route',
      ],
      entry(`${zone.name}-${i}`),
    ];
    return [
      setting([...at, 'destination'], prefix),
      setting(
        [...at, 'nexthop', six ? 'ipv6-address' : 'ip-address'],
        six ? zone.gateways.v6 : zone.gateways.v4,
      ),
      ...(chance(r, 50) ? [setting([...at, 'interface'], port(zone))] : []),
    ];
  });

export interface Settings {
  readonly hostname: string;
  /** Below `devices/entry/network`, and so on, from `network` down. */
  readonly network: readonly Setting[];
  /** Zones and objects of the vsys, each with all its settings. */
  readonly objects: readonly (readonly Setting[])[];
  /** Rules, from `security` down, each with all its settings, in order. */
  readonly rules: readonly (readonly Setting[])[];
}

/** What shared can hold too: groups cannot be, as the members of theirs may be of the vsys. */
export const isShareable = (object: readonly Setting[]): boolean =>
  object.every(({ path }) => ['address', 'service', 'schedule'].includes(String(path[0])));

export function settingsOf(policy: AbstractPolicy, r: Random): Settings {
  return {
    hostname: policy.name,
    network: [
      ...policy.zones.flatMap(interfacesOf),
      setting(['network', 'virtual-router', entry('default'), 'interface'], policy.zones.map(port)),
      ...policy.zones.flatMap((zone) => routesOf(r, zone)),
    ],
    objects: shuffled(r, [
      ...policy.zones.map((zone) => [setting(['zone', entry(zone.name), 'network', 'layer3'], [port(zone)])]),
      ...policy.addresses.map((address) => [addressOf(r, address)]),
      ...policy.addressGroups.map((group) => [groupOf(group)]),
      ...policy.services.map((service) => serviceOf(r, service)),
      ...policy.serviceGroups.map(({ name, members }) => [
        setting(['service-group', entry(name), 'members'], members),
      ]),
      ...policy.schedules.map(scheduleOf),
    ]),
    rules: policy.rules.map((rule) => ruleOf(r, policy, rule)),
  };
}
