/** A config.xml as a device: rules in the order in which they decide, NAT around them. */
import type {
  Action,
  FilterList,
  FilterRule,
  FirewallDevice,
  FirewallNote,
  Stage,
} from '../../facts/firewall/model.ts';
import { ANY } from '../../facts/firewall/model.ts';
import type { Evidence } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';
import { locate } from '../parser.ts';
import { aliasesOf } from './aliases.ts';
import { type ImplicitRules, rulesAfter, rulesBefore } from './implicit.ts';
import { type Interfaces, interfacesOf } from './interfaces.ts';
import { natOf } from './nat.ts';
import { isSet, legacyRule, mvcRule, type RawRule } from './raw-rule.ts';
import type { Config, ConfigRecord } from './records.ts';
import { routingOf } from './routes.ts';
import { locationOf, type Placed, placeRule, type RuleContext } from './rules.ts';
import { schedulesOf } from './schedules.ts';

const RULE_PATHS = [
  'filter/rule',
  'OPNsense/Firewall/Filter/rules/rule',
  'nat/rule',
  'nat/outbound/rule',
] as const;

const recordsNaming = (config: Config): readonly ConfigRecord[] =>
  RULE_PATHS.flatMap((path) => config.records.get(path) ?? []);

const VPN: ReadonlySet<string> = new Set(['l2tp', 'pptp', 'pppoe', 'enc0', 'openvpn', 'wireguard']);

/** Floating, then groups (and tunnels), then single interfaces; of OPNsense, groups by their sequence. */
function rankOf(interfaces: Interfaces, raw: RawRule): number {
  if (raw.floating) return 0;
  const name = raw.interfaces[0] ?? '';
  const { groups, sequence } = interfaces;
  if (groups.has(name) || VPN.has(name.toLowerCase())) return 1 + (sequence.get(name) ?? 0) / 1_000_000;
  return 2;
}

/** OPNsense's own rules come before inherited ones of the same rank, by their sequence. */
function rawRules(config: Config, interfaces: Interfaces): readonly RawRule[] {
  const legacy = (config.records.get('filter/rule') ?? [])
    .filter((r) => r.fields.separator === undefined)
    .map((r) => legacyRule(config.flavour, r));
  const own = (config.records.get('OPNsense/Firewall/Filter/rules/rule') ?? []).map(mvcRule);
  own.sort((a, b) => a.sequence - b.sequence);
  const ranked = [...own, ...legacy].map((raw) => ({ raw, rank: rankOf(interfaces, raw) }));
  return ranked.sort((a, b) => a.rank - b.rank).map(({ raw }) => raw);
}

/**
 * pf takes the last rule that matches, or the first `quick` one: the quick ones in order, then the others from the last,
 * is the same in order of the first match.
 */
const firstMatch = (placed: readonly Placed[]): readonly FilterRule[] => [
  ...placed.filter((p) => p.quick).map((p) => p.rule),
  ...placed
    .filter((p) => !p.quick)
    .map((p) => p.rule)
    .reverse(),
];

interface Lists {
  readonly in: readonly FilterRule[];
  readonly out: readonly FilterRule[];
}

function filterLists(
  context: RuleContext,
  raws: readonly RawRule[],
  before: ImplicitRules,
  after: ImplicitRules,
  pass: readonly Placed[],
): Lists {
  const ways = raws.map((raw, i) => placeRule(context, raw, i));
  const user = (way: 'in' | 'out'): readonly Placed[] => ways.flatMap((w) => w[way] ?? []);
  return {
    in: firstMatch([...pass, ...before.in, ...user('in'), ...after.in]),
    out: firstMatch([...before.out, ...user('out'), ...after.out]),
  };
}

const DENY: Action = { do: 'deny' };
const PERMIT: Action = { do: 'permit' };

const POLICY_ROUTED: Bilingual = {
  ja: 'ゲートウェイを指定した規則があり、経路が規則で変わる',
  en: 'rules name a gateway, so that they change the route',
};
const FILTER_OFF: Bilingual = {
  ja: 'パケット フィルターが無効 (disablefilter) なので、すべて通過する',
  en: 'the packet filter is switched off (disablefilter), so that everything passes',
};
const PORTAL: Bilingual = {
  ja: 'キャプティブ ポータルが有効で、認証前の端末は別に遮断される',
  en: 'a captive portal is on, which stops hosts besides until they log on',
};
const BRIDGE: Bilingual = {
  ja: 'ブリッジがある。その通信にどのインターフェイスの規則が当たるか (net.link.bridge.pfil_member, pfil_bridge) は追わない',
  en: 'there is a bridge; which rules its traffic is held against (net.link.bridge.pfil_member, pfil_bridge) is not followed',
};
const UPNP: Bilingual = {
  ja: 'UPnP が有効で、端末の要求により通過する通信が増えうる',
  en: 'UPnP is on, so that hosts may open more than the rules say',
};

const isPolicyRouted = (raws: readonly RawRule[]): boolean =>
  raws.some(
    (r) =>
      r.enabled !== false && (r.record.fields.gateway ?? '') !== '' && r.record.fields.gateway !== 'default',
  );

const onSetting = (config: Config, path: string): boolean => {
  const text = config.settings.get(path)?.text;
  return text !== undefined && text !== '0' && text !== 'off';
};

function gapsOf(config: Config, evidence: Evidence): readonly FirewallNote[] {
  const sections = [...config.unknown].map(([path, line]) => ({
    kind: 'unknown-section',
    because: {
      ja: `要素 ${path} を読み取れない。通信の可否に関わりうる`,
      en: `element ${path} is not understood and may bear on what passes`,
    },
    at: locate(evidence, line, `<${path}>`),
  }));
  const upnp = config.settings.get('installedpackages/miniupnpd/config/enable');
  const bridge = config.settings.get('bridges/bridged/members');
  return [
    ...sections,
    ...(upnp && onSetting(config, 'installedpackages/miniupnpd/config/enable')
      ? [{ kind: 'upnp', because: UPNP, at: locate(evidence, upnp.line, '<miniupnpd>') }]
      : []),
    ...(bridge && bridge.text !== ''
      ? [{ kind: 'bridge', because: BRIDGE, at: locate(evidence, bridge.line, '<bridged>') }]
      : []),
  ];
}

function notesOf(
  config: Config,
  evidence: Evidence,
  context: RuleContext,
  raws: readonly RawRule[],
): readonly FirewallNote[] {
  const faults = context.aliases.faults.map((f) => ({
    kind: f.kind,
    because: f.because,
    at: locate(evidence, f.line, '<alias>'),
  }));
  const routed = raws.find((r) => isPolicyRouted([r]));
  const portal = ['captiveportal/*/enable', 'OPNsense/captiveportal/zones/zone/enabled'].find((p) =>
    onSetting(config, p),
  );
  const portalLine = portal ? (config.settings.get(portal)?.line ?? 1) : 1;
  return [
    ...context.notes,
    ...faults,
    ...(routed
      ? [
          {
            kind: 'policy-routing',
            because: POLICY_ROUTED,
            at: locationOf(evidence, routed.record.line, 'gateway'),
          },
        ]
      : []),
    ...(portal
      ? [{ kind: 'captive-portal', because: PORTAL, at: locate(evidence, portalLine, '<captiveportal>') }]
      : []),
  ];
}

const hostnameOf = ({ settings }: Config): string | null => settings.get('system/hostname')?.text || null;

function contextOf(config: Config, evidence: Evidence, interfaces: Interfaces): RuleContext {
  return {
    flavour: config.flavour,
    aliases: aliasesOf(config),
    interfaces,
    ends: new Map(),
    services: new Map(),
    evidence,
    schedules: schedulesOf(config),
    groupsWritten: config.sections.has('ifgroups'),
    ports: new Map(),
    notes: [],
    ids: new Map(),
  };
}

interface Listed {
  readonly lists: readonly FilterList[];
  readonly forward: readonly Stage[];
  readonly input: readonly Stage[];
}

/** Stages that have nothing to do are left out; so the way out, where everything leaves that came in. */
function listed(evidence: Evidence, filter: Lists, nat: Lists, log: boolean): Listed {
  const at = locate(evidence, 1, '');
  const list = (id: string, name: string, rules: readonly FilterRule[], end: Action): FilterList => ({
    id,
    name,
    rules,
    end,
    endLog: end.do === 'deny' ? log : null,
    at,
  });
  const stage = (kind: Stage['kind'], id: string): Stage => ({ kind, list: id, when: ANY });
  const out = filter.out.some((r) => r.action.do !== 'permit');
  const dnat = nat.in.length > 0 ? [stage('nat', 'rdr')] : [];
  const snat = nat.out.length > 0 ? [stage('nat', 'nat')] : [];
  return {
    lists: [
      list('in', 'in', filter.in, DENY),
      ...(out ? [list('out', 'out', filter.out, PERMIT)] : []),
      ...(nat.in.length > 0 ? [list('rdr', 'rdr, binat', nat.in, PERMIT)] : []),
      ...(nat.out.length > 0 ? [list('nat', 'binat, nat', nat.out, PERMIT)] : []),
    ],
    forward: [...dnat, stage('filter', 'in'), ...snat, ...(out ? [stage('filter', 'out')] : [])],
    input: [...dnat, stage('filter', 'in')],
  };
}

function openLists(evidence: Evidence): Listed {
  const at = locate(evidence, 1, '');
  const list: FilterList = { id: 'off', name: 'disablefilter', rules: [], end: PERMIT, endLog: null, at };
  const stages: readonly Stage[] = [{ kind: 'filter', list: 'off', when: ANY }];
  return { lists: [list], forward: stages, input: stages };
}

export function deviceOf(config: Config, evidence: Evidence): FirewallDevice {
  const interfaces = interfacesOf(config, recordsNaming(config));
  const context = contextOf(config, evidence, interfaces);
  const raws = rawRules(config, interfaces);
  const off = config.settings.get('system/disablefilter');
  const isOff = off !== undefined && (config.flavour === 'pfsense' || isSet(off.text));
  const nat = natOf(config, context);
  const filter = filterLists(
    context,
    raws,
    rulesBefore(config, context),
    rulesAfter(config, context),
    nat.pass,
  );
  const log = !config.settings.has('syslog/nologdefaultblock');
  const routing = routingOf(config, interfaces, context.aliases, evidence, isPolicyRouted(raws));
  const made = isOff ? openLists(evidence) : listed(evidence, filter, nat, log);
  const notes = notesOf(config, evidence, context, raws);
  const offNote = isOff
    ? [{ kind: 'filter-off', because: FILTER_OFF, at: locate(evidence, off.line, '<disablefilter>') }]
    : [];
  return {
    context: '',
    vendor: config.flavour,
    hostname: hostnameOf(config),
    version: config.flavour === 'pfsense' ? (config.settings.get('version')?.text ?? null) : null,
    families: [4, 6],
    stateful: true,
    ports: [...interfaces.byKey.values()].map((i) => i.port),
    routes: routing.routes,
    routesComplete: routing.complete,
    ...made,
    gaps: gapsOf(config, evidence),
    notes: [...offNote, ...notes],
    at: locate(evidence, 1, `<${config.flavour}>`),
  };
}
