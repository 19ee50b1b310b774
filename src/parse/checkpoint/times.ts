/** Time objects ([Check Point] Management API, time and time-group). */
import { ANY, type Match, type NumberSpan, type Schedule } from '../../facts/firewall/model.ts';
import { isObject, type JsonObject, type JsonValue, textOf } from '../json-value.ts';
import { any } from '../junos/match.ts';
import { numberSet } from '../number-set.ts';
import {
  condition,
  isAny,
  listOf,
  nameOf,
  note,
  type Reading,
  type Ref,
  refsOf,
  typeOf,
  uidOf,
} from './read.ts';

const DAY = 1440;
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

const minuteOf = (value: JsonValue | undefined): number | null => {
  const [, h, m] = /^(\d{1,2}):(\d{2})/.exec(textOf(value) ?? '') ?? [];
  const minute = Number(h) * 60 + Number(m);
  return h === undefined || minute > DAY ? null : minute;
};

/** Spans of the day; null: not understood. */
function hours(object: JsonObject): readonly NumberSpan[] | null {
  const on = listOf(object['hours-ranges'])
    .filter(isObject)
    .filter((r) => r.enabled === true);
  if (on.length === 0) return [{ from: 0, to: DAY - 1 }];
  const out: NumberSpan[] = [];
  for (const range of on) {
    const from = minuteOf(range.from);
    const to = minuteOf(range.to);
    if (from === null || to === null) return null;
    // The end minute is counted in; past midnight it goes on in the morning of the same day.
    if (from <= to) out.push({ from, to: Math.min(to, DAY - 1) });
    else out.push({ from, to: DAY - 1 }, { from: 0, to });
  }
  return out;
}

function days(object: JsonObject): readonly number[] | null {
  const recurrence = isObject(object.recurrence) ? object.recurrence : {};
  const pattern = textOf(recurrence.pattern) ?? '';
  if (pattern === '' || /^(?:daily|none)$/i.test(pattern)) return DAYS.map((_, i) => i);
  if (!/^weekly$/i.test(pattern)) return null;
  const found = listOf(recurrence.weekdays).map((d) =>
    DAYS.indexOf((textOf(d) ?? '').slice(0, 3).toLowerCase()),
  );
  return found.length === 0 || found.includes(-1) ? null : found;
}

/** `iso-8601` without its zone: it is the gateway's own time. */
function instant(value: JsonValue | undefined): string | null {
  const iso = isObject(value) ? (textOf(value['iso-8601']) ?? '') : '';
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.exec(iso)?.[0] ?? null;
}

const told = (object: JsonObject, flag: string, at: string): string | null | undefined =>
  object[flag] === true || object[at] === undefined ? null : (instant(object[at]) ?? undefined);

function scheduleOf(object: JsonObject): Schedule | null {
  const within = hours(object);
  const on = days(object);
  const from = told(object, 'start-now', 'start');
  const to = told(object, 'end-never', 'end');
  const described =
    object['hours-ranges'] !== undefined || object.recurrence !== undefined || object.end !== undefined;
  if (!within || !on || from === undefined || to === undefined || !described) return null;
  const always = on.length === DAYS.length && within[0]?.from === 0 && within[0].to === DAY - 1;
  const weekly = numberSet(
    on.flatMap((d) => within.map((s) => ({ from: s.from + d * DAY, to: s.to + d * DAY }))),
  );
  return { weekly: always ? null : weekly, from, to };
}

function timeMatch(reading: Reading, object: JsonObject): Match {
  const name = nameOf(object);
  const what = { ja: `時間オブジェクト ${name}`, en: `the time object ${name}` };
  const id = `time ${uidOf(object)}`;
  const schedule = typeOf(object) === 'time' ? scheduleOf(object) : null;
  if (schedule) return condition(reading, id, 'time', what, schedule);
  note(reading, uidOf(object), name, 'not-understood', {
    ja: `時間オブジェクト ${name} の内容が証拠にないか、読めない (details-level full で採取する)`,
    en: `the time object ${name} is not among the evidence or not understood (collect it with details-level full)`,
  });
  return condition(reading, id, 'unknown', what);
}

function refMatch(reading: Reading, ref: Ref | null): Match {
  if (isAny(ref)) return ANY;
  if (ref?.object && typeOf(ref.object) === 'time-group' && ref.object.members !== undefined) {
    return any(
      refsOf(reading, ref.object.members).map((m) =>
        m?.object && typeOf(m.object) === 'time' ? timeMatch(reading, m.object) : unknown(reading, m),
      ),
    );
  }
  return ref?.object ? timeMatch(reading, ref.object) : unknown(reading, ref);
}

const unknown = (reading: Reading, ref: Ref | null): Match =>
  condition(reading, `time ${ref?.uid ?? ''}`, 'unknown', {
    ja: `証拠にない時間オブジェクト ${ref?.uid ?? ''}`,
    en: `the time object ${ref?.uid ?? ''}, which is not among the evidence`,
  });

export function timesMatch(reading: Reading, value: JsonValue | undefined): Match {
  const refs = refsOf(reading, value);
  return refs.length === 0 ? ANY : any(refs.map((r) => refMatch(reading, r)));
}
