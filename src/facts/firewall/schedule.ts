/** When a schedule holds, by the wall clock of the device. */
import type { Condition, Schedule } from './model.ts';
import type { At } from './query.ts';

/** Japan keeps one time all year; a device elsewhere needs its own offset. */
export const JAPAN_MINUTES = 9 * 60;

const MINUTE = 60_000;
const DAY = 1440;

/** `YYYY-MM-DDTHH:MM:SS` on a clock that is `offset` minutes ahead of UTC. */
const wallClock = (asOf: number, offset: number): string =>
  new Date(asOf + offset * MINUTE).toISOString().slice(0, 19);

/** Minutes since Monday 00:00. 1970-01-01 was a Thursday. */
function minuteOfWeek(asOf: number, offset: number): number {
  const minutes = Math.floor(asOf / MINUTE) + offset + 3 * DAY;
  return ((minutes % (7 * DAY)) + 7 * DAY) % (7 * DAY);
}

/** An end without seconds lasts to the end of its minute. */
const begun = (from: string | null, now: string): boolean => from === null || from <= now;
const notOver = (to: string | null, now: string): boolean => to === null || now.slice(0, to.length) <= to;

/** `asOf`: epoch milliseconds; `offset`: minutes by which the device's clock is ahead of UTC. */
export function scheduleHolds(schedule: Schedule, asOf: number, offset = JAPAN_MINUTES): boolean {
  const now = wallClock(asOf, offset);
  if (!begun(schedule.from, now) || !notOver(schedule.to, now)) return false;
  const minute = minuteOfWeek(asOf, offset);
  return schedule.weekly?.some((s) => s.from <= minute && minute <= s.to) ?? true;
}

/** Whether it can hold at all, at whatever time. */
const everHolds = ({ weekly, from, to }: Schedule): boolean =>
  weekly?.length !== 0 && (from === null || to === null || from.slice(0, to.length) <= to);

/** Whether it has ended for good. */
export const isOver = ({ to }: Schedule, asOf: number, offset?: number): boolean =>
  to !== null && !scheduleHolds({ weekly: null, from: null, to }, asOf, offset);

/** What a condition is at an instant; null: open. At any time only what never holds, or no more, is decided. */
export function conditionAt({ choice, schedule }: Condition, { asOf, since, offset }: At): boolean | null {
  if (choice !== 'time' || !schedule) return null;
  if (asOf !== null) return scheduleHolds(schedule, asOf, offset);
  const over = since !== undefined && isOver(schedule, since, offset);
  return everHolds(schedule) && !over ? null : false;
}
