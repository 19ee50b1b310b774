/** `-m time` as a schedule. The kernel compares in UTC unless `--kerneltz` is given (xt_time). */
import type { Schedule } from '../../facts/firewall/model.ts';
import { shiftedDate, UTC_SHIFT, weeklyMinutes } from '../netfilter/time.ts';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** The value that follows an option; undefined: not given. */
const given = (words: readonly string[], option: string): string | undefined => {
  const at = words.indexOf(option);
  return at < 0 ? undefined : words[at + 1];
};

function days(text: string | undefined, negated: boolean): readonly number[] | null {
  const every = DAYS.map((_, i) => i);
  if (text === undefined) return every;
  const named = text
    .split(',')
    .map((d) => (/^[1-7]$/.test(d) ? Number(d) - 1 : DAYS.indexOf(d.slice(0, 3).toLowerCase())));
  if (named.some((d) => d < 0)) return null;
  return negated ? every.filter((d) => !named.includes(d)) : named;
}

/** Minute of the day; null: no time. */
function minute(text: string | undefined, fallback: number): number | null {
  if (text === undefined) return fallback;
  const [, h, m] = /^(\d{1,2}):(\d{1,2})(?::\d{1,2})?$/.exec(text) ?? [];
  return h === undefined ? null : Number(h) * 60 + Number(m);
}

function date(text: string | undefined, shift: number): string | null | undefined {
  if (text === undefined) return null;
  const [, y, mo, d, time] = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d:\d\d(?::\d\d)?))?$/.exec(text) ?? [];
  return y === undefined
    ? undefined
    : (shiftedDate(`${y}-${mo}-${d}T${time ?? '00:00:00'}`, shift) ?? undefined);
}

/**
 * With `--contiguous` a time that ends before it begins runs into the next day; without it the part after midnight
 * belongs to the same day (`timestart > timestop` in xt_time).
 */
function weekly(on: readonly number[], from: number, to: number, contiguous: boolean, shift: number) {
  if (on.length === 7 && from === 0 && to === 1439) return null;
  if (from <= to) return weeklyMinutes([{ days: on, from, to }], shift);
  if (contiguous) return weeklyMinutes([{ days: on, from, to: to + 1440 }], shift);
  return weeklyMinutes(
    [
      { days: on, from, to: 1439 },
      { days: on, from: 0, to },
    ],
    shift,
  );
}

/** null: days of the month, or not understood. */
export function timeSchedule(words: readonly string[]): Schedule | null {
  if (words.includes('--monthdays')) return null;
  const shift = words.includes('--kerneltz') ? 0 : UTC_SHIFT;
  const at = words.indexOf('--weekdays');
  const on = days(given(words, '--weekdays'), at > 0 && words[at - 1] === '!');
  const from = minute(given(words, '--timestart'), 0);
  const to = minute(given(words, '--timestop'), 1439);
  const [begin, end] = [date(given(words, '--datestart'), shift), date(given(words, '--datestop'), shift)];
  if (!on || from === null || to === null || begin === undefined || end === undefined) return null;
  return { weekly: weekly(on, from, to, words.includes('--contiguous'), shift), from: begin, to: end };
}
