/** Check Point: `show access-rulebase`, the package that orders its layers, NAT (none) and the global properties. */
import type { Random } from '../../estate/random.ts';
import type {
  AbstractAddress,
  AbstractPolicy,
  AbstractRule,
  AbstractService,
  AbstractZone,
  Capability,
} from '../policy.ts';
import { zoneOf } from '../policy.ts';
import type { WrittenFiles } from './index.ts';

export const CAN: readonly Capability[] = [
  'negate',
  'icmp',
  'icmp-type',
  'icmp-code',
  'protocol',
  'schedule',
];

type Json = { readonly [name: string]: unknown };

const DOMAIN = { uid: 'd0', name: 'SMC User', 'domain-type': 'domain' };
const object = (type: string, name: string, more: Json = {}, uid = `u-${name}`): Json => ({
  uid,
  name,
  type,
  domain: DOMAIN,
  ...more,
});

const ANY = object('CpmiAnyObject', 'Any', {}, '97aeb369-9aea-11d5-bd16-0090272ccb30');
const ACCEPT = object('RulebaseAction', 'Accept', {}, '6c488338-8eec-4103-ad21-cd461ac2c472');
const DROP = object('RulebaseAction', 'Drop', {}, '6c488338-8eec-4103-ad21-cd461ac2c473');
const INNER = object('Global', 'Inner Layer', {}, 'u-inner-layer');
const LOG = object('Track', 'Log', {}, '598ead32-aa42-4615-90ed-f51a5928d41d');
const NONE = object('Track', 'None', {}, '29e53e3d-23bf-48fe-b6b1-d59bd88036f9');
const TARGETS = object('Global', 'Policy Targets', {}, '6c488338-8eec-4103-ad21-cd461ac2c476');

const chance = (r: Random, percent: number): boolean => r.below(100) < percent;

function network(name: string, prefix: string): Json {
  const [base = '', length = ''] = prefix.split('/');
  return base.includes(':')
    ? object('network', name, { subnet6: base, 'mask-length6': Number(length) })
    : object('network', name, { subnet4: base, 'mask-length4': Number(length) });
}

function address({ name, kind, version, text }: AbstractAddress): Json {
  if (kind === 'network') return network(name, text);
  if (kind === 'host') return object('host', name, { [`ipv${version}-address`]: text });
  const [first, last] = text.split('-');
  return object('address-range', name, {
    [`ipv${version}-address-first`]: first,
    [`ipv${version}-address-last`]: last,
  });
}

const zoneName = (zone: AbstractZone): string => `zone-${zone.name}`;

const zoneObjects = (zone: AbstractZone): readonly Json[] => {
  const nets = [...zone.connected, ...zone.routed].map((p, i) => network(`net-${zone.name}-${i}`, p));
  return [...nets, object('group', zoneName(zone), { members: nets.map((n) => n.uid) })];
};

const group = (type: string, name: string, members: readonly string[]): Json =>
  object(type, name, { members: members.map((m) => `u-${m}`) });

function portText(r: Random, span: { from: number; to: number }): string {
  if (span.from === span.to) return `${span.from}`;
  return span.to === 65535 && chance(r, 50) ? `>${span.from - 1}` : `${span.from}-${span.to}`;
}

function service(r: Random, s: AbstractService): Json {
  if (s.kind === 'protocol') return object('service-other', s.name, { 'ip-protocol': s.number });
  if (s.kind === 'icmp') {
    return object(s.version === 4 ? 'service-icmp' : 'service-icmp6', s.name, {
      ...(s.type === null ? {} : { 'icmp-type': s.type }),
      ...(s.code === null ? {} : { 'icmp-code': s.code }),
    });
  }
  return object(`service-${s.kind}`, s.name, {
    port: s.dport ? portText(r, s.dport) : '0-65535',
    ...(s.sport ? { 'source-port': portText(r, s.sport) } : {}),
  });
}

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

const times = (policy: AbstractPolicy): readonly Json[] =>
  policy.schedules.map((s) =>
    object('time', s.name, {
      'start-now': true,
      'end-never': true,
      'hours-ranges': [{ enabled: true, index: 1, from: s.from, to: s.to }],
      recurrence: { pattern: 'Weekly', weekdays: s.days.map((d) => DAYS[d]) },
    }),
  );

/** Negated within a zone: the zone's networks without some. */
function excluded(policy: AbstractPolicy, rule: AbstractRule): readonly Json[] {
  if (rule.from === null || !rule.negateSource) return [];
  const except = object('group', `except-${rule.id}`, { members: rule.sources.map((s) => `u-${s}`) });
  const include = `u-${zoneName(zoneOf(policy, rule.from))}`;
  return [except, object('group-with-exclusion', `not-${rule.id}`, { include, except: except.uid })];
}

interface Cells {
  readonly uids: readonly string[];
  readonly negate: boolean;
}

const anyCell: Cells = { uids: [ANY.uid as string], negate: false };

function source(rule: AbstractRule): Cells {
  if (rule.sources.length === 0)
    return rule.from === null ? anyCell : { uids: [`u-zone-${rule.from}`], negate: false };
  if (rule.negateSource && rule.from !== null) return { uids: [`u-not-${rule.id}`], negate: false };
  return { uids: rule.sources.map((s) => `u-${s}`), negate: rule.negateSource };
}

function destination(rule: AbstractRule): Cells {
  if (rule.destinations.length === 0)
    return rule.to === null ? anyCell : { uids: [`u-zone-${rule.to}`], negate: false };
  return { uids: rule.destinations.map((d) => `u-${d}`), negate: rule.negateDestination };
}

function accessRule(rule: AbstractRule): Json {
  const from = source(rule);
  const to = destination(rule);
  return {
    uid: `rule-${rule.id}`,
    name: rule.name,
    type: 'access-rule',
    domain: DOMAIN,
    enabled: rule.enabled,
    comments: rule.comment ?? '',
    'install-on': [TARGETS.uid],
    source: from.uids,
    'source-negate': from.negate,
    destination: to.uids,
    'destination-negate': to.negate,
    service: rule.services.length === 0 ? [ANY.uid] : rule.services.map((s) => `u-${s}`),
    'service-negate': false,
    vpn: [ANY.uid],
    action: (rule.action === 'permit' ? ACCEPT : DROP).uid,
    'action-settings': { 'enable-identity-captive-portal': false },
    content: [ANY.uid],
    'content-negate': false,
    'content-direction': 'any',
    track: { type: (rule.log ? LOG : NONE).uid, accounting: false, alert: 'none' },
    time: [rule.schedule === null ? ANY.uid : `u-${rule.schedule}`],
  };
}

const wide = (uid: string, name: string, action: Json, more: Json = {}): Json => ({
  uid,
  name,
  type: 'access-rule',
  enabled: true,
  'install-on': [TARGETS.uid],
  source: [ANY.uid],
  destination: [ANY.uid],
  service: [ANY.uid],
  action: action.uid,
  track: { type: NONE.uid },
  ...more,
});

const numbered = (rules: readonly Json[]): readonly Json[] =>
  rules.map((rule, i) => ({ ...rule, 'rule-number': i + 1 }));

/** Rules in a section, or not. */
function sectioned(r: Random, rules: readonly Json[], first: number): readonly Json[] {
  if (rules.length === 0 || chance(r, 50)) return rules;
  const to = first + rules.length - 1;
  return [
    { uid: `section-${first}`, name: '業務', type: 'access-section', from: first, to, rulebase: rules },
  ];
}

interface Layer {
  readonly uid: string;
  readonly name: string;
  readonly rules: readonly Json[];
}

/** One page, or two. */
function pages(r: Random, layer: Layer, dictionary: readonly Json[]): readonly Json[] {
  const rules = numbered(layer.rules);
  const total = rules.length;
  const cut = total > 1 && chance(r, 40) ? 1 + r.below(total - 1) : total;
  return [rules.slice(0, cut), rules.slice(cut)]
    .map((part, i) => ({
      uid: layer.uid,
      name: layer.name,
      rulebase: sectioned(r, part, i === 0 ? 1 : cut + 1),
      'objects-dictionary': dictionary,
      from: i === 0 ? 1 : cut + 1,
      to: i === 0 ? cut : total,
      total,
    }))
    .filter((p) => p.from <= p.to || total === 0);
}

/** The rules in one layer; or the last of them in an inline layer; and a second ordered layer that accepts all. */
function layers(
  r: Random,
  policy: AbstractPolicy,
): { readonly ordered: readonly Layer[]; readonly all: readonly Layer[] } {
  const rules = policy.rules.map(accessRule);
  const cut = chance(r, 40) ? r.below(rules.length + 1) : rules.length;
  const inline: Layer = { uid: 'layer-inline', name: 'Inline', rules: rules.slice(cut) };
  const parent = wide('rule-inline', 'to the inline layer', INNER, { 'inline-layer': inline.uid });
  const network: Layer = {
    uid: 'layer-network',
    name: `${policy.name} Network`,
    rules: [
      ...rules.slice(0, cut),
      ...(cut < rules.length ? [parent] : [wide('rule-cleanup', 'Cleanup rule', DROP)]),
    ],
  };
  const second: Layer = {
    uid: 'layer-second',
    name: 'Second',
    rules: [wide('rule-second', 'Cleanup rule', ACCEPT)],
  };
  const ordered = chance(r, 40) ? [network, second] : [network];
  return { ordered, all: cut < rules.length ? [...ordered, inline] : ordered };
}

function dictionaryOf(r: Random, policy: AbstractPolicy): readonly Json[] {
  return [
    ...[ANY, ACCEPT, DROP, INNER, LOG, NONE, TARGETS],
    ...policy.zones.flatMap(zoneObjects),
    ...policy.addresses.map(address),
    ...policy.addressGroups.map((g) => group('group', g.name, g.members)),
    ...policy.services.map((s) => service(r, s)),
    ...policy.serviceGroups.map((g) => group('service-group', g.name, g.members)),
    ...times(policy),
    ...policy.rules.flatMap((rule) => excluded(policy, rule)),
  ];
}

const OFF = [
  'accept-control-connections',
  'accept-remote-access-control-connections',
  'accept-smart-update-connections',
  'accept-ips1-management-connections',
  'accept-outgoing-packets-originating-from-gw',
  'accept-outgoing-packets-originating-from-connectra-gw',
  'accept-outgoing-packets-to-cp-online-services',
  'accept-rip',
  'accept-domain-name-over-udp',
  'accept-domain-name-over-tcp',
  'accept-icmp-requests',
  'accept-web-and-ssh-connections-for-gw-administration',
  'accept-incoming-traffic-to-dhcp-and-dns-services-of-gws',
  'accept-dynamic-addr-modules-outgoing-internet-connections',
  'accept-vrrp-packets-originating-from-cluster-members',
  'accept-identity-awareness-control-connections',
];

export function write(policy: AbstractPolicy, r: Random): WrittenFiles {
  const { ordered, all } = layers(r, policy);
  const dictionary = dictionaryOf(r, policy);
  const cleanup = (l: Layer): Json =>
    object('access-layer', l.name, { 'implicit-cleanup-action': 'drop' }, l.uid);
  const package_ = object('package', policy.name, {
    access: true,
    'access-layers': ordered.map(cleanup),
    'nat-policy': false,
  });
  const rulebase = all.flatMap((l) => pages(r, l, [...dictionary, cleanup(l)]));
  const indent = chance(r, 50) ? 2 : undefined;
  const text = (value: unknown): string => `${JSON.stringify(value, null, indent)}\n`;
  const appended = chance(r, 50) ? rulebase.map(text).join('') : text(rulebase);
  return [
    ['show-access-rulebase.json', appended],
    ['show-package.json', text(package_)],
    [
      'show-global-properties.json',
      text(
        object('global-properties', 'firewall_properties', {
          firewall: Object.fromEntries(OFF.map((k) => [k, false])),
        }),
      ),
    ],
  ];
}
