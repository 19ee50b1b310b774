/**
 * Get-NetFirewallRule, Get-NetFirewall…Filter and Get-NetFirewallProfile as JSON (PowerShell 5.1 and 7).
 *
 * The cmdlets read the machine's own (persistent) store unless -PolicyStore says otherwise: rules of Group Policy are
 * missing then. Nothing in the text names the store asked for; rules of both sources together show that it was the
 * active one, and so does a property PolicyStore = ActiveStore that the collecting command may add.
 */
import type {
  FirewallFilter,
  FirewallProfile,
  FirewallProfileSettings,
  FirewallRule,
  FirewallSection,
  FirewallStore,
} from '../facts/windows-firewall/model.ts';
import type { Evidence, Location } from '../model/evidence.ts';
import { looksWhole } from './firewall-listing.ts';
import { hasAll, headNames, readList } from './json-list.ts';
import type { JsonObject } from './json-value.ts';
import { enumOf, property, textOf } from './json-value.ts';
import { filterKinds, readFilter, textList } from './netfirewall-filter.ts';
import { readRule } from './netfirewall-rule.ts';
import type { Parsed, Parser } from './parser.ts';

type Item =
  | { readonly kind: 'rule'; readonly rule: FirewallRule; readonly active: boolean; readonly at: Location }
  | { readonly kind: 'filter'; readonly filter: FirewallFilter; readonly at: Location }
  | { readonly kind: 'profile'; readonly profile: FirewallProfileSettings; readonly at: Location };

const words = <T>(...pairs: readonly (readonly [string, T])[]): ReadonlyMap<string, T> => new Map(pairs);

/** GpoBoolean: 0 False, 1 True, 2 NotConfigured (read as null). */
const GPO_BOOLEAN = words<'yes' | 'no' | 'open'>(
  ['0', 'no'],
  ['1', 'yes'],
  ['2', 'open'],
  ['false', 'no'],
  ['true', 'yes'],
  ['notconfigured', 'open'],
);
const DEFAULT_ACTION = words<'allow' | 'block' | 'open'>(
  ['0', 'open'],
  ['2', 'allow'],
  ['4', 'block'],
  ['notconfigured', 'open'],
  ['allow', 'allow'],
  ['block', 'block'],
);
const PROFILE_NAMES = words<FirewallProfile>(
  ['domain', 'domain'],
  ['private', 'private'],
  ['public', 'public'],
);

/** undefined: not understood. */
function flag(object: JsonObject, name: string): boolean | null | undefined {
  const value = property(object, name);
  if (typeof value === 'boolean') return value;
  const meaning = enumOf(value, GPO_BOOLEAN);
  return meaning === null ? undefined : meaning === 'open' ? null : meaning === 'yes';
}

/** `NotConfigured`, or the interfaces on which the firewall is off. */
function openInterfaces(object: JsonObject): boolean | null {
  const list = textList(property(object, 'DisabledInterfaceAliases'));
  if (!list || list.every((name) => /^notconfigured$/i.test(name))) return null;
  return true;
}

/** Only the active store leaves nothing open: in the others the merge of local rules is not configured. */
const isActive = (p: Omit<FirewallProfileSettings, 'store'>): boolean =>
  [p.enabled, p.defaultInbound, p.shieldsUp, p.allowLocalRules].every((v) => v !== null);

function readProfile(object: JsonObject, at: Location): FirewallProfileSettings | null {
  const profile = PROFILE_NAMES.get((textOf(property(object, 'Name')) ?? '').toLowerCase());
  const enabled = flag(object, 'Enabled');
  const action = enumOf(property(object, 'DefaultInboundAction'), DEFAULT_ACTION);
  const inbound = flag(object, 'AllowInboundRules');
  const local = flag(object, 'AllowLocalFirewallRules');
  if (!profile || enabled === undefined || !action || inbound === undefined || local === undefined)
    return null;
  const settings = {
    profile,
    enabled,
    defaultInbound: action === 'open' ? null : action,
    shieldsUp: inbound === null ? null : !inbound,
    allowLocalRules: local,
    logDropped: flag(object, 'LogBlocked') ?? null,
    logAllowed: flag(object, 'LogAllowed') ?? null,
    openInterfaces: openInterfaces(object),
    at,
  };
  return { ...settings, store: isActive(settings) ? 'active' : 'local' };
}

const isProfile = (object: JsonObject): boolean => property(object, 'DefaultInboundAction') !== undefined;
const isRule = (object: JsonObject): boolean =>
  property(object, 'Direction') !== undefined && property(object, 'Action') !== undefined;

function filterOf(object: JsonObject): FirewallFilter | null {
  const rule = textOf(property(object, 'InstanceID'));
  const [kind, ...others] = filterKinds(object);
  if (rule === null || kind === undefined || others.length > 0) return null;
  return { kind, rule, ...readFilter(object, kind) };
}

const ACTIVE_STORE = /^activestore$/i;

function readItem(object: JsonObject, locateAs: (text: string) => Location): Item | null {
  const at = locateAs(textOf(property(object, 'DisplayName')) ?? textOf(property(object, 'Name')) ?? '');
  if (isProfile(object)) {
    const profile = readProfile(object, at);
    return profile && { kind: 'profile', profile, at };
  }
  if (isRule(object)) {
    const rule = readRule(object, at);
    const active = ACTIVE_STORE.test(textOf(property(object, 'PolicyStore')) ?? '');
    return rule && { kind: 'rule', rule, active, at };
  }
  const filter = filterOf(object);
  return filter && { kind: 'filter', filter, at };
}

function completeStores(items: readonly Item[]): readonly FirewallStore[] {
  const listed = items.flatMap((i) => (i.kind === 'rule' ? [i] : []));
  if (!looksWhole(listed.map((i) => i.rule))) return [];
  const stores = new Set(listed.map((i) => i.rule.store));
  const both = stores.has('local') && stores.has('policy');
  if (both || listed.every((i) => i.active)) return ['policy', 'local'];
  return stores.size === 1 && stores.has('local') ? ['local'] : [];
}

function sectionOf(items: readonly Item[], complete: boolean, at: Location): FirewallSection {
  return {
    layer: 'live',
    rules: items.flatMap((i) => (i.kind === 'rule' ? [i.rule] : [])),
    filters: items.flatMap((i) => (i.kind === 'filter' ? [i.filter] : [])),
    profiles: items.flatMap((i) => (i.kind === 'profile' ? [i.profile] : [])),
    completeStores: complete ? completeStores(items) : [],
    problems: [],
    at,
  };
}

function parse(evidence: Evidence): Parsed {
  const { items, complete, at, parsed } = readList<Item>(evidence, 'netfirewall-json', readItem);
  if (items.length === 0) return parsed;
  return { ...parsed, sections: { firewall: sectionOf(items, complete, at) } };
}

/** Properties that together no other list has. */
const MARKS: readonly (readonly string[])[] = [
  ['direction', 'action', 'enabled'],
  ['defaultinboundaction', 'allowinboundrules'],
  ['protocol', 'localport', 'remoteport', 'instanceid'],
  ['localaddress', 'remoteaddress', 'instanceid'],
  ['program', 'package', 'instanceid'],
  ['service', 'instanceid'],
  ['interfacealias', 'instanceid'],
  ['interfacetype', 'instanceid'],
  ['authentication', 'overrideblockrules', 'instanceid'],
];

function recognise(evidence: Evidence): boolean {
  const names = headNames(evidence);
  return names.size > 0 && MARKS.some((mark) => hasAll(names, ...mark));
}

export const netfirewallJson: Parser = { kind: 'netfirewall-json', recognise, parse };
