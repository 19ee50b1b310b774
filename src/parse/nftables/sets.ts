/** Sets and maps of nftables, named or in a rule, and the matches their elements are. */
import { type Match, NONE } from '../../facts/firewall/model.ts';
import { isObject, type JsonObject, type JsonValue } from '../json-value.ts';
import { allOf, anyOf, not, test } from '../netfilter/matches.ts';
import { PORT_PROTOCOLS } from '../netfilter/protocols.ts';
import { type Field, type Reading, readField } from './field.ts';
import { type Place, valuesMatch } from './values.ts';

/** What a match or a map compares: one field, or several side by side. */
export interface Key {
  readonly parts: readonly Reading[];
  readonly text: () => string;
}

const hasPorts = (n: number): boolean => PORT_PROTOCOLS.some((p) => p.from === n);

/** Whether packets of these matches have ports for certain. */
const ofPorts = (matches: readonly (Match | null)[]): boolean =>
  matches.some(
    (m) =>
      m?.kind === 'service' &&
      m.of.every(({ protocols }) => protocols.every((p) => p.from === p.to && hasPorts(p.from))),
  );

/** The port of `th`, where what else the rule asks leaves only packets that have one. */
const settled = (field: Field, matches: readonly (Match | null)[]): Field =>
  field.kind === 'any-port' && ofPorts(matches)
    ? { kind: 'port', side: field.side, protocols: PORT_PROTOCOLS }
    : field;

/** Where rules change packets, each sees its own. */
const own = (field: Field, changing: boolean): Field =>
  changing && field.kind === 'other' ? { ...field, fresh: true } : field;

interface KeyContext {
  readonly sets: Sets;
  /** What the rule asks before. */
  readonly parts: readonly Match[];
}

export function readKey(expression: JsonValue | undefined, { sets, parts }: KeyContext): Key {
  const concat = isObject(expression) && Array.isArray(expression.concat) ? expression.concat : null;
  return {
    parts: (concat ?? [expression])
      .map(readField)
      .map((p) => ({ ...p, field: own(settled(p.field, parts), sets.changing) })),
    text: () => JSON.stringify(expression ?? null),
  };
}

export const keyNeeds = (key: Key): Match => allOf(key.parts.map((p) => p.needs));

export const keyUnderstood = (key: Key): boolean => key.parts.every((p) => p.understood);

/** A named set or map. */
export interface NamedSet {
  /** Elements of a set; `[key, value]` of a map. */
  readonly elements: readonly JsonValue[];
  /** Whether elements come and go while it is in force (time-outs, rules that add). */
  readonly open: boolean;
}

export interface Sets {
  /** By family, table and name. */
  readonly named: ReadonlyMap<string, NamedSet>;
  readonly made: Map<string, Match | null>;
  /** Whether a rule changes fields of packets. */
  readonly changing: boolean;
}

export const setId = (table: string, name: string): string => `${table} ${name}`;

/** An element without its comment, counter and time-out. */
const bare = (element: JsonValue): JsonValue =>
  isObject(element) && isObject(element.elem) ? (element.elem.val ?? null) : element;

const timedOut = (element: JsonValue): boolean =>
  isObject(element) &&
  isObject(element.elem) &&
  (element.elem.expires !== undefined || element.elem.timeout !== undefined);

export function namedSet(of: JsonObject, added: boolean): NamedSet {
  const flags = Array.isArray(of.flags) ? of.flags : [of.flags];
  const elements = Array.isArray(of.elem) ? of.elem : of.elem === undefined ? [] : [of.elem];
  const open = added || flags.includes('timeout') || flags.includes('dynamic') || of.timeout !== undefined;
  const timed = elements.some((e) => timedOut(Array.isArray(e) ? (e[0] ?? null) : e));
  return { elements, open: open || timed };
}

const partsOf = (element: JsonValue, size: number): readonly JsonValue[] | null => {
  if (size === 1) return [element];
  return isObject(element) && Array.isArray(element.concat) && element.concat.length === size
    ? element.concat
    : null;
};

/** Elements of several parts, with those that differ only in the first taken together. */
function concatMatch(key: Key, elements: readonly JsonValue[], place: Place): Match | null {
  const groups = new Map<string, { firsts: JsonValue[]; rest: readonly JsonValue[] }>();
  for (const element of elements) {
    const parts = partsOf(element, key.parts.length);
    if (!parts) return null;
    const [first = null, ...rest] = parts;
    const id = JSON.stringify(rest);
    const group = groups.get(id) ?? { firsts: [], rest };
    group.firsts.push(first);
    groups.set(id, group);
  }
  const all: Match[] = [];
  for (const { firsts, rest } of groups.values()) {
    const valuesOf = (i: number): readonly JsonValue[] => (i === 0 ? firsts : [rest[i - 1] ?? null]);
    const first = key.parts.map(({ field }, i) => valuesMatch(field, valuesOf(i), place));
    const parts = key.parts.map(({ field }, i) =>
      field.kind === 'any-port' ? valuesMatch(settled(field, first), valuesOf(i), place) : (first[i] ?? null),
    );
    if (parts.some((p) => p === null)) return null;
    all.push(allOf(parts.filter((p) => p !== null)));
  }
  return anyOf(all);
}

/** Packets whose key is one of the elements. */
export function elementsMatch(key: Key, elements: readonly JsonValue[], place: Place): Match | null {
  const values = elements.map(bare);
  const [only] = key.parts;
  if (values.length === 0) return NONE;
  if (values.includes('*')) return { kind: 'always' };
  return key.parts.length === 1 && only
    ? valuesMatch(only.field, values, place)
    : concatMatch(key, values, place);
}

/** `@name` as elements; null: no such set. */
export const referenced = (sets: Sets, table: string, name: string): NamedSet | null =>
  sets.named.get(setId(table, name.slice(1))) ?? null;

/** What a set that may change holds is not known; two rules ask the same unless something adds to it meanwhile. */
const openMatch = (key: Key, name: string, place: Place): Match =>
  test(`${key.text()} in ${name} (${place})`, 'unknown', `${key.text()} ${name}`);

/** Whether two rules that ask this need not see the same. */
const hangsOnRule = (field: Field): boolean =>
  OF_RULE.has(field.kind) || (field.kind === 'other' && field.fresh);

const OF_RULE: ReadonlySet<Field['kind']> = new Set(['any-port', 'status', 'direction']);

/** Packets whose key is in a named set. null: not understood, or no such set. */
export function namedMatch(sets: Sets, table: string, key: Key, name: string, place: Place): Match | null {
  const set = referenced(sets, table, name);
  if (!set) return null;
  if (set.open) return openMatch(key, name, place);
  if (key.parts.some(({ field }) => hangsOnRule(field))) return elementsMatch(key, set.elements, place);
  const id = `${setId(table, name)} ${key.parts.map((p) => p.field.kind).join()} ${key.text()}`;
  const known = sets.made.get(id);
  if (known !== undefined) return known;
  const made = elementsMatch(key, set.elements, `${table} ${name}`);
  sets.made.set(id, made);
  return made;
}

/** One way a map may answer. */
export interface MapEntry {
  readonly match: Match;
  readonly value: JsonValue;
  /** The key of a single element, for maps of networks onto networks. */
  readonly key: JsonValue | null;
}

const pairOf = (element: JsonValue): readonly [JsonValue, JsonValue] | null =>
  Array.isArray(element) && element.length === 2 ? [bare(element[0] ?? null), element[1] ?? null] : null;

interface KeyGroup {
  readonly keys: JsonValue[];
  readonly value: JsonValue;
}

/** Elements of a map by what they map to. */
function byValue(elements: readonly JsonValue[]): readonly KeyGroup[] | null {
  const groups = new Map<string, KeyGroup>();
  for (const element of elements) {
    const pair = pairOf(element);
    if (!pair) return null;
    const id = JSON.stringify(pair[1]);
    const group = groups.get(id) ?? { keys: [], value: pair[1] };
    group.keys.push(pair[0]);
    groups.set(id, group);
  }
  return [...groups.values()];
}

/** Elements of a map, those with one value taken together; an element `*` stands for all other keys. */
function entriesOf(key: Key, elements: readonly JsonValue[], place: Place): readonly MapEntry[] | null {
  const groups = byValue(elements);
  const out: MapEntry[] = [];
  for (const { keys, value } of groups ?? []) {
    const named = keys.filter((k) => k !== '*');
    const match = elementsMatch(key, named, place);
    if (!match) return null;
    if (match.kind !== 'never')
      out.push({ match, value, key: named.length === 1 ? (named[0] ?? null) : null });
  }
  const rest = groups?.find((g) => g.keys.includes('*'));
  const others = not(anyOf(out.map((o) => o.match)));
  return groups && (rest ? [...out, { match: others, value: rest.value, key: null }] : out);
}

/** The answers of a map in a rule (`{"set":[[key,value],…]}`) or of a named one. null: not understood, open, or not there. */
export function mapEntries(
  sets: Sets,
  table: string,
  key: Key,
  data: JsonValue | undefined,
  place: Place,
): readonly MapEntry[] | null {
  if (typeof data === 'string' && data.startsWith('@')) {
    const named = referenced(sets, table, data);
    return named && !named.open ? entriesOf(key, named.elements, place) : null;
  }
  return isObject(data) && Array.isArray(data.set) ? entriesOf(key, data.set, place) : null;
}
