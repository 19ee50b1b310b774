/** The proxy's local time, which time ACLs ask for. */
import type { TimeWindow } from './acl.ts';

export interface SquidClock {
  /** 0 is Sunday. */
  readonly day: number;
  /** Minute of the day; null where only the date is given. */
  readonly minute: number | null;
}

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::\d{2}(?:[.,]\d+)?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;

/** ISO 8601; its own offset is the proxy's, so that what is written is the local time. null: no such time. */
export function clockOf(text: string): SquidClock | null {
  const [, year, month, date, hour, minute] = ISO.exec(text) ?? [];
  if (year === undefined) return null;
  const at = new Date(Date.UTC(Number(year), Number(month) - 1, Number(date)));
  if (at.getUTCDate() !== Number(date) || at.getUTCMonth() !== Number(month) - 1) return null;
  if (hour === undefined) return { day: at.getUTCDay(), minute: null };
  if (Number(hour) > 23 || Number(minute) > 59) return null;
  return { day: at.getUTCDay(), minute: Number(hour) * 60 + Number(minute) };
}

const LAST_MINUTE = 1439;

/** Whether one of the windows is open; null where that takes a minute that is not known. Both ends count. */
export function isOpen(windows: readonly TimeWindow[], clock: SquidClock): boolean | null {
  const { day, minute } = clock;
  const today = windows.filter((w) => (w.days >> day) & 1);
  if (minute !== null) return today.some((w) => w.from <= minute && minute <= w.to);
  if (today.some((w) => w.from === 0 && w.to >= LAST_MINUTE)) return true;
  return today.length === 0 ? false : null;
}
