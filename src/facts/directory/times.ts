/** Times of a directory, and how old they are at the instant of the assessment. */
import { oncePer } from '../once.ts';
import { hides } from './hidden.ts';
import type { Account } from './model.ts';
import type { Directory } from './query.ts';

const DAY_MS = 86_400_000;
/** 1 January 1601 in epoch milliseconds. */
const FILETIME_ZERO = -11_644_473_600_000;
const TICKS_A_MS = 10_000n;

/** FILETIME (100 ns since 1601, UTC) as epoch milliseconds. */
export const epochOf = (filetime: bigint): number => Number(filetime / TICKS_A_MS) + FILETIME_ZERO;

const timesOf = (account: Account): readonly number[] => [
  ...[account.lastLogon, account.passwordLastSet].flatMap((t) => (t !== null && t > 0n ? [epochOf(t)] : [])),
  ...(account.created === null ? [] : [account.created]),
];

/**
 * Epoch milliseconds until which the evidence surely speaks: when it was read, or, where no file says so, the newest
 * event it holds, which came before. null: nothing tells.
 */
export const knownUntil = oncePer((directory: Directory): { readonly at: number | null } => {
  const read = directory.sections.flatMap((s) => (s.readAt === null ? [] : [s.readAt]));
  if (read.length === directory.sections.length) return { at: Math.min(...read) };
  const newest = directory.accounts.reduce((max, a) => Math.max(max, ...timesOf(a)), -Infinity);
  return { at: Number.isFinite(newest) ? newest : null };
});

/** `open`: it was within the limit when the evidence was made and would not be now, unless it has been renewed since. */
export type Age = 'within' | 'beyond' | 'open';

/** Whether something that happened at `time` is older than `days`, at `asOf` and already when the evidence was read. */
export function ageOf(directory: Directory, asOf: number, time: number, days: number): Age {
  if (asOf - time <= days * DAY_MS) return 'within';
  const until = knownUntil(directory).at;
  return until !== null && Math.min(until, asOf) - time > days * DAY_MS ? 'beyond' : 'open';
}

/** Whether an end that is renewed from time to time lies ahead: past already when the evidence was read, it is `beyond`. */
export function endOf(directory: Directory, asOf: number, end: number): Age {
  if (end > asOf) return 'within';
  const until = knownUntil(directory).at;
  return until !== null && end <= Math.min(until, asOf) ? 'beyond' : 'open';
}

/**
 * A logon is written to lastLogonTimestamp only where the old one is some days old, so that the last logon may be later
 * by this many ([MS-ADA1] 2.351, msDS-LogonTimeSyncInterval: 14 unless changed).
 */
export const LOGON_LAG_DAYS = 14;

/** How long an account has been unused: since its last logon, or since it was made. null: the evidence does not show it. */
export function idleAge(directory: Directory, asOf: number, account: Account, days: number): Age | null {
  const { lastLogon, created } = account;
  if (lastLogon !== null && lastLogon > 0n) {
    const time = epochOf(lastLogon);
    const age = ageOf(directory, asOf, time, days);
    return age === 'beyond' && ageOf(directory, asOf, time, days + LOGON_LAG_DAYS) !== 'beyond'
      ? 'open'
      : age;
  }
  if (lastLogon === null && hides(account, 'lastlogontimestamp')) return null;
  return created === null ? null : ageOf(directory, asOf, created, days);
}
