/**
 * `time-range` (ASA and IOS): several `periodic` lines are alternatives, and `absolute` bounds them all. The last minute of
 * a period is part of it: where a device ends it earlier, a permit is taken to hold a minute too long, never too short.
 */
import type { NumberSpan, Schedule } from '../../facts/firewall/model.ts';
import { wordsOf } from './lines.ts';
import { numbers } from './numbers.ts';

const DAY = 1440;
const WEEK = 7 * DAY;
const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

function daysOf(word: string): readonly number[] | null {
  const name = word.toLowerCase();
  if (name === 'daily') return [0, 1, 2, 3, 4, 5, 6];
  if (name === 'weekdays') return [0, 1, 2, 3, 4];
  if (name === 'weekend') return [5, 6];
  const day = name.length < 3 ? -1 : DAYS.findIndex((d) => d.startsWith(name));
  return day < 0 ? null : [day];
}

function minuteOf(text: string | undefined): number | null {
  const [, hour, minute] = /^(\d{1,2}):(\d{2})$/.exec(text ?? '') ?? [];
  if (hour === undefined || minute === undefined) return null;
  const n = Number(hour) * 60 + Number(minute);
  return Number(minute) < 60 && n <= DAY ? n : null;
}

const spans = (from: number, to: number): readonly NumberSpan[] => {
  const last = Math.min(to, WEEK - 1);
  return from <= last
    ? [{ from, to: last }]
    : [
        { from, to: WEEK - 1 },
        { from: 0, to: last },
      ];
};

/** `periodic weekdays 9:00 to 17:00`, `periodic Friday 20:00 to Monday 8:00`; null: not understood. */
function periodic(words: readonly string[]): readonly NumberSpan[] | null {
  const to = words.indexOf('to');
  const start = minuteOf(words[to - 1]);
  const end = minuteOf(words.at(-1));
  const days = words.slice(0, to - 1).map(daysOf);
  if (to < 2 || start === null || end === null || days.includes(null)) return null;
  const first = days.flatMap((d) => d ?? []);
  const endWords = words.slice(to + 1, -1);
  if (endWords.length === 0) return first.flatMap((d) => spans(d * DAY + start, d * DAY + end));
  const last = endWords.length === 1 ? daysOf(endWords[0] ?? '') : null;
  const [from] = first;
  if (first.length !== 1 || from === undefined || last?.length !== 1) return null;
  return spans(from * DAY + start, (last[0] ?? 0) * DAY + end);
}

const two = (n: number): string => String(n).padStart(2, '0');

/** `08:00 01 January 2026`. */
function instant(words: readonly string[]): string | null {
  const minute = minuteOf(words[0]);
  const month = MONTHS.findIndex(
    (m) => (words[2] ?? '').length >= 3 && m.startsWith((words[2] ?? '').toLowerCase()),
  );
  if (minute === null || month < 0 || !/^\d{1,2}$/.test(words[1] ?? '') || !/^\d{4}$/.test(words[3] ?? ''))
    return null;
  const time = minute === DAY ? '23:59' : `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
  return `${words[3]}-${two(month + 1)}-${two(Number(words[1]))}T${time}`;
}

function absolute(words: readonly string[]): Pick<Schedule, 'from' | 'to'> | null {
  const start = words.indexOf('start');
  const end = words.indexOf('end');
  const from = start < 0 ? null : instant(words.slice(start + 1, start + 5));
  const to = end < 0 ? null : instant(words.slice(end + 1, end + 5));
  const whole = (start < 0 ? 0 : 5) + (end < 0 ? 0 : 5) === words.length && words.length > 0;
  return whole && (start < 0 || from !== null) && (end < 0 || to !== null) ? { from, to } : null;
}

/** The lines of a `time-range` as a schedule; null where one of them is not understood. */
export function timeRange(lines: readonly string[]): Schedule | null {
  let bounds: Pick<Schedule, 'from' | 'to'> = { from: null, to: null };
  let weekly: NumberSpan[] | null = null;
  for (const line of lines) {
    const [kind, ...rest] = wordsOf(line);
    const period = kind === 'periodic' ? periodic(rest) : null;
    const bound = kind === 'absolute' ? absolute(rest) : null;
    if (period) weekly = [...(weekly ?? []), ...period];
    else if (bound) bounds = bound;
    else return null;
  }
  return { ...bounds, weekly: weekly && numbers(weekly) };
}
