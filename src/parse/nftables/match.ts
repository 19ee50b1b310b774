/** The statement `match` of nftables. */
import type { AddressSet } from '../../facts/address-set.ts';
import { type Match, NONE } from '../../facts/firewall/model.ts';
import { parseIpAddress } from '../../facts/ip-address.ts';
import { isObject, type JsonObject, type JsonValue } from '../json-value.ts';
import { allOf, negatedIf, not, test } from '../netfilter/matches.ts';
import { type Field, readField } from './field.ts';
import { elementsMatch, type Key, keyNeeds, keyUnderstood, namedMatch, readKey, type Sets } from './sets.ts';
import { flagBits, flagsMatch, orderMatch, type Place, valuesMatch } from './values.ts';

export interface MatchContext {
  readonly sets: Sets;
  readonly table: string;
  readonly place: Place;
  /** What the rule asks so far. */
  readonly parts: Match[];
}

export interface ReadMatch {
  readonly match: Match;
  readonly understood: boolean;
  /** What it says of one side, where that is a plain set. */
  readonly set: { readonly side: 'src' | 'dst'; readonly set: AddressSet } | null;
}

const isName = (value: JsonValue | undefined): value is string =>
  typeof value === 'string' && value.startsWith('@');

/** Names of several bits: `["syn","ack"]`, `{"|":["syn","ack"]}`. */
const bitList = (value: JsonValue): readonly JsonValue[] | null =>
  Array.isArray(value) ? value : isObject(value) && Array.isArray(value['|']) ? value['|'] : null;

/** Any of some bits (`in`), or none of them (`!`). */
function anyBit(field: Field, right: JsonValue, place: Place): Match | null {
  if (field.kind === 'flags') {
    const bits = flagBits(right);
    return bits === null ? null : not(flagsMatch(bits, 0));
  }
  return valuesMatch(field, bitList(right) ?? [right], place);
}

/** Exactly so; two states at once no packet has. */
function exactly(field: Field, right: JsonValue, place: Place): Match | null {
  if (field.kind === 'flags') return valuesMatch(field, [right], place);
  const bits = bitList(right);
  if (bits && bits.length > 1) return field.kind === 'state' || field.kind === 'direction' ? NONE : null;
  return valuesMatch(field, bits ?? [right], place);
}

function compared(context: MatchContext, key: Key, op: string, right: JsonValue): Match | null {
  const { sets, table, place } = context;
  const [only] = key.parts;
  if (isName(right)) return namedMatch(sets, table, key, right, place);
  if (isObject(right) && Array.isArray(right.set)) return elementsMatch(key, right.set, place);
  if (key.parts.length !== 1 || !only) return elementsMatch(key, [right], place);
  return op === 'in' || op === '!' ? anyBit(only.field, right, place) : exactly(only.field, right, place);
}

const POSITIVE: ReadonlySet<string> = new Set(['==', 'in']);
const NEGATIVE: ReadonlySet<string> = new Set(['!=', '!']);
const ORDERS: ReadonlySet<string> = new Set(['<', '>', '<=', '>=']);

/** Without what the expression needs in order to be read. */
function testOf(context: MatchContext, key: Key, op: string, right: JsonValue): Match | null {
  const [only] = key.parts;
  if (ORDERS.has(op)) {
    return key.parts.length === 1 && only ? orderMatch(only.field, op, right, context.place) : null;
  }
  if (!POSITIVE.has(op) && !NEGATIVE.has(op)) return null;
  const match = compared(context, key, op, right);
  return match && negatedIf(NEGATIVE.has(op), match);
}

function addressBits(
  field: Extract<Field, { kind: 'address' }>,
  mask: JsonValue,
  right: JsonValue,
): Match | null {
  const [m, value] = [mask, right].map((v) => (typeof v === 'string' ? parseIpAddress(v) : null));
  if (m?.version !== field.version || value?.version !== field.version) return null;
  const kind = field.side === 'src' ? 'src-bits' : 'dst-bits';
  return (value.value & ~m.value) === 0n
    ? { kind, version: field.version, value: value.value, mask: m.value }
    : NONE;
}

function flagsMasked(mask: JsonValue, right: JsonValue): Match | null {
  const values = isObject(right) && Array.isArray(right.set) ? right.set : [right];
  const bits = flagBits(mask);
  const wanted = values.map(flagBits);
  if (bits === null || wanted.some((w) => w === null)) return null;
  const of = wanted.filter((w) => w !== null).map((w) => ((w & ~bits) === 0 ? flagsMatch(bits, w) : NONE));
  return of.length === 1 ? (of[0] ?? null) : { kind: 'any', of };
}

/** `field & mask` compared with a value. */
function masked(
  left: JsonObject,
  op: string,
  right: JsonValue,
): { needs: Match; match: Match | null } | null {
  const pair = left['&'];
  if (!Array.isArray(pair) || pair.length !== 2) return null;
  const [expression, mask = null] = pair;
  const { field, needs } = readField(expression);
  const positive = op === '==' || op === 'in';
  if (!positive && op !== '!=') return { needs, match: null };
  const match =
    field.kind === 'address'
      ? addressBits(field, mask, right)
      : field.kind === 'flags'
        ? flagsMasked(mask, right)
        : null;
  return { needs, match: match && negatedIf(!positive, match) };
}

const plainSet = (match: Match): ReadMatch['set'] =>
  match.kind === 'src' || match.kind === 'dst' ? { side: match.kind, set: match.set } : null;

export function readMatch(context: MatchContext, of: JsonObject): ReadMatch {
  const op = typeof of.op === 'string' ? of.op : '';
  const right = of.right ?? null;
  const open = (): Match => {
    const text = JSON.stringify(of).slice(0, 160);
    return test(`${text} (${context.place})`, 'unknown', text);
  };
  if (isObject(of.left) && of.left['&'] !== undefined) {
    const found = masked(of.left, op, right);
    const known = isObject(of.left) && Array.isArray(of.left['&']) && readField(of.left['&'][0]);
    const match = allOf([found?.needs ?? { kind: 'always' }, found?.match ?? open()]);
    return {
      match,
      understood: Boolean(found?.match) || (known !== false && known.field.kind === 'other'),
      set: null,
    };
  }
  const key = readKey(of.left, context);
  const match = testOf(context, key, op, right);
  return {
    match: allOf([keyNeeds(key), match ?? open()]),
    understood: match !== null && keyUnderstood(key),
    set: match && plainSet(match),
  };
}
