/** The instant that verdicts are about. */
import { EXIT } from '../report/verdict.ts';
import { Failure } from './failure.ts';

const ISO = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/;

export interface Instant {
  /** Epoch milliseconds. */
  readonly asOf: number;
  /** ISO 8601, with the offset that was given. */
  readonly asOfText: string;
}

export function instantOf(text: string): Instant {
  const full = /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00+09:00` : text;
  const asOf = ISO.test(text) ? Date.parse(full) : Number.NaN;
  if (Number.isNaN(asOf)) {
    throw new Failure(EXIT.usage, {
      ja: `--as-of ${text}: 2026-11-01 または 2026-11-01T09:00:00+09:00 の形で書く`,
      en: `--as-of ${text}: write it as 2026-11-01 or 2026-11-01T09:00:00+09:00`,
    });
  }
  return { asOf, asOfText: full };
}

const JAPAN_OFFSET_MS = 9 * 60 * 60 * 1000;

/** Today in Japan: the same input gives the same bytes all day. */
export const today = (): string => new Date(Date.now() + JAPAN_OFFSET_MS).toISOString().slice(0, 10);
