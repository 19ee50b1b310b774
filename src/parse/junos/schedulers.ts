/** `schedulers`: when a policy is in force ([Junos] Security Policy Schedulers). A day's own times replace the daily ones. */
import type { Match, NumberSpan, Schedule } from '../../facts/firewall/model.ts';
import { type Build, condition, note } from './build.ts';
import { any, numberSet } from './match.ts';
import { at, consume, type JunosNode, kid, kids } from './tree.ts';

const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const DAY = 1440;

const CLOCK = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/;
const DATE = /^(\d{4})-(\d{1,2})-(\d{1,2})\.(\d{1,2}):(\d{2})$/;

/** Minutes of the day; seconds are dropped at the start, and rounded up at the end. */
function minuteOf(text: string, up: boolean): number | null {
  const [, h, m, s = '0'] = CLOCK.exec(text) ?? [];
  if (h === undefined) return null;
  const minute = Number(h) * 60 + Number(m) + (up && Number(s) > 0 ? 1 : 0);
  return minute <= DAY ? minute : null;
}

type Spans = readonly NumberSpan[] | null;

/** `start-time a stop-time b`; null: not understood. */
function startSpan(start: JunosNode): NumberSpan | null {
  const [stop] = kids(kid(start, 'stop-time'));
  const from = minuteOf(start.word, false);
  const to = stop ? minuteOf(stop.word, true) : null;
  return from === null || to === null || to <= from ? null : { from, to: to - 1 };
}

/** `start-time a stop-time b`, `all-day` or `exclude` below a day; null: not understood. */
function daySpans(node: JunosNode): Spans {
  const out: (NumberSpan | null)[] = [];
  for (const n of kids(node)) {
    if (n.word === 'exclude') return [];
    if (n.word === 'all-day') out.push({ from: 0, to: DAY - 1 });
    else if (n.word === 'start-time') out.push(...kids(n).map(startSpan));
    else return null;
  }
  const known = out.filter((s) => s !== null);
  return known.length < out.length ? null : known;
}

function weekly(node: JunosNode): { readonly spans: Spans; readonly told: boolean } {
  const daily = kid(node, 'daily');
  const base = daily ? daySpans(daily) : [];
  const out: NumberSpan[] = [];
  let told = daily !== null;
  for (const [i, day] of DAYS.entries()) {
    const own = kid(node, day);
    if (own) told = true;
    const spans = own ? daySpans(own) : base;
    if (!spans) return { spans: null, told };
    out.push(...spans.map((s) => ({ from: s.from + i * DAY, to: s.to + i * DAY })));
  }
  return { spans: out, told };
}

function instant(text: string): string | null {
  const [, y, mo, d, h, mi] = DATE.exec(text) ?? [];
  if (y === undefined) return null;
  const two = (n = ''): string => n.padStart(2, '0');
  return `${y}-${two(mo)}-${two(d)}T${two(h)}:${two(mi)}`;
}

/** Pairs of dates; null where one is not understood. A date without its year is one of those. */
function periods(node: JunosNode): readonly Pick<Schedule, 'from' | 'to'>[] | null {
  const out: Pick<Schedule, 'from' | 'to'>[] = [];
  for (const start of kids(kid(node, 'start-date'))) {
    const [stop] = kids(kid(start, 'stop-date'));
    const from = instant(start.word);
    const to = stop ? instant(stop.word) : null;
    if (from === null || (stop && to === null)) return null;
    out.push({ from, to });
  }
  return out;
}

const KNOWN: ReadonlySet<string> = new Set(['description', 'start-date', 'daily', ...DAYS]);

function scheduleOf(build: Build, node: JunosNode): readonly Schedule[] | null {
  const odd = kids(node).find((n) => !KNOWN.has(n.word));
  const week = weekly(node);
  const dates = periods(node);
  consume(node);
  if (odd || !week.spans || !dates || (!week.told && dates.length === 0)) {
    note(build, node, 'not-understood', {
      ja: `スケジュール ${node.word} は読めない`,
      en: `the scheduler ${node.word} is not understood`,
    });
    return null;
  }
  const spans = week.told ? numberSet(week.spans) : null;
  return dates.length > 0
    ? dates.map((d) => ({ ...d, weekly: spans }))
    : [{ weekly: spans, from: null, to: null }];
}

/** The condition that a scheduler of that name holds. */
export function schedulerMatch(build: Build, name: string, by: JunosNode): Match {
  const known = build.conditions.get(`scheduler ${name}`);
  if (known) return known;
  const node = at(build.root, 'schedulers', 'scheduler', name);
  const schedules = node && scheduleOf(build, node);
  const what = { ja: `スケジュール ${name}`, en: `the scheduler ${name}` };
  if (!schedules) {
    if (!node) {
      note(build, by, 'undefined-reference', {
        ja: `スケジュール ${name} は定義されていない`,
        en: `the scheduler ${name} is not defined`,
      });
    }
    return condition(build, `scheduler ${name}`, 'unknown', what);
  }
  const [only] = schedules;
  if (only && schedules.length === 1) return condition(build, `scheduler ${name}`, 'time', what, only);
  const found = any(
    schedules.map((s, i) => condition(build, `scheduler ${name} (${i + 1})`, 'time', what, s)),
  );
  build.conditions.set(`scheduler ${name}`, found);
  return found;
}

export function readSchedulers(build: Build): void {
  for (const n of kids(at(build.root, 'schedulers', 'scheduler'))) schedulerMatch(build, n.word, n);
}
