/** Windows Firewall rules among registry values ([MS-GPFAS] 2.2.2.19), from exports of a host and from Registry.pol. */

import type { ExportedKey, RegistryWrite } from '../facts/registry.ts';
import { FIREWALL_RULE_KEYS, POLICY_ROOT } from '../facts/windows-firewall/keys.ts';
import type { FirewallRule, FirewallSection, FirewallStore } from '../facts/windows-firewall/model.ts';
import type { FirewallField } from './firewall-fields.ts';
import { ruleFromFields } from './firewall-fields.ts';
import { legacyPlace, legacyRules } from './firewall-legacy.ts';
import { UNLIMITED } from './firewall-tokens.ts';
import { parse } from './generated/firewall-rule.js';

/** Of a rule that has no place yet. */
const NOWHERE = { id: '-', store: 'local', direction: null, at: { file: '', line: 0, text: '' } } as const;

/** A text that is no rule string: Windows may read it otherwise, so it counts as a rule that could allow anything. */
const unreadable = (text: string): FirewallRule => ({
  ...UNLIMITED,
  enabled: true,
  notUnderstood: [text.slice(0, 80)],
  direction: 'in',
  action: 'allow',
  id: NOWHERE.id,
  store: NOWHERE.store,
  at: NOWHERE.at,
});

function readRule(text: string): FirewallRule {
  try {
    return ruleFromFields(parse(text) as readonly FirewallField[], NOWHERE);
  } catch {
    return unreadable(text);
  }
}

const MAX_KEPT = 8192;
const kept = new Map<string, FirewallRule>();

/** A part of a text keeps all of it in memory; this is the same characters as a text of their own. */
const detached = (part: string): string => `.${part}`.slice(1);

/** Hosts of an estate share nearly all their rule strings, so those read last are kept. */
function ruleOfText(text: string): FirewallRule {
  const known = kept.get(text);
  if (known) return known;
  if (kept.size >= MAX_KEPT) kept.clear();
  const own = detached(text);
  const rule = readRule(own);
  kept.set(own, rule);
  return rule;
}

function ruleOf(write: RegistryWrite, store: FirewallStore): FirewallRule | null {
  if (write.op !== 'set' && write.op !== 'set-if-absent') return null;
  if (write.data === '') return null;
  const text = write.type === 'REG_SZ' && typeof write.data === 'string' ? write.data : null;
  const rule = text === null ? unreadable(`${write.name}: ${write.type}`) : ruleOfText(text);
  // Every field is overwritten in place: a copy with others left out first costs a hundred times as much.
  return { ...rule, id: write.name, store, at: write.at };
}

type Place =
  | { readonly kind: 'rules'; readonly store: FirewallStore }
  | { readonly kind: 'legacy'; readonly place: NonNullable<ReturnType<typeof legacyPlace>> };

const RULE_KEYS: ReadonlyMap<string, FirewallStore> = new Map(
  FIREWALL_RULE_KEYS.map(({ key, store }) => [key.toLowerCase(), store]),
);
const POLICY_PREFIX = `${POLICY_ROOT.toLowerCase()}\\`;

function placeOf(hive: string, key: string): Place | null {
  if (hive !== 'HKLM') return null;
  const lower = key.toLowerCase();
  const store = RULE_KEYS.get(lower);
  if (store) return { kind: 'rules', store };
  const legacy = lower.startsWith(POLICY_PREFIX) ? legacyPlace(lower.slice(POLICY_PREFIX.length)) : null;
  return legacy && { kind: 'legacy', place: legacy };
}

/** Consecutive writes to one key together, with what that key is to the firewall. */
function firewallGroups(
  writes: readonly RegistryWrite[],
): readonly { readonly place: Place; readonly writes: RegistryWrite[] }[] {
  const groups: { place: Place; writes: RegistryWrite[] }[] = [];
  let last: RegistryWrite | null = null;
  let current: RegistryWrite[] | null = null;
  for (const write of writes) {
    if (write.key !== last?.key || write.hive !== last.hive) {
      const place = placeOf(write.hive, write.key);
      current = place ? [] : null;
      if (place && current) groups.push({ place, writes: current });
    }
    last = write;
    current?.push(write);
  }
  return groups;
}

const rulesOf = (place: Place, writes: readonly RegistryWrite[]): readonly FirewallRule[] =>
  place.kind === 'legacy'
    ? legacyRules(place.place, writes, 'policy')
    : writes.flatMap((w) => ruleOf(w, place.store) ?? []);

/**
 * The firewall rules that registry values hold; undefined where no key of the firewall's is among them. Which stores
 * are whole is told from the registry facts of all files together (windows-firewall/policy.ts), not here.
 */
export function firewallFromRegistry(
  writes: readonly RegistryWrite[],
  exported: readonly ExportedKey[],
): FirewallSection | undefined {
  const groups = firewallGroups(writes);
  const key = exported.find((e) => placeOf(e.hive, e.key) !== null);
  const at = groups[0]?.writes[0]?.at ?? key?.at;
  if (!at) return undefined;
  return {
    layer: groups[0]?.writes[0]?.layer === 'intended' ? 'intended' : 'stored',
    rules: groups.flatMap((g) => rulesOf(g.place, g.writes)),
    filters: [],
    profiles: [],
    completeStores: [],
    problems: [],
    at,
  };
}
