/** Schedules as conditions of time (FortiOS CLI reference, `config firewall schedule`). */
import type { Match, NumberSet, Schedule } from '../../facts/firewall/model.ts';
import { numberSet } from '../number-set.ts';
import {
  any,
  both,
  conditional,
  note,
  openBecause,
  undefinedReference,
  unknown,
  type Vdom,
} from './context.ts';
import { type Entry, value, values } from './tree.ts';

const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const DAY = 1440;
const WEEK = 7 * DAY;

/** `9:00`, `09:00` as minutes; null for anything else. */
function minutes(text: string): number | null {
  const [, hour, minute] = /^(\d{1,2}):(\d{2})$/.exec(text) ?? [];
  if (hour === undefined || Number(hour) > 23 || Number(minute) > 59) return null;
  return Number(hour) * 60 + Number(minute);
}

/** From its minute up to the minute before the end; a span that passes Sunday goes on on Monday. */
function spans(day: number, start: number, length: number): NumberSet {
  const from = day * DAY + start;
  const to = from + length - 1;
  return to < WEEK
    ? [{ from, to }]
    : [
        { from, to: WEEK - 1 },
        { from: 0, to: to - WEEK },
      ];
}

/** An end before the start is of the next day; start and end alike are 24 hours (CLI reference). */
function weekly(entry: Entry): NumberSet | null {
  const start = minutes(value(entry, 'start') ?? '00:00');
  const end = minutes(value(entry, 'end') ?? '00:00');
  const days = values(entry, 'day').filter((d) => d !== 'none');
  const numbers = days.map((d) => DAYS.indexOf(d.toLowerCase()));
  if (start === null || end === null || numbers.includes(-1)) return null;
  const length = end > start ? end - start : end - start + DAY;
  return numberSet(numbers.flatMap((day) => spans(day, start, length)));
}

/** `hh:mm yyyy/mm/dd` as `yyyy-mm-ddThh:mm`. */
function instant(words: readonly string[]): string | null {
  const [time = '', date = ''] = words;
  const [, year, month, day] = /^(\d{4})\/(\d{1,2})\/(\d{1,2})$/.exec(date) ?? [];
  const at = minutes(time);
  if (year === undefined || month === undefined || day === undefined || at === null) return null;
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${year}-${two(Number(month))}-${two(Number(day))}T${two(Math.floor(at / 60))}:${two(at % 60)}`;
}

const timed = (vdom: Vdom, name: string, schedule: Schedule): Match =>
  conditional(vdom, {
    id: `schedule ${name}`,
    choice: 'time',
    what: both(`スケジュール ${name}`, `the schedule ${name}`),
    schedule,
  });

const unread = (vdom: Vdom, name: string): Match =>
  unknown(
    vdom,
    `schedule ${name}`,
    both(`読めないスケジュール ${name}`, `the schedule ${name}, which cannot be read`),
  );

function recurring(vdom: Vdom, entry: Entry): Match {
  const set = weekly(entry);
  if (!set) return unread(vdom, entry.key);
  const whole = set.length === 1 && set[0]?.from === 0 && set[0].to === WEEK - 1;
  return whole ? { kind: 'always' } : timed(vdom, entry.key, { weekly: set, from: null, to: null });
}

/** The end is the instant at which it ends. */
function onetime(vdom: Vdom, entry: Entry): Match {
  const from = instant(values(entry, 'start'));
  const to = instant(values(entry, 'end'));
  if (from === null || to === null) return unread(vdom, entry.key);
  return timed(vdom, entry.key, { weekly: null, from, to: `${to}:00` });
}

const TABLES = [
  ['firewall schedule recurring', recurring],
  ['firewall schedule onetime', onetime],
] as const;

function grouped(vdom: Vdom, entry: Entry, used: Entry, depth: number): Match {
  if (depth > 0) {
    const what = both(
      `スケジュール ${entry.key} が自分自身を含む`,
      `the schedule ${entry.key} contains itself`,
    );
    note(vdom, 'cyclic-group', entry.line, what);
    return unknown(vdom, `schedule ${entry.key}`, what);
  }
  return any(values(entry, 'member').map((name) => scheduleMatch(vdom, name, used, depth + 1)));
}

/** Groups hold schedules, not groups. */
export function scheduleMatch(vdom: Vdom, name: string, used: Entry, depth = 0): Match {
  for (const [path, read] of TABLES) {
    const entry = vdom.scope.tables.get(path)?.entries.get(name);
    if (entry) {
      const because = openBecause(entry);
      return because ? unknown(vdom, `schedule ${name}`, because) : read(vdom, entry);
    }
  }
  const group = vdom.scope.tables.get('firewall schedule group')?.entries.get(name);
  if (group) return grouped(vdom, group, used, depth);
  if (name === 'always') return { kind: 'always' };
  if (name === 'none') return { kind: 'never' };
  return undefinedReference(vdom, `schedule ${name}`, name, used);
}

/** A policy that expires (since 7.2): `policy-expiry-date yyyy-mm-dd hh:mm:ss`. */
export function expiryMatch(vdom: Vdom, entry: Entry): Match {
  const [date = '', time = ''] = values(entry, 'policy-expiry-date');
  const id = `expiry ${entry.key}`;
  const what = both(`ポリシー ${entry.key} の有効期限`, `the expiry date of policy ${entry.key}`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || !/^\d{2}:\d{2}:\d{2}$/.test(time) || date === '0000-00-00') {
    return unknown(vdom, id, what);
  }
  return conditional(vdom, {
    id,
    choice: 'time',
    what,
    schedule: { weekly: null, from: null, to: `${date}T${time}` },
  });
}
