/** One rule of an access layer ([Check Point] Management API, show-access-rulebase). */
import { type Action, ANY, type FilterRule, type Match } from '../../facts/firewall/model.ts';
import { isObject, type JsonObject, type JsonValue, numberOf, textOf } from '../json-value.ts';
import { all, any, not } from '../junos/match.ts';
import { addressMatch } from './addresses.ts';
import {
  ALL_UID,
  condition,
  isAny,
  listOf,
  locatedAt,
  nameOf,
  note,
  POLICY_TARGETS_UID,
  type Reading,
  type Ref,
  refOf,
  refsOf,
  uidOf,
} from './read.ts';
import { serviceMatch } from './services.ts';
import { timesMatch } from './times.ts';

/** Says of an inline layer's list, or null where the layer is not among the evidence. */
export type LayerList = (uid: string, by: JsonObject) => string | null;

const KNOWN: ReadonlySet<string> = new Set([
  'uid',
  'name',
  'type',
  'domain',
  'rule-number',
  'enabled',
  'comments',
  'source',
  'source-negate',
  'destination',
  'destination-negate',
  'service',
  'service-negate',
  'vpn',
  'action',
  'action-settings',
  'inline-layer',
  'content',
  'content-negate',
  'content-direction',
  'time',
  'track',
  'track-settings',
  'install-on',
  'hits',
  'custom-fields',
  'meta-info',
  'user-check',
  'available-actions',
  'tags',
  'color',
  'icon',
  'read-only',
  'display-name',
  'customFields',
  'layer',
  'package',
  'last-modify-time',
]);

const says = (value: JsonValue | undefined): boolean =>
  value !== undefined && value !== null && value !== false && value !== '' && listOf(value).length > 0;

const label = (rule: JsonObject): string => {
  const number = numberOf(rule['rule-number']);
  return [number === null ? '' : `rule ${number}`, textOf(rule.name) ?? '']
    .filter((t) => t !== '')
    .join(': ');
};

/** Cells that this version does not know. */
function unknownCells(reading: Reading, rule: JsonObject): readonly Match[] {
  return Object.keys(rule)
    .filter((key) => !KNOWN.has(key) && says(rule[key]))
    .map((key) => {
      note(reading, uidOf(rule), label(rule), 'not-understood', {
        ja: `ルールの「${key}」は読めない`,
        en: `"${key}" of the rule is not understood`,
      });
      return condition(reading, `rule ${uidOf(rule)} ${key}`, 'unknown', {
        ja: `ルールの読めない項目「${key}」`,
        en: `"${key}" of the rule, which was not understood`,
      });
    });
}

const refName = (ref: Ref | null): string => (ref?.object ? nameOf(ref.object) : (ref?.uid ?? ''));

/** Any of the objects of a cell, each a condition; `Any` is none. */
function conditions(
  reading: Reading,
  value: JsonValue | undefined,
  kind: string,
  choice: 'sender' | 'unknown',
  what: readonly [ja: string, en: string],
): Match {
  const refs = refsOf(reading, value);
  if (refs.length === 0 || refs.some(isAny)) return ANY;
  return any(
    refs.map((ref) =>
      condition(reading, `${kind} ${ref?.uid ?? ''}`, choice, {
        ja: `${what[0]} ${refName(ref)}`,
        en: `${what[1]} ${refName(ref)}`,
      }),
    ),
  );
}

const EVERYWHERE: ReadonlySet<string> = new Set([POLICY_TARGETS_UID, ALL_UID]);
const EVERYWHERE_NAME = /^(?:Policy Targets|All|Gateways)$/i;

function installedOn(reading: Reading, value: JsonValue | undefined): Match {
  const refs = refsOf(reading, value);
  if (refs.some((r) => r && (EVERYWHERE.has(r.uid) || EVERYWHERE_NAME.test(refName(r))))) return ANY;
  return conditions(reading, value, 'install-on', 'unknown', ['インストール先', 'installation on']);
}

function vpn(reading: Reading, value: JsonValue | undefined): Match {
  if (isObject(value) && textOf(value.uid) === null && textOf(value.name) === null) {
    return condition(reading, `vpn ${JSON.stringify(value)}`, 'unknown', {
      ja: '方向つきの VPN 条件',
      en: 'a VPN condition with directions',
    });
  }
  return conditions(reading, value, 'vpn', 'unknown', ['VPN', 'the VPN']);
}

const negated = (match: Match, flag: JsonValue | undefined): Match => (flag === true ? not(match) : match);

/** A cell that is not in the export at all. */
function required(reading: Reading, rule: JsonObject, key: string, read: () => Match): Match {
  if (rule[key] !== undefined && listOf(rule[key]).length > 0) return read();
  return condition(reading, `rule ${uidOf(rule)} ${key}`, 'unknown', {
    ja: `ルールの ${key} が証拠にない`,
    en: `the ${key} of the rule, which is not among the evidence`,
  });
}

function matchOf(reading: Reading, rule: JsonObject): Match {
  const by = uidOf(rule);
  const cell = (key: string, read: () => Match): Match =>
    negated(required(reading, rule, key, read), rule[`${key}-negate`]);
  return all(
    cell('source', () => addressMatch(reading, 'src', rule.source, by)),
    cell('destination', () => addressMatch(reading, 'dst', rule.destination, by)),
    cell('service', () => serviceMatch(reading, rule.service, by)),
    timesMatch(reading, rule.time),
    vpn(reading, rule.vpn),
    negated(
      conditions(reading, rule.content, 'content', 'sender', ['内容', 'the content']),
      rule['content-negate'],
    ),
    installedOn(reading, rule['install-on']),
    ...unknownCells(reading, rule),
  );
}

interface Decided {
  readonly action: Action;
  readonly under: Match;
}

const plain = (action: Action): Decided => ({ action, under: ANY });

/** Whoever sits at the sender confirms or logs on. */
function asked(reading: Reading, name: string): Decided {
  return {
    action: { do: 'permit' },
    under: condition(reading, `action ${name}`, 'sender', {
      ja: `利用者が${name}に応じること`,
      en: `the user's answer to ${name}`,
    }),
  };
}

function inner(reading: Reading, rule: JsonObject, lists: LayerList): Decided {
  const ref = rule['inline-layer'] === undefined ? null : refOf(reading, rule['inline-layer']);
  const list = ref && lists(ref.uid, rule);
  const what = {
    ja: `証拠にないインライン レイヤー ${refName(ref)}`,
    en: `the inline layer ${refName(ref)}, which is not among the evidence`,
  };
  return plain(list ? { do: 'goto', list } : { do: 'unknown', what });
}

function decided(reading: Reading, rule: JsonObject, lists: LayerList): Decided {
  const ref = rule.action === undefined ? null : refOf(reading, rule.action);
  const name = refName(ref);
  const settings = isObject(rule['action-settings']) ? rule['action-settings'] : {};
  switch (name.toLowerCase()) {
    case 'accept':
      return settings['enable-identity-captive-portal'] === true
        ? asked(reading, 'Captive Portal')
        : plain({ do: 'permit' });
    case 'inform':
      return plain({ do: 'permit' });
    case 'drop':
    case 'block':
      return plain({ do: 'deny' });
    case 'reject':
      return plain({ do: 'deny', reject: 'tcp-reset' });
    case 'ask':
    case 'client auth':
    case 'user auth':
    case 'session auth':
      return asked(reading, name);
    case 'inner layer':
    case 'apply layer':
      return inner(reading, rule, lists);
    default: {
      const what = { ja: `読めない動作「${name}」`, en: `the action "${name}", which was not understood` };
      return plain({ do: 'unknown', what });
    }
  }
}

function logs(reading: Reading, rule: JsonObject): boolean | null {
  const track = isObject(rule.track) && rule.track.type !== undefined ? rule.track.type : rule.track;
  const ref = track === undefined ? null : refOf(reading, track);
  return ref?.object ? !/^none$/i.test(nameOf(ref.object)) : null;
}

const hits = (rule: JsonObject): number | null => (isObject(rule.hits) ? numberOf(rule.hits.value) : null);

export function readRule(reading: Reading, rule: JsonObject, lists: LayerList): FilterRule {
  const { action, under } = decided(reading, rule, lists);
  const number = numberOf(rule['rule-number']);
  const comment = textOf(rule.comments);
  reading.count.understood();
  return {
    id: number === null ? uidOf(rule) : String(number),
    name: textOf(rule.name),
    at: locatedAt(reading, uidOf(rule), label(rule)),
    enabled: rule.enabled !== false,
    match: all(matchOf(reading, rule), under),
    action,
    log: logs(reading, rule),
    hits: hits(rule),
    comment: comment === '' ? null : comment,
  };
}

/** A rule that the exporting administrator may not see. */
export function hiddenRule(reading: Reading, item: JsonObject): FilterRule {
  const what = {
    ja: `内容を見る権限がなく出力されていないルール (${textOf(item.type) ?? ''})`,
    en: `a rule that was not exported (${textOf(item.type) ?? ''})`,
  };
  reading.count.notUnderstood(locatedAt(reading, uidOf(item), label(item)));
  note(reading, uidOf(item), label(item), 'not-understood', what);
  return {
    id: uidOf(item),
    name: textOf(item.name),
    at: locatedAt(reading, uidOf(item), label(item)),
    enabled: true,
    match: condition(reading, `rule ${uidOf(item)}`, 'unknown', what),
    action: { do: 'unknown', what },
    log: null,
    hits: null,
    comment: null,
  };
}
