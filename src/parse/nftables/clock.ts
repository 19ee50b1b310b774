/** `meta hour`, `meta day` and `meta time`; nft writes hours and days by the clock of the machine it runs on. */
import type { Condition, Match, Schedule } from '../../facts/firewall/model.ts';
import { isObject, type JsonValue } from '../json-value.ts';
import { conditionMatch } from '../netfilter/matches.ts';
import { weeklyMinutes } from '../netfilter/time.ts';

const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const EVERY_DAY = DAYS.map((_, i) => i);

function minute(value: JsonValue | undefined): number | null {
  const [, h, m] = /^(\d{1,2}):(\d{2})(?::\d{2})?$/.exec(typeof value === 'string' ? value : '') ?? [];
  return h === undefined ? null : Number(h) * 60 + Number(m);
}

/** Both ends of a range, or one value twice. */
const ends = (value: JsonValue): readonly (JsonValue | undefined)[] =>
  isObject(value) && Array.isArray(value.range) ? value.range : [value, value];

function hours(value: JsonValue): Schedule | null {
  const [from, to] = ends(value).map(minute);
  if (from === null || to === null || from === undefined || to === undefined) return null;
  const spans =
    from <= to
      ? [{ days: EVERY_DAY, from, to }]
      : [
          { days: EVERY_DAY, from, to: 1439 },
          { days: EVERY_DAY, from: 0, to },
        ];
  return { weekly: weeklyMinutes(spans, 0), from: null, to: null };
}

function days(value: JsonValue): Schedule | null {
  const [from, to] = ends(value).map((v) => (typeof v === 'string' ? DAYS.indexOf(v.toLowerCase()) : -1));
  if (from === undefined || to === undefined || from < 0 || to < from) return null;
  const on = EVERY_DAY.filter((d) => d >= from && d <= to);
  return { weekly: weeklyMinutes([{ days: on, from: 0, to: 1439 }], 0), from: null, to: null };
}

const INSTANT = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;

const instant = (value: JsonValue | undefined): string | null =>
  typeof value === 'string' && INSTANT.test(value) ? value.replace(' ', 'T') : null;

function dates(op: string, value: JsonValue): Schedule | null {
  const [from, to] = ends(value).map(instant);
  if (!from || !to) return null;
  if (op === '<' || op === '<=') return { weekly: null, from: null, to };
  if (op === '>' || op === '>=') return { weekly: null, from, to: null };
  return { weekly: null, from, to };
}

/** One value, range or bound; `op` is `==` or an order. */
export function clockMatch(of: 'hour' | 'day' | 'time', op: string, value: JsonValue): Match {
  const text = `meta ${of} ${op} ${JSON.stringify(value)}`;
  const equal = op === '==' || op === 'in';
  const schedule =
    of === 'time' ? dates(op, value) : !equal ? null : of === 'hour' ? hours(value) : days(value);
  const condition: Condition = {
    id: `time ${text}`,
    choice: 'time',
    what: { ja: `時間の条件 ${text}`, en: `the times ${text}` },
    ...(schedule ? { schedule } : {}),
  };
  return conditionMatch(condition);
}
