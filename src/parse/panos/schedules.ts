/** Schedules of rules: times of the day or the week, or days of the calendar, in the firewall's own time. */
import type { Match, NumberSet, NumberSpan } from '../../facts/firewall/model.ts';
import { any, type Conditions } from './conditions.ts';
import { lookUp, type Scope } from './scope.ts';
import { joined } from './services.ts';
import { type ConfNode, child, find, values } from './tree.ts';

const DAY = 1440;
const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

const CLOCK = /^([01]?\d|2[0-4]):([0-5]\d)$/;

function minute(text: string): number | null {
  const found = CLOCK.exec(text.trim());
  const at = found ? Number(found[1]) * 60 + Number(found[2]) : null;
  return at !== null && at <= DAY ? at : null;
}

/** `09:00-17:30` of one day, its last minute included. What a time that ends before it begins means is not documented. */
function span(text: string, day: number): NumberSpan | null {
  const [start, end, more] = text.split('-');
  const from = minute(start ?? '');
  const last = minute(end ?? '');
  if (from === null || last === null || more !== undefined || last < from) return null;
  return { from: day * DAY + from, to: day * DAY + Math.min(last, DAY - 1) };
}

function weekly(recurring: ConfNode): NumberSet | null {
  const daily = values(child(recurring, 'daily'));
  const read = [
    ...daily.flatMap((text) => DAYS.map((_, day) => span(text, day))),
    ...DAYS.flatMap((name, day) => values(find(recurring, 'weekly', name)).map((text) => span(text, day))),
  ];
  return read.length > 0 && read.every((s) => s !== null) ? joined(read) : null;
}

const MOMENT = /^(\d{4})\/(\d{2})\/(\d{2})@(\d{2}:\d{2})$/;

/** `2026/03/31@17:00` as the model writes it. */
function moment(text: string): string | null {
  const found = MOMENT.exec(text.trim());
  return found && minute(found[4] ?? '') !== null ? `${found[1]}-${found[2]}-${found[3]}T${found[4]}` : null;
}

const what = (name: string) => ({ ja: `スケジュール ${name}`, en: `schedule ${name}` });

function period(name: string, text: string, conditions: Conditions): Match {
  const [start, end, more] = text.split('-');
  const from = moment(start ?? '');
  const to = moment(end ?? '');
  if (!from || !to || more !== undefined) return conditions.unknown(`schedule ${name}`, what(name));
  return conditions.of({
    id: `schedule ${name} ${text}`,
    choice: 'time',
    what: what(`${name} (${text})`),
    schedule: { weekly: null, from, to },
  });
}

function read(node: ConfNode, name: string, conditions: Conditions): Match {
  const type = child(node, 'schedule-type') ?? node;
  const periods = values(child(type, 'non-recurring'));
  if (periods.length > 0) return any(periods.map((text) => period(name, text, conditions)));
  const recurring = child(type, 'recurring');
  const set = recurring && weekly(recurring);
  if (!set) return conditions.unknown(`schedule ${name}`, what(name));
  return conditions.of({
    id: `schedule ${name}`,
    choice: 'time',
    what: what(name),
    schedule: { weekly: set, from: null, to: null },
  });
}

/** When rules with the schedule of that name are in force. */
export function scheduleMatch(scope: Scope, name: string, conditions: Conditions): Match {
  const found = lookUp(scope, 'schedule', name);
  if (!found || found.twice) return conditions.unknown(`schedule ${name}`, what(name));
  return read(found.node, name, conditions);
}
