/**
 * The NAT rulebase ([Check Point] Management API, show-nat-rulebase). It is asked of the packet as it came in; a manual rule
 * ends the search, an automatic one may be joined by another for the other side (bidirectional NAT).
 */
import type { AddressSet } from '../../facts/address-set.ts';
import { parseAddressSet } from '../../facts/address-set.ts';
import {
  type Action,
  type AddressTarget,
  ANY,
  type FilterList,
  type FilterRule,
  type Match,
  type PortTarget,
  type Stage,
  type Translation,
} from '../../facts/firewall/model.ts';
import { isObject, type JsonObject, numberOf, textOf } from '../json-value.ts';
import { all, side } from '../junos/match.ts';
import { shifted } from '../junos/nat-rules.ts';
import { addressMatch, certainSet } from './addresses.ts';
import type { Rulebase } from './pages.ts';
import {
  condition,
  gap,
  locatedAt,
  nameOf,
  note,
  ORIGINAL_UID,
  type Reading,
  type Ref,
  refOf,
  uidOf,
} from './read.ts';
import { ports, serviceMatch } from './services.ts';

type Side = 'source' | 'destination';

const kindOf = (of: Side): 'src' | 'dst' => (of === 'source' ? 'src' : 'dst');

const isOriginal = (ref: Ref | null): boolean =>
  ref === null || ref.uid === ORIGINAL_UID || (ref.object !== null && nameOf(ref.object) === 'Original');

const cell = (reading: Reading, rule: JsonObject, key: string): Ref | null => {
  const value = rule[key];
  return value === undefined ? null : refOf(reading, value);
};

/** The address by which automatic static NAT shows an object. */
function natAddress(object: JsonObject | null): AddressSet | null {
  const settings = object && isObject(object['nat-settings']) ? object['nat-settings'] : null;
  const text = textOf(settings?.['ipv4-address']) ?? textOf(settings?.['ipv6-address']);
  return text ? parseAddressSet(text) : null;
}

/** An automatic rule names one object on both sides of a translation: its own address, and the one it is shown by. */
const isAutomatic = (rule: JsonObject): boolean => rule['auto-generated'] === true;

function originalMatch(reading: Reading, rule: JsonObject, of: Side): Match {
  const original = cell(reading, rule, `original-${of}`);
  const translated = cell(reading, rule, `translated-${of}`);
  if (of === 'destination' && isAutomatic(rule) && original && original.uid === translated?.uid) {
    const shown = natAddress(original.object);
    if (shown) return side('dst', shown);
  }
  return addressMatch(reading, kindOf(of), rule[`original-${of}`], uidOf(rule));
}

const matchOf = (reading: Reading, rule: JsonObject): Match =>
  all(
    originalMatch(reading, rule, 'source'),
    originalMatch(reading, rule, 'destination'),
    serviceMatch(reading, rule['original-service'], uidOf(rule)),
  );

function unknownTarget(reading: Reading, rule: JsonObject, of: Side): AddressTarget {
  const number = numberOf(rule['rule-number']) ?? '';
  const what = {
    ja: `NAT ルール ${number} の変換先 (${of})`,
    en: `the translated ${of} of NAT rule ${number}`,
  };
  note(reading, uidOf(rule), `NAT rule ${number}`, 'not-understood', what);
  return { to: 'unknown', what };
}

function hidden(reading: Reading, rule: JsonObject, ref: Ref): AddressTarget {
  const settings = ref.object && isObject(ref.object['nat-settings']) ? ref.object['nat-settings'] : null;
  if (isAutomatic(rule) && settings) {
    if (settings['hide-behind'] === 'gateway') return { to: 'interface' };
    const shown = natAddress(ref.object);
    if (shown) return { to: 'addresses', set: shown };
  }
  const set = certainSet(addressMatch(reading, 'src', rule['translated-source'], uidOf(rule)));
  return set ? { to: 'addresses', set } : unknownTarget(reading, rule, 'source');
}

/** One block onto another of its size, or everything onto one address. */
function fixed(reading: Reading, rule: JsonObject, of: Side, ref: Ref): AddressTarget {
  const automatic = isAutomatic(rule) && cell(reading, rule, `original-${of}`)?.uid === ref.uid;
  const real = certainSet(addressMatch(reading, kindOf(of), rule[`translated-${of}`], uidOf(rule)));
  const onto = automatic && of === 'source' ? natAddress(ref.object) : real;
  const from = certainSet(originalMatch(reading, rule, of));
  const single = onto?.length === 1 && onto[0]?.from === onto[0]?.to;
  if (!onto) return unknownTarget(reading, rule, of);
  return (
    (from && shifted(from, onto)) ||
    (single ? { to: 'addresses', set: onto } : unknownTarget(reading, rule, of))
  );
}

function target(reading: Reading, rule: JsonObject, of: Side): AddressTarget | null {
  const ref = cell(reading, rule, `translated-${of}`);
  if (isOriginal(ref) || !ref) return null;
  return of === 'source' && textOf(rule.method) === 'hide'
    ? hidden(reading, rule, ref)
    : fixed(reading, rule, of, ref);
}

function portTarget(reading: Reading, rule: JsonObject): PortTarget | null | 'unread' {
  const ref = cell(reading, rule, 'translated-service');
  if (isOriginal(ref)) return null;
  const set = ref?.object ? ports(ref.object.port) : null;
  return set && set !== 'any' ? { to: 'ports', set } : 'unread';
}

function actionOf(reading: Reading, rule: JsonObject, of: Side): Action {
  const address = target(reading, rule, of);
  const port = of === 'destination' ? portTarget(reading, rule) : null;
  if (port === 'unread') return { do: 'translate', to: { dst: unknownTarget(reading, rule, of) } };
  if (!address && !port) return isAutomatic(rule) ? { do: 'next' } : { do: 'permit' };
  const to: Translation = {
    ...(address && { [kindOf(of)]: address }),
    ...(port && { dport: port }),
  };
  return { do: 'translate', to };
}

function natRule(reading: Reading, rule: JsonObject, of: Side, match: Match): FilterRule {
  const number = numberOf(rule['rule-number']);
  return {
    id: `NAT ${number ?? uidOf(rule)}`,
    name: textOf(rule.name),
    at: locatedAt(reading, uidOf(rule), `NAT rule ${number ?? ''}`),
    enabled: rule.enabled !== false,
    match,
    action: actionOf(reading, rule, of),
    log: null,
    hits: null,
    comment: textOf(rule.comments),
  };
}

export interface Nat {
  readonly lists: readonly FilterList[];
  readonly stages: readonly Stage[];
}

const UNSEEN = 'nat';

/** What the NAT of the device makes of addresses is in another export. */
function unseen(reading: Reading): Nat {
  const what = {
    ja: 'NAT のルールベースが証拠にない (show-nat-rulebase で採取する)',
    en: 'the NAT rulebase is not among the evidence (collect show-nat-rulebase)',
  };
  note(reading, '', '', 'nat-unknown', what);
  const at = locatedAt(reading, '', '');
  const unknown: AddressTarget = { to: 'unknown', what };
  const rule: FilterRule = {
    id: UNSEEN,
    name: null,
    at,
    enabled: true,
    implicit: true,
    match: condition(reading, 'nat rulebase', 'unknown', what),
    action: { do: 'translate', to: { src: unknown, dst: unknown } },
    log: null,
    hits: null,
    comment: null,
  };
  const list: FilterList = {
    id: UNSEEN,
    name: 'NAT',
    rules: [rule],
    end: { do: 'permit' },
    endLog: null,
    at,
  };
  return { lists: [list], stages: [{ kind: 'nat', list: UNSEEN, when: ANY, sees: 'original' }] };
}

/** `none`: the package says that it has no NAT policy. */
export function natStages(reading: Reading, rulebases: readonly Rulebase[], none: boolean): Nat {
  if (none) return { lists: [], stages: [] };
  // Which of several belongs to the package none of them says.
  if (rulebases.length !== 1) return unseen(reading);
  const rules = rulebases.flatMap((r) => r.items).filter((i) => textOf(i.type) === 'nat-rule');
  for (const base of rulebases) {
    if (base.whole) continue;
    gap(reading, base.uid, 'NAT', 'incomplete-rulebase', {
      ja: 'NAT ルールがすべては揃っていない (from / to / total)',
      en: 'not all NAT rules are here (from, to, total)',
    });
  }
  if (rules.length === 0) return { lists: [], stages: [] };
  const matches = rules.map((r) => matchOf(reading, r));
  const sides: readonly Side[] = ['destination', 'source'];
  return {
    lists: sides.map((of) => ({
      id: `nat ${of}`,
      name: `NAT (${of})`,
      rules: rules.map((r, i) => natRule(reading, r, of, matches[i] ?? ANY)),
      end: { do: 'permit' },
      endLog: null,
      at: locatedAt(reading, uidOf(rules[0] ?? {}), 'NAT'),
    })),
    stages: sides.map((of) => ({ kind: 'nat', list: `nat ${of}`, when: ANY, sees: 'original' })),
  };
}
