/** Devices made from one policy, brought to one set of names and to the packets of which the policy speaks. */
import {
  type AddressSet,
  ALL_ADDRESSES,
  ALL_IPV4,
  ALL_IPV6,
  parseAddressSet,
  subtract,
  union,
} from '../../src/facts/address-set.ts';
import type {
  FilterList,
  FilterRule,
  FirewallDevice,
  Match,
  Service,
  Stage,
} from '../../src/facts/firewall/model.ts';
import { portsNamed } from '../../src/facts/firewall/ports.ts';
import {
  type AbstractPolicy,
  type AbstractRule,
  type AbstractService,
  type AbstractZone,
  addressesOf,
  addressSet,
  deviceAddress,
  networksOf,
  type PortSpan,
  servicesOf,
} from './policy.ts';

const AT = { file: 'policy', line: 1, text: '' };
const always: Match = { kind: 'always' };
const all = (...of: readonly Match[]): Match => ({ kind: 'all', of });

const service = (from: number, to: number, part: Partial<Service> = {}): Service => ({
  protocols: [{ from, to }],
  sport: null,
  dport: null,
  icmpType: null,
  icmpCode: null,
  ...part,
});

const span = (ports: PortSpan | null): Service['dport'] => ports && [ports];
const number = (n: number | null): Service['icmpType'] => (n === null ? null : [{ from: n, to: n }]);

function serviceOf(s: AbstractService): Service {
  if (s.kind === 'protocol') return service(s.number, s.number);
  if (s.kind === 'icmp') {
    const protocol = s.version === 4 ? 1 : 58;
    return service(protocol, protocol, { icmpType: number(s.type), icmpCode: number(s.code) });
  }
  const protocol = s.kind === 'tcp' ? 6 : 17;
  return service(protocol, protocol, { dport: span(s.dport), sport: span(s.sport) });
}

function sideOf(policy: AbstractPolicy, side: 'src' | 'dst', names: readonly string[], not: boolean): Match {
  if (names.length === 0) return always;
  const set = union(...addressesOf(policy, names).map((a) => addressSet(a.text)));
  const match: Match = { kind: side, set };
  return not ? { kind: 'not', of: match } : match;
}

function ruleOf(policy: AbstractPolicy, rule: AbstractRule): FilterRule {
  const match = all(
    rule.from === null ? always : { kind: 'in', ports: [rule.from] },
    rule.to === null ? always : { kind: 'out', ports: [rule.to] },
    sideOf(policy, 'src', rule.sources, rule.negateSource),
    sideOf(policy, 'dst', rule.destinations, rule.negateDestination),
    rule.services.length === 0
      ? always
      : { kind: 'service', of: servicesOf(policy, rule.services).map(serviceOf) },
  );
  return {
    id: String(rule.id),
    name: rule.name,
    at: AT,
    enabled: rule.enabled,
    match,
    action: { do: rule.action },
    log: rule.log,
    hits: null,
    comment: null,
  };
}

/** Addresses from which nothing is forwarded: several devices drop such packets by themselves. */
const NO_SOURCE = union(
  ...['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/3', '::/127', 'fe80::/10', 'ff00::/8'].map(
    addressSet,
  ),
);

/** The packets that are compared: see policy.ts. `bySource`: none whose source lies behind another port. */
function domain(policy: AbstractPolicy, bySource: boolean): FilterRule {
  const own = policy.zones.flatMap((z) => z.connected.map((p) => deviceAddress(p).split('/')[0] ?? ''));
  const self: AddressSet = union(...own.map((a) => parseAddressSet(a) ?? []));
  const pairs = policy.zones.flatMap((a) =>
    policy.zones
      .filter((b) => b !== a)
      .map((b) =>
        all(
          { kind: 'in', ports: [a.name] },
          { kind: 'out', ports: [b.name] },
          { kind: 'dst', set: subtract(networksOf(b), self) },
          { kind: 'src', set: bySource ? networksOf(a) : subtract(ALL_ADDRESSES, NO_SOURCE) },
        ),
      ),
  );
  const some = [{ from: 1, to: 65535 }];
  const types = [
    { from: 3, to: 132 },
    { from: 138, to: 255 },
  ];
  const kinds: readonly Match[] = [
    all(
      { kind: 'service', of: [service(6, 6, { sport: some, dport: some })] },
      { kind: 'flags', mask: 23, value: 2 },
    ),
    { kind: 'service', of: [service(17, 17, { sport: some, dport: some })] },
    all({ kind: 'service', of: [service(1, 1)] }, { kind: 'src', set: ALL_IPV4 }),
    all({ kind: 'service', of: [service(58, 58, { icmpType: types })] }, { kind: 'src', set: ALL_IPV6 }),
    { kind: 'service', of: [service(47, 47), service(50, 51), service(89, 89), service(99, 99)] },
  ];
  const match = all({ kind: 'any', of: pairs }, { kind: 'any', of: kinds }, { kind: 'state', of: ['new'] });
  const rest = { name: null, at: AT, enabled: true, log: null, hits: null, comment: null };
  return { id: 'domain', ...rest, match, action: { do: 'permit' } };
}

const LIST = { endLog: null, at: AT };

function within(policy: AbstractPolicy, device: FirewallDevice, bySource: boolean): FirewallDevice {
  const rules = [domain(policy, bySource)];
  const only: FilterList = { id: 'compared', name: 'compared', rules, end: { do: 'deny' }, ...LIST };
  const stage: Stage = { kind: 'filter', list: 'compared', when: always };
  return { ...device, lists: [only, ...device.lists], forward: [stage, ...device.forward], routes: [] };
}

/** What the policy itself says, as a device. */
export const policyDevice = (policy: AbstractPolicy, bySource = false): FirewallDevice => {
  const device: FirewallDevice = {
    context: '',
    vendor: 'csv',
    hostname: policy.name,
    version: null,
    families: [4, 6],
    stateful: true,
    ports: [],
    routes: [],
    routesComplete: true,
    lists: [
      {
        id: 'policy',
        name: 'policy',
        rules: policy.rules.map((r) => ruleOf(policy, r)),
        end: { do: 'deny' },
        ...LIST,
      },
    ],
    forward: [{ kind: 'filter', list: 'policy', when: always }],
    input: null,
    gaps: [],
    notes: [],
    at: AT,
  };
  return within(policy, device, bySource);
};

type Rename = (match: Match) => Match;

/** Ports by the names of the zones; objects that rules share stay shared. */
function renaming(
  device: FirewallDevice,
  policy: AbstractPolicy,
  portOf: (zone: AbstractZone) => string,
): Rename {
  const names = new Map<string, string>();
  for (const zone of policy.zones) {
    for (const port of portsNamed(device, portOf(zone))) names.set(port, zone.name);
  }
  const made = new Map<Match, Match>();
  const rename: Rename = (match) => {
    const known = made.get(match);
    if (known) return known;
    const renamed = inner(match);
    made.set(match, renamed);
    return renamed;
  };
  const inner: Rename = (match) => {
    if (match.kind === 'all' || match.kind === 'any') return { ...match, of: match.of.map(rename) };
    if (match.kind === 'not') return { ...match, of: rename(match.of) };
    if (match.kind !== 'in' && match.kind !== 'out') return match;
    return { ...match, ports: match.ports.map((p) => names.get(p) ?? p) };
  };
  return rename;
}

export function comparable(
  device: FirewallDevice,
  policy: AbstractPolicy,
  portOf: (zone: AbstractZone) => string,
  bySource = false,
): FirewallDevice {
  const rename = renaming(device, policy, portOf);
  const renamed: FirewallDevice = {
    ...device,
    ports: [],
    lists: device.lists.map((l) => ({ ...l, rules: l.rules.map((r) => ({ ...r, match: rename(r.match) })) })),
    forward: device.forward.map((s) => ({ ...s, when: rename(s.when) })),
  };
  return within(policy, renamed, bySource);
}
