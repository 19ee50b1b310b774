/** Times of rules as schedules of the device's own clock. */

import type { NumberSet, NumberSpan } from '../../facts/firewall/model.ts';
import { JAPAN_MINUTES } from '../../facts/firewall/schedule.ts';
import { numberSet } from './numbers.ts';

const DAY = 1440;
const WEEK = 7 * DAY;

/** Days 0 Monday … 6 Sunday; minutes of the day, both included; `over`: an end before the begin is on the next day. */
export interface Weekly {
  readonly days: readonly number[];
  readonly from: number;
  readonly to: number;
}

/** A span of minutes that may run over the end of the week, in pieces that do not. */
const wrapped = ({ from, to }: NumberSpan): readonly NumberSpan[] => {
  const start = ((from % WEEK) + WEEK) % WEEK;
  const end = start + (to - from);
  return end < WEEK
    ? [{ from: start, to: end }]
    : [
        { from: start, to: WEEK - 1 },
        { from: 0, to: end - WEEK },
      ];
};

/** Minutes of the week, moved by so many minutes. */
export const weeklyMinutes = (of: readonly Weekly[], shift: number): NumberSet =>
  numberSet(
    of.flatMap(({ days, from, to }) =>
      days.flatMap((day) => wrapped({ from: day * DAY + from + shift, to: day * DAY + to + shift })),
    ),
  );

/** From UTC, in which the kernel compares, to the clock that schedules are read by. */
export const UTC_SHIFT = JAPAN_MINUTES;

/** `YYYY-MM-DDTHH:MM:SS` of UTC on that clock; null for what is no date. */
export function shiftedDate(text: string, shift: number): string | null {
  const at = Date.parse(`${text}Z`);
  return Number.isNaN(at) ? null : new Date(at + shift * 60_000).toISOString().slice(0, 19);
}
