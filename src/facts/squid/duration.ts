/** Lengths of time as squid.conf writes them: a number and a unit (parseTimeLine, cache_cf.cc). */

const MS: Readonly<Record<string, number>> = {
  millisecond: 1,
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
  fortnight: 1_209_600_000,
  month: 2_592_000_000,
  year: 31_557_790_080,
  decade: 315_577_900_800,
};

/** Milliseconds; without a unit it is seconds. null: it is no length of time. */
export function squidDuration(args: readonly string[]): number | null {
  const [amount = '', unit = 'seconds'] = args;
  const factor = MS[unit.toLowerCase().replace(/s$/, '')];
  return /^\d+(\.\d+)?$/.test(amount) && factor !== undefined ? Number(amount) * factor : null;
}
