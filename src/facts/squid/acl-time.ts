/** time ACLs (ACLTimeData::parse): days go with the range that follows them, and only with that. */
import type { TimeWindow } from './acl.ts';
import {
  type AclSource,
  type CompiledAcl,
  compiled,
  eachValue,
  NEVER,
  type Refusal,
  say,
  shown,
} from './acl-line.ts';
import type { SquidNote } from './section.ts';

const DAYS: Readonly<Record<string, number>> = { S: 1, M: 2, T: 4, W: 8, H: 16, F: 32, A: 64, D: 62 };
const ALL_WEEK = 127;
const END_OF_DAY = 24 * 60;

/** `bad`: letters that stand for no day. */
function daysOf(text: string): { readonly days: number; readonly bad: boolean } {
  let days = 0;
  let bad = false;
  for (const letter of text) {
    const day = Object.hasOwn(DAYS, letter) ? DAYS[letter] : undefined;
    if (day !== undefined) days |= day;
    else if (letter !== '-') bad = true;
  }
  return { days, bad };
}

/** sscanf "%d:%d-%d:%d": what follows is not looked at. */
function range(text: string): { readonly from: number; readonly to: number } | null {
  const found = /^(\d+):([+-]?\d+)-([+-]?\d+):([+-]?\d+)/.exec(text);
  const [h1 = -1, m1 = -1, h2 = -1, m2 = -1] = (found ?? []).slice(1).map(Number);
  const hours = h1 < 24 && ((h2 >= 0 && h2 < 24) || (h2 === 24 && m2 === 0));
  if (!found || !hours || m1 < 0 || m1 >= 60 || m2 < 0 || m2 >= 60) return null;
  return { from: h1 * 60 + m1, to: h2 * 60 + m2 };
}

interface Draft {
  readonly windows: TimeWindow[];
  readonly notes: SquidNote[];
  readonly refusals: Refusal[];
  days: number;
  /** A range of this line has taken the days that stand before it. */
  used: boolean;
}

type At = Parameters<Parameters<typeof eachValue>[1]>[1];

function takeDays(draft: Draft, text: string, at: At): void {
  const { days, bad } = daysOf(text);
  draft.days |= days;
  if (!bad) return;
  draft.notes.push({
    kind: 'bad-day',
    at: at(),
    because: say(
      `${shown(text)} には曜日でない文字があり、その文字は無視される。S M T W H F A (木曜は H、土曜は A) で書く`,
      `${shown(text)} has letters that stand for no day, which are ignored; write S M T W H F A (Thursday H, Saturday A)`,
    ),
  });
}

function takeRange(draft: Draft, text: string, at: At): void {
  const found = range(text);
  if (!found || found.from > found.to) {
    draft.refusals.push({
      at: at(),
      because: say(
        `${shown(text)} は時間帯として読めない (終わりが始まりより前など)。Squid はファイル全体を拒む。日をまたぐ時間帯は 2 つに分ける`,
        `${shown(text)} is no range of time (it ends before it begins, for one), and Squid refuses the whole file; split a range over midnight in two`,
      ),
    });
    return;
  }
  if (draft.days === 0 && draft.used) {
    draft.notes.push({
      kind: 'days-used-up',
      at: at(),
      because: say(
        `曜日は直後の時間帯にしかかからず、${shown(text)} は毎日になる。時間帯ごとに曜日を書く`,
        `days go with the range right after them, so that ${shown(text)} holds every day; write the days before each range`,
      ),
    });
  }
  draft.used ||= draft.days !== 0;
  draft.windows.push({ days: draft.days === 0 ? ALL_WEEK : draft.days, ...found });
  draft.days = 0;
}

/** Days at the end of a line without a range: all of those days. */
function endLine(draft: Draft): void {
  if (draft.days !== 0) draft.windows.push({ days: draft.days, from: 0, to: END_OF_DAY });
  draft.days = 0;
  draft.used = false;
}

export function timeAcl(source: AclSource): CompiledAcl {
  const draft: Draft = { windows: [], notes: [], refusals: [], days: 0, used: false };
  for (const line of source.lines) {
    eachValue([line], (text, at) => {
      if (/^[0-9]/.test(text)) takeRange(draft, text, at);
      else takeDays(draft, text, at);
    });
    endLine(draft);
  }
  const test = draft.windows.length === 0 ? NEVER : ({ test: 'time', windows: draft.windows } as const);
  return compiled(test, draft.notes, draft.refusals);
}
