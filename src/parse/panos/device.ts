/** One vsys or device group as a firewall of the rule model. */
import type { FilterList, FilterRule, FirewallDevice, Stage } from '../../facts/firewall/model.ts';
import { ANY } from '../../facts/firewall/model.ts';
import type { Evidence } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';
import { addressReader } from './addresses.ts';
import { applicationReader } from './applications.ts';
import { type Conditions, conditions } from './conditions.ts';
import type { NetworkSource } from './interfaces.ts';
import { natRules } from './nat-rules.ts';
import { type Network, readNetwork } from './network.ts';
import { dosRules, forwardingRules, givenApplications, isDiverting } from './other-rules.ts';
import { type Remarks, remarks } from './remarks.ts';
import type { Readers } from './rule-parts.ts';
import type { Scope } from './scope.ts';
import { defaultRule, securityRule } from './security-rules.ts';
import { serviceReader } from './services.ts';
import { type ConfNode, child, find, nodesOf, values } from './tree.ts';
import { wireMulticast } from './wire-multicast.ts';
import { type ZoneReader, zoneReader } from './zone-match.ts';

/** Rules of one place, by the names that are seen from there; `local`: those that the firewalls have of their own. */
export type Rulebase = { readonly at: ConfNode; readonly level: Scope } | 'local';

/** What a device is compiled from. */
export interface DeviceSource {
  readonly context: string;
  readonly hostname: string | null;
  readonly version: string | null;
  readonly line: number;
  /** What the device is called in the file: `vsys "vsys1"`. */
  readonly text: string;
  readonly scope: Scope;
  /** In the order in which they are asked. */
  readonly rulebases: readonly Rulebase[];
  /** Overrides of the two default rules, by name, the nearest first. */
  readonly overrides: (name: string) => readonly ConfNode[];
  readonly network: NetworkSource;
  readonly variables: ReadonlyMap<string, ConfNode>;
  readonly serials: readonly string[] | null;
  /** `no`: the firewall does not look at IPv6 at all. */
  readonly ipv6: string | null;
}

const rulesOf = (source: DeviceSource, base: string): readonly ConfNode[] =>
  source.rulebases.flatMap((r) => (r === 'local' ? [] : nodesOf(find(r.at, base, 'rules'))));

const isZoneName = (name: string): boolean => name !== 'any' && name !== 'multicast';

/** Zones that rules name. */
function zonesNamed(source: DeviceSource): ReadonlySet<string> {
  const out = new Set<string>();
  for (const rule of [...rulesOf(source, 'security'), ...rulesOf(source, 'nat')]) {
    for (const name of values(child(rule, 'from'))) if (isZoneName(name)) out.add(name);
    for (const name of values(child(rule, 'to'))) if (isZoneName(name)) out.add(name);
  }
  return out;
}

interface Shared {
  readonly remarks: Remarks;
  readonly conditions: Conditions;
  readonly zones: ZoneReader;
  readonly network: Network;
  readonly given: ReadonlySet<string>;
}

function readersOf(source: DeviceSource, level: Scope, shared: Shared): Readers {
  const context = { scope: source.scope, level, variables: source.variables, ...shared };
  const services = serviceReader(source.scope, level, shared.remarks, shared.conditions);
  return {
    scope: source.scope,
    remarks: shared.remarks,
    conditions: shared.conditions,
    addresses: addressReader(context),
    services,
    applications: applicationReader(source.scope, services, shared.remarks, shared.conditions, shared.given),
    zones: shared.zones,
    serials: source.serials,
  };
}

type EachRule = (readers: Readers, rules: readonly ConfNode[]) => readonly FilterRule[];

const LOCAL: Bilingual = {
  ja: 'ファイアウォールが自分で持つルール (Panorama の設定には無い)',
  en: 'rules that the firewalls have of their own, which the configuration of Panorama does not show',
};

/** Rules between those of Panorama, of which it knows nothing: they may permit, deny and translate. */
function localRules(source: DeviceSource, readers: Readers, base: string): readonly FilterRule[] {
  if (base !== 'security' && base !== 'nat') return [];
  const target = { to: 'unknown', what: LOCAL } as const;
  return [
    {
      id: '(local rules)',
      name: null,
      at: readers.remarks.at(source.line, source.text),
      enabled: true,
      implicit: true,
      match: readers.conditions.unknown(`local ${base} rules`, LOCAL),
      action:
        base === 'nat'
          ? { do: 'translate', to: { src: target, dst: target } }
          : { do: 'unknown', what: LOCAL },
      log: null,
      hits: null,
      comment: null,
    },
  ];
}

const compiled = (
  source: DeviceSource,
  readers: (level: Scope) => Readers,
  base: string,
  each: EachRule,
): readonly FilterRule[] =>
  source.rulebases.flatMap((r) =>
    r === 'local'
      ? localRules(source, readers(source.scope), base)
      : each(readers(r.level), nodesOf(find(r.at, base, 'rules'))),
  );

const NAMES: Readonly<Record<string, string>> = {
  security: 'security',
  nat: 'NAT',
  dos: 'DoS protection',
  pbf: 'policy based forwarding',
};

function list(
  id: string,
  rules: readonly FilterRule[],
  end: FilterList['end'],
  source: DeviceSource,
  at: Remarks,
): FilterList {
  return { id, name: NAMES[id] ?? id, rules, end, endLog: false, at: at.at(source.line, source.text) };
}

const STAGES: readonly Stage[] = [
  { kind: 'filter', list: 'dos', when: ANY },
  { kind: 'filter', list: 'pbf', when: ANY },
  { kind: 'nat', list: 'nat', when: ANY },
  { kind: 'filter', list: 'security', when: ANY, sees: 'original' },
];

const DEFAULTS = ['intrazone-default', 'interzone-default'] as const;

function listsOf(
  source: DeviceSource,
  readers: (level: Scope) => Readers,
  { remarks: said, conditions: named, network }: Shared,
): readonly FilterList[] {
  const outermost = readers(source.scope);
  const security = [
    ...wireMulticast(network, named, said, source),
    ...compiled(source, readers, 'security', (r, rules) => rules.map((rule) => securityRule(r, rule))),
    ...DEFAULTS.map((name) => defaultRule(outermost, name, source.overrides(name), source.line)),
  ];
  const nat = compiled(source, readers, 'nat', (r, rules) => rules.flatMap((rule) => natRules(r, rule)));
  const permit = { do: 'permit' } as const;
  return [
    list('dos', compiled(source, readers, 'dos', dosRules), permit, source, said),
    list('pbf', compiled(source, readers, 'pbf', forwardingRules), permit, source, said),
    list('nat', nat, permit, source, said),
    list('security', security, { do: 'deny' }, source, said),
  ];
}

/** Remarks are handed out, so that what concerns the whole file can be added. */
export function compileDevice(
  source: DeviceSource,
  evidence: Evidence,
): { readonly device: FirewallDevice; readonly remarks: Remarks } {
  const said = remarks(evidence);
  const named = conditions();
  const network = readNetwork(source.network, zonesNamed(source), said);
  const shared: Shared = {
    remarks: said,
    conditions: named,
    zones: zoneReader(network, named, said),
    network,
    given: givenApplications(rulesOf(source, 'application-override')),
  };
  const known = new Map<Scope, Readers>();
  const readers = (level: Scope): Readers => {
    const made = known.get(level) ?? readersOf(source, level, shared);
    known.set(level, made);
    return made;
  };
  const lists = listsOf(source, readers, shared);
  const used = new Set(lists.filter((l) => l.rules.length > 0).map((l) => l.id));
  const diverted = isDiverting(rulesOf(source, 'pbf')) || rulesOf(source, 'sdwan').length > 0;
  const device: FirewallDevice = {
    context: source.context,
    vendor: 'panos',
    hostname: source.hostname,
    version: source.version,
    families: source.ipv6 === 'no' ? [4] : [4, 6],
    stateful: true,
    ports: network.ports,
    routes: network.routes,
    routesComplete: network.routesComplete && !diverted,
    lists: lists.filter((l) => used.has(l.id)),
    forward: STAGES.filter((s) => used.has(s.list)),
    input: null,
    gaps: said.gaps,
    notes: said.notes,
    at: said.at(source.line, source.text),
  };
  return { device, remarks: said };
}
