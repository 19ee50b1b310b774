/** Schedules: times of day on days of the week or of the year (filter_get_time_based_rule_status of both). */
import { numberUnion } from '../../facts/firewall/bounds.ts';
import type { Condition, NumberSpan } from '../../facts/firewall/model.ts';
import type { Config, ConfigRecord } from './records.ts';

const DAY = 1440;
const MOST = 1000;

const minute = (text: string): number | null => {
  const match = /^(\d{1,2}):(\d{1,2})$/.exec(text.trim());
  const at = match ? Number(match[1]) * 60 + Number(match[2]) : null;
  return at !== null && at <= DAY ? at : null;
};

/** Minutes of a day; the end is not in it. */
function hours(text: string): NumberSpan | null {
  if (text === '') return { from: 0, to: DAY - 1 };
  const [first = '', second = ''] = text.split('-');
  const from = minute(first);
  const to = minute(second);
  return from === null || to === null || from >= to ? null : { from, to: to - 1 };
}

/** Days of the week of one range, 1 Monday … 7 Sunday; null: not days of the week. */
function days(text: string): readonly number[] | null {
  if (text === '') return [1, 2, 3, 4, 5, 6, 7];
  const numbers = text.split(',').map(Number);
  return numbers.every((n) => Number.isInteger(n) && n >= 1 && n <= 7) ? numbers : null;
}

/** Minutes of the week; null where days of the year or something else stand there. */
function weekly({ fields }: ConfigRecord): readonly NumberSpan[] | null {
  if (fields.month || fields.day) return null;
  const time = hours(fields.hour ?? '');
  const which = days(fields.position ?? '');
  return time && which
    ? which.map((d) => ({ from: (d - 1) * DAY + time.from, to: (d - 1) * DAY + time.to }))
    : null;
}

/** The condition of each schedule by name. A rule with a schedule that does not exist is always in force. */
export function schedulesOf(config: Config): ReadonlyMap<string, Condition> {
  const ranges = config.records.get('schedules/schedule/timerange') ?? [];
  const schedules = config.records.get('schedules/schedule') ?? [];
  const made = new Map<string, Condition>();
  for (const schedule of schedules) {
    const { fields } = schedule;
    const own = ranges.filter((range) => range.parent === schedule).slice(0, MOST);
    const name = fields.name ?? '';
    const spans = own.map(weekly);
    const exact = spans.every((s) => s !== null);
    made.set(name, {
      id: `schedule ${name}`,
      choice: 'time',
      what: { ja: `スケジュール ${name}`, en: `schedule ${name}` },
      ...(exact ? { schedule: { weekly: numberUnion(spans.flat()), from: null, to: null } } : {}),
    });
  }
  return made;
}
