/** Get-NetFirewallRule objects, alone or joined with the properties of their filters (MSFT_NetFirewallRule). */
import type {
  FilterKind,
  FirewallProfile,
  FirewallRule,
  FirewallStore,
} from '../facts/windows-firewall/model.ts';
import { FILTER_KINDS, FIREWALL_PROFILES } from '../facts/windows-firewall/model.ts';
import type { Location } from '../model/evidence.ts';
import { profileList, profileTokens, UNLIMITED } from './firewall-tokens.ts';
import type { JsonObject } from './json-value.ts';
import { enumOf, numberOf, property, textOf } from './json-value.ts';
import type { Conditions } from './netfirewall-filter.ts';
import { filterKinds, readFilter, textList } from './netfirewall-filter.ts';

const words = <T>(...pairs: readonly (readonly [string, T])[]): ReadonlyMap<string, T> => new Map(pairs);

const ENABLED = words(['1', true], ['2', false], ['true', true], ['false', false]);
const DIRECTION = words<'in' | 'out'>(
  ['1', 'in'],
  ['2', 'out'],
  ['inbound', 'in'],
  ['outbound', 'out'],
  ['in', 'in'],
  ['out', 'out'],
);
const ACTION = words<FirewallRule['action']>(
  ['2', 'allow'],
  ['3', 'bypass'],
  ['4', 'block'],
  ['allow', 'allow'],
  ['allowbypass', 'bypass'],
  ['block', 'block'],
);

/** PolicyStoreSourceType: 1 Local, 2 GroupPolicy, 3 Dynamic, 4 Generated, 5 Hardcoded. */
const STORE = words<FirewallStore>(
  ['1', 'local'],
  ['local', 'local'],
  ['2', 'policy'],
  ['grouppolicy', 'policy'],
);

const BITS: readonly (readonly [number, FirewallProfile])[] = FIREWALL_PROFILES.map((p, i) => [1 << i, p]);

/** Flags or names; null when not understood. 0 is any. */
function profilesOf(object: JsonObject): readonly FirewallProfile[] | null {
  const value = property(object, 'Profile') ?? property(object, 'Profiles');
  const flags = numberOf(value);
  if (flags !== null) {
    const known = flags >= 0 && flags <= 7;
    return known ? profileList(new Set(BITS.flatMap(([bit, p]) => ((flags & bit) === 0 ? [] : [p])))) : null;
  }
  const names = textList(value);
  if (!names) return null;
  const tokens = profileTokens(names);
  return tokens.notUnderstood.length > 0 ? null : tokens.list;
}

const enabledOf = (object: JsonObject): boolean | null => {
  const value = property(object, 'Enabled');
  return typeof value === 'boolean' ? value : enumOf(value, ENABLED);
};

/** FW_RULE_STATUS_OK ([MS-FASP] 2.2.23); any other code: Windows took the rule in part or not at all. */
const PARSED = 0x10000;

/** A rule's own conditions besides those of its filters. */
function ownDoubts(object: JsonObject): readonly string[] {
  const odd: string[] = [];
  const status = numberOf(property(object, 'StatusCode'));
  if (status !== null && status !== PARSED) odd.push(`StatusCode=${status}`);
  for (const name of ['Platform', 'Platforms', 'Owner']) {
    const list = textList(property(object, name));
    if (list) odd.push(`${name}=${list.join(',')}`);
  }
  return odd;
}

/** `InterfaceAlias` and `InterfaceType` fill one list. */
function joined(parts: readonly Conditions[]): Conditions {
  const interfaceTypes = parts.flatMap((p) => p.interfaceTypes ?? []);
  return { ...Object.assign({}, ...parts), ...(interfaceTypes.length > 0 ? { interfaceTypes } : {}) };
}

/** Group Policy's rules by their source type; else the source's name, where Windows names the local store. */
export function storeOf(object: JsonObject): FirewallStore {
  const type = property(object, 'PolicyStoreSourceType');
  const byType = enumOf(type, STORE);
  if (byType) return byType;
  const source = textOf(property(object, 'PolicyStoreSource'));
  return source === 'PersistentStore' || (type === undefined && source === null) ? 'local' : 'active';
}

/** Null where state, direction, action or profiles cannot be read. */
export function readRule(object: JsonObject, at: Location): FirewallRule | null {
  const enabled = enabledOf(object);
  const direction = enumOf(property(object, 'Direction'), DIRECTION);
  const action = enumOf(property(object, 'Action'), ACTION);
  const profiles = profilesOf(object);
  const id = textOf(property(object, 'InstanceID')) ?? textOf(property(object, 'Name'));
  if (enabled === null || !direction || !action || !profiles || id === null) return null;
  const kinds = filterKinds(object);
  const filters = kinds.map((kind) => readFilter(object, kind));
  const notUnderstood = [...ownDoubts(object), ...filters.flatMap((f) => f.notUnderstood)];
  return {
    ...UNLIMITED,
    ...joined(filters.map((f) => f.conditions)),
    id,
    name: textOf(property(object, 'DisplayName')) ?? id,
    group: textOf(property(object, 'Group')) ?? textOf(property(object, 'DisplayGroup')),
    store: storeOf(object),
    at,
    enabled,
    direction,
    profiles,
    action: notUnderstood.includes('OverrideBlockRules') ? 'bypass' : action,
    notUnderstood: notUnderstood.filter((part) => part !== 'OverrideBlockRules'),
    unfiltered: FILTER_KINDS.filter((kind: FilterKind) => !kinds.includes(kind)),
  };
}
