/** State of one reading: the objects by uid, conditions, notes, and what was counted. */
import type { Condition, FirewallNote, Match, Schedule } from '../../facts/firewall/model.ts';
import type { Evidence, Location } from '../../model/evidence.ts';
import type { Bilingual } from '../../model/text.ts';
import { isObject, type JsonObject, type JsonValue, textOf } from '../json-value.ts';
import { locate, type Tally, tally } from '../parser.ts';

export interface Reading {
  readonly evidence: Evidence;
  readonly lines: ReadonlyMap<string, number>;
  readonly objects: Map<string, JsonObject>;
  readonly notes: FirewallNote[];
  readonly gaps: FirewallNote[];
  readonly conditions: Map<string, Match>;
  /** Matches of objects by what they are asked as and their uid. */
  readonly known: Map<string, Match>;
  readonly count: Tally;
}

export const startReading = (evidence: Evidence, lines: ReadonlyMap<string, number>): Reading => ({
  evidence,
  lines,
  objects: new Map(),
  notes: [],
  gaps: [],
  conditions: new Map(),
  known: new Map(),
  count: tally(),
});

/** The one that stands for every object of its kind. */
export const ANY_UID = '97aeb369-9aea-11d5-bd16-0090272ccb30';
/** `All`, of the installation targets of NAT rules. */
export const ALL_UID = '97aeb368-9aea-11d5-bd16-0090272ccb30';
export const POLICY_TARGETS_UID = '6c488338-8eec-4103-ad21-cd461ac2c476';
export const ORIGINAL_UID = '85c0f50f-6d8a-4528-88ab-5fb11d8fe16c';

/** A name in a cell of a rule. `object` null: the file has only its uid. */
export interface Ref {
  readonly uid: string;
  readonly object: JsonObject | null;
}

export const uidOf = (object: JsonObject): string => textOf(object.uid) ?? textOf(object.name) ?? '';
export const nameOf = (object: JsonObject): string => textOf(object.name) ?? textOf(object.uid) ?? '';
export const typeOf = (object: JsonObject): string => textOf(object.type) ?? '';

const isList = (value: JsonValue | undefined): value is readonly JsonValue[] => Array.isArray(value);

export const listOf = (value: JsonValue | undefined): readonly JsonValue[] =>
  isList(value) ? value : value === undefined || value === null ? [] : [value];

/** A uid, or the object itself where the export has no dictionary. */
export function refOf(reading: Reading, value: JsonValue): Ref | null {
  if (typeof value === 'string') return { uid: value, object: reading.objects.get(value) ?? null };
  if (!isObject(value)) return null;
  const uid = uidOf(value);
  const known = reading.objects.get(uid);
  // The longer of both says more.
  const object = known && Object.keys(known).length > Object.keys(value).length ? known : value;
  return uid === '' ? null : { uid, object };
}

export const refsOf = (reading: Reading, value: JsonValue | undefined): readonly (Ref | null)[] =>
  listOf(value).map((v) => refOf(reading, v));

export const isAny = (ref: Ref | null): boolean =>
  ref !== null && (ref.uid === ANY_UID || (ref.object !== null && typeOf(ref.object) === 'CpmiAnyObject'));

export const lineOf = (reading: Reading, uid: string): number => reading.lines.get(uid) ?? 1;

export const locatedAt = (reading: Reading, uid: string, text: string): Location =>
  locate(reading.evidence, lineOf(reading, uid), text);

const MAX_NOTES = 10_000;

export function note(reading: Reading, uid: string, text: string, kind: string, because: Bilingual): void {
  if (reading.notes.length < MAX_NOTES)
    reading.notes.push({ kind, because, at: locatedAt(reading, uid, text) });
}

export function gap(reading: Reading, uid: string, text: string, kind: string, because: Bilingual): void {
  if (reading.gaps.length < MAX_NOTES)
    reading.gaps.push({ kind, because, at: locatedAt(reading, uid, text) });
}

export function condition(
  reading: Reading,
  id: string,
  choice: Condition['choice'],
  what: Bilingual,
  schedule?: Schedule,
): Match {
  const found = reading.conditions.get(id);
  if (found) return found;
  const made: Match = {
    kind: 'condition',
    condition: schedule ? { id, choice, what, schedule } : { id, choice, what },
  };
  reading.conditions.set(id, made);
  return made;
}

/** Objects may be named in several places; what this file or its neighbours say most of is kept. */
export function addObject(reading: Reading, value: JsonValue | undefined): void {
  if (!isObject(value)) return;
  const uid = textOf(value.uid);
  if (uid === null) return;
  const known = reading.objects.get(uid);
  if (!known || Object.keys(value).length > Object.keys(known).length) reading.objects.set(uid, value);
}
