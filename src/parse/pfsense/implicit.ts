/**
 * Rules that pfSense and OPNsense write by themselves before and after the user's (filter_rules_generate of pfSense's
 * filter.inc; filter_core_rules_system of OPNsense's filter.lib.inc), as far as they bear on forwarded packets or on who
 * reaches the device. Tables that hosts enter at run time (sshlockout, virusprot, snort2c) are left out: they only take
 * away from what passes.
 */
import {
  type AddressSet,
  ALL_ADDRESSES,
  ALL_IPV4,
  ALL_IPV6,
  isEmpty,
  parseAddressSet,
  subtract,
  union,
  unionOf,
} from '../../facts/address-set.ts';
import { oneNumber } from '../../facts/firewall/match-packet-numbers.ts';
import type { Action, FilterRule, Match, NumberSet, Service } from '../../facts/firewall/model.ts';
import { endOf } from './ends.ts';
import type { Interface } from './interfaces.ts';
import type { Config } from './records.ts';
import { conditionMatch, locationOf, type Placed, type RuleContext } from './rules.ts';
import { staticBypasses } from './static-bypass.ts';

export type ImplicitRules = { readonly in: readonly Placed[]; readonly out: readonly Placed[] };

interface Draft {
  readonly label: string;
  readonly line: number;
  readonly quick: boolean;
  readonly permit: boolean;
  readonly way: 'in' | 'out' | 'any';
  readonly match: Match;
  readonly log?: boolean;
}

const set = (...texts: readonly string[]): AddressSet => unionOf(texts.map((t) => parseAddressSet(t) ?? []));

const PRIVATE = set('10.0.0.0/8', '127.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7');
const SHARED = set('100.64.0.0/10');
const LINK_LOCAL_4 = set('169.254.0.0/16');
const LINK_LOCAL_6 = set('fe80::/10');
const BROADCAST = set('255.255.255.255');

/**
 * Bogons are networks that nobody was given. These were, whole, to one holder each (IANA IPv4 address space registry; APNIC's
 * first IPv6 block): no such list holds them, so that what passes from them does not depend on it.
 */
const NEVER_BOGON = set('12.0.0.0/8', '17.0.0.0/8', '2001:200::/32');

const all = (...of: readonly Match[]): Match => ({ kind: 'all', of });
const src = (addresses: AddressSet): Match => ({ kind: 'src', set: addresses });
const dst = (addresses: AddressSet): Match => ({ kind: 'dst', set: addresses });

const service = (
  protocols: readonly number[],
  sport: NumberSet | null,
  dport: NumberSet | null,
): Service => ({
  protocols: protocols.map((p) => ({ from: p, to: p })),
  sport,
  dport,
  icmpType: null,
  icmpCode: null,
});

const udp = (sport: number, dport: number): Match => ({
  kind: 'service',
  of: [service([17], oneNumber(sport), oneNumber(dport))],
});

const protocol = (number: number): Match => ({ kind: 'service', of: [service([number], null, null)] });

const rule = (draft: Omit<Draft, 'way' | 'line'> & Partial<Draft>): Draft => ({
  way: 'in',
  line: 1,
  ...draft,
});

function ipv6Switch(config: Config): readonly Draft[] {
  if (config.settings.has('system/ipv6allow')) return [];
  return [rule({ label: 'Block all IPv6', quick: true, permit: false, way: 'any', match: src(ALL_IPV6) })];
}

function linkLocal(config: Config): readonly Draft[] {
  if (config.flavour !== 'pfsense' || config.settings.has('system/no_apipa_block')) return [];
  const match: Match = { kind: 'any', of: [src(LINK_LOCAL_4), dst(LINK_LOCAL_4)] };
  return [rule({ label: 'Block IPv4 link-local', quick: true, permit: false, match })];
}

/** Unreachable, too big, neighbour solicitation and advertisement pass everywhere; the rest only on a link. */
function icmp6(): readonly Draft[] {
  const types = (numbers: readonly number[]): Match => ({
    kind: 'service',
    of: [{ ...service([58], null, null), icmpType: numbers.map((n) => ({ from: n, to: n })) }],
  });
  const link = set('fe80::/10', 'ff02::/16');
  return [
    rule({
      label: 'IPv6 requirements (ICMP)',
      quick: true,
      permit: true,
      way: 'any',
      match: types([1, 2, 135, 136]),
    }),
    rule({
      label: 'IPv6 requirements (ICMP) on the link',
      quick: true,
      permit: true,
      match: all(types([128, 133, 134, 135, 136]), src(link), dst(link)),
    }),
  ];
}

const portZero = (): Draft =>
  rule({
    label: 'Block traffic from or to port 0',
    quick: true,
    permit: false,
    way: 'any',
    match: {
      kind: 'service',
      of: [service([6, 17], oneNumber(0), null), service([6, 17], null, oneNumber(0))],
    },
  });

const isFlag = (i: Interface, field: string): boolean => {
  const text = i.record?.fields[field];
  return text !== undefined && text !== '0';
};

const onPort = (i: Interface): Match => ({ kind: 'in', ports: [i.key] });

function bogons(config: Config, i: Interface): readonly Draft[] {
  if (!isFlag(i, 'blockbogons')) return [];
  const families = config.settings.has('system/ipv6allow') ? ALL_ADDRESSES : ALL_IPV4;
  const condition = conditionMatch({
    id: 'src table bogons',
    choice: 'unknown',
    what: { ja: 'bogon (未割り当てネットワーク) の一覧', en: 'the list of bogon networks' },
  });
  const match = all(onPort(i), src(subtract(families, NEVER_BOGON)), condition);
  return [
    rule({
      label: `Block bogon networks from ${i.key}`,
      line: i.record?.line ?? 1,
      quick: true,
      permit: false,
      match,
    }),
  ];
}

function privateNets(config: Config, i: Interface): readonly Draft[] {
  if (!isFlag(i, 'blockpriv')) return [];
  const nets = config.flavour === 'opnsense' ? union(PRIVATE, SHARED) : PRIVATE;
  const line = i.record?.line ?? 1;
  return [
    rule({
      label: `Block private networks from ${i.key}`,
      line,
      quick: true,
      permit: false,
      match: all(onPort(i), src(nets)),
    }),
  ];
}

/** What lets an interface get its own address lets such packets in to everybody. */
function clients(config: Config, i: Interface): readonly Draft[] {
  const { fields, line = 1 } = i.record ?? { fields: {} as Readonly<Record<string, string>> };
  const make = (label: string, quick: boolean, match: Match): Draft =>
    rule({ label: `${label} on ${i.key}`, line, quick, permit: true, match: all(onPort(i), match) });
  const of: Draft[] = [];
  const six = fields.ipaddrv6 ?? '';
  if (config.settings.has('system/ipv6allow') && (six === 'slaac' || six === 'dhcp6')) {
    of.push(make('allow DHCPv6 client', true, udp(547, 546)));
    of.push(
      make('allow DHCPv6 client on the link', true, all(udp(546, 546), src(LINK_LOCAL_6), dst(LINK_LOCAL_6))),
    );
  }
  if (fields.ipaddr === 'dhcp') of.push(make('allow DHCP client', false, all(src(ALL_IPV4), udp(67, 68))));
  if (fields.ipaddr === 'pptp') of.push(make('allow PPTP client', false, protocol(47)));
  if (six === '6to4') of.push(make('allow 6to4', false, all(protocol(41), dst(i.port.addresses))));
  const relay = parseAddressSet(fields['gateway-6rd'] ?? '');
  if (six === '6rd' && relay) of.push(make('allow 6rd', false, all(protocol(41), src(relay))));
  return of;
}

function dhcpServer(config: Config, i: Interface): readonly Draft[] {
  if (!config.settings.has(`dhcpd/${i.key}/enable`)) return [];
  const match = all(onPort(i), udp(68, 67), dst(union(BROADCAST, i.port.addresses)));
  return [rule({ label: `allow access to DHCP server on ${i.key}`, quick: true, permit: true, match })];
}

/** The ports of the management interface that stay open on LAN whatever the user's rules say. */
function lockoutPorts(config: Config): readonly number[] {
  const text = (path: string): string => config.settings.get(path)?.text ?? '';
  const https = text('system/webgui/protocol') === 'https';
  const own = Number(text('system/webgui/port')) || (https ? 443 : 80);
  const redirect = https && !config.settings.has('system/webgui/disablehttpredirect') ? [80] : [];
  const shell = ['system/enablesshd', 'system/ssh/enable', 'system/ssh/enabled'].some((p) =>
    config.settings.has(p),
  );
  return [...new Set([own, ...redirect, ...(shell ? [Number(text('system/ssh/port')) || 22] : [])])];
}

function antiLockout(config: Config, context: RuleContext): readonly Draft[] {
  if (config.settings.has('system/webgui/noantilockout')) return [];
  const { byKey } = context.interfaces;
  const key = byKey.get('lan')?.port.enabled ? 'lan' : byKey.size === 1 ? 'wan' : null;
  const port = key === null ? undefined : byKey.get(key);
  if (!port) return [];
  const own = endOf(context, 'dst', config.flavour === 'pfsense' ? `${port.key}ip` : '(self)', false);
  if (!('match' in own)) return [];
  const ports = [...lockoutPorts(config)].sort((a, b) => a - b).map((p) => ({ from: p, to: p }));
  const web: Match = { kind: 'service', of: [service([6], null, ports)] };
  return [
    rule({ label: 'anti-lockout rule', quick: true, permit: true, match: all(onPort(port), web, own.match) }),
  ];
}

/** IKE and ESP of the peers, which no rule of the user's need allow. */
function ipsec(config: Config, context: RuleContext): readonly Draft[] {
  if (config.settings.has('system/disablevpnrules')) return [];
  const self = endOf(context, 'dst', '(self)', false);
  if (!('match' in self)) return [];
  const ike: Match = {
    kind: 'service',
    of: [
      service([17], null, [
        { from: 500, to: 500 },
        { from: 4500, to: 4500 },
      ]),
      service([50, 51], null, null),
    ],
  };
  return (config.records.get('ipsec/phase1') ?? [])
    .filter((r) => r.fields.disabled === undefined)
    .map((r) => {
      const peer = r.fields.mobile === undefined ? parseAddressSet(r.fields['remote-gateway'] ?? '') : null;
      const match = all(ike, self.match, ...(peer && !isEmpty(peer) ? [src(peer)] : []));
      return rule({ label: 'IPsec: inbound', line: r.line, quick: false, permit: true, match });
    });
}

function placed(
  context: RuleContext,
  config: Config,
  drafts: readonly Draft[],
  way: 'in' | 'out',
): readonly Placed[] {
  return drafts
    .filter((d) => d.way === way || d.way === 'any')
    .map((d): Placed => {
      const action: Action = d.permit ? { do: 'permit' } : { do: 'deny' };
      const at = locationOf(context.evidence, d.line, `(${d.label})`);
      const log = d.permit ? null : !config.settings.has('syslog/nologdefaultblock');
      const made: FilterRule = {
        id: d.label,
        name: null,
        at,
        enabled: true,
        implicit: true,
        match: d.match,
        action,
        log,
        hits: null,
        comment: null,
      };
      return { rule: made, quick: d.quick };
    });
}

const split = (context: RuleContext, config: Config, drafts: readonly Draft[]): ImplicitRules => ({
  in: placed(context, config, drafts, 'in'),
  out: placed(context, config, drafts, 'out'),
});

const staticBypass = (config: Config, context: RuleContext): readonly Draft[] =>
  staticBypasses(config, context).flatMap(({ label, line, match }) =>
    (['in', 'out'] as const).map((way) =>
      rule({ label, line, way, quick: true, permit: true, match: match(way) }),
    ),
  );

/** Before the user's rules. */
export function rulesBefore(config: Config, context: RuleContext): ImplicitRules {
  const live = [...context.interfaces.byKey.values()].filter((i) => i.port.enabled);
  const before = [
    ...ipv6Switch(config),
    ...linkLocal(config),
    ...icmp6(),
    portZero(),
    ...live.flatMap((i) => [
      ...clients(config, i),
      ...bogons(config, i),
      ...privateNets(config, i),
      ...dhcpServer(config, i),
    ]),
    ...antiLockout(config, context),
    ...(config.flavour === 'opnsense' ? staticBypass(config, context) : []),
  ];
  return split(context, config, before);
}

/** After them: of rules that are not quick the last one decides. */
export const rulesAfter = (config: Config, context: RuleContext): ImplicitRules =>
  split(context, config, [
    ...(config.flavour === 'pfsense' ? staticBypass(config, context) : []),
    ...ipsec(config, context),
  ]);
